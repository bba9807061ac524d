"""What the full-text search of evidence rests on, as `agreements.selectors.search` asks for it; no migration by itself.

A later migration that rebuilds the table of evidence on SQLite, or that comes with a change of `MARKS` or `PLAIN`, ends
with `migrations.RunPython(renew, migrations.RunPython.noop)`.
"""

import sys
import unicodedata
from itertools import islice

from agreements.selectors.search import MARKS, PLAIN

COLUMNS = ("key", "place", "summary", "note")
BETWEEN = "\ue000"
"""A word that nobody can ask for, so that no words in a row are found across two columns."""

DEEPEST = 20
"""How deep calls are nested: SQLite reads a hundred words and brackets ahead and no more."""

WORDS, PLAIN_ROWS = "agreements_evidence_words", "agreements_evidence_plain"
ENTER = f"INSERT INTO {WORDS}(rowid, words) SELECT * FROM {PLAIN_ROWS}"
EMPTY = f"DELETE FROM {PLAIN_ROWS}"

COLLATIONS = ("pg_c_utf8", "und-x-icu")
"""Collations that know the small letters of every script, whatever the language of the database."""


def make(apps, schema_editor):
    """Make what is searched, and fill it with the evidence that is there."""
    for statement in MAKING[schema_editor.connection.vendor](schema_editor):
        schema_editor.execute(statement, params=None)


def remove(apps, schema_editor):
    """Take away what is searched."""
    for statement in REMOVING[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def renew(apps, schema_editor):
    """Make what is searched anew."""
    remove(apps, schema_editor)
    make(apps, schema_editor)


def _on_sqlite(schema_editor):
    """Yield the statements that make a table of words, kept by triggers, and one where rows get their plain letters."""
    yield (
        "CREATE VIRTUAL TABLE agreements_evidence_words USING fts5"
        "(words, content='', tokenize=\"unicode61 remove_diacritics 2 categories 'L* M* N* Co'\")"
    )
    yield "CREATE TABLE agreements_evidence_plain (id integer PRIMARY KEY, words text NOT NULL)"
    leave = [*_plain_row("old"), f"INSERT INTO {WORDS}({WORDS}, rowid, words) SELECT 'delete', * FROM {PLAIN_ROWS}"]
    enter = [*_plain_row("new"), ENTER]
    events = {"INSERT": enter, f"UPDATE OF {', '.join(COLUMNS)}": [*leave, EMPTY, *enter], "DELETE": leave}
    for event, statements in events.items():
        body = " ".join(f"{statement};" for statement in (*statements, EMPTY))
        name = f"{WORDS}_{event.split()[0].lower()}"
        yield f"CREATE TRIGGER {name} AFTER {event} ON agreements_evidence BEGIN {body} END"
    yield f"INSERT INTO {PLAIN_ROWS} SELECT id, {_joined(COLUMNS)} FROM agreements_evidence"
    yield from (*_plain_letters(), ENTER, EMPTY)


def _plain_row(row):
    """Yield the statements that put the words of the row of a trigger where rows get their plain letters."""
    yield f"INSERT INTO {PLAIN_ROWS} VALUES ({row}.id, {_joined(f'{row}.{column}' for column in COLUMNS)})"
    yield from _plain_letters()


def _plain_letters():
    """Yield the statements that give the rows there their plain letters."""
    letters = iter(PLAIN.items())
    while some := list(islice(letters, DEEPEST)):
        call = "words"
        for letter, other in some:
            call = f"replace({call}, '{chr(letter)}', '{other}')"
        yield f"UPDATE {PLAIN_ROWS} SET words = {call}"


def _joined(columns):
    """Return the text of several columns as one, as an expression."""
    return f" || ' {BETWEEN} ' || ".join(columns)


def _on_postgresql(schema_editor):
    """Yield the statements that make a column of words, worked out by functions that no language changes, and its index."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT collname FROM pg_collation WHERE collname = ANY(%s)", [list(COLLATIONS)])
        found = {name for (name,) in cursor.fetchall()}
    collation = next((f' COLLATE "{name}"' for name in COLLATIONS if name in found), "")
    yield f"""
        CREATE FUNCTION agreements_plain_words(said text) RETURNS text IMMUTABLE STRICT PARALLEL SAFE
        RETURN btrim(regexp_replace(normalize(translate(
            lower(regexp_replace(normalize(said, NFD), '[{_ranges(map(ord, MARKS))}]', '', 'g'){collation}),
            'ıςſ', 'iσs'
        ), NFC), '[^{_ranges(_word_characters())}]+', ' ', 'g'))
    """
    yield f"""
        CREATE FUNCTION agreements_evidence_words(key text, place text, summary text, note text)
        RETURNS tsvector IMMUTABLE STRICT PARALLEL SAFE
        RETURN (
            SELECT string_agg(left(word, 250) || ':' || least(nth, 16383), ' ')::tsvector
            FROM string_to_table(agreements_plain_words({_joined(COLUMNS)}), ' ') WITH ORDINALITY AS words(word, nth)
        )
    """
    yield (
        "ALTER TABLE agreements_evidence ADD COLUMN words tsvector "
        f"GENERATED ALWAYS AS (agreements_evidence_words({', '.join(COLUMNS)})) STORED"
    )
    yield "CREATE INDEX agreements_evidence_words ON agreements_evidence USING gin (words)"


def _word_characters():
    """Yield the places of the characters that words consist of, in their order."""
    for place in range(sys.maxunicode + 1):
        category = unicodedata.category(chr(place))
        if category[0] in "LMN" or category == "Co":
            yield place


def _ranges(places):
    r"""Return the stretches of some characters, in their order, as in a bracket of a regular expression: `\u0061-\u007a`."""
    stretches = []
    for place in places:
        if stretches and stretches[-1][1] == place - 1:
            stretches[-1][1] = place
        else:
            stretches.append([place, place])
    return "".join(rf"\U{first:08x}-\U{last:08x}" for first, last in stretches)


MAKING = {"sqlite": _on_sqlite, "postgresql": _on_postgresql}
REMOVING = {
    "sqlite": (
        *(f"DROP TRIGGER IF EXISTS {WORDS}_{event}" for event in ("insert", "update", "delete")),
        f"DROP TABLE {WORDS}",
        f"DROP TABLE {PLAIN_ROWS}",
    ),
    "postgresql": (
        "ALTER TABLE agreements_evidence DROP COLUMN words",
        "DROP FUNCTION agreements_evidence_words",
        "DROP FUNCTION agreements_plain_words",
    ),
}
