"""Doubles the record: every agreement, clause, deadline, piece of evidence and assessment gets a twin."""

from collections.abc import Callable

from django.db import transaction
from django.db.models import Model

from agreements import models
from agreements.models.audit import batched_trail

Twins = dict[int, Model]


def _twin(row: Model, **changes: object) -> Model:
    """Return a saved copy of a row with some columns changed."""
    fields = {field.name: getattr(row, field.name) for field in row._meta.concrete_fields if not field.primary_key}
    return type(row).objects.create(**(fields | changes))


def _twins(model: type[Model], changes: Callable[[Model], dict[str, object]]) -> Twins:
    """Return a twin of every row of a model by the primary key of the row."""
    return {row.pk: _twin(row, **changes(row)) for row in list(model.objects.order_by("pk"))}


def double_record() -> None:
    """Give every row of the record that pages show a twin; evidence and assessments twin on old and new clauses."""
    with transaction.atomic(), batched_trail():
        _double()


def _double() -> None:
    agreements = _twins(models.Agreement, lambda row: {"slug": f"{row.slug}-twin"})
    _twins(models.Party, lambda row: {"agreement": agreements[row.agreement_id]})
    clauses: Twins = {}
    for row in list(models.Clause.objects.order_by("position", "pk")):
        parent = clauses[row.parent_id] if row.parent_id else None
        clauses[row.pk] = _twin(row, agreement=agreements[row.agreement_id], parent=parent)
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
    for row in links:
        _twin(row, evidence=evidence[row.evidence_id])
        _twin(row, evidence=evidence[row.evidence_id], clause=clauses[row.clause_id], meets=None)
    for row in list(models.Assessment.objects.order_by("pk")):
        for number, clause in enumerate((row.clause, clauses[row.clause_id])):
            twin = _twin(row, key=f"{row.key}-twin-{number}", clause=clause)
            twin.cited.set(evidence[found.pk] for found in row.cited.all())
