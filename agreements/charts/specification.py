"""Vega-Lite specifications: the files beside this module hold the design, and are filled with values here."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

Json = Mapping[str, "Json"] | Sequence["Json"] | str | float | bool | None

FOLDER = Path(__file__).parent


def filled(name: str, values: Mapping[str, Json], colours: Mapping[str, str]) -> str:
    """Return the specification of that name with every `@word` replaced by its value and colours by their own.

    Values are taken as they are: what they say is never read as a word or a colour.
    """
    look = _filled(_read("look"), values, colours)
    specification = _filled(_read(name), {**values, "look": look}, colours)
    return json.dumps(specification, ensure_ascii=False, sort_keys=True)


@cache
def _read(name: str) -> Json:
    """Return a file of this folder."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def _filled(node: Json, values: Mapping[str, Json], colours: Mapping[str, str]) -> Json:
    """Return a part of a specification, filled; raise KeyError for a word without a value."""
    match node:
        case str() if node.startswith("@"):
            return values[node[1:]]
        case str():
            return colours.get(node, node)
        case dict():
            return {name: _filled(part, values, colours) for name, part in node.items()}
        case list():
            return [_filled(part, values, colours) for part in node]
        case _:
            return node
