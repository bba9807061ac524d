"""What the clauses of an agreement are told apart by: declared once, for filters, their counts, and tallies."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from agreements.choices import Performance, Timeliness
from agreements.selectors.reports import AgreementReport, ClauseReport
from agreements.topics import Topic

Values = Mapping[str, str]
"""Values as addresses write them, with the label of each."""

NONE = "none"
YES_OR_NO: Values = {"yes": "Yes", "no": "No"}


@dataclass(frozen=True, slots=True)
class Aspect:
    """One thing that clauses differ in: its label, the values that a clause has, and which values there can be.

    An empty vocabulary is open: its values are those that occur.
    """

    label: str
    values: Callable[[ClauseReport], Values]
    vocabulary: Values = field(default_factory=dict)


def _yes_or_no(answer: bool) -> Values:
    """Return an answer as a value."""
    value = "yes" if answer else "no"
    return {value: YES_OR_NO[value]}


def _topic(clause: ClauseReport) -> Values:
    """Return what a clause is about."""
    return {clause.topic.value: str(clause.topic.label)} if clause.topic else {NONE: "No topic"}


def _obliged(clause: ClauseReport) -> Values:
    """Return who owes the duty."""
    return {role.actor: role.name for role in clause.obliged} or {NONE: "Nobody named"}


def _performance(clause: ClauseReport) -> Values:
    """Return what was judged that was done."""
    performance = clause.verdict.status.performance
    return {performance.value: str(performance.label)}


def _timeliness(clause: ClauseReport) -> Values:
    """Return how the deadlines of a clause stand together."""
    timeliness = clause.verdict.status.timeliness
    return {timeliness.value: str(timeliness.label)}


ASPECTS: dict[str, Aspect] = {
    "topic": Aspect("Topic", _topic, dict(Topic.choices) | {NONE: "No topic"}),
    "actor": Aspect("Owed by", _obliged),
    "performance": Aspect("Performance", _performance, dict(Performance.choices)),
    "timeliness": Aspect("Timeliness", _timeliness, dict(Timeliness.choices)),
    "disputed": Aspect("Disputed", lambda clause: _yes_or_no(clause.verdict.status.disputed), YES_OR_NO),
    "review": Aspect("Needs review", lambda clause: _yes_or_no(clause.verdict.needs_review), YES_OR_NO),
    "reviewed": Aspect(
        "Reviewed",
        lambda clause: _yes_or_no(clause.verdict.status.performance is not Performance.NOT_REVIEWED),
        YES_OR_NO,
    ),
}
"""Name, as addresses write it, to aspect; add one here and the page, its counts and the exports can be asked for it."""


def values_that_occur(agreement: AgreementReport, name: str) -> dict[str, str]:
    """Return the values of an aspect that assessed clauses have, in the published order.

    Actors have none: the parties come first, in the order of the instrument, the others by name.
    """
    aspect = ASPECTS[name]
    found = {value: label for clause in agreement.leaves for value, label in aspect.values(clause).items()}
    published = [*aspect.vocabulary, *(slug for slug, _ in agreement.parties)]
    place = {value: place for place, value in enumerate(published)}
    ordered = sorted(found, key=lambda value: (value == NONE, place.get(value, len(place)), found[value], value))
    return {value: found[value] for value in ordered}
