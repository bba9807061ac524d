"""The page that compares two days."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agreements import selectors
from agreements.as_of_query import AsOfQuery, parse_day
from agreements.dates import AsOf
from agreements.selectors.comparison import AXES, days_to_compare
from agreements.views.asking import as_of_page, page

DAYS = ("from", "to", "known")


@require_safe
def compare(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what changed between two days; the later one, `to`, is the day as of which the page is shown."""
    typed = {name: request.GET.get(name, "").strip() for name in DAYS}
    messages = {name: message for name, text in typed.items() if (message := _message(text))}
    if messages:
        return _refused(request, typed, messages)
    request.GET = _with_later_day(request.GET)
    return _comparison(request, slug=slug)


@as_of_page
def _comparison(request: HttpRequest, asked: AsOfQuery, slug: str) -> HttpResponse:
    """Show what changed up to the day asked about, narrowed to one kind of change where one is named."""
    text = request.GET.get("from", "").strip()
    from_on, on = parse_day(text) if text else None, asked.as_of.on
    if from_on and from_on > on:
        message = f"{from_on} is later than {on}: the earlier day comes first."
        return _refused(request, {"from": text, "to": f"{on}", "known": asked.known}, {"from": message}, swapped=True)
    found = selectors.comparison(slug, from_on=from_on, as_of=asked.as_of)
    changed = request.GET.get("changed", "")
    response = page(
        request,
        "comparison.html",
        asked,
        comparison=found,
        earlier=_earlier(asked, found.before.as_of),
        typed={"from": f"{found.before.as_of.on}", "to": f"{on}", "known": asked.known},
        axis=AXES.get(changed, ""),
        unread=changed if changed not in {"", *AXES} else "",
        rows=found.on_axis(changed) if changed in AXES else found.changed,
        days=days_to_compare(found.after.in_force_on, today=asked.today),
    )
    response.status_code = 200 if changed in {"", *AXES} else 400
    return response


def _earlier(asked: AsOfQuery, as_of: AsOf) -> AsOfQuery:
    """Return the earlier day as if it had been asked about, so that links can lead to it."""
    return replace(asked, as_of=as_of, on=as_of.on.isoformat())


def _message(text: str) -> str:
    """Return what is wrong with a day as typed; empty where nothing is."""
    if not text:
        return ""
    try:
        parse_day(text)
    except ValueError as error:
        return str(error)
    return ""


def _refused(
    request: HttpRequest, typed: dict[str, str], messages: dict[str, str], *, swapped: bool = False
) -> HttpResponse:
    """Return the form with what was typed and what is wrong with it, beside each field."""
    context = {"typed": typed, "messages_by_name": messages, "swapped": swapped}
    return render(request, "agreements/comparison_refused.html", context, status=400)


def _with_later_day(parameters: QueryDict) -> QueryDict:
    """Return the parameters with the later day as the day asked about, so that every link on the page keeps it."""
    kept = parameters.copy()
    later = kept.pop("to", [""])[-1].strip()
    if later:
        kept["on"] = later
    return kept
