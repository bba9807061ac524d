"""What is answered to a request that cannot be read."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return a page that says what cannot be read; a form too large is told apart, and how to keep what was typed."""
    match exception:
        case RequestDataTooBig():
            limit = f"It may hold {filesizeformat(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)}."
        case TooManyFieldsSent():
            limit = f"It may hold {settings.DATA_UPLOAD_MAX_NUMBER_FIELDS} fields."
        case _:
            return render(request, "400.html", status=400)
    return render(request, "413.html", {"limit": limit}, status=413)
