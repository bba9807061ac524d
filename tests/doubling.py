"""Doubles the record: every agreement, clause, deadline, piece of evidence and assessment gets a twin."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Model

from agreements import models
from agreements.models.audit import batched_trail
from agreements.models.history import add_rows

Twins = dict[int, Model]
AT = datetime(2026, 1, 1, tzinfo=UTC)


def _twin(row: Model, **changes: object) -> Model:
    """Return a copy of a row, not yet saved, with some columns changed."""
    fields = {
        field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key
    }
    twin = type(row)(**fields)
    for name, value in changes.items():
        setattr(twin, name, value)
    return twin


def _twins(
    model: type[Model], changes: Callable[[Model], dict[str, object]], rows: Iterable[Model] | None = None
) -> Twins:
    """Return a saved twin of every row of a model, or of some, by the primary key of the row."""
    found = list(model.objects.order_by("pk") if rows is None else rows)
    by = User.objects.order_by("pk").first()
    twins = add_rows(model, [_twin(row, **changes(row)) for row in found], by=by, at=AT, reason="twin")
    return {row.pk: twin for row, twin in zip(found, twins, strict=True)}


def double_record() -> None:
    """Give every row of the record that pages show a twin; evidence and assessments twin on old and new clauses."""
    with transaction.atomic(), batched_trail():
        _double()


def _clauses(agreements: Twins) -> Twins:
    """Return the twins of all clauses, each below the twin of its parent."""
    twins: Twins = {}
    level = models.Clause.objects.filter(parent=None)
    while rows := list(level.order_by("pk")):
        below = {row.pk: twins[row.parent_id] if row.parent_id else None for row in rows}
        twins |= _twins(
            models.Clause,
            lambda row, below=below: {"agreement": agreements[row.agreement_id], "parent": below[row.pk]},
            rows,
        )
        level = models.Clause.objects.filter(parent__in=rows)
    return twins


def _double() -> None:
    agreements = _twins(models.Agreement, lambda row: {"slug": f"{row.slug}-twin"})
    _twins(models.Party, lambda row: {"agreement": agreements[row.agreement_id]})
    clauses = _clauses(agreements)
    _twins(models.ClauseRole, lambda row: {"clause": clauses[row.clause_id]})
    _twins(models.ClauseLink, lambda row: {"clause": clauses[row.clause_id], "to": clauses[row.to_id]})
    deadlines = _twins(models.Deadline, lambda row: {"clause": clauses[row.clause_id], "anchor": None})
    _twins(models.DeadlineChange, lambda row: {"deadline": deadlines[row.deadline_id]})
    _twins(models.Deadline, lambda row: {"key": f"{row.key}-twin"})
    _twins(models.Reading, lambda row: {"key": f"{row.key}-twin"})
    sources = _twins(models.Source, lambda row: {"key": f"{row.key}-twin", "url": ""})
    evidence = _twins(models.Evidence, lambda row: {"key": f"{row.key}-twin"})
    _twins(models.Citation, lambda row: {"evidence": evidence[row.evidence_id], "source": sources[row.source_id]})
    _twins(models.Figure, lambda row: {"evidence": evidence[row.evidence_id]})
    links = list(models.EvidenceLink.objects.order_by("pk"))
    _twins(models.EvidenceLink, lambda row: {"evidence": evidence[row.evidence_id]}, links)
    _twins(
        models.EvidenceLink,
        lambda row: {"evidence": evidence[row.evidence_id], "clause": clauses[row.clause_id], "meets": None},
        links,
    )
    rows = list(models.Assessment.objects.order_by("pk"))
    through = models.Assessment.cited.through
    cited = list(through.objects.values_list("assessment_id", "evidence_id"))
    for number, clause_of in enumerate(({}, clauses)):
        twins = _twins(
            models.Assessment,
            lambda row, number=number, clause_of=clause_of: {
                "key": f"{row.key}-twin-{number}",
                "clause": clause_of.get(row.clause_id, row.clause),
            },
            rows,
        )
        through.objects.bulk_create(
            through(assessment=twins[assessment], evidence=evidence[piece]) for assessment, piece in cited
        )
