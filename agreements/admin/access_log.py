"""Failed log-ins and who has a second factor, for administrators."""

import django_otp.plugins.otp_static.admin
import django_otp.plugins.otp_totp.admin  # noqa: F401  both register pages that show secrets; these replace them
from axes.models import AccessAttempt, AccessFailureLog
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from agreements import access
from agreements.admin.base import TolerantAdmin

admin.site.unregister(StaticDevice)
admin.site.unregister(TOTPDevice)


class ReadAdmin(TolerantAdmin):
    """A page of what the application notes by itself: read, and neither added nor changed."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return that nothing is added here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Return that nothing is changed here."""
        return False


@admin.register(AccessAttempt)
class AttemptAdmin(ReadAdmin):
    """Failures that count towards a lock; taking them out unlocks."""

    list_display = ("username", "ip_address", "failures_since_start", "attempt_time", "path_info")
    search_fields = ("username", "ip_address")
    ordering = ("-attempt_time", "-pk")
    fields = ("username", "ip_address", "failures_since_start", "attempt_time", "path_info", "user_agent")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        """Show the list, under what it is for."""
        title = "Failed log-ins that count: to unlock an account, delete its rows"
        return super().changelist_view(request, {"title": title} | (extra_context or {}))


@admin.register(AccessFailureLog)
class FailureAdmin(ReadAdmin):
    """Every log-in that failed, and whether it led to a lock."""

    list_display = ("attempt_time", "username", "ip_address", "locked_out", "path_info")
    list_filter = ("locked_out",)
    search_fields = ("username", "ip_address")
    ordering = ("-attempt_time", "-pk")
    date_hierarchy = "attempt_time"
    fields = ("attempt_time", "username", "ip_address", "locked_out", "path_info", "user_agent")

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Return that the log is kept."""
        return False


@admin.register(TOTPDevice)
class SecondFactorAdmin(ReadAdmin):
    """Who has a second factor; one that is lost is taken away here, one's own with a code on its own page."""

    list_display = ("user", "confirmed", "created_at", "last_used_at")
    list_filter = ("confirmed",)
    list_select_related = ("user",)
    search_fields = ("user__username",)
    ordering = ("user__username", "pk")
    fields = ("user", "confirmed", "created_at", "last_used_at")
    actions = None

    def has_delete_permission(self, request: HttpRequest, obj: TOTPDevice | None = None) -> bool:
        """Return whether a second factor may be taken away: not one's own, nor that of who stands above."""
        is_own = obj is not None and obj.user_id == request.user.pk
        is_above = obj is not None and obj.user.is_superuser and not request.user.is_superuser
        return not is_own and not is_above and super().has_delete_permission(request, obj)

    def delete_model(self, request: HttpRequest, obj: TOTPDevice) -> None:
        """Take it away with its recovery codes, and say so in the history of the account."""
        access.remove_second_factor(obj.user)
        LogEntry.objects.log_actions(
            request.user.pk, [obj.user], CHANGE, "Took the second factor away.", single_object=True
        )
