"""Full-text search gives the same answers on either database, whatever is typed, and follows every change."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import User
from django.db import connection

from agreements.dates import Span
from agreements.migrations._full_text import renew
from agreements.models import Evidence
from agreements.selectors.search import matching

pytestmark = pytest.mark.django_db

TEXTS = {
    "latin": {"summary": "The Laçın road is open. Bakı agreed, and Türkiye was told in a café.", "place": "Laçın"},
    "azerbaijani": {"summary": "Əliyev Gəncədə çıxış etdi: İrəvan yolu bağlıdır.", "note": "ÇIXIŞ"},
    "armenian": {"summary": "Հայաստանի արտաքին գործերի նախարարությունը հերքել է։", "place": "Գորիս"},
    "russian": {"summary": "Посол Соловьёв прибыл; российский контингент, КПП «Ахурик»."},
    "greek": {"summary": "Η Ελλάδα είπε ότι η γέφυρα άνοιξε. ΟΔΟΣ"},
    "arabic": {"summary": "قَالَ إنّ الجسر مفتوح في أذربيجان"},
    "georgian": {"summary": "საქართველოს ხიდი გაიხსნა"},
    "thai": {"summary": "รัฐบาลกล่าวว่า สะพานเปิดแล้ว ที่ประชุมรับทราบ"},
    "numbers": {"summary": "About 48,000 persons and 1,400.5 tonnes; 48 lorries; 15/16 May."},
    "hyphens": {"summary": "The Joint-Staff noted non-compliance near Nor-Geghi."},
    "columns": {"place": "Upper", "summary": "Weir shut", "note": "by the keeper"},
    "2014-05-30-toll": {"summary": "x"},
}
CASES = {
    "a word": ("road", {"latin"}),
    "the beginning of a word": ("ro", {"latin"}),
    "the end of a word is not its beginning": ("oad", set()),
    "all words, in any order and column": ("keeper upper", {"columns"}),
    "one word too many": ("road keeper", set()),
    "the same word twice": ("road road", {"latin"}),
    "capitals typed": ("ROAD", {"latin"}),
    "capitals written": ("çıxış", {"azerbaijani"}),
    "diacritics left out": ("lacin turkiye cafe", {"latin"}),
    "diacritics typed": ("LAÇIN", {"latin"}),
    "diacritics typed apart": ("Lac\u0327ın cafe\u0301", {"latin"}),
    "diacritics where there are none": ("róad", {"latin"}),
    "a dotless i is an i": ("baki", {"latin"}),
    "a capital I is a dotless i": ("BAKI", {"latin"}),
    "a dotted capital is an i": ("irəvan", {"azerbaijani"}),
    "a dotted capital typed": ("İRƏVAN", {"azerbaijani"}),
    "a soft g": ("baglidir", {"azerbaijani"}),
    "a schwa in capitals": ("ƏLİYEV GƏNCƏ", {"azerbaijani"}),
    "a schwa is no e": ("eliyev", set()),
    "Armenian": ("հայաստան", {"armenian"}),
    "Armenian capitals": ("ՀԱՅԱՍՏԱՆԻ ԳՈՐԻՍ", {"armenian"}),
    "Armenian before its full stop": ("հերքել է։", {"armenian"}),
    "Cyrillic": ("контингент", {"russian"}),
    "Cyrillic capitals": ("ПОСОЛ КПП", {"russian"}),
    "yo typed as ye": ("соловьев", {"russian"}),
    "yo typed": ("СОЛОВЬЁВ", {"russian"}),
    "yo typed apart": ("соловье\u0308в", {"russian"}),
    "a short i typed as i": ("россиискии", {"russian"}),
    "words in other quotes": ("ахурик", {"russian"}),
    "Greek without accents": ("ελλαδα ειπε", {"greek"}),
    "Greek capitals with accents": ("ΓΈΦΥΡΑ", {"greek"}),
    "a final sigma": ("οδος", {"greek"}),
    "Arabic without vowels and hamza": ("قال ان اذربيجان", {"arabic"}),
    "Georgian": ("საქართველო", {"georgian"}),
    "Georgian capitals": ("ᲮᲘᲓᲘ", {"georgian"}),
    "Thai from the beginning of a run": ("ที่ประชุม", {"thai"}),
    "Thai from within a run": ("ประชุม", set()),
    "a number with its comma": ("48,000", {"numbers"}),
    "a number with another mark": ("48.000", {"numbers"}),
    "a number without its comma": ("48000", set()),
    "the beginning of a number": ("48,0", {"numbers"}),
    "the parts of a number the other way round": ("000,48", set()),
    "parts apart": ("000 48", {"numbers"}),
    "a day of two": ("15/16", {"numbers"}),
    "a hyphen": ("joint-staff", {"hyphens"}),
    "half of a hyphenated name": ("geghi", {"hyphens"}),
    "parts in a row only": ("joint-noted", set()),
    "parts of two columns are not in a row": ("upper-weir", set()),
    "parts of two columns": ("upper weir", {"columns"}),
    "a key": ("2014-05-30-toll", {"2014-05-30-toll"}),
    "the beginning of a key": ("2014-05", {"2014-05-30-toll"}),
    "quotes around words": ('"upper weir"', {"columns"}),
    "a quote within a word": ('up"per', set()),
    "an operator is a word": ("road AND keeper", set()),
    "another operator": ("road OR keeper", set()),
    "a minus is no operator": ("upper -weir", {"columns"}),
    "a star is no operator": ("road* *", {"latin"}),
    "brackets and carets": ("(road) ^keeper", set()),
    "a column name": ("place:upper", set()),
    "near": ("NEAR(road keeper)", set()),
    "operators of PostgreSQL": ("road&!keeper | <-> weir:*", set()),
    "a backslash and a percent sign": ("ro\\ad 100%", set()),
    "a placeholder is the letter in it": ("%s", {"columns", "hyphens"}),
    "a very long word": ("a" * 10_000, set()),
    "very many words": (" ".join(f"w{number}" for number in range(3_000)), set()),
    "the same word very often": ("road " * 3_000, {"latin"}),
}
WITHOUT_WORDS = {
    "nothing": "",
    "blanks": " \t\n\u00a0",
    "punctuation": "!?\"'*()[]{}<>:;,.-–—&|\\/^~`@#$%+=",
    "an empty quotation": '""',
    "a null character": "\x00",
    "marks alone": "\u0301\u0308",
    "ten thousand quotes": '"' * 10_000,
    "half a surrogate pair": "\ud800",
}


def entered(key: str, *, summary: str, place: str = "", note: str = "") -> Evidence:
    user, _ = User.objects.get_or_create(username="clerk")
    row = Evidence(key=key, place=place, summary=summary, note=note, entered_by=user)
    row.entered_at = datetime(2021, 1, 1, tzinfo=UTC)
    row.occurred = Span.day(date(2020, 12, 1))
    row.save()
    return row


def found(words: str) -> set[str]:
    gathered, along = (
        {row.key for row in matching(Evidence.objects.all(), words, along_days=along_days)}
        for along_days in (False, True)
    )
    assert gathered == along
    return gathered


@pytest.fixture
def texts() -> None:
    for key, columns in TEXTS.items():
        entered(key, **{"summary": "x"} | columns)


@pytest.mark.usefixtures("texts")
def test_words_are_found_as_the_table_says():
    answers = {case: found(words) for case, (words, _) in CASES.items()}
    assert answers == {case: keys for case, (_, keys) in CASES.items()}


@pytest.mark.usefixtures("texts")
@pytest.mark.parametrize("words", WITHOUT_WORDS.values(), ids=WITHOUT_WORDS)
def test_what_holds_no_word_is_not_asked(words: str):
    assert found(words) == set(TEXTS)
    assert found(f"road {words}") == {"latin"}


def test_what_is_entered_changed_and_deleted_is_found_as_it_is_now():
    row = entered("gate", summary="The old gate", note="Ёлка")
    entered("weir", summary="A weir")
    assert found("old gate ёлка") == {"gate"}
    row.summary, row.note = "The new gate", ""
    row.save()
    assert (found("old"), found("елка"), found("new gate")) == (set(), set(), {"gate"})
    Evidence.objects.filter(key="gate").update(state="retracted", state_reason="Twice.")
    assert found("new") == {"gate"}
    Evidence.objects.update(place="Ийский")
    assert found("иискии") == {"gate", "weir"}
    Evidence.objects.bulk_create([Evidence(**columns(row) | {"key": "lock", "summary": "A lock"})])
    assert found("lock") == {"lock"}
    Evidence.objects.filter(key="gate").delete()
    assert (found("new"), found("иискии"), found("lock")) == (set(), {"weir"}, {"lock"})


def columns(row: Evidence) -> dict[str, object]:
    fields = (field for field in Evidence._meta.concrete_fields if not field.primary_key)
    return {field.attname: getattr(row, field.attname) for field in fields}


class Editor:
    """What a migration writes with, inside the transaction of a test."""

    connection = connection

    def execute(self, statement: str, params: None) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, params)


def test_what_is_searched_can_be_made_anew_and_is_kept_from_then_on():
    row = entered("gate", summary="Посёлок", place="Laçın")
    connection.check_constraints()  # which PostgreSQL else puts off, and with it any change of the table
    renew(None, Editor())
    assert found("поселок lacin") == {"gate"}
    row.summary = "Город"
    row.save()
    assert (found("поселок"), found("город")) == (set(), {"gate"})


def test_search_narrows_what_it_is_given():
    for number in range(3):
        entered(f"gate-{number}", summary=f"Gate {number}")
    some = Evidence.objects.exclude(key="gate-1")
    assert sorted(matching(some, "gate").values_list("key", flat=True)) == ["gate-0", "gate-2"]
    assert matching(some, "gate 1").count() == 0
