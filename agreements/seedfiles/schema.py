"""The format of seed files: what each section holds, checked by pydantic and published as JSON Schema."""

from typing import Annotated

from pydantic import Field

from agreements import choices
from agreements.seedfiles.fields import (
    ClauseOrAgreement,
    Day,
    DeadlineReference,
    EdtfSpan,
    Entry,
    FileName,
    Instant,
    IsoOffset,
    Key,
    Language,
    Line,
    Note,
    Reference,
    Slug,
    TimeZone,
    UserName,
    Value,
    WebAddress,
)
from agreements.texts import COUNTRY, SHA256
from agreements.topics import Topic


class ActorSeed(Entry):
    """A state, authority, organisation, body or group that owes, is owed, watches, claims or holds a reading."""

    slug: Slug
    name: Line
    other_names: tuple[Line, ...] = ()
    kind: choices.ActorKind
    note: Note = ""


class UsageSeed(Entry):
    """How one actor writes a name."""

    actor: Slug
    wording: Line


class NameSeed(Entry):
    """A place, event or term that different sides name differently, and the label used here."""

    slug: Slug
    label: Line
    kind: choices.NameKind
    usages: tuple[UsageSeed, ...] = ()
    note: Note = ""


class PublisherSeed(Entry):
    """Who publishes sources."""

    slug: Slug
    name: Line
    kind: choices.PublisherKind
    country: Annotated[str, Field(pattern=COUNTRY.pattern, description="ISO 3166-1 alpha-2 code, or empty.")] = ""
    affiliated_actor: Slug | None = None
    reliability: choices.Reliability = choices.Reliability.F
    note: Note = ""


class SourceSeed(Entry):
    """One published document."""

    key: Key
    publisher: Slug
    title: Annotated[str, Field(min_length=1, max_length=500)]
    url: WebAddress = ""
    archive_url: WebAddress = ""
    published: EdtfSpan
    accessed_on: Day | None = None
    language: Language
    document: FileName = ""
    sha256: Annotated[str, Field(pattern=SHA256.pattern, description="Of the held copy, or empty.")] = ""
    note: Note = ""


class AgreementSeed(Entry):
    """An instrument and the actors that its text calls its parties, in its order."""

    slug: Slug
    title: Line
    aliases: tuple[Line, ...] = ()
    signed_on: Day
    in_force_at: Instant
    time_zone: TimeZone
    place: Annotated[str, Field(max_length=200)] = ""
    summary: Note = ""
    official_url: WebAddress = ""
    pax_id: Annotated[int, Field(gt=0, lt=2**31)] | None = None
    covered_until: Annotated[Day, Field(description="The latest day that its sources reach.")] | None = None
    parties: Annotated[tuple[Slug, ...], Field(min_length=1)]


class RoleSeed(Entry):
    """What an actor is to a clause."""

    actor: Slug
    role: choices.RoleKind
    basis: choices.Basis
    note: Note = ""


class MoveSeed(Entry):
    """A change of a last day; the old day is kept."""

    due_on: Day
    agreed_on: EdtfSpan
    agreed_by: Annotated[tuple[Slug, ...], Field(min_length=1)]
    source: Key | None = None
    note: Note = ""


class DeadlineSeed(Entry):
    """A last day: fixed, counted from something, or renewing itself."""

    key: Slug
    label: Line
    kind: choices.DeadlineKind
    due_on: Day | None = None
    anchor: DeadlineReference | None = None
    offset: IsoOffset | None = None
    inclusive: bool = True
    notice: IsoOffset | None = None
    time_zone: TimeZone | None = None
    note: Note = ""
    changes: tuple[MoveSeed, ...] = ()


class ClauseLinkSeed(Entry):
    """How a clause relates to another."""

    to: Reference
    kind: choices.LinkKind
    note: Note = ""


class ClauseTextSeed(Entry):
    """A wording of a clause; attach only texts that you may redistribute."""

    language: Language
    kind: choices.TextKind
    text: Annotated[Note, Field(min_length=1)]
    source: Key


class ClauseSeed(Entry):
    """A point of an agreement or, at the leaves, one duty of it."""

    ref: Reference
    heading: Line
    duty: Note = ""
    obligation: choices.ObligationKind | None = None
    topic: Topic | None = None
    note: Note = ""
    roles: tuple[RoleSeed, ...] = ()
    deadlines: tuple[DeadlineSeed, ...] = ()
    links: tuple[ClauseLinkSeed, ...] = ()
    texts: tuple[ClauseTextSeed, ...] = ()

    @property
    def agreement(self) -> str:
        """Return the slug of the agreement."""
        return self.ref.partition("/")[0]

    @property
    def number(self) -> str:
        """Return the number within the agreement."""
        return self.ref.partition("/")[2]


class ReadingSeed(Entry):
    """What an actor says that a clause, or the agreement as a whole, means."""

    key: Key
    ref: ClauseOrAgreement
    actor: Slug
    text: Annotated[str, Field(min_length=1, max_length=5000)]
    source: Key


class IndicatorSeed(Entry):
    """A counted quantity."""

    slug: Slug
    name: Line
    unit: Annotated[str, Field(min_length=1, max_length=60)]
    kind: choices.IndicatorKind
    note: Note = ""


class CitationSeed(Entry):
    """A source that asserts or denies the reported fact."""

    source: Key
    locator: Annotated[str, Field(max_length=200, description="Place in it: `lines 5-18, 20` for held texts.")] = ""
    claimant: Slug | None = None
    speaker: Annotated[str, Field(max_length=200)] = ""
    relayed_through: tuple[Line, ...] = ()
    stance: choices.Stance = choices.Stance.ASSERTS
    credibility: choices.Credibility = choices.Credibility.NOT_JUDGED
    dated_as: Annotated[str, Field(max_length=100, description="How the source prints the day of the event.")] = ""
    note: Note = ""


class EvidenceLinkSeed(Entry):
    """What the fact says about a clause."""

    to: Reference
    direction: choices.Direction
    party: Slug | None = None
    meets: DeadlineReference | None = None
    note: Note = ""


class FigureSeed(Entry):
    """A value of an indicator as one source prints it."""

    indicator: Slug
    value: Value
    qualifier: choices.Qualifier = choices.Qualifier.EXACTLY
    as_printed: Line
    source: Key
    flag: choices.FigureFlag | None = None
    proposed_value: Value | None = None
    note: Note = ""


class EvidenceSeed(Entry):
    """One reported fact, however many sources carry it."""

    key: Key
    occurred: EdtfSpan
    place: Annotated[str, Field(max_length=200)] = ""
    summary: Annotated[str, Field(min_length=1, max_length=5000)]
    note: Note = ""
    state: choices.EvidenceState = choices.EvidenceState.ACCEPTED
    state_reason: Note = ""
    entered_by: UserName
    entered_at: Instant
    citations: Annotated[tuple[CitationSeed, ...], Field(min_length=1)]
    links: tuple[EvidenceLinkSeed, ...] = ()
    figures: tuple[FigureSeed, ...] = ()


class AssessmentSeed(Entry):
    """A reviewer's judgement on a clause, or on one party's performance of it, with effect from a day."""

    key: Key
    ref: Reference
    party: Slug | None = None
    effective_on: Day
    performance: choices.Performance
    correspondence: choices.Correspondence = choices.Correspondence.NOT_JUDGED
    confidence: choices.Confidence
    rationale: Annotated[str, Field(min_length=1, max_length=10_000)]
    limits: Note = ""
    cites: tuple[Key, ...] = ()
    method_version: Annotated[str, Field(min_length=1, max_length=20)]
    state: choices.AssessmentState = choices.AssessmentState.APPROVED
    state_reason: Note = ""
    proposed_by: UserName
    approved_by: UserName | None = None
    decided_at: Instant | None = None


class DefaultsSeed(Entry):
    """Who and when, said once for all evidence and assessments of a file."""

    entered_by: UserName | None = None
    entered_at: Instant | None = None
    proposed_by: UserName | None = None
    approved_by: UserName | None = None
    decided_at: Instant | None = None
    method_version: str | None = None


class SeedFile(Entry):
    """One seed file: any of the sections, each a list."""

    defaults: DefaultsSeed = DefaultsSeed()
    actors: tuple[ActorSeed, ...] = ()
    names: tuple[NameSeed, ...] = ()
    publishers: tuple[PublisherSeed, ...] = ()
    sources: tuple[SourceSeed, ...] = ()
    agreements: tuple[AgreementSeed, ...] = ()
    clauses: tuple[ClauseSeed, ...] = ()
    readings: tuple[ReadingSeed, ...] = ()
    indicators: tuple[IndicatorSeed, ...] = ()
    evidence: tuple[EvidenceSeed, ...] = ()
    assessments: tuple[AssessmentSeed, ...] = ()
