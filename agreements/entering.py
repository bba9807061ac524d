"""The writes of the reporter's desk: evidence under a name of its own, sources entered with it, drafts begun anew."""

from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.db import models, transaction

from agreements.choices import EvidenceState, PublisherKind
from agreements.keys import key_from
from agreements.models import Citation, Evidence, EvidenceLink, Figure, Publisher, Source
from agreements.models.audit import hold_trail
from agreements.operations import OperationError, draft_evidence

NOT_ESTABLISHED = "not-established"
"""The public name of the publisher of documents whose own publisher is not in the record yet."""

PARTS: tuple[type[models.Model], ...] = (Citation, EvidenceLink, Figure)


@transaction.atomic
def enter_evidence(evidence: Evidence, *, by: AbstractUser, at: datetime) -> Evidence:
    """Record a new draft; left without a public name, it gets one from its day and the first words of its summary."""
    hold_trail()
    if not evidence.key:
        evidence.key = _free_key(Evidence, key_from(evidence.occurred.edtf.replace("/", "-"), evidence.summary))
    return draft_evidence(evidence, by=by, at=at)


@transaction.atomic
def enter_source(source: Source, *, publisher_name: str = "", by: AbstractUser, at: datetime) -> Source:
    """Record a source and return it, or the one that has its address already.

    A source whose publisher is not in the record is kept under "Not established", with the name in its note, until
    an editor enters the publisher.
    """
    if not by.has_perm("agreements.add_source"):
        raise OperationError(f"{by} may not do this: it needs the permission agreements.add_source.")
    hold_trail()
    if source.url and (known := Source.objects.at_address(source.url)):
        return known
    if publisher_name:
        source.publisher = _not_established(by, at)
        source.note = f"Publisher, as named by {by}, who entered it: {publisher_name}. It was not in the record."
    day = source.published.edtf.replace("/", "-")
    source.key = _free_key(Source, key_from(source.publisher.slug, day, source.title))
    source.accessed_on = source.accessed_on or at.date()
    source.full_clean()
    return _added(source, by, at)


@transaction.atomic
def begin_again(evidence: Evidence, *, by: AbstractUser, at: datetime) -> Evidence:
    """Return a new draft with all that rejected evidence holds; the rejected one stays as it is."""
    hold_trail()
    if evidence.state != EvidenceState.REJECTED:
        raise OperationError(
            f"{evidence} is {evidence.get_state_display().lower()}: only what is rejected is begun anew."
        )
    note = f"Begun from {evidence.key}, which was rejected."
    draft = Evidence(place=evidence.place, summary=evidence.summary, note=f"{evidence.note}\n\n{note}".strip(), key="")
    draft.occurred = evidence.occurred
    enter_evidence(draft, by=by, at=at)
    for part in PARTS:
        for row in part._default_manager.filter(evidence=evidence).order_by("position", "pk"):
            row.pk, row.evidence = None, draft
            row._state.adding = True
            _added(row, by, at)
    return draft


def _not_established(by: AbstractUser, at: datetime) -> Publisher:
    """Return the publisher that stands for those not entered yet; it is made when it is first needed."""
    found = Publisher.objects.filter(slug=NOT_ESTABLISHED).first()
    row = Publisher(slug=NOT_ESTABLISHED, name="Not established", kind=PublisherKind.UNKNOWN)
    return found or _added(row, by, at)


def _free_key(model: type[models.Model], stem: str) -> str:
    """Return a public name that nothing has, with a number after it where the plain one is taken."""
    taken = set(model._default_manager.filter(key__startswith=stem).values_list("key", flat=True))
    return next(key for key in (stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3))) if key not in taken)


def _added(row: models.Model, by: AbstractUser, at: datetime) -> models.Model:
    """Save a new row, with who and when in the history."""
    row._history_user, row._history_date = by, at
    row.save()
    return row
