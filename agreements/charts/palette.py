"""The colours of the style sheet, for pictures that leave the site and must carry their own."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

STYLE_SHEET = Path(__file__).parent.parent / "static" / "agreements" / "tracker.css"
THEMES = ("light", "dark")
_COLOUR = re.compile(r"--([\w-]+): (#[0-9a-f]{6});")


@cache
def colours(theme: str) -> Mapping[str, str]:
    """Return the colour behind `var(--name)` for every name; what the dark theme does not change is as in the light."""
    light, _, dark = STYLE_SHEET.read_text(encoding="utf-8").partition("prefers-color-scheme: dark")
    found = dict(_COLOUR.findall(light)) | (dict(_COLOUR.findall(dark)) if theme == "dark" else {})
    return {f"var(--{name})": colour for name, colour in found.items()}
