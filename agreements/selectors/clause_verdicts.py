"""The judgements on one clause and its status over time, for its page."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from agreements.choices import AssessmentState, Performance
from agreements.dates import AsOf
from agreements.models import Clause
from agreements.rules import Verdict
from agreements.selectors.agreements import assessment_report
from agreements.selectors.clause_reports import (
    JudgementReport,
    JudgementsReport,
    PartyVerdictReport,
    ReasonReport,
    SpellReport,
    SpellsReport,
)
from agreements.selectors.key_pages import page_of
from agreements.selectors.page_reports import WithdrawnReport
from agreements.selectors.record import Record
from agreements.timelines import Spell

JUDGEMENTS = 24
SPELLS = 30
OPEN_SPELLS = 10


def party_verdicts(record: Record, found: Verdict) -> Iterator[PartyVerdictReport]:
    """Yield what holds on the performance of each party, in the order of the text."""
    for fact in found.by_party:
        row = record.assessments[fact.key]
        yield PartyVerdictReport(assessment_report(record, row), found.since_by_party[fact.party or ""])


def judgements(record: Record, earlier: Sequence[str], asked: str, corrected: Collection[str]) -> JudgementsReport:
    """Return the page asked for of the judgements that held earlier; the keys come newest first."""
    page = page_of(earlier, asked, size=JUDGEMENTS)
    items = (
        JudgementReport(assessment_report(record, record.assessments[key]), key in corrected, key == asked)
        for key in page.keys
    )
    return JudgementsReport(page, tuple(items))


def spells(timeline: Sequence[Spell], asked: str, here: Collection[str]) -> SpellsReport:
    """Return the page asked for of the spells of a clause, newest first; `here` are the judgements on the page."""
    by_day = {spell.from_on.isoformat(): spell for spell in reversed(timeline)}
    page = page_of(list(by_day), asked, size=SPELLS)
    found = tuple(
        SpellReport(by_day[day], is_last=by_day[day] is timeline[-1], is_here=by_day[day].assessment in here)
        for day in page.keys
    )
    return SpellsReport(page, found[:OPEN_SPELLS], found[OPEN_SPELLS:])


def reasons(sentences: Iterable[str], keys: Collection[str]) -> tuple[ReasonReport, ...]:
    """Return sentences of the rules, each taken apart around the evidence that it names."""
    return tuple(_reason(sentence, keys) for sentence in sentences)


def _reason(sentence: str, keys: Collection[str]) -> ReasonReport:
    """Return a sentence taken apart around the keys in it, which stand side by side, each before a comma or a stop."""
    words = sentence.split(" ")
    places = [place for place, word in enumerate(words) if word[:-1] in keys]
    if not places:
        return ReasonReport(sentence, (), "")
    named = words[places[0] : places[-1] + 1]
    rest = " ".join([named[-1][-1], *words[places[-1] + 1 :]])
    return ReasonReport(" ".join(words[: places[0]]), tuple(word[:-1] for word in named), rest)


def withdrawn(row: Clause, as_of: AsOf) -> Iterator[WithdrawnReport]:
    """Yield the judgements on a clause that had been approved and were taken back, by their day of effect."""
    taken_back = row.assessments.filter(state=AssessmentState.WITHDRAWN, effective_on__lte=as_of.on)
    for one in taken_back.select_related("party").order_by("effective_on", "pk"):
        party = one.party.name if one.party else ""
        yield WithdrawnReport(one.key, party, one.effective_on, Performance(one.performance), one.state_reason)
