"""A captured copy fetched from the address of its source."""

from datetime import datetime
from http import HTTPStatus
from urllib.parse import unquote, urlsplit

from django.contrib.auth.models import AbstractUser

from agreements.captures.attaching import Attached, attach_capture
from agreements.captures.refusal import CaptureError
from agreements.copies import CaptureOrigin
from agreements.fetching import Fetcher
from agreements.models import Source


class NoAddressError(CaptureError):
    """The source has no address to fetch."""


def fetch_capture(source: Source, *, by: AbstractUser | None, at: datetime, fetcher: Fetcher) -> Attached:
    """Fetch what the address of a source answers with and keep it, with the address that answered in the end."""
    if not source.url:
        raise NoAddressError(f"Source {source.key} has no address: upload a copy of it instead.")
    with fetcher.opened(source.url) as answer:
        if answer.status != HTTPStatus.OK:
            raise CaptureError(f"{source.url} answered {answer.said}: nothing was kept.")
        return attach_capture(
            source,
            answer.chunks(),
            by=by,
            at=at,
            name=unquote(urlsplit(answer.address).path).rpartition("/")[2],
            origin=CaptureOrigin.FETCHED,
            address=answer.address,
        )
