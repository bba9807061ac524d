"""Accounts and roles: a role is a group written in agreements.roles; accounts are given roles and nothing else."""

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import AbstractUser, Group
from django.db.models import EmailField
from django.http import HttpRequest

from agreements.admin.base import TolerantAdmin
from agreements.admin.fields import FORM_FIELDS
from agreements.roles import Role

User = get_user_model()
admin.site.unregister(User)
admin.site.unregister(Group)


@admin.register(User)
class AccountAdmin(TolerantAdmin, UserAdmin):
    """Accounts; only those who stand above all roles make others so, or touch their accounts."""

    formfield_overrides = FORM_FIELDS | {EmailField: {}}
    list_display = ("username", "first_name", "last_name", "email", "is_active", "is_staff")
    list_filter = ("is_active", "is_staff", "groups")
    autocomplete_fields = ("groups",)
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Person", {"fields": ("first_name", "last_name", "email")}),
        ("Access", {"fields": ("is_active", "is_staff", "groups", "is_superuser")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: AbstractUser | None = None) -> tuple[str, ...]:
        """Return what cannot be edited."""
        above = () if request.user.is_superuser else ("is_superuser",)
        return (*super().get_readonly_fields(request, obj), *above)

    def has_change_permission(self, request: HttpRequest, obj: AbstractUser | None = None) -> bool:
        """Return whether an account may be edited."""
        is_above = obj is not None and obj.is_superuser and not request.user.is_superuser
        return not is_above and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: AbstractUser | None = None) -> bool:
        """Return that accounts are not deleted, only made inactive: the history names them."""
        return False


@admin.register(Group)
class RoleAdmin(TolerantAdmin):
    """Roles, to be read: what they may do is written in agreements.roles."""

    list_display = ("name", "purpose")
    search_fields = ("name",)
    ordering = ("name",)
    fields = ("name", "purpose", "may")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return that roles are not made here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        """Return that roles are not changed here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        """Return that roles are not deleted here."""
        return False

    @admin.display(description="purpose")
    def purpose(self, group: Group) -> str:
        """Return what the role is for."""
        return Role(group.name).definition if group.name in Role.values else ""

    @admin.display(description="may")
    def may(self, group: Group) -> str:
        """Return what the role may do, one permission a line."""
        return "\n".join(str(permission.name).removeprefix("Can ") for permission in group.permissions.all())
