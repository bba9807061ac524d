"""What is told to whoever failed to log in too often."""

from datetime import timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import admin
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from agreements.visitors import claimed_name


def locked_out(request: HttpRequest, response: HttpResponse, credentials: dict[str, str] | None) -> HttpResponse:
    """Return the page that says until when log-in is locked and whom to ask."""
    tried = AccessAttempt.objects.filter(
        username=claimed_name(request, credentials), ip_address=request.axes_ip_address
    )
    latest = tried.aggregate(latest=Max("attempt_time"))["latest"] or timezone.now()
    until = latest + settings.AXES_COOLOFF_TIME + timedelta(seconds=1)
    seconds = max(1, int((until - timezone.now()).total_seconds()))
    context = admin.site.each_context(request) | {
        "title": "Log-in is locked for a while",
        "until": until,
        "minutes": -(-seconds // 60),
        "contact": settings.CONTACT,
    }
    page = render(request, "admin/agreements/locked_out.html", context, status=429)
    page.headers["Retry-After"] = str(seconds)
    add_never_cache_headers(page)
    return page
