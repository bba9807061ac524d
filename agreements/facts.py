"""What is recorded about a clause, as plain values: the input of the rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from agreements.choices import Confidence, Correspondence, Direction, Performance, Stance
from agreements.dates import AsOf, Span
from agreements.deadlines import DeadlineFact


@dataclass(frozen=True, slots=True)
class CitationFact:
    """One source asserting or denying a reported fact, on whose word, and when the source was published."""

    stance: Stance
    published: Span
    claimant: str | None = None


@dataclass(frozen=True, slots=True)
class EvidenceFact:
    """One piece of evidence as it bears on one clause; only accepted evidence counts.

    `entered_at` is when it came into the record that is judged: when it was accepted, if that is known, or entered.
    """

    key: str
    occurred: Span
    direction: Direction
    citations: tuple[CitationFact, ...]
    entered_at: datetime
    party: str | None = None
    meets: str | None = None
    accepted: bool = True

    def known_citations(self, *, as_of: AsOf) -> tuple[CitationFact, ...]:
        """Return the citations whose source had been published by `known_on`."""
        return tuple(citation for citation in self.citations if citation.published.is_over_by(as_of.known_on))

    def is_asserted(self, *, as_of: AsOf) -> bool:
        """Return whether a source that had been published by `known_on` says that it is so."""
        return any(citation.stance is Stance.ASSERTS for citation in self.known_citations(as_of=as_of))

    def counts(self, *, as_of: AsOf) -> bool:
        """Return whether it had certainly occurred by `on` and a source had been published by `known_on`."""
        return self.accepted and self.occurred.is_over_by(as_of.on) and bool(self.known_citations(as_of=as_of))


@dataclass(frozen=True, slots=True)
class CitedFact:
    """Evidence that an assessment cites: when its first source was published, and whether it still stands."""

    key: str
    published: Span | None
    accepted: bool = True


@dataclass(frozen=True, slots=True)
class AssessmentFact:
    """One reviewer's judgement with effect from a day; `approved` is False while proposed and once withdrawn."""

    key: str
    effective_on: date
    decided_at: datetime
    performance: Performance
    correspondence: Correspondence = Correspondence.NOT_JUDGED
    confidence: Confidence = Confidence.MODERATE
    party: str | None = None
    cited: tuple[CitedFact, ...] = ()
    approved: bool = True

    def counts(self, *, as_of: AsOf) -> bool:
        """Return whether it is approved, takes effect by `on` and rests on what had been published by `known_on`.

        Evidence retracted since keeps its publication day here: the judgement stands and is marked for review.
        """
        is_known = all(fact.published is not None and fact.published.is_over_by(as_of.known_on) for fact in self.cited)
        return self.approved and self.effective_on <= as_of.on and is_known


@dataclass(frozen=True, slots=True)
class ClauseFacts:
    """All that is recorded about one clause; `deadlines` are its own, `anchors` all those they may count from.

    `parties` are in the order of the text; `names` says how readers know them.
    """

    reference: str
    in_force_on: date
    parties: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    deadlines: tuple[DeadlineFact, ...] = ()
    anchors: Mapping[str, DeadlineFact] = field(default_factory=dict)
    evidence: tuple[EvidenceFact, ...] = ()
    assessments: tuple[AssessmentFact, ...] = ()
