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
