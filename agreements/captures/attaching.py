"""The operation that attaches a captured copy to a source."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import transaction

from agreements.captures.kinds import kind_of, require_fitting_name
from agreements.captures.refusal import CaptureError
from agreements.captures.shelf import Taken, shelve, taken_in
from agreements.copies import CaptureOrigin
from agreements.models import Capture, Source
from agreements.models.audit import hold_trail

LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Attached:
    """A captured copy, and whether it was added or had been there before."""

    capture: Capture
    is_new: bool


def attach_capture(
    source: Source,
    content: Iterable[bytes],
    *,
    by: AbstractUser | None,
    at: datetime,
    name: str = "",
    note: str = "",
    origin: CaptureOrigin = CaptureOrigin.UPLOADED,
    address: str = "",
) -> Attached:
    """Keep a copy of a source; the same content is kept once. No account (None) stands for a command of the server."""
    if by is not None and not by.has_perm("agreements.add_capture"):
        raise CaptureError(f"{by} may not do this: it needs the permission agreements.add_capture.")
    name = visible_name(name)
    with taken_in(content, limit=settings.CAPTURE_LIMIT) as taken:
        with taken.path.open("rb") as file:
            kind = kind_of(file, taken.size, limit=settings.CAPTURE_LIMIT)
        require_fitting_name(name, kind)
        capture = Capture(
            source=source,
            sha256=taken.sha256,
            kind=kind,
            size=taken.size,
            original_name=name,
            origin=origin,
            address=address,
            note=note,
            added_by=by,
            added_at=at,
        )
        return _recorded(capture, taken, by)


def visible_name(name: str) -> str:
    """Return the last part of a path as a name that shows what it is: without what cannot be seen, and not too long."""
    last = re.split(r"[/\\]", name)[-1]
    visible = " ".join("".join(letter if letter.isprintable() else " " for letter in last).split())
    return visible if len(visible) <= LONGEST_NAME else f"{visible[: LONGEST_NAME - 13]}…{visible[-12:]}"


@transaction.atomic
def _recorded(capture: Capture, taken: Taken, by: AbstractUser | None) -> Attached:
    """Put the file on the shelf and record it, unless the source has it already."""
    hold_trail()
    held = Capture.objects.filter(source=capture.source, sha256=capture.sha256).first()
    if held is None:
        capture.full_clean(exclude=["address"])  # an address that answered is one, whatever a pattern says
    shelve(taken, capture.kind)
    if held is not None:
        return Attached(held, is_new=False)
    capture._history_user = by
    capture.save()
    return Attached(capture, is_new=True)
