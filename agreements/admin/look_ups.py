"""What the page of a report answers while it is filled in: fragments that read and never write."""

from collections.abc import Callable, Mapping
from contextlib import suppress

from django.contrib.auth.models import AbstractUser
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.shortcuts import render

from agreements.admin.fields import SpanFormField, validate_visible
from agreements.dates import Span
from agreements.selectors import entry
from agreements.spoken_days import reading
from agreements.web_addresses import AddressError

LONGEST = {"address": 2000, "title": 500}
"""How many characters are looked up at most; more gets no answer here and a message when the form is sent."""

MOST_A_MINUTE = 240
MOST_NUMBERS = 50

Answer = dict[str, object]


def answer(request: HttpRequest, what: str) -> HttpResponse:
    """Return the fragment that a look-up answers with; only whoever may add evidence looks into the record."""
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    if what not in LOOK_UPS:
        raise Http404("There is no such look-up.")
    if what != "span" and not request.user.has_perm("agreements.add_evidence"):
        raise PermissionDenied
    if _asks_too_often(request.user):
        return HttpResponse("Too many look-ups: wait a minute.", status=429, content_type="text/plain")
    context = LOOK_UPS[what](request.GET)
    return render(request, f"admin/agreements/evidence_look_up_{what}.html", context)


def _asks_too_often(user: AbstractUser) -> bool:
    """Count a look-up and return whether it is one too many for a minute."""
    key = f"look-ups-of-{user.pk}"
    cache.add(key, 0, timeout=60)
    try:
        return cache.incr(key) > MOST_A_MINUTE
    except ValueError:  # the minute ended in between
        return False


def _span(asked: QueryDict) -> Answer:
    """Return how a span is read, or what to write instead."""
    typed = next(iter(asked.values()), "")
    if not typed.strip():
        return {}
    try:
        return {"reading": reading(SpanFormField().clean(typed))}
    except ValidationError as error:
        return {"refusal": error.messages[0]}


def _address(asked: QueryDict) -> Answer:
    """Return the source at an address, or who publishes where it is."""
    typed = _typed(asked, "address")
    if not typed:
        return {}
    try:
        known = entry.known_source(typed)
        publishers = () if known else entry.host_publishers(typed)
    except AddressError as error:
        return {"refusal": str(error)}
    is_certain = len(publishers) == 1 and not publishers[0].is_elsewhere
    return {"is_asked": True, "known": known, "publishers": publishers, "is_certain": is_certain}


def _document(asked: QueryDict) -> Answer:
    """Return the documents alike: nearly the same title and day, of the same publisher where it is chosen."""
    title, published = _typed(asked, "title"), _read(_typed(asked, "published"))
    if not title or published is None:
        return {}
    publisher = next(iter(_numbers(asked, "publisher")), None)
    address = _typed(asked, "address")
    if publisher is None and address and not _typed(asked, "publisher_name"):
        with suppress(AddressError):
            certain = entry.certain_publisher(address)
            publisher = certain.pk if certain else None
    return {"alike": entry.sources_alike(title, published, publisher=publisher)}


def _similar(asked: QueryDict) -> Answer:
    """Return evidence that may report the same fact."""
    sources = set(_numbers(asked, "source"))
    for typed in _all_typed(asked, "address")[:5]:
        with suppress(AddressError):
            known = entry.known_source(typed)
            sources |= {known.pk} if known else set()
    occurred = _read(_typed(asked, "occurred"))
    besides = next(iter(_numbers(asked, "besides")), None)
    clauses = _numbers(asked, "clause")
    return {"facts": entry.facts_alike(occurred, clauses=clauses, sources=sources, besides=besides)}


def _all_typed(asked: QueryDict, name: str) -> list[str]:
    """Return what was typed into the fields of a name, in whichever part of the form; not what cannot be kept."""
    found = []
    for full_name, value in asked.items():
        text = value.strip()
        if full_name.rpartition("-")[2] != name or not text or len(text) > LONGEST.get(name, 200) or "\0" in text:
            continue
        try:
            validate_visible(text)
        except ValidationError:
            continue
        found.append(text)
    return found


def _typed(asked: QueryDict, name: str) -> str:
    """Return what was typed into the first field of a name."""
    return next(iter(_all_typed(asked, name)), "")


def _numbers(asked: QueryDict, name: str) -> list[int]:
    """Return the primary keys chosen in the fields of a name."""
    typed = _all_typed(asked, name)
    return [int(text) for text in typed if text.isascii() and text.isdecimal() and len(text) < 19][:MOST_NUMBERS]


def _read(text: str) -> Span | None:
    """Return a span, or None where it cannot be read yet."""
    try:
        return SpanFormField(required=False).clean(text)
    except ValidationError:
        return None


LOOK_UPS: Mapping[str, Callable[[QueryDict], Answer]] = {
    "span": _span,
    "address": _address,
    "document": _document,
    "similar": _similar,
}
