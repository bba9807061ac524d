"""The words of review: why a clause is looked at again, what to mind before proposing, where an assessment stands."""

from agreements.choices import AssessmentState, DefinedChoices


class ReviewReason(DefinedChoices):
    """Why a clause needs review, computed from the record; the most urgent comes first."""

    CITED_NO_LONGER_STANDS = (
        "cited_no_longer_stands",
        "Evidence that the latest assessment cites was taken back.",
        "Cited evidence no longer stands",
    )
    DISPUTE_AROSE = (
        "dispute_arose",
        "The clause is disputed, and was not by what had been entered and published when its latest assessment was "
        "decided.",
        "Dispute arose",
    )
    DEADLINE_PASSED = (
        "deadline_passed",
        "The last day of a deadline passed after the latest assessment was decided.",
        "Deadline passed",
    )
    NEW_EVIDENCE = (
        "new_evidence",
        "Evidence was entered, or accepted, after the latest assessment was decided.",
        "New evidence",
    )
    NOT_ASSESSED = "not_assessed", "There is evidence and no assessment.", "Not assessed"
    STALE = "stale", "The latest assessment was decided twelve months ago or more.", "Stale"


class ProposalConcern(DefinedChoices):
    """What a reviewer is told before proposing a judgement; none of it forbids the judgement."""

    CITES_NOTHING = "cites_nothing", "A judgement that speaks of evidence cites none.", "Cites nothing"
    AGAINST_DEADLINE = (
        "against_deadline",
        "The performance does not go with how a deadline stands on the day of effect.",
        "Against a deadline",
    )
    SKIPS_CONTRARY = (
        "skips_contrary",
        "Evidence that counts on the day of effect speaks against the performance and is not cited.",
        "Skips contrary evidence",
    )
    CITES_LATER = (
        "cites_later",
        "What is cited had not happened, or not been published, by the day of effect.",
        "Cites what came later",
    )
    AGAINST_CORRESPONDENCE = (
        "against_correspondence",
        "The performance does not go with the correspondence.",
        "Against the correspondence",
    )
    BEFORE_IN_FORCE = (
        "before_in_force",
        "The day of effect is before the entry into force.",
        "Before the entry into force",
    )
    IN_FUTURE = "in_future", "The day of effect has not come.", "In the future"
    BEYOND_RECORD = (
        "beyond_record",
        "The day of effect is after the latest day that the sources of the record reach.",
        "Beyond the record",
    )
    CORRECTS = (
        "corrects",
        "A judgement for the same clause, party and day of effect is approved; the new one would supersede it.",
        "Supersedes",
    )
    RECORD_CHANGED = (
        "record_changed",
        "Evidence came in or a judgement was decided while this one was being written.",
        "The record changed meanwhile",
    )
    SAME_PERFORMANCE = (
        "same_performance",
        "The judgement that holds on the day of effect says the same; only its reasons would change.",
        "Same performance",
    )


class Standing(DefinedChoices):
    """Where an assessment stands; superseded is computed, the rest is set by review."""

    PROPOSED = AssessmentState.PROPOSED.value, AssessmentState.PROPOSED.definition, "Proposed"
    SENT_BACK = AssessmentState.SENT_BACK.value, AssessmentState.SENT_BACK.definition, "Sent back"
    APPROVED = AssessmentState.APPROVED.value, "Approved by a second person, and not superseded.", "Approved"
    SUPERSEDED = (
        "superseded",
        "Approved, and corrected since: for the same clause, party and day of effect another was decided later.",
        "Superseded",
    )
    WITHDRAWN = AssessmentState.WITHDRAWN.value, AssessmentState.WITHDRAWN.definition, "Withdrawn"
