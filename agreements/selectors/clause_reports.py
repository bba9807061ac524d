"""What the page of a clause shows, list by list; the long ones are shown one page at a time."""

from dataclasses import dataclass
from datetime import date

from agreements.rules import Tally
from agreements.selectors.evidence import CitationReport, EvidenceReport, LinkReport
from agreements.selectors.key_pages import KeyPage
from agreements.selectors.page_reports import (
    ClauseLinkReport,
    ClauseTextReport,
    DeadlineChangeReport,
    ReadingReport,
    WithdrawnReport,
)
from agreements.selectors.reports import AgreementReport, AssessmentReport, ClauseReport
from agreements.timelines import Spell


@dataclass(frozen=True, slots=True)
class ClausePlace:
    """What a reader asked to see of the long lists of a clause; each name is a parameter of its address.

    `show` and `cited` narrow the evidence: by what it says, and to what one judgement cites. The others hold a key and
    bring up the page of a list on which it stands; empty means the newest, or the first.
    """

    show: str = ""
    cited: str = ""
    evidence: str = ""
    judgement: str = ""
    spell: str = ""
    reading: str = ""


@dataclass(frozen=True, slots=True)
class ReasonReport:
    """Why a clause is disputed or to be reviewed; `keys` is the evidence that the sentence names between its halves."""

    before: str
    keys: tuple[str, ...]
    after: str


@dataclass(frozen=True, slots=True)
class PartyVerdictReport:
    """The judgement that holds on the performance of one party, and since when its level holds."""

    assessment: AssessmentReport
    since: date


@dataclass(frozen=True, slots=True)
class JudgementReport:
    """A judgement that held earlier; `is_asked` where the reader came for it."""

    assessment: AssessmentReport
    is_corrected: bool
    is_asked: bool


@dataclass(frozen=True, slots=True)
class JudgementsReport:
    """One page of the judgements that held earlier, newest first."""

    page: KeyPage
    items: tuple[JudgementReport, ...]


@dataclass(frozen=True, slots=True)
class SpellReport:
    """A stretch of one status; `is_last` where it still holds, `is_here` where its judgement stands on the page."""

    spell: Spell
    is_last: bool
    is_here: bool


@dataclass(frozen=True, slots=True)
class SpellsReport:
    """One page of the spells of a clause, newest first: those to read at once, and the older ones to unfold."""

    page: KeyPage
    open: tuple[SpellReport, ...]
    folded: tuple[SpellReport, ...]


@dataclass(frozen=True, slots=True)
class ChoiceReport:
    """One way to narrow the evidence of a clause and how many pieces it leaves; `value` is None for no narrowing."""

    value: str | None
    label: str
    glyph: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ClauseEvidenceReport:
    """One piece of evidence as it bears on one clause, with the citations that are shown and how many are not."""

    report: EvidenceReport
    links: tuple[LinkReport, ...]
    citations: tuple[CitationReport, ...]
    more: int
    is_cited: bool


@dataclass(frozen=True, slots=True)
class EvidenceListReport:
    """One page of the evidence of a clause by day, newest first, as it was narrowed."""

    total: int
    choices: tuple[ChoiceReport, ...]
    cited_by: str
    page: KeyPage
    items: tuple[ClauseEvidenceReport, ...]


@dataclass(frozen=True, slots=True)
class SideReport:
    """What one actor says that a clause means: the readings to see at once, and those to unfold."""

    actor: str
    open: tuple[ReadingReport, ...]
    folded: tuple[ReadingReport, ...]


@dataclass(frozen=True, slots=True)
class SidesReport:
    """One page of what is said about the meaning of a clause, actor by actor, the parties first."""

    page: KeyPage
    sides: tuple[SideReport, ...]


@dataclass(frozen=True, slots=True)
class ClausePage:
    """Everything about one clause as of a day; `timeline` and `readings` are whole, the lists beside them in pages."""

    agreement: AgreementReport
    clause: ClauseReport
    above: tuple[ClauseReport, ...]
    previous: ClauseReport | None
    next: ClauseReport | None
    children: tuple[ClauseReport, ...]
    tally: Tally
    dispute_reasons: tuple[ReasonReport, ...]
    review_reasons: tuple[ReasonReport, ...]
    by_party: tuple[PartyVerdictReport, ...]
    judgements: JudgementsReport
    corrected: frozenset[str]
    withdrawn: tuple[WithdrawnReport, ...]
    timeline: tuple[Spell, ...]
    spells: SpellsReport
    evidence: EvidenceListReport
    changes: tuple[DeadlineChangeReport, ...]
    texts: tuple[ClauseTextReport, ...]
    readings: tuple[ReadingReport, ...]
    sides: SidesReport
    links: tuple[ClauseLinkReport, ...]
    revision: int
