"""From checked seed entries to rows: one writer per section."""

from collections.abc import Callable, Sequence

from django.db.models import Model

from agreements import models
from agreements.dates import Span
from agreements.loader.lookup import Lookup
from agreements.models.seeding import CHANGE_REASON
from agreements.seedfiles import parent_reference, schema
from agreements.seedfiles.schema import Entry


def _save(row: Model, columns: dict[str, object]) -> Model:
    """Set columns, let the model check them, and save; constraints are left to the database, which holds them."""
    for name, value in columns.items():
        setattr(row, name, value)
    references = [column.name for column in row._meta.fields if column.is_relation]
    row.full_clean(exclude=references, validate_unique=False, validate_constraints=False)
    row._change_reason = CHANGE_REASON
    row.save()
    return row


def _columns(entry: Entry, *names: str) -> dict[str, object]:
    """Return fields of an entry that have the same name as a column; lists are stored as lists."""
    values = {name: getattr(entry, name) for name in names}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def _replace(rows: Sequence[Model], wanted: list[dict[str, object]], make: Callable[[], Model]) -> list[Model]:
    """Bring child rows to the wanted columns and order; rows that match already stay as they are."""
    remaining = list(rows)
    matched: list[Model | None] = []
    for columns in wanted:
        row = next((row for row in remaining if all(getattr(row, name) == columns[name] for name in columns)), None)
        if row is not None:
            remaining.remove(row)
        matched.append(row)
    for row in remaining:
        row._change_reason = CHANGE_REASON
        row.delete()
    kept: list[Model] = []
    for position, (row, columns) in enumerate(zip(matched, wanted, strict=True)):
        if row is None or row.position != position:
            row = _save(row or make(), columns | {"position": position})
        kept.append(row)
    return kept


def write_actor(entry: schema.ActorSeed, lookup: Lookup) -> None:
    """Write an actor."""
    row = lookup.section("actors").get(entry.slug) or models.Actor()
    lookup.add("actors", entry.slug, _save(row, _columns(entry, "slug", "name", "other_names", "kind", "note")))


def write_name(entry: schema.NameSeed, lookup: Lookup) -> None:
    """Write a name with its usages."""
    row = lookup.section("names").get(entry.slug) or models.Name()
    lookup.add("names", entry.slug, _save(row, _columns(entry, "slug", "label", "kind", "note")))
    wanted = [{"actor": lookup.find("actors", usage.actor), "wording": usage.wording} for usage in entry.usages]
    _replace(row.usages.all(), wanted, lambda: models.NameUsage(name=row))


def write_publisher(entry: schema.PublisherSeed, lookup: Lookup) -> None:
    """Write a publisher."""
    row = lookup.section("publishers").get(entry.slug) or models.Publisher()
    columns = _columns(entry, "slug", "name", "kind", "country", "reliability", "note")
    actor = lookup.find("actors", entry.affiliated_actor)
    lookup.add("publishers", entry.slug, _save(row, columns | {"affiliated_actor": actor}))


def write_source(entry: schema.SourceSeed, lookup: Lookup) -> None:
    """Write a source."""
    row = lookup.section("sources").get(entry.key) or models.Source()
    names = ("key", "title", "url", "archive_url", "accessed_on", "language", "document", "sha256", "note")
    references = {"publisher": lookup.find("publishers", entry.publisher), "published": Span.parse(entry.published)}
    lookup.add("sources", entry.key, _save(row, _columns(entry, *names) | references))


def write_agreement(entry: schema.AgreementSeed, lookup: Lookup) -> None:
    """Write an agreement with its parties."""
    row = lookup.section("agreements").get(entry.slug) or models.Agreement()
    names = ("slug", "title", "aliases", "signed_on", "in_force_at", "time_zone", "place", "summary", "official_url")
    lookup.add("agreements", entry.slug, _save(row, _columns(entry, *names, "pax_id", "covered_until")))
    wanted = [{"actor": lookup.find("actors", slug)} for slug in entry.parties]
    _replace(row.parties.all(), wanted, lambda: models.Party(agreement=row))


def write_clause(entry: schema.ClauseSeed, lookup: Lookup) -> None:
    """Write a clause by itself; `write_clause_relations` adds what leads to other clauses."""
    agreement = lookup.find("agreements", entry.agreement)
    row = lookup.section("clauses").get(entry.ref) or models.Clause(position=agreement.clauses.count())
    columns = _columns(entry, "number", "heading", "duty", "note")
    parent = lookup.find("clauses", parent_reference(entry.ref))
    vocabulary = {"obligation": entry.obligation or "", "topic": entry.topic or ""}
    lookup.add("clauses", entry.ref, _save(row, columns | vocabulary | {"agreement": agreement, "parent": parent}))
    wanted = [
        {"actor": lookup.find("actors", role.actor)} | _columns(role, "role", "basis", "note") for role in entry.roles
    ]
    _replace(row.roles.all(), wanted, lambda: models.ClauseRole(clause=row))
    wanted = [
        {"source": lookup.find("sources", text.source)} | _columns(text, "language", "kind", "text")
        for text in entry.texts
    ]
    _replace(row.texts.all(), wanted, lambda: models.ClauseText(clause=row))
    for position, deadline in enumerate(entry.deadlines):
        _write_deadline(row, deadline, position, lookup)


def _write_deadline(clause: Model, entry: schema.DeadlineSeed, position: int, lookup: Lookup) -> None:
    """Write a deadline with its changes; its anchor, which may be written later, is set afterwards."""
    reference = f"{clause.reference}#{entry.key}"
    row = lookup.section("deadlines").get(reference) or models.Deadline(clause=clause)
    columns = _columns(entry, "key", "label", "kind", "due_on", "inclusive", "note")
    optional = {name: getattr(entry, name) or "" for name in ("offset", "notice", "time_zone")}
    if row.anchor is not None and row.anchor.reference != entry.anchor:
        row.anchor = None
    lookup.add("deadlines", reference, _save(row, columns | optional | {"position": position}))
    wanted = [
        {"agreed": Span.parse(change.agreed_on), "source": lookup.find("sources", change.source)}
        | _columns(change, "due_on", "note")
        for change in entry.changes
    ]
    changes = _replace(row.changes.all(), wanted, lambda: models.DeadlineChange(deadline=row))
    for change_row, change in zip(changes, entry.changes, strict=True):
        change_row._change_reason = CHANGE_REASON
        change_row.agreed_by.set([lookup.find("actors", slug) for slug in change.agreed_by])


def write_clause_relations(entry: schema.ClauseSeed, lookup: Lookup) -> None:
    """Write the links and anchors of a clause, once every clause is there."""
    row = lookup.find("clauses", entry.ref)
    wanted = [{"to": lookup.find("clauses", link.to)} | _columns(link, "kind", "note") for link in entry.links]
    _replace(row.links.all(), wanted, lambda: models.ClauseLink(clause=row))
    for deadline in entry.deadlines:
        deadline_row = lookup.find("deadlines", f"{entry.ref}#{deadline.key}")
        anchor = lookup.find("deadlines", deadline.anchor)
        if deadline_row.anchor != anchor:
            _save(deadline_row, {"anchor": anchor})


def drop_deadlines(entry: schema.ClauseSeed, lookup: Lookup) -> None:
    """Delete the deadlines that a clause no longer has, once nothing rests on them any more."""
    kept = [deadline.key for deadline in entry.deadlines]
    gone = list(lookup.find("clauses", entry.ref).deadlines.exclude(key__in=kept))
    for row in gone:
        if row.anchor is not None:
            _save(row, {"anchor": None})
    for row in gone:
        _replace(row.changes.all(), [], models.DeadlineChange)
        row._change_reason = CHANGE_REASON
        row.delete()


def write_reading(entry: schema.ReadingSeed, lookup: Lookup) -> None:
    """Write a reading of a clause or of a whole agreement."""
    row = lookup.section("readings").get(entry.key) or models.Reading()
    slug, slash, _ = entry.ref.partition("/")
    references = {
        "agreement": lookup.find("agreements", slug),
        "clause": lookup.find("clauses", entry.ref) if slash else None,
        "actor": lookup.find("actors", entry.actor),
        "source": lookup.find("sources", entry.source),
    }
    lookup.add("readings", entry.key, _save(row, _columns(entry, "key", "text") | references))


def write_indicator(entry: schema.IndicatorSeed, lookup: Lookup) -> None:
    """Write an indicator."""
    row = lookup.section("indicators").get(entry.slug) or models.Indicator()
    lookup.add("indicators", entry.slug, _save(row, _columns(entry, "slug", "name", "unit", "kind", "note")))


def write_evidence(entry: schema.EvidenceSeed, lookup: Lookup) -> None:
    """Write a piece of evidence with citations, links and figures."""
    row = lookup.section("evidence").get(entry.key) or models.Evidence()
    columns = _columns(entry, "key", "place", "summary", "note", "state", "state_reason", "entered_at")
    references = {"occurred": Span.parse(entry.occurred), "entered_by": lookup.user(entry.entered_by)}
    lookup.add("evidence", entry.key, _save(row, columns | references))
    names = ("locator", "speaker", "relayed_through", "stance", "credibility", "dated_as", "note")
    citations = [
        {"source": lookup.find("sources", citation.source), "claimant": lookup.find("actors", citation.claimant)}
        | _columns(citation, *names)
        for citation in entry.citations
    ]
    _replace(row.citations.all(), citations, lambda: models.Citation(evidence=row))
    links = [
        {
            "clause": lookup.find("clauses", link.to),
            "party": lookup.find("actors", link.party),
            "meets": lookup.find("deadlines", link.meets),
        }
        | _columns(link, "direction", "note")
        for link in entry.links
    ]
    _replace(row.links.all(), links, lambda: models.EvidenceLink(evidence=row))
    figures = [
        {
            "indicator": lookup.find("indicators", figure.indicator),
            "source": lookup.find("sources", figure.source),
            "flag": figure.flag or "",
        }
        | _columns(figure, "value", "qualifier", "as_printed", "proposed_value", "note")
        for figure in entry.figures
    ]
    _replace(row.figures.all(), figures, lambda: models.Figure(evidence=row))


def write_assessment(entry: schema.AssessmentSeed, lookup: Lookup) -> None:
    """Write an assessment with the evidence it cites."""
    row = lookup.section("assessments").get(entry.key) or models.Assessment()
    names = ("key", "effective_on", "performance", "correspondence", "confidence", "rationale", "limits")
    more = ("method_version", "state", "state_reason", "decided_at")
    references = {
        "clause": lookup.find("clauses", entry.ref),
        "party": lookup.find("actors", entry.party),
        "proposed_by": lookup.user(entry.proposed_by),
        "approved_by": lookup.user(entry.approved_by),
    }
    lookup.add("assessments", entry.key, _save(row, _columns(entry, *names, *more) | references))
    row.cited.set([lookup.find("evidence", key) for key in entry.cites])


WRITERS: dict[str, tuple[Callable[[Entry, Lookup], None], ...]] = {
    "actors": (write_actor,),
    "names": (write_name,),
    "publishers": (write_publisher,),
    "sources": (write_source,),
    "agreements": (write_agreement,),
    "clauses": (write_clause, write_clause_relations),
    "readings": (write_reading,),
    "indicators": (write_indicator,),
    "evidence": (write_evidence,),
    "assessments": (write_assessment,),
}
"""How to write each section: every pass goes over all its entries before the next begins."""
