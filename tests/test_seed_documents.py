"""The seeds against the held documents: figures, days, numbers, places, hashes, and that the words are our own."""

import hashlib
import re
from datetime import date, timedelta
from decimal import Decimal

import pytest

from agreements.dates import Span
from agreements.seedfiles.schema import EvidenceSeed, FigureSeed
from tests.seed_documents import (
    Day,
    cited,
    days,
    held_documents,
    lines_of,
    months,
    numbers,
    ordinals,
    own_texts,
    references,
    weekdays,
)

LONGEST_SHARED_RUN = 7
TITLES = (
    "President of the Republic of Azerbaijan",
    "Prime Minister of the Republic of Armenia",
    "President of the Russian Federation",
    "Ministry of Territorial Administration and Infrastructure",
    "Assistant Secretary of State for European and Eurasian Affairs",
)
"""Official names and titles, which may be as long as they are: each counts as one word."""

RELATIVE = {
    "today": lambda occurred, published: occurred == published,
    "weekend": lambda occurred, published: is_recent({5, 6}, occurred, published),
    "late last week": lambda occurred, published: is_recent({3, 4, 5, 6}, occurred, published),
    "earlier this month": lambda occurred, published: f"{occurred.earliest:%Y%m}" == f"{published.earliest:%Y%m}",
    "since the peace deal came into force": lambda occurred, _: occurred.earliest == date(2020, 11, 10),
}
"""Ways to print a day that make sense only beside the day of publication or of entry into force."""


def days_in(span: Span) -> list[date]:
    """Return every day of a span."""
    return [span.earliest + timedelta(days=count) for count in range((span.latest - span.earliest).days + 1)]


def is_recent(on: set[int], occurred: Span, published: Span) -> bool:
    """Return whether the span is a few days with one of the weekdays in it, in the week up to publication."""
    inside = days_in(occurred)
    return len(inside) < 7 and any(day.weekday() in on and 0 <= (published.latest - day).days <= 7 for day in inside)


def agrees(dated_as: str, occurred: Span, published: Span) -> bool:
    """Return whether the words that print the day mean a day of the span, in the year up to publication."""
    ends = {occurred.earliest.month, occurred.latest.month}
    decades = {f"{day.year // 10}0s" for day in (occurred.earliest, occurred.latest)}
    inside = {Day(day.month, day.day, year) for day in days_in(occurred) for year in (day.year, None)}
    answers = [day in inside for day in days(dated_as)]
    answers += [is_recent({weekday}, occurred, published) for weekday in weekdays(dated_as)]
    answers += [month in ends for month in months(dated_as)]
    answers += [is_meant(occurred, published) for words, is_meant in RELATIVE.items() if words in dated_as]
    answers = [answer and 0 <= (published.latest - occurred.latest).days < 366 for answer in answers]
    answers += [{decade} == decades for decade in re.findall(r"\d{3}0s", dated_as)]
    return bool(answers) and all(answers)


def unprinted(summary: str, text: str) -> set[object]:
    """Return the numbers, ordinals, days, months, weekdays and quoted words of a summary that `text` does not print."""
    printed = days(text)
    without_year = {day._replace(year=None) for day in printed}
    missing = numbers(summary) - numbers(text) - (references(summary) & ordinals(text))
    missing |= ordinals(summary) - ordinals(text) - references(text)
    missing |= {day for day in days(summary) - printed - without_year if day._replace(year=None) not in printed}
    missing |= {f"month {month}" for month in months(summary) - months(text) - {day.month for day in printed}}
    missing |= {f"weekday {weekday}" for weekday in weekdays(summary) - weekdays(text)}
    return missing | {words for words in re.findall(r'["“]([^"“”]+)["”]', summary) if words not in text}


def is_printed(figure: FigureSeed, text: str) -> bool:
    """Return whether `text` prints the figure as it is given, and its value with it."""
    stands = re.search(rf"(?<![\w.,]){re.escape(figure.as_printed)}(?!\w|[.,]\d)", text)
    return bool(stands) and figure.value in numbers(text)


def runs(text: str) -> set[tuple[str, ...]]:
    """Return every run of words one longer than may be shared; a title counts as one word."""
    plain = text.replace("’", "'")
    for count, title in enumerate(TITLES):
        plain = re.sub(re.escape(title), f"title{count}", plain, flags=re.IGNORECASE)
    words = re.findall(r"[^\W_]+(?:'[^\W_]+)*", plain.lower())
    return {tuple(words[start : start + LONGEST_SHARED_RUN + 1]) for start in range(len(words) - LONGEST_SHARED_RUN)}


def text(piece: EvidenceSeed, lines: dict[str, list[str]], *, source: str | None = None) -> str:
    """Return the lines that a piece of evidence cites from the held documents, or from one of them."""
    said = [one for one in piece.citations if one.source in lines and source in {None, one.source}]
    return " … ".join(cited(lines[one.source], one.locator) for one in said)


@pytest.fixture(scope="module")
def documents():
    return held_documents()


@pytest.fixture(scope="module")
def lines(seeds, documents):
    """The lines of the held documents by key of their source."""
    return {one.key: lines_of(documents[one.document]) for one in seeds.section("sources") if one.document}


def test_the_documents_are_those_whose_hash_is_given(seeds, documents):
    given = {source.document: source.sha256 for source in seeds.section("sources") if source.document or source.sha256}
    assert given == {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in documents.items()}


def test_every_locator_leads_to_lines_that_say_something(evidence, lines):
    bad = []
    held = [(piece, said) for piece in evidence.values() for said in piece.citations if said.source in lines]
    for piece, said in held:
        try:
            cited(lines[said.source], said.locator)
        except ValueError as error:
            bad.append(f"{piece.key}: {said.source}: {error}")
    assert (bad, {said.source for _, said in held}) == ([], set(lines))


def test_every_figure_is_worth_what_is_printed_in_the_cited_lines_of_its_source(evidence, lines):
    figures = [(piece, figure) for piece in evidence.values() for figure in piece.figures if figure.source in lines]
    wrong = [
        f"{piece.key}: {figure.as_printed} in {figure.source}"
        for piece, figure in figures
        if numbers(figure.as_printed) != {figure.value}
        or not is_printed(figure, text(piece, lines, source=figure.source))
    ]
    assert (bool(figures), wrong) == (True, [])


def test_every_day_is_printed_as_given_and_agrees_with_when_it_happened(seeds, evidence, lines):
    published = {source.key: Span.parse(source.published) for source in seeds.section("sources")}
    dated = [
        (piece, said)
        for piece in evidence.values()
        for said in piece.citations
        if said.dated_as and said.source in lines
    ]
    wrong = [
        f"{piece.key}: {said.dated_as}"
        for piece, said in dated
        if said.dated_as not in cited(lines[said.source], said.locator)
        or not agrees(said.dated_as, Span.parse(piece.occurred), published[said.source])
    ]
    assert (bool(dated), wrong) == (True, [])


def test_every_number_and_day_of_a_summary_is_printed_in_the_cited_lines(evidence, lines):
    pieces = [piece for piece in evidence.values() if all(said.source in lines for said in piece.citations)]
    missing = {piece.key: unprinted(piece.summary, text(piece, lines)) for piece in pieces}
    assert (bool(pieces), {key: found for key, found in missing.items() if found}) == (True, {})


def test_no_long_run_of_words_is_shared_with_a_held_document(seeds, documents):
    theirs = set.union(*(runs(path.read_text(encoding="utf-8")) for path in documents.values()))
    shared = [(place, key, " ".join(run)) for place, key, ours in own_texts(seeds) for run in runs(ours) & theirs]
    assert shared == []


@pytest.mark.parametrize(
    ("strict", "outcome"),
    [("", pytest.skip.Exception), ("1", pytest.fail.Exception)],
    ids=["elsewhere these tests are skipped", "under CI_STRICT they fail"],
)
def test_documents_that_are_not_there(monkeypatch, tmp_path, strict, outcome):
    monkeypatch.setenv("SEED_DOCUMENTS", str(tmp_path / "nowhere"))
    monkeypatch.setenv("CI_STRICT", strict)
    with pytest.raises(outcome, match=r"\.\./shared/seed-documents .*, nor in the folder that SEED_DOCUMENTS names"):
        held_documents()


LINES = ["On 6 February", "", "9 people", "met", " "]


@pytest.mark.parametrize(
    ("locator", "expected"),
    [
        pytest.param("lines 1-4", "On 6 February 9 people met", id="a stretch with a blank line in it"),
        pytest.param("lines 1, 3-4", "On 6 February … 9 people met", id="parts are not run together"),
        pytest.param("lines 4-3", None, id="backwards"),
        pytest.param("lines 4-6", None, id="past the end"),
        pytest.param("lines 1-2", None, id="ending with a blank line"),
        pytest.param("line 5", None, id="a line of blanks"),
        pytest.param("first paragraph", None, id="in words"),
    ],
)
def test_cited_lines(locator, expected):
    if expected is None:
        with pytest.raises(ValueError, match=re.escape(repr(locator))):
            cited(LINES, locator)
    else:
        assert cited(LINES, locator) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("48,000 people, 50 thousand Armenians", [48000, 50000]),
        ("1.5 million tons, three police officers", [1500000, 3]),
        ("twenty-one of sixty, one hundred percent", [21, 60, 100]),
        ("in the 1990s", [1990]),
        ("no one and one another", []),
        ("the 8th point, the latter ones, often", []),
        ("on January 11 [2021, 9-10 November and March 1, 2021", [2021]),
    ],
)
def test_numbers_in_every_spelling(text, expected):
    assert numbers(text) == {Decimal(value) for value in expected}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("took place on 6 February.", [(2, 6, None)]),
        ("January 11, 2021, and January 30", [(1, 11, 2021), (1, 30, None)]),
        ("28 March 2023, on the night of November 9-10", [(3, 28, 2023), (11, 9, None), (11, 10, None)]),
        ("9/10 November, 10th of November", [(11, 9, None), (11, 10, None)]),
        ("Monday (18 January), January 11 [2021 These", [(1, 18, None), (1, 11, None)]),
        ("March 2023, in May 62 people", []),
    ],
)
def test_days_in_every_spelling(text, expected):
    assert days(text) == set(expected)


@pytest.mark.parametrize(
    ("dated_as", "occurred", "expected"),
    [
        ("6 February", "2021-02-06", True),
        ("6 February", "2021-02-07", False),
        ("6 February", "2020-02-06", False),
        ("Since November 14, 2020", "2020-11-10/2021-01-11", True),
        ("Since November 14, 2019", "2020-11-10/2021-01-11", False),
        ("Monday", "2021-02-08", True),
        ("Monday", "2021-02-01", False),
        ("Monday", "2020-11-10/2021-02-09", False),
        ("Monday (8 February)", "2021-02-09", False),
        ("weekend", "2021-02-06/2021-02-07", True),
        ("late last week", "2021-02-02", False),
        ("early December", "2020-12", True),
        ("early December", "2020-11", False),
        ("in the 1990s", "1990/1999", True),
        ("in the 1990s", "1989/1999", False),
        ("today", "2021-02-09", True),
        ("some time ago", "2021-02-09", False),
    ],
)
def test_how_a_report_of_9_february_2021_prints_a_day(dated_as, occurred, expected):
    assert agrees(dated_as, Span.parse(occurred), Span.parse("2021-02-09")) is expected


@pytest.mark.parametrize(
    ("summary", "text", "expected"),
    [
        ("Point 8 of 10 November 2020", "the 8th point of November 10, 2020", set()),
        ("Point 8", "the eighth point", set()),
        ("the first meeting", "a meeting", {1}),
        ("five of them", "the 5th, on 5 February", {5}),
        ("50 came", "50 thousand came", {50}),
        ("10 November 2020", "November 10", {2020}),
        ("10 November 2020", "November 10, 2021", {2020, Day(11, 10, 2020)}),
        ("On Monday, in November", "Tuesday, November 9", {"weekday 0"}),
        ('called it "absurd"', "called it odd", {"absurd"}),
    ],
)
def test_what_of_a_summary_is_not_printed(summary, text, expected):
    assert unprinted(summary, text) == expected


@pytest.mark.parametrize(
    ("ours", "expected"),
    [
        ("a b c d e f g x", False),
        ("x a b c d e f g h", True),
        ("A, b; c’s d e f g h i", False),
        ("a b c d e f g President of the Russian Federation", False),
    ],
)
def test_eight_words_in_a_row_are_too_many(ours, expected):
    assert bool(runs(ours) & runs("a b c d e f g h i")) is expected
