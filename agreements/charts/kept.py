"""What was drawn before, kept in Django's cache under a name that tells all it depends on."""

import zlib
from hashlib import sha256
from importlib.metadata import version

from django.core.cache import cache


def name_of(kind: str, *depends_on: object) -> str:
    """Return the name of something drawn by the renderer that is installed."""
    parts = "\n".join(f"{part}" for part in depends_on)
    return f"chart:{kind}:{version('vl-convert-python')}:{sha256(parts.encode()).hexdigest()}"


def kept(name: str) -> bytes | None:
    """Return what is kept under a name."""
    found = cache.get(name)
    return None if found is None else zlib.decompress(found)


def keep(name: str, drawing: bytes) -> None:
    """Keep something drawn until the cache needs its room."""
    cache.set(name, zlib.compress(drawing))
