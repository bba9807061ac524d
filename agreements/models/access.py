"""Tokens of programs that act for an account, and the account as a token lets it act."""

from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.db.models import Q

from agreements.models.columns import RecordRow, one_of
from agreements.models.history import RecordHistory
from agreements.roles import Role, permissions


class ScopedAccount(User):
    """An account that a token stands for: it may do what both the account and the role of the token may.

    It is read and asked, never saved; whoever stands above all roles is held to the role of the token too.
    """

    role: Role

    class Meta:
        proxy = True
        default_permissions = ()

    def get_user_permissions(self, obj: models.Model | None = None) -> set[str]:
        """Return what the account may do by itself, within the role."""
        return self._within(super().get_user_permissions(obj))

    def get_group_permissions(self, obj: models.Model | None = None) -> set[str]:
        """Return what the account may do by its roles, within the role."""
        return self._within(super().get_group_permissions(obj))

    def get_all_permissions(self, obj: models.Model | None = None) -> set[str]:
        """Return what the account may do, within the role."""
        return self._within(super().get_all_permissions(obj))

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        """Return whether both the account and the role may do something."""
        return bool(self._within([perm])) and super().has_perm(perm, obj)

    def has_module_perms(self, app_label: str) -> bool:
        """Return whether there is anything of an application that both may do."""
        return any(permission.startswith(f"{app_label}.") for permission in self.get_all_permissions())

    def _within(self, named: Iterable[str]) -> set[str]:
        """Return those of the permissions, named as `application.codename`, that the role has."""
        scope = permissions(self.role)
        return {permission for permission in named if permission.partition(".")[2] in scope}


class ApiToken(RecordRow):
    """What a program shows to act for an account; of its secret only a digest is kept."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="api_tokens")
    name = models.CharField(max_length=100, help_text="What it is for.")
    role = models.CharField(max_length=20, choices=Role, help_text="It may do what this role may, and you may.")
    prefix = models.CharField(max_length=12, unique=True, editable=False, help_text="By which it can be told.")
    digest = models.CharField("SHA-256", max_length=64, unique=True, editable=False, help_text="Of the whole token.")
    expires_on = models.DateField(help_text="The last day on which it works.")
    created_at = models.DateTimeField(editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="created_api_tokens", editable=False
    )
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="revoked_api_tokens",
        editable=False,
    )
    history = RecordHistory()

    class Meta:
        verbose_name = "API token"
        default_permissions = ("add", "view")
        permissions = [("manage_apitoken", "Can see and revoke the API tokens of others")]
        constraints = [
            one_of("api_token", "role", Role),
            models.CheckConstraint(name="api_token_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="api_token_is_revoked_by_somebody",
                condition=Q(revoked_by__isnull=True, revoked_at__isnull=True)
                | Q(revoked_by__isnull=False, revoked_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        """Return by which it can be told and what it is for."""
        return f"{self.prefix} ({self.name})"

    def is_valid(self, *, on: date) -> bool:
        """Return whether the token works on a day; its account may have been closed all the same."""
        return self.revoked_at is None and on <= self.expires_on


class TokenUse(models.Model):
    """When a token was last used, to the minute; kept apart from the record, whose every change is history."""

    token = models.OneToOneField(ApiToken, on_delete=models.CASCADE, related_name="use")
    last_used_at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        """Return token and instant."""
        return f"{self.token} {self.last_used_at:%Y-%m-%d %H:%M}"

    def is_recent(self, *, at: datetime) -> bool:
        """Return whether the use noted is so recent that another need not be noted yet."""
        return (at - self.last_used_at).total_seconds() < 60
