"""The codebook as a part of the method page: read from the seeds, below the page's headings, with its names linked."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import count, pairwise, takewhile
from pathlib import Path

from django.conf import settings
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

CODEBOOK = settings.BASE_DIR / "seeds" / "CODEBOOK.md"
ANCHOR = "codebook"
VERSION = re.compile(r"Method version \*\*(.+?)\*\*")

AddressOf = Callable[[str], str]
"""Returns where the thing with a permanent name is shown; empty where nothing has that name."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the codebook, and how to get there."""

    anchor: str
    title: str


@dataclass(frozen=True, slots=True)
class Codebook:
    """The codebook as HTML, one level of headings below that of a page, and its sections."""

    html: SafeString
    sections: tuple[Section, ...]


def codebook(address_of: AddressOf, *, path: Path = CODEBOOK) -> Codebook | None:
    """Return the codebook with every permanent name in it linked; None where the server has no such file."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    tokens, sections = _parsed(path, found.st_mtime_ns, found.st_size)
    html = _markdown().renderer.render(tokens, _markdown().options, {"address_of": address_of})
    return Codebook(mark_safe(html), sections)  # noqa: S308 - rendered with HTML switched off


def method_version(*, path: Path = CODEBOOK) -> str:
    """Return the version of the method that the codebook states; empty where it states none, or there is no file."""
    stated = VERSION.search(path.read_text(encoding="utf-8")) if path.is_file() else None
    return stated[1] if stated else ""


@lru_cache(maxsize=4)
def _parsed(path: Path, changed_at: int, size: int) -> tuple[tuple[Token, ...], tuple[Section, ...]]:
    """Return the tokens of a file, as the page wants them, and its sections; read again once it changes."""
    tokens = tuple(_for_page(_markdown().parse(path.read_text(encoding="utf-8"))))
    sections = (
        Section(str(opening.attrs["id"]), _text(inline))
        for opening, inline in pairwise(tokens)
        if opening.type == "heading_open" and opening.tag == "h3"
    )
    return tokens, tuple(sections)


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    """Return the reader of the codebook: plain Markdown with tables, without HTML."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    markdown.add_render_rule("code_inline", _code)
    return markdown


def _code(
    renderer: RendererHTML, tokens: list[Token], place: int, options: OptionsDict, env: dict[str, AddressOf]
) -> str:
    """Return a span of code; one that is a permanent name leads to what it names."""
    name = tokens[place].content
    address = env["address_of"](name)
    code = f"<code>{escape(name)}</code>"
    return f'<a href="{escape(address)}">{code}</a>' if address else code


def _for_page(tokens: list[Token]) -> Iterator[Token]:
    """Yield tokens with headings a level lower and with anchors, and with tables as the pages have them."""
    rest, anchors, heading = iter(tokens), set[str](), Section(ANCHOR, "")
    for token in rest:
        if token.type == "heading_open":
            inline, closing = next(rest), next(rest)
            heading = Section(_anchor(_text(inline), token.tag, anchors), _text(inline))
            token.tag = closing.tag = f"h{min(int(token.tag[1:]) + 1, 6)}"
            token.attrSet("id", heading.anchor)
            yield from (token, inline, closing)
        elif token.type == "table_open":
            yield from _table(list(takewhile(lambda inside: inside.type != "table_close", rest)), heading)
        else:
            yield token


def _anchor(title: str, tag: str, anchors: set[str]) -> str:
    """Return the anchor of a heading, which no other heading of the page has."""
    stem = ANCHOR if tag == "h1" else f"{ANCHOR}-{slugify(title, allow_unicode=True)}"
    anchor = next(name for number in count(1) if (name := stem if number == 1 else f"{stem}-{number}") not in anchors)
    anchors.add(anchor)
    return anchor


def _table(inside: list[Token], heading: Section) -> Iterator[Token]:
    """Yield a table that can be scrolled and has a caption and scopes; a head that says nothing is left out."""
    end = [token.type for token in inside].index("thead_close") + 1
    head, body = inside[:end], inside[end:]
    for token in inside:
        token.attrs.pop("style", None)  # how Markdown aligns a column, which the content policy refuses
    for token in head:
        if token.type == "th_open":
            token.attrSet("scope", "col")
    for row, opening, closing in zip(body, body[1:], body[3:], strict=False):
        if row.type == "tr_open":
            opening.tag = closing.tag = "th"
            opening.attrSet("scope", "row")
    yield _html(
        f'<div class="scroll" tabindex="0" role="region" aria-labelledby="{heading.anchor}">'
        f'<table><caption class="unseen">{escape(heading.title)}</caption>'
    )
    yield from head if any(token.content for token in head if token.type == "inline") else ()
    yield from body
    yield _html("</table></div>")


def _html(text: str) -> Token:
    """Return a token that is rendered as it is."""
    return Token("html_block", "", 0, content=f"{text}\n")


def _text(inline: Token) -> str:
    """Return the words of a heading without its marks."""
    return "".join(child.content for child in inline.children or ())
