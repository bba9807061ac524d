"""Which entries of the audit trail are public, of what kind they are, and on what they are."""

from collections.abc import Mapping
from datetime import timedelta

from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, Model, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from agreements import models
from agreements.choices import AssessmentState, DefinedChoices, EvidenceState
from agreements.models import AuditEntry
from agreements.models.seeding import CHANGE_REASON

ALWAYS = (
    *(models.Agreement, models.Party, models.Clause, models.ClauseRole, models.ClauseLink, models.ClauseText),
    *(models.Deadline, models.DeadlineChange, models.Reading, models.Actor, models.Name, models.NameUsage),
    *(models.Publisher, models.Source, models.Capture, models.Indicator),
)
"""What is public from the moment it is entered."""

PARENTS: Mapping[type[Model], tuple[type[Model], str]] = {
    models.Citation: (models.Evidence, "evidence"),
    models.EvidenceLink: (models.Evidence, "evidence"),
    models.Figure: (models.Evidence, "evidence"),
    models.Party: (models.Agreement, "agreement"),
    models.ClauseRole: (models.Clause, "clause"),
    models.ClauseLink: (models.Clause, "clause"),
    models.ClauseText: (models.Clause, "clause"),
    models.Deadline: (models.Clause, "clause"),
    models.DeadlineChange: (models.Deadline, "deadline"),
    models.NameUsage: (models.Name, "name"),
    models.Capture: (models.Source, "source"),
}
"""What is part of another row: of which, and by which column."""

EVIDENCE_PARTS = tuple(part for part, (parent, _) in PARENTS.items() if parent is models.Evidence)
PUBLIC_STATES: Mapping[type[Model], frozenset[str]] = {
    models.Evidence: frozenset({EvidenceState.ACCEPTED, EvidenceState.RETRACTED}),
    models.Assessment: frozenset({AssessmentState.APPROVED, AssessmentState.WITHDRAWN}),
}
SHOWN = (*ALWAYS, *EVIDENCE_PARTS, *PUBLIC_STATES)
ONE_LOAD = timedelta(minutes=10)
"""Within this time of a row being added, what the seed files write to it belongs to adding it: order, links, parts."""


class ChangeKind(DefinedChoices):
    """What kind of change an entry of the log is."""

    CORRECTED_VERDICT = (
        "corrected_verdict",
        "An assessment was followed by another for the same clause, party and day of effect; the later one counts.",
        "Corrected verdict",
    )
    WITHDRAWN_ASSESSMENT = (
        "withdrawn_assessment",
        "An approved assessment was taken back, with a reason, and counts no more.",
        "Withdrawn assessment",
    )
    RETRACTED_EVIDENCE = (
        "retracted_evidence",
        "Accepted evidence was taken back, with a reason, and counts no more.",
        "Retracted evidence",
    )
    APPROVED = "approved", "An assessment was approved: from then on it is public and counts.", "Approved"
    ACCEPTED = "accepted", "Evidence was accepted: from then on it is public and counts.", "Accepted"
    EDITED = "edited", "A row that was public, or a part of one, was changed.", "Edited"
    ADDED = "added", "A row, or a part of one, was added.", "Added"
    TAKEN_OUT = "taken_out", "A part was taken out; the log keeps what it held.", "Taken out"
    LOADED = "loaded", "Rows were added from the seed files, counted by day and kind.", "Loaded"


ENTERED: Mapping[tuple[type[Model], str], ChangeKind] = {
    (models.Evidence, EvidenceState.ACCEPTED): ChangeKind.ACCEPTED,
    (models.Evidence, EvidenceState.RETRACTED): ChangeKind.RETRACTED_EVIDENCE,
    (models.Assessment, AssessmentState.APPROVED): ChangeKind.APPROVED,
    (models.Assessment, AssessmentState.WITHDRAWN): ChangeKind.WITHDRAWN_ASSESSMENT,
}
"""What it is called when a row comes into a public state."""


def name_of(model: type[Model]) -> str:
    """Return what the trail calls a model."""
    return str(model._meta.model_name)


def versions(model: type[Model]) -> QuerySet:
    """Return the versions that the history keeps of a model, in no order."""
    return model.history.model.objects.order_by()


def public_trail() -> QuerySet[AuditEntry]:
    """Return what happened to public rows: of evidence and its parts only what came with or after its acceptance."""
    shown = Q(whose__in=[name_of(model) for model in ALWAYS])
    for model, states in PUBLIC_STATES.items():
        of_entry = versions(model).filter(history_id=OuterRef("version"), state__in=states)
        shown |= Q(whose=name_of(model)) & Exists(of_entry)
    for part in EVIDENCE_PARTS:
        shown |= Q(whose=name_of(part)) & Exists(_after_acceptance(part))
    earlier = AuditEntry.objects.filter(
        model=OuterRef("model"), row=OuterRef("row"), sequence__lt=OuterRef("sequence")
    ).order_by("-sequence")
    whose = Coalesce(F("model"), Value(""))  # not the column itself, so that the trail is walked by time, not by model
    return (
        AuditEntry.objects.alias(whose=whose).filter(shown).annotate(previous=Subquery(earlier.values("version")[:1]))
    )


def _after_acceptance(part: type[Model]) -> QuerySet:
    """Return the version of a part that an entry is about, where its evidence, public today, had been accepted."""
    states = PUBLIC_STATES[models.Evidence]
    in_public = versions(models.Evidence).filter(history_id=OuterRef("version"), state__in=states)
    entry_at, entry_sequence = OuterRef(OuterRef("at")), OuterRef(OuterRef("sequence"))
    accepted = AuditEntry.objects.filter(
        Q(at__lt=entry_at) | Q(at=entry_at, sequence__lt=entry_sequence),
        Exists(in_public),
        model=name_of(models.Evidence),
        row=OuterRef("evidence_id"),
    )
    return versions(part).filter(Exists(accepted), history_id=OuterRef("version"), evidence__state__in=states)


def of_kind(kind: ChangeKind) -> Q:
    """Return which entries are of a kind."""
    under_review = Q(model__in=[name_of(model) for model in PUBLIC_STATES])
    steps = {name: step for step, name in ENTERED.items()}
    match kind:
        case ChangeKind.ADDED:
            return Q(kind="+") & ~under_review
        case ChangeKind.TAKEN_OUT:
            return Q(kind="-")
        case ChangeKind.EDITED:
            stayed = Q()
            for model in PUBLIC_STATES:
                stayed |= Q(model=name_of(model)) & Exists(_with_earlier_state(model).filter(state=F("was")))
            return Q(kind="~") & (~under_review | stayed)
        case _ if kind in steps:
            return _entered(*steps[kind])
        case _:
            return Q(pk__in=[])


def _with_earlier_state(model: type[Model]) -> QuerySet:
    """Return the version that an entry is about, with the state of the version before it."""
    before = versions(model).filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id")).order_by("-history_id")
    was = Coalesce(Subquery(before.values("state")[:1]), Value(""))
    return versions(model).annotate(was=was).filter(history_id=OuterRef("version"))


def _entered(model: type[Model], state: str) -> Q:
    """Return which entries brought a row into a state."""
    return Q(model=name_of(model)) & Exists(_with_earlier_state(model).filter(state=state).exclude(was=state))


def seeded() -> Q:
    """Return which entries only belong to rows being added from the seed files; what was taken back is none of them."""
    since = ExpressionWrapper(OuterRef("at") - ONE_LOAD, output_field=DateTimeField())
    new = AuditEntry.objects.filter(kind="+", reason=CHANGE_REASON)
    itself = Exists(new.filter(model=OuterRef("model"), row=OuterRef("row"), at__gte=since))
    whole = ~Q(model__in=[name_of(part) for part in PARENTS]) & itself
    of_part = Q()
    for part, (parent, column) in PARENTS.items():
        since = ExpressionWrapper(OuterRef(OuterRef("at")) - ONE_LOAD, output_field=DateTimeField())
        above = new.filter(model=name_of(parent), row=OuterRef(f"{column}_id"), at__gte=since)
        of_part |= Q(model=name_of(part)) & Exists(versions(part).filter(Exists(above), history_id=OuterRef("version")))
    taken_back = Q()
    for (model, state), kind in ENTERED.items():
        if kind in {ChangeKind.RETRACTED_EVIDENCE, ChangeKind.WITHDRAWN_ASSESSMENT}:
            taken_back |= _entered(model, state)
    return Q(reason=CHANGE_REASON, kind__in=("+", "~")) & (whole | of_part) & ~taken_back


def about(row: Model) -> Q:
    """Return which entries are on a row, its parts and, for a clause, on what is said of it."""
    found = Q(model=name_of(type(row)), row=row.pk)
    for part, (parent, column) in PARENTS.items():
        if type(row) is parent:
            found |= _rows(part, **{column: row.pk})
    return found | _under(models.Clause.objects.filter(pk=row.pk)) if isinstance(row, models.Clause) else found


def on_agreement(agreement: models.Agreement) -> Q:
    """Return which entries are on an agreement, its clauses, or on evidence that bears on them today."""
    clauses = models.Clause.objects.filter(agreement=agreement)
    evidence = models.EvidenceLink.objects.filter(clause__in=clauses).values("evidence")
    found = about(agreement) | _under(clauses) | _rows(models.Reading, agreement=agreement.pk)
    found |= Q(model=name_of(models.Clause), row__in=clauses.values("pk"))
    found |= _rows(models.EvidenceLink, clause__in=clauses) | Q(model=name_of(models.Evidence), row__in=evidence)
    return found | _rows(models.Citation, evidence__in=evidence) | _rows(models.Figure, evidence__in=evidence)


def _under(clauses: QuerySet[models.Clause]) -> Q:
    """Return which entries are on the parts of clauses and on what is said of them."""
    deadlines = versions(models.Deadline).filter(clause__in=clauses).values("id")
    found = _rows(models.DeadlineChange, deadline__in=deadlines)
    for model in (models.ClauseRole, models.ClauseLink, models.ClauseText, models.Deadline):
        found |= _rows(model, clause__in=clauses)
    return found | _rows(models.Reading, clause__in=clauses) | _rows(models.Assessment, clause__in=clauses)


def _rows(model: type[Model], **columns: object) -> Q:
    """Return which entries are on rows of a model that at some time had these columns."""
    return Q(model=name_of(model), row__in=versions(model).filter(**columns).values("id"))
