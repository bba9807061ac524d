"""The filter of the clauses of an agreement: what was asked for, what fits it, and what else could be asked for."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django import forms
from django.http import QueryDict

from agreements.choices import Performance
from agreements.rules import tally
from agreements.selectors.aspects import ASPECTS, Values, values_that_occur
from agreements.selectors.lists import has_words
from agreements.selectors.matrix import STEPS
from agreements.selectors.reports import AgreementReport, ClauseReport

ORDER = {performance: place for place, performance in enumerate(Performance)}


def _first_day(clause: ClauseReport) -> date:
    """Return the first last day of a clause; the end of time where it has none."""
    return min((deadline.due_on for deadline in clause.deadlines), default=date.max)


def _age_of_evidence(clause: ClauseReport) -> int:
    """Return a number that is the lower, the later the latest evidence; the highest where there is none."""
    return -clause.last_evidence.latest.toordinal() if clause.last_evidence else 0


SORTS: dict[str, tuple[str, Callable[[ClauseReport], int | date]]] = {
    "performance": ("other", lambda clause: ORDER[clause.verdict.status.performance]),
    "deadline": ("ascending", _first_day),
    "evidence": ("descending", _age_of_evidence),
}
"""Orders besides that of the text: how they are told to assistive technology, and what to sort by."""


class ClauseForm(forms.Form):
    """What clauses may be narrowed to, and how the table and the matrix are shown."""

    words = forms.CharField(label="Words", required=False, max_length=200)

    def __init__(self, parameters: QueryDict, offered: Mapping[str, Values]) -> None:
        """Offer some values of each aspect; others that are known can be read as well, any other stays in sight."""
        super().__init__(parameters)
        for name, aspect in ASPECTS.items():
            typed = parameters.get(name, "")
            known = {value: label for value, label in aspect.vocabulary.items() if value == typed}
            choices = dict(offered[name]) | known
            self.fields[name] = forms.ChoiceField(
                label=aspect.label, required=False, choices=[("", "Any"), *choices.items()]
            )
            if typed and typed not in choices:
                self.fields[name].widget.choices = [*self.fields[name].choices, (typed, typed)]
        for name, values in {"sort": SORTS, "by": STEPS}.items():
            same = [(value, value) for value in values]
            self.fields[name] = forms.ChoiceField(required=False, choices=same, widget=forms.HiddenInput)
        self.fields["part"] = forms.RegexField(r"\d{4}(-\d\d|-Q[1-4])?", required=False, widget=forms.HiddenInput)
        self.full_clean()


@dataclass(frozen=True, slots=True)
class Option:
    """A value to narrow to, or to let go again: how many clauses it leaves beside all else asked for, and its query."""

    value: str
    label: str
    count: int
    query: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """What clauses can be narrowed to in one aspect."""

    name: str
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """Something that was asked for and applied, in words, and the query without it."""

    label: str
    value: str
    query: str


@dataclass(frozen=True, slots=True)
class SortLink:
    """How a column is asked to order the table, and the order it stands in if it does."""

    query: str
    direction: str


@dataclass(frozen=True, slots=True)
class NarrowedClauses:
    """The clauses that fit what was asked for, and the links to ask otherwise.

    `report` is the agreement with these clauses only, and the points that hold them; `rows` are they as the table
    orders them; `messages` say what could not be read.
    """

    report: AgreementReport
    rows: tuple[ClauseReport, ...]
    total: int
    form: ClauseForm
    facets: tuple[Facet, ...]
    chosen: tuple[Chosen, ...]
    sorts: dict[str, SortLink]
    messages: tuple[str, ...]
    query: str
    download: str
    clear: str
    lists_are_open: bool

    @property
    def shown(self) -> int:
        """Return how many assessed clauses are left."""
        return self.report.tally.total


class Queries:
    """The queries of links that change some of what was asked for and keep the rest, unreadable things included."""

    def __init__(self, parameters: QueryDict) -> None:
        self._parameters = QueryDict(mutable=True)
        for name, values in parameters.lists():
            if values[-1].strip():
                self._parameters[name] = values[-1]

    def changed(self, **changes: str) -> str:
        """Return the query with some parameters changed, or taken out where empty; `./` where nothing is left."""
        changed = self._parameters.copy()
        for name, value in changes.items():
            changed.pop(name, None)
            if value:
                changed[name] = value
        return f"?{changed.urlencode()}" if changed else "./"


def narrowed_clauses(agreement: AgreementReport, parameters: QueryDict) -> NarrowedClauses:
    """Return the clauses of an agreement that fit what was asked for; what cannot be read is named and left out."""
    offered = {name: values_that_occur(agreement, name) for name in ASPECTS}
    form = ClauseForm(parameters, offered)
    asked = {name: form.cleaned_data[name] for name in (*ASPECTS, "words") if form.cleaned_data.get(name)}
    misses = {clause.number: _misses(clause, asked) for clause in agreement.leaves}
    fitting = tuple(clause for clause in agreement.leaves if not misses[clause.number])
    queries, sort = Queries(parameters), form.cleaned_data.get("sort", "")
    chosen = tuple(_chosen(form, asked, queries))
    narrowed_by = tuple((one.label, one.value) for one in chosen)
    report = _with_only(agreement, fitting, narrowed_by) if chosen else agreement
    return NarrowedClauses(
        report=report,
        rows=tuple(sorted(fitting, key=SORTS[sort][1])) if sort else report.clauses,
        total=agreement.tally.total,
        form=form,
        facets=tuple(_facets(agreement, offered, asked, misses, queries)),
        chosen=chosen,
        sorts=_sorts(sort, queries),
        messages=tuple(f"{form[name].label}: {message}" for name, texts in form.errors.items() for message in texts),
        query=queries.changed(),
        download=queries.changed(sort="", by="", part=""),
        clear=queries.changed(**dict.fromkeys((*ASPECTS, "words"), "")),
        lists_are_open=bool(form.errors) or _was_chosen_from_lists(parameters),
    )


def selected_clauses(agreement: AgreementReport, numbers: Collection[str]) -> AgreementReport:
    """Return an agreement with the clauses of some numbers only; a point stands for all that it holds.

    With all its clauses selected it is the whole agreement, narrowed by nothing.
    """
    chosen = set(_leaves_under(agreement.clauses, numbers))
    fitting = tuple(clause for clause in agreement.leaves if clause.number in chosen)
    if fitting == agreement.leaves:
        return agreement
    return _with_only(agreement, fitting, (("Clause", ", ".join(clause.number for clause in fitting)),))


def _with_only(
    agreement: AgreementReport, fitting: tuple[ClauseReport, ...], narrowed_by: tuple[tuple[str, str], ...]
) -> AgreementReport:
    """Return an agreement with some of its clauses, the points that hold them, and their tally."""
    return replace(
        agreement,
        clauses=tuple(_with_points(agreement.clauses, {clause.number for clause in fitting})),
        tally=tally(clause.verdict.status.performance for clause in fitting),
        narrowed_by=narrowed_by,
    )


def _leaves_under(clauses: Iterable[ClauseReport], numbers: Collection[str]) -> Iterator[str]:
    """Yield the numbers of the assessed clauses that are named, or lie under a point that is."""
    above: int | None = None
    for clause in clauses:
        if above is not None and clause.depth <= above:
            above = None
        if above is None and clause.number in numbers:
            above = clause.depth
        if above is not None and clause.verdict is not None:
            yield clause.number


def _was_chosen_from_lists(parameters: QueryDict) -> bool:
    """Return whether the form was sent with something chosen in it: unlike links, it also sends what is left open."""
    typed = {parameters.get(name, "") != "" for name in ASPECTS if name in parameters}
    return typed == {True, False}


def _misses(clause: ClauseReport, asked: Mapping[str, str]) -> set[str]:
    """Return in which respects a clause does not fit."""
    missed = {name for name in asked if name in ASPECTS and asked[name] not in ASPECTS[name].values(clause)}
    if not has_words(asked.get("words", ""), clause.number, clause.heading, clause.duty, clause.note):
        missed.add("words")
    return missed


def _with_points(clauses: Iterable[ClauseReport], numbers: set[str]) -> Iterator[ClauseReport]:
    """Yield the clauses with some numbers, each after the points that hold it."""
    waiting: list[ClauseReport] = []
    for clause in clauses:
        waiting = [point for point in waiting if point.depth < clause.depth]
        if clause.verdict is None:
            waiting.append(clause)
        elif clause.number in numbers:
            yield from waiting
            yield clause
            waiting = []


def _chosen(form: ClauseForm, asked: Mapping[str, str], queries: Queries) -> Iterator[Chosen]:
    """Yield what was asked for in the words of the form."""
    for name, value in asked.items():
        labels = dict(form.fields[name].choices) if name in ASPECTS else {}
        yield Chosen(form.fields[name].label, labels.get(value, value), queries.changed(**{name: ""}))


def _facets(
    agreement: AgreementReport,
    offered: Mapping[str, Values],
    asked: Mapping[str, str],
    misses: Mapping[str, set[str]],
    queries: Queries,
) -> Iterator[Facet]:
    """Yield the aspects that can narrow anything, each value with how many clauses it leaves beside all else."""
    for name, aspect in ASPECTS.items():
        left = [clause for clause in agreement.leaves if misses[clause.number] <= {name}]
        counts = Counter(value for clause in left for value in aspect.values(clause))
        options = [
            Option(value, label, counts[value], queries.changed(**{name: "" if is_chosen else value}), is_chosen)
            for value, label in offered[name].items()
            for is_chosen in [asked.get(name) == value]
            if is_chosen or counts[value]
        ]
        if len(offered[name]) > 1 and options:
            yield Facet(name, aspect.label, tuple(options))


def _sorts(sort: str, queries: Queries) -> dict[str, SortLink]:
    """Return how to ask for the order of each column that has one; without asking, the table has that of the text."""
    by_number = SortLink(queries.changed(sort=""), "" if sort else "ascending")
    others = ((name, queries.changed(sort=name), told) for name, (told, _) in SORTS.items())
    return {"number": by_number} | {name: SortLink(query, told if name == sort else "") for name, query, told in others}
