"""What a text that people send may hold, and how long it may be."""

import re

from django.core.exceptions import ValidationError

LONGEST_TEXT = 20_000
"""How many characters one text may have, as in seed files."""

INVISIBLE = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def validate_visible(text: str) -> None:
    """Refuse control characters and direction overrides: they change what readers see without being seen."""
    found = INVISIBLE.search(text)
    if found:
        raise ValidationError(f"Character {found.start() + 1} is invisible (U+{ord(found[0]):04X}): take it out.")
