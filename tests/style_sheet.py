"""The style sheet of the pages, read: its layers and the colours it names, light and dark."""

import re

from tests.conftest import PROJECT

STYLE_SHEET = PROJECT / "agreements/static/agreements/tracker.css"
LAYERS = ["tokens", "base", "layout", "components", "print"]
STATUSES = ("fulfilled", "partly", "minimally", "quiet", "not-started", "breached")


def style_sheet() -> str:
    """Return the style sheet without comments."""
    return re.sub(r"/\*.*?\*/", "", STYLE_SHEET.read_text(encoding="utf-8"), flags=re.DOTALL)


def layers() -> dict[str, str]:
    """Return what stands in each layer, in the order of the file."""
    parts = re.split(r"^@layer (\w+) \{$", style_sheet(), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def colours(scheme: str) -> dict[str, str]:
    """Return the colours of a scheme by name; the dark one overrides the light one."""
    light, dark = re.split(r"@media screen and \(prefers-color-scheme: dark\)", layers()["tokens"])
    found = light if scheme == "light" else light + dark
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", found))
