"""API tokens: made for oneself, shown once, revoked by oneself or by an administrator."""

from datetime import timedelta

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from agreements import access
from agreements.admin.base import RecordAdmin
from agreements.models import ApiToken
from agreements.operations import OperationError
from agreements.roles import Role

MANAGES = "agreements.manage_apitoken"
USUAL_LIFE = timedelta(days=90)


class TokenForm(forms.ModelForm):
    """A new token."""

    class Meta:
        model = ApiToken
        fields = ("name", "role", "expires_on")

    def clean_expires_on(self) -> object:
        """Refuse a last day that has passed or is too far off."""
        expires_on, today = self.cleaned_data["expires_on"], timezone.localdate()
        if not today <= expires_on <= today + access.LONGEST_LIFE:
            raise ValidationError(f"Choose a day from {today} to {today + access.LONGEST_LIFE}.")
        return expires_on


@admin.register(ApiToken)
class TokenAdmin(RecordAdmin):
    """Tokens are made and revoked, never edited; their text is shown when they are made and never again."""

    form = TokenForm
    change_form_template = "admin/agreements/token.html"
    list_display = ("name", "prefix", "account", "role", "standing", "expires_on", "last_used")
    list_filter = ("role",)
    list_select_related = ("account", "use")
    search_fields = ("name", "prefix", "account__username")
    ordering = ("-created_at", "-pk")
    readonly_fields = ("account", "prefix", "standing", "last_used", "created_at", "revoked_at", "revoked_by")
    actions = ("revoke",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ApiToken]:
        """Return one's own tokens, or all for those who manage them."""
        tokens = super().get_queryset(request)
        return tokens if request.user.has_perm(MANAGES) else tokens.filter(account_id=request.user.pk)

    def has_view_permission(self, request: HttpRequest, obj: ApiToken | None = None) -> bool:
        """Return whether a token, and its history, may be seen."""
        is_for_them = obj is None or obj.account_id == request.user.pk or request.user.has_perm(MANAGES)
        return is_for_them and super().has_view_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: ApiToken | None = None) -> bool:
        """Return that tokens are not edited."""
        return False

    def get_form(
        self, request: HttpRequest, obj: ApiToken | None = None, change: bool = False, **options: object
    ) -> type[forms.ModelForm]:
        """Return the form; it offers the roles that do not exceed one's own."""
        form = super().get_form(request, obj, change, **options)
        if obj is None:
            offered = [(role.value, f"{role.label}: {role.definition}") for role in access.roles_within(request.user)]
            form.base_fields["role"].choices = offered
        return form

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, object]:
        """Return the least role and the usual last day."""
        given = super().get_changeform_initial_data(request)
        return {"role": Role.VIEWER, "expires_on": timezone.localdate() + USUAL_LIFE} | given

    def save_model(self, request: HttpRequest, obj: ApiToken, form: forms.ModelForm, change: bool) -> None:
        """Make the token; its text waits for the answer to this very request."""
        request.made_token = access.make_token(obj, by=request.user, at=timezone.now())

    def response_add(self, request: HttpRequest, obj: ApiToken, post_url_continue: str | None = None) -> HttpResponse:
        """Show the token, this once; the text is kept nowhere, so that no other page can."""
        context = self.admin_site.each_context(request) | {
            "title": f"API token {obj}",
            "opts": self.opts,
            "token": obj,
            "text": request.made_token.text,
        }
        return TemplateResponse(request, "admin/agreements/token_made.html", context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, object], *args: object, **options: object
    ) -> HttpResponse:
        """Return the page with a button that revokes, as long as there is something to revoke."""
        token = context["original"]
        context["can_revoke"] = token is not None and token.revoked_at is None
        context["show_save_and_add_another"] = context["show_save_and_continue"] = False
        return super().render_change_form(request, context, *args, **options)

    @admin.action(description="Revoke")
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiToken]) -> None:
        """End tokens; whoever uses one is refused from now on."""
        for token in queryset:
            try:
                access.revoke_token(token, by=request.user, at=timezone.now())
            except OperationError as error:
                self.message_user(request, str(error), messages.ERROR)
            else:
                self.message_user(request, f"{token} is revoked.", messages.SUCCESS)

    @admin.display(description="standing")
    def standing(self, token: ApiToken) -> str:
        """Return whether it works, and if not, why."""
        if token.revoked_at is not None:
            return "revoked"
        if not token.account.is_active:
            return "account closed"
        return "works" if token.is_valid(on=timezone.localdate()) else "expired"

    @admin.display(description="last used", ordering="use__last_used_at")
    def last_used(self, token: ApiToken) -> object:
        """Return when it was last used."""
        return token.use.last_used_at if hasattr(token, "use") else "never"
