"""Lists that are known by their keys, one page at a time: only what stands on the page need be loaded."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KeyPage:
    """One page of a list: its keys, where it stands, and the first keys of the pages beside it, empty at the ends."""

    keys: tuple[str, ...]
    total: int
    first: int
    before: str
    after: str

    @property
    def last(self) -> int:
        """Return the place in the list of the last key on the page."""
        return self.first + len(self.keys) - 1

    @property
    def is_part(self) -> bool:
        """Return whether the list goes on before or after the page."""
        return len(self.keys) < self.total


def page_of(keys: Sequence[str], asked: str, *, size: int) -> KeyPage:
    """Return the page of a list on which a key stands; the first page where the list does not hold it."""
    place = keys.index(asked) if asked in keys else 0
    start = place - place % size
    shown = tuple(keys[start : start + size])
    return KeyPage(
        keys=shown,
        total=len(keys),
        first=start + 1 if shown else 0,
        before=keys[start - size] if start else "",
        after=keys[start + size] if start + size < len(keys) else "",
    )
