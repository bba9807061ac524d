"""Every closed vocabulary of the tracker: value, label, one-line definition and, where it is shown, a glyph.

The method page prints these definitions and the database refuses any other value.
"""

from typing import Self

from django.db import models


class DefinedChoices(models.TextChoices):
    """A vocabulary whose members also carry a published definition and a glyph."""

    definition: str
    glyph: str

    def __new__(cls, value: str, definition: str = "", glyph: str = "") -> Self:
        """Return the member for `value`, carrying its definition and glyph."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.definition = definition
        member.glyph = glyph
        return member


class Performance(DefinedChoices):
    """What a reviewer judged that was done; the order runs from most to least, then the quiet values."""

    FULFILLED = "fulfilled", "All that the clause asks for had been done by the day asked about.", "●", "Fulfilled"
    PARTLY_FULFILLED = (
        "partly_fulfilled",
        "A substantial share of what the clause asks for had been done, and another had not.",
        "◐",
        "Partly fulfilled",
    )
    MINIMALLY_FULFILLED = (
        "minimally_fulfilled",
        "Only first or small steps had been taken.",
        "◔",
        "Minimally fulfilled",
    )
    NOT_STARTED = "not_started", "Evidence shows that no step had been taken.", "○", "Not started"
    BREACHED = "breached", "Evidence shows conduct that goes against the clause.", "×", "Breached"
    NO_LONGER_APPLIES = (
        "no_longer_applies",
        "The clause stopped applying, for instance because a later agreement ended it or its object ceased to exist.",
        "–",
        "No longer applies",
    )
    NO_EVIDENCE_FOUND = (
        "no_evidence_found",
        "A reviewer looked and found no evidence either way. This says nothing about performance.",
        "?",
        "No evidence found",
    )
    NOT_REVIEWED = (
        "not_reviewed",
        "No assessment counts for the day asked about. This says nothing about performance.",
        "…",
        "Not reviewed",
    )

    @property
    def pam_code(self) -> int | None:
        """Return the code of the Peace Accords Matrix scale (0 to 3), or None where that scale has no equal."""
        return PAM_CODES.get(self)


PAM_CODES = {
    Performance.FULFILLED: 3,
    Performance.PARTLY_FULFILLED: 2,
    Performance.MINIMALLY_FULFILLED: 1,
    Performance.NOT_STARTED: 0,
}


class Timeliness(DefinedChoices):
    """What follows from the deadlines of a clause and the evidence that meets them; the most pressing comes first."""

    OVERDUE = "overdue", "The last day has passed and evidence after it says that the deadline was not met.", "Overdue"
    CANNOT_BE_TOLD = (
        "cannot_be_told",
        "The last day has passed without evidence either way, or the day of performance is not known precisely enough.",
        "Cannot be told",
    )
    DONE_LATE = "done_late", "Evidence shows that the deadline was met after its last day.", "Done late"
    DUE_SOON = "due_soon", "The last day is at most 30 days ahead and nothing shows it met.", "Due soon"
    NOT_YET_DUE = ("not_yet_due", "The last day is more than 30 days ahead and nothing shows it met.", "Not yet due")
    DONE_ON_TIME = "done_on_time", "Evidence shows that the deadline was met by its last day.", "Done on time"
    NO_DEADLINE = ("no_deadline", "The clause sets no last day, or stopped applying before it came.", "No deadline")


class Correspondence(DefinedChoices):
    """Whether what was done matches what the text asks for, as judged by a reviewer."""

    AS_WRITTEN = "as_written", "What was done matches what the text asks for.", "As written"
    DEVIATES = "deviates", "What was done differs from the text in who, what, where or how.", "Deviates"
    NOT_JUDGED = "not_judged", "The reviewer did not judge this, or nothing has been done yet.", "Not judged"


class Confidence(DefinedChoices):
    """How sure the reviewer is of a verdict."""

    HIGH = "high", "Independent sources agree and the key facts can be checked.", "High"
    MODERATE = "moderate", "Sources mostly agree, or rest on one side or a single chain of reporting.", "Moderate"
    LOW = "low", "Few or interested sources, or key facts could not be observed.", "Low"


class Direction(DefinedChoices):
    """What a piece of evidence says about a clause."""

    SUPPORTS = "supports", "The reported fact speaks for implementation of the clause.", "+", "Supports"
    CONTRADICTS = "contradicts", "The reported fact speaks against implementation of the clause.", "−", "Contradicts"
    MIXED = "mixed", "The reported fact speaks partly for and partly against implementation.", "∓", "Mixed"
    CONTEXT = "context", "Background that bears on the clause without speaking for or against it.", "·", "Context"


class Stance(DefinedChoices):
    """Whether a source says that the reported fact is so."""

    ASSERTS = "asserts", "The source or the person it quotes says that the fact is so.", "Asserts"
    DENIES = "denies", "The source or the person it quotes says that the fact is not so.", "Denies"


class ObligationKind(DefinedChoices):
    """The kind of duty a clause lays down."""

    CONDUCT = "conduct", "To do or to abstain from something, whatever comes of it.", "Conduct"
    RESULT = "result", "To bring a state of affairs about.", "Result"
    GUARANTEE = "guarantee", "To answer for a state of affairs lasting.", "Guarantee"
    PERMISSION = "permission", "Something that is allowed or may be chosen, without a duty to do it.", "Permission"
    PROCEDURAL = "procedural", "A step in a procedure, such as a meeting, a notice or an approval.", "Procedural"


class ActorKind(DefinedChoices):
    """What sort of body or group an actor is; says nothing about its legitimacy."""

    STATE = "state", "A state and its organs.", "State"
    DE_FACTO_AUTHORITY = ("de_facto_authority", "Exercises control without general recognition.", "De facto authority")
    INTERNATIONAL_ORGANISATION = (
        "international_organisation",
        "Of states, or an international humanitarian body.",
        "International organisation",
    )
    JOINT_BODY = "joint_body", "A body set up by an agreement or by several actors together.", "Joint body"
    ARMED_FORCE = "armed_force", "An armed force or contingent.", "Armed force"
    COURT = "court", "A court or tribunal.", "Court"
    OTHER = "other", "Groups of persons, organisations and others.", "Other"


class RoleKind(DefinedChoices):
    """What an actor is to a clause."""

    OBLIGED = "obliged", "Owes the duty.", "Obliged"
    BENEFICIARY = "beneficiary", "The duty is owed to it or serves it.", "Beneficiary"
    SUPERVISOR = "supervisor", "Watches over the performance.", "Supervisor"


class Basis(DefinedChoices):
    """Where the role of an actor comes from."""

    STATED = "stated", "The text names the actor.", "Stated in the text"
    INFERRED = "inferred", "The text is passive or silent and the actor is deduced.", "Inferred"


class LinkKind(DefinedChoices):
    """How one clause relates to another."""

    IMPLEMENTS = "implements", "Carries the other clause out.", "Implements"
    ELABORATES = "elaborates", "Spells the other clause out.", "Elaborates"
    DEPENDS_ON = "depends_on", "Can be performed only with or after the other clause.", "Depends on"


class TextKind(DefinedChoices):
    """What standing a wording of a clause has."""

    OFFICIAL = "official", "Published by a party as the text.", "Official"
    TRANSLATION = "translation", "A translation.", "Translation"
    CIRCULATED_DRAFT = ("circulated_draft", "A wording that circulated beside the official one.", "Circulated draft")


class DeadlineKind(DefinedChoices):
    """How the last day of a deadline is set."""

    FIXED = "fixed", "A calendar day named in the text or the record.", "Fixed"
    RELATIVE = "relative", "A stretch of time from the entry into force or from another deadline.", "Relative"
    RENEWAL = "renewal", "A term that renews itself unless notice is given in time.", "Renewal"


class Precision(DefinedChoices):
    """How closely a day is known."""

    DAY = "day", "One day.", "Day"
    MONTH = "month", "Some day or days of one month.", "Month"
    YEAR = "year", "Some day or days of one year.", "Year"
    INTERVAL = "interval", "From one day to another, or some day between the two.", "Interval"


class PublisherKind(DefinedChoices):
    """Who stands behind a publisher."""

    STATE = "state", "A state organ or a medium owned or run by a state.", "State body or state medium"
    PUBLIC = "public", "A public-service medium.", "Public-service medium"
    PRIVATE = "private", "A privately owned medium.", "Private medium"
    FOREIGN_FUNDED = "foreign_funded", "A medium funded by a foreign state.", "Medium funded by a foreign state"
    NEWS_AGENCY = "news_agency", "An international or independent news agency.", "News agency"
    DIASPORA = "diaspora", "A medium of a diaspora.", "Diaspora medium"
    ORGANISATION = "organisation", "An international or non-governmental organisation.", "Organisation"
    RESEARCH = "research", "A research institute or academic publisher.", "Research institute"
    COURT = "court", "A court.", "Court"
    AGGREGATOR = "aggregator", "A site that mainly reprints what others published.", "Aggregator"
    UNKNOWN = "unknown", "The publisher could not be established.", "Not established"


class Reliability(DefinedChoices):
    """Reliability of a publisher on the Admiralty scale; shown, and never used to compute."""

    A = "A", "Completely reliable.", "A – completely reliable"
    B = "B", "Usually reliable.", "B – usually reliable"
    C = "C", "Fairly reliable.", "C – fairly reliable"
    D = "D", "Not usually reliable.", "D – not usually reliable"
    E = "E", "Unreliable.", "E – unreliable"
    F = "F", "Reliability cannot be judged or was not judged; this is not a bad mark.", "F – not judged"


class Credibility(DefinedChoices):
    """Credibility of one report on the Admiralty scale; shown, and never used to compute."""

    CONFIRMED = "1", "Confirmed by other, independent sources.", "1 – confirmed"
    PROBABLE = "2", "Probably true.", "2 – probably true"
    POSSIBLE = "3", "Possibly true.", "3 – possibly true"
    DOUBTFUL = "4", "Doubtful.", "4 – doubtful"
    IMPROBABLE = "5", "Improbable.", "5 – improbable"
    NOT_JUDGED = "6", "Truth cannot be judged or was not judged; this is not a bad mark.", "6 – not judged"


class EvidenceState(DefinedChoices):
    """Where a piece of evidence stands in review; only accepted evidence is public and counts."""

    DRAFT = "draft", "Being written.", "Draft"
    SUBMITTED = "submitted", "Waiting for a reviewer.", "Submitted"
    ACCEPTED = "accepted", "Accepted by a reviewer.", "Accepted"
    REJECTED = "rejected", "Rejected by a reviewer, with a reason.", "Rejected"
    RETRACTED = "retracted", "Taken back after acceptance, with a public reason.", "Retracted"


class AssessmentState(DefinedChoices):
    """Where an assessment stands; only approved assessments are public and count."""

    PROPOSED = "proposed", "Waiting for a second person's approval.", "Proposed"
    APPROVED = "approved", "Approved.", "Approved"
    SENT_BACK = "sent_back", "Returned to its author with a reason.", "Sent back"
    WITHDRAWN = "withdrawn", "Taken back, with a public reason.", "Withdrawn"


class IndicatorKind(DefinedChoices):
    """How the values of a counted quantity relate to each other."""

    CUMULATIVE = "cumulative", "A running total since a starting day.", "Cumulative"
    POINT = "point", "A stock as it stood on a day.", "Point in time"
    FLOW = "flow", "An amount within a stretch of time or an event.", "Flow"


class Qualifier(DefinedChoices):
    """How exactly a source states a figure."""

    EXACTLY = "exactly", "Stated as such.", "exactly"
    OVER = "over", "Stated as more than, or at least, the value.", "over"
    ABOUT = "about", "Stated as roughly, nearly or about the value.", "about"


class FigureFlag(DefinedChoices):
    """Why a printed figure should be read with care."""

    IMPLAUSIBLE = "implausible", "The value as printed can hardly be right.", "Implausible as printed"
    GARBLED = "garbled", "The sentence that prints it is damaged or ambiguous.", "Garbled in print"


class NameKind(DefinedChoices):
    """What a name names."""

    PLACE = "place", "A place.", "Place"
    EVENT = "event", "An event.", "Event"
    TERM = "term", "A term or an instrument.", "Term"
