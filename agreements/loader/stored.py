"""The record as seed entries: what the rows of the database would look like in a seed file."""

from collections.abc import Callable, Iterable, Iterator

from django.db.models import Model, Prefetch, QuerySet
from pydantic import ValidationError

from agreements import models
from agreements.seedfiles import IDENTIFIERS, schema
from agreements.seedfiles.schema import Entry

Fields = dict[str, object]
"""The fields of an entry, not yet checked."""


def _columns(row: Model, *names: str) -> dict[str, object]:
    """Return columns of a row that have the same name in the seed format."""
    return {name: getattr(row, name) for name in names}


def _children(accessor: str, model: type[Model], *related: str) -> Prefetch:
    """Return the prefetch of a kind of child row, in its order."""
    return Prefetch(accessor, model.objects.select_related(*related).order_by("position", "pk"))


def _actors() -> Iterator[Fields]:
    for row in models.Actor.objects.order_by("pk"):
        yield dict(**_columns(row, "slug", "name", "other_names", "kind", "note"))


def _names() -> Iterator[Fields]:
    for row in models.Name.objects.prefetch_related(_children("usages", models.NameUsage, "actor")).order_by("pk"):
        usages = [dict(actor=usage.actor.slug, wording=usage.wording) for usage in row.usages.all()]
        yield dict(**_columns(row, "slug", "label", "kind", "note"), usages=usages)


def _publishers() -> Iterator[Fields]:
    for row in models.Publisher.objects.select_related("affiliated_actor").order_by("pk"):
        actor = row.affiliated_actor.slug if row.affiliated_actor else None
        columns = _columns(row, "slug", "name", "kind", "country", "reliability", "note")
        yield dict(**columns, affiliated_actor=actor)


def _sources() -> Iterator[Fields]:
    names = ("key", "title", "url", "archive_url", "accessed_on", "language", "document", "sha256", "note")
    for row in models.Source.objects.select_related("publisher").order_by("pk"):
        yield dict(**_columns(row, *names), publisher=row.publisher.slug, published=row.published.edtf)


def _agreements() -> Iterator[Fields]:
    names = ("slug", "title", "aliases", "signed_on", "in_force_at", "time_zone", "place", "summary", "official_url")
    for row in models.Agreement.objects.prefetch_related(_children("parties", models.Party, "actor")).order_by("pk"):
        parties = [party.actor.slug for party in row.parties.all()]
        yield dict(**_columns(row, *names, "pax_id", "covered_until"), parties=parties)


def _clauses() -> Iterator[Fields]:
    changes = models.DeadlineChange.objects.select_related("source").prefetch_related("agreed_by")
    deadlines = models.Deadline.objects.select_related("anchor__clause__agreement").prefetch_related(
        Prefetch("changes", changes.order_by("position", "pk"))
    )
    rows = models.Clause.objects.select_related("agreement").prefetch_related(
        _children("roles", models.ClauseRole, "actor"),
        _children("links", models.ClauseLink, "to__agreement"),
        _children("texts", models.ClauseText, "source"),
        Prefetch("deadlines", deadlines.order_by("position", "pk")),
    )
    for row in rows.order_by("agreement", "position", "pk"):
        yield dict(
            **_columns(row, "heading", "duty", "note"),
            ref=row.reference,
            obligation=row.obligation or None,
            topic=row.topic or None,
            roles=[dict(actor=role.actor.slug, **_columns(role, "role", "basis", "note")) for role in row.roles.all()],
            links=[dict(to=link.to.reference, **_columns(link, "kind", "note")) for link in row.links.all()],
            texts=[
                dict(source=text.source.key, **_columns(text, "language", "kind", "text")) for text in row.texts.all()
            ],
            deadlines=[_deadline(deadline) for deadline in row.deadlines.all()],
        )


def _deadline(row: models.Deadline) -> Fields:
    """Return a deadline with its changes."""
    return dict(
        **_columns(row, "key", "label", "kind", "due_on", "inclusive", "note"),
        anchor=row.anchor.reference if row.anchor else None,
        offset=row.offset or None,
        notice=row.notice or None,
        time_zone=row.time_zone or None,
        changes=[
            dict(
                **_columns(change, "due_on", "note"),
                agreed_on=change.agreed.edtf,
                agreed_by=sorted(actor.slug for actor in change.agreed_by.all()),
                source=change.source.key if change.source else None,
            )
            for change in row.changes.all()
        ],
    )


def _readings() -> Iterator[Fields]:
    rows = models.Reading.objects.select_related("agreement", "clause__agreement", "actor", "source")
    for row in rows.order_by("pk"):
        reference = row.clause.reference if row.clause else row.agreement.slug
        names = _columns(row, "key", "text")
        yield dict(**names, ref=reference, actor=row.actor.slug, source=row.source.key)


def _indicators() -> Iterator[Fields]:
    for row in models.Indicator.objects.order_by("pk"):
        yield dict(**_columns(row, "slug", "name", "unit", "kind", "note"))


def _evidence() -> Iterator[Fields]:
    rows = models.Evidence.objects.select_related("entered_by").prefetch_related(
        _children("citations", models.Citation, "source", "claimant"),
        _children("links", models.EvidenceLink, "clause__agreement", "party", "meets__clause__agreement"),
        _children("figures", models.Figure, "indicator", "source"),
    )
    for row in rows.order_by("pk"):
        yield dict(
            **_columns(row, "key", "place", "summary", "note", "state", "state_reason", "entered_at"),
            occurred=row.occurred.edtf,
            entered_by=row.entered_by.get_username(),
            citations=[_citation(citation) for citation in row.citations.all()],
            links=[_link(link) for link in row.links.all()],
            figures=[_figure(figure) for figure in row.figures.all()],
        )


def _citation(row: models.Citation) -> Fields:
    """Return a citation."""
    names = ("locator", "speaker", "relayed_through", "stance", "credibility", "dated_as", "note")
    claimant = row.claimant.slug if row.claimant else None
    return dict(source=row.source.key, claimant=claimant, **_columns(row, *names))


def _link(row: models.EvidenceLink) -> Fields:
    """Return what a fact says about a clause."""
    return dict(
        to=row.clause.reference,
        party=row.party.slug if row.party else None,
        meets=row.meets.reference if row.meets else None,
        **_columns(row, "direction", "note"),
    )


def _figure(row: models.Figure) -> Fields:
    """Return a printed figure."""
    names = ("value", "qualifier", "as_printed", "proposed_value", "note")
    flag = row.flag or None
    return dict(indicator=row.indicator.slug, source=row.source.key, flag=flag, **_columns(row, *names))


def _assessments() -> Iterator[Fields]:
    names = ("key", "effective_on", "performance", "correspondence", "confidence", "rationale", "limits")
    more = ("method_version", "state", "state_reason", "decided_at")
    cited = Prefetch("cited", models.Evidence.objects.order_by("key"))
    rows: QuerySet[models.Assessment] = models.Assessment.objects.select_related(
        "clause__agreement", "party", "proposed_by", "approved_by"
    )
    for row in rows.prefetch_related(cited).order_by("pk"):
        yield dict(
            **_columns(row, *names, *more),
            ref=row.clause.reference,
            party=row.party.slug if row.party else None,
            cites=[evidence.key for evidence in row.cited.all()],
            proposed_by=row.proposed_by.get_username(),
            approved_by=row.approved_by.get_username() if row.approved_by else None,
        )


READERS: dict[str, tuple[type[Entry], Callable[[], Iterable[Fields]]]] = {
    "actors": (schema.ActorSeed, _actors),
    "names": (schema.NameSeed, _names),
    "publishers": (schema.PublisherSeed, _publishers),
    "sources": (schema.SourceSeed, _sources),
    "agreements": (schema.AgreementSeed, _agreements),
    "clauses": (schema.ClauseSeed, _clauses),
    "readings": (schema.ReadingSeed, _readings),
    "indicators": (schema.IndicatorSeed, _indicators),
    "evidence": (schema.EvidenceSeed, _evidence),
    "assessments": (schema.AssessmentSeed, _assessments),
}
"""How to read each section back; every section takes a fixed number of queries."""


def stored_entries(section: str) -> dict[str, Entry | None]:
    """Return the rows of a section as seed entries by public name; None for one that no seed file could hold."""
    kind, read = READERS[section]
    found: dict[str, Entry | None] = {}
    for fields in read():
        try:
            entry = kind.model_validate(fields)
        except ValidationError:
            entry = None
        found[str(fields[IDENTIFIERS[section]])] = entry
    return found
