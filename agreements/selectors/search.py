"""Full-text search of evidence, which either database does itself, and with the same answers.

All words must occur in key, place, summary or note, each as the beginning of a word there; a word with punctuation in
it, such as 48,000, stands for its parts in a row. Case and diacritics do not matter, in any script. Words are runs of
letters, marks and digits, so that where a script does not part its words, the beginning of a run is found.

`migrations/_full_text.py` makes what is searched: on SQLite a table that triggers keep, on PostgreSQL a column that is
worked out. A later migration that rebuilds the table of evidence on SQLite drops the triggers, one that changes the
four columns is refused by PostgreSQL, and a change of `PLAIN` or `MARKS` leaves behind what is stored: each has to
renew it, as said there.
"""

import unicodedata
from itertools import chain

from django.db import connections
from django.db.models import F, QuerySet
from django.db.models.expressions import RawSQL

from agreements.models import Evidence

WORD = "LMN"
"""The first letters of the Unicode categories of what words consist of."""

MARKS = "".join(map(chr, (*range(0x300, 0x370), 0x640, *range(0x64B, 0x660), 0x670)))
"""What does not matter about a letter: diacritics, and in Arabic script vowel marks and the stroke that lengthens."""

MOST_WORDS = 50
LONGEST_WORD = 200
"""Nothing that is recorded has so many words, or so long ones: more is not searched for and finds nothing."""

ROWS_BY_TABLE = "SELECT rowid FROM agreements_evidence_words WHERE agreements_evidence_words MATCH %s"
ROWS_BY_COLUMN = "SELECT id FROM agreements_evidence WHERE words @@ ({})"
ONE_WORD = "(replace(nullif(agreements_plain_words(%s), ''), ' ', ' <-> ') || ':*')::tsquery"


def _plain_letters() -> dict[int, str]:
    """Return the letters that count as others, besides those that SQLite takes for others by itself."""
    scripts = chain("ǠǡǢǣǮǯǼǽǾǿ", map(chr, range(0x370, 0x530)), map(chr, range(0x620, 0x700)))
    folded = {ord(letter): plain(letter) for letter in scripts if letter.isalpha() and plain(letter) != letter}
    capitals = {place: chr(place).lower() for place in range(0x1C90, 0x1CC0) if chr(place).isupper()}
    return folded | capitals | dict.fromkeys(map(ord, MARKS[0x70:]), "") | {ord("ı"): "i"}


def plain(letter: str) -> str:
    """Return a letter without its marks."""
    parts = unicodedata.normalize("NFD", letter)
    return unicodedata.normalize("NFC", "".join(part for part in parts if part not in MARKS))


PLAIN = _plain_letters()
"""Such as `ё`, which counts as `е`, and `ı`, which counts as `i`: they share a capital."""


def matching(evidence: QuerySet[Evidence], words: str, *, along_days: bool = False) -> QuerySet[Evidence]:
    """Return the evidence in which all the words occur; all of it where nothing typed is a letter or a digit.

    Where it is read `along_days` for its first rows, SQLite looks each of them up among those that match.
    """
    wanted = [word for word in dict.fromkeys(map(_parts, words.split())) if word]
    if not wanted:
        return evidence
    if len(wanted) > MOST_WORDS or max(map(len, wanted)) > LONGEST_WORD:
        return evidence.filter(pk__isnull=True)
    if connections[evidence.db].vendor == "sqlite":
        phrases = " ".join(f'"{word.translate(PLAIN)}"*' for word in wanted)
        found = RawSQL(ROWS_BY_TABLE, [phrases])  # noqa: S611
        return evidence.alias(row=F("pk") + 0).filter(row__in=found) if along_days else evidence.filter(pk__in=found)
    query = " && ".join(ONE_WORD for _ in wanted)
    return evidence.filter(pk__in=RawSQL(ROWS_BY_COLUMN.format(query), wanted))  # noqa: S611


def _parts(typed: str) -> str:
    """Return the parts of what was typed as one word, with one blank for whatever stands between them."""
    letters = (letter for letter in unicodedata.normalize("NFC", typed) if letter not in MARKS)
    return " ".join("".join(one if unicodedata.category(one)[0] in WORD else " " for one in letters).split())
