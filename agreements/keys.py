"""Permanent public names: letters, marks and digits of any script, joined by dots, hyphens and underscores."""

import unicodedata

KEY_PATTERN = r"[\p{L}\p{N}_][\p{L}\p{M}\p{N}_.\-]*"
"""The names of agreements, actors, sources, evidence, as a regular expression of JSON Schema."""

NUMBER_PATTERN = r"[\p{L}\p{N}_][\p{L}\p{M}\p{N}_.\-()]*"
"""The numbers of clauses, which may also have brackets."""

KEY_RULE = "use letters and digits of any script, joined by dots, hyphens or underscores"


def is_key(text: str, *, extra: str = "") -> bool:
    """Return whether `text` can be a permanent name; `extra` are further characters allowed after the first."""
    return (
        bool(text)
        and (text[0] == "_" or unicodedata.category(text[0])[0] in "LN")
        and all(letter in f"_.-{extra}" or unicodedata.category(letter)[0] in "LMN" for letter in text)
        and text == unicodedata.normalize("NFC", text)
    )


def is_number(text: str) -> bool:
    """Return whether `text` can be the number of a clause, such as `6.g` or `4(1)`."""
    return is_key(text, extra="()")


LONGEST_STEM = 80
"""How many characters a name made from words may have, so that a number after it still fits."""

_ASCII = {"ə": "e", "ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe"}


def key_from(*texts: str, words: int = 8) -> str:
    """Return a name made from the first words of texts: Latin letters lose their marks, other scripts stay as they are.

    It is empty where the texts hold neither letter nor digit.
    """
    stem = ""
    for word in (word for text in texts for word in _folded(text).split()[:words]):
        longer = f"{stem}-{word[:40]}" if stem else word[:40]
        if len(longer) > LONGEST_STEM:
            break
        stem = longer
    return stem


def _folded(text: str) -> str:
    """Return the words of a text in small letters, Latin letters without their marks, with blanks between them."""
    folded: list[str] = []
    for letter in unicodedata.normalize("NFC", text.lower()):
        kind = unicodedata.category(letter)[0]
        base = unicodedata.normalize("NFD", letter)[0]
        is_mark_of_latin = kind == "M" and folded and folded[-1].isascii()
        if letter not in "'’" and not is_mark_of_latin:
            plain = _ASCII.get(letter, base if base.isascii() else letter)
            folded.append(plain if kind in "LMN" else " ")
    return "".join(folded)
