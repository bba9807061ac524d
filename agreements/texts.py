"""What a text of the record may hold, whichever way it comes in: nothing that readers cannot see, and not too much."""

import re
from dataclasses import dataclass

LONGEST_TEXT = 20_000
"""How many characters one text may have; columns of one line are shorter."""

INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # control characters, but for tabs and line ends
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # marks, overrides and isolates of direction
    "\u2028\u2029\u206a-\u206f\ufeff\ufff9-\ufffb"  # other separators, marks without a shape, notes between lines
    "\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"  # no characters, halves of one, hidden copies of letters
)
"""Characters that change what readers see, or what machines read, without being seen.

Joiners, non-joiners and zero-width blanks are part of how several scripts are written and are left alone.
"""


def invisible_problem(text: str) -> str:
    """Return what is wrong with the first character of a text that cannot be seen, or nothing where all can."""
    found = INVISIBLE.search(text)
    return f"Character {found.start() + 1} is invisible (U+{ord(found[0]):04X}): take it out." if found else ""


def text_problem(text: str) -> str:
    """Return why a text cannot be kept, or nothing where it can."""
    if len(text) > LONGEST_TEXT:
        return f"Ensure this value has at most {LONGEST_TEXT} characters (it has {len(text)})."
    return invisible_problem(text)


@dataclass(frozen=True, slots=True)
class Written:
    """How a short text is written: as a regular expression, and in words for who wrote it otherwise."""

    pattern: str
    rule: str

    def problem(self, text: str) -> str:
        """Return the rule where a text breaks it, or nothing."""
        return "" if re.fullmatch(self.pattern, text, re.ASCII) else self.rule


LANGUAGE = Written("^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", "Write a BCP 47 tag, such as en or az-Latn.")
COUNTRY = Written("^([A-Z]{2})?$", "Write the two capital letters of ISO 3166-1, such as AT.")
SHA256 = Written("^([0-9a-f]{64})?$", "Write the 64 digits and small letters of a SHA-256.")
FILE_NAME = Written(r"^([^/\\]*[^/\\.][^/\\]*)?$", "Write the name of a file, without its folder.")
