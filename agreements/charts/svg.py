"""SVG as pages may hold it: no style, no script, nothing from elsewhere, and every link with a name."""

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping

SVG = "http://www.w3.org/2000/svg"
LINK = "{http://www.w3.org/1999/xlink}href"
TAGS = {f"{{{SVG}}}{name}" for name in ("a", "g", "line", "path", "rect", "text", "tspan")}
KEPT = {
    *("d", "transform", "x", "y", "x1", "x2", "y1", "y2", "dx", "dy", "width", "height", "viewBox"),
    *("fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-opacity", "stroke-linejoin"),
    *("opacity", "text-anchor", "font-size", "font-weight", "aria-hidden"),
}
"""What is drawn, and its attributes; whatever else the renderer writes is left out."""
PLAIN = {"opacity": "1", "stroke-dasharray": "1,0", "x2": "0", "y2": "0"}
"""Values that are the same as none."""
_LONG = re.compile(r"-?\d+\.\d{2,}")

ElementTree.register_namespace("", SVG)


def cleaned(picture: str, *, root: Mapping[str, str], site: str) -> str:
    """Return a picture by Vega without all that is not drawn, with attributes of its root; links to `site` go local."""
    drawn = ElementTree.fromstring(picture)  # noqa: S314 - written by our own renderer
    kept = ElementTree.Element(drawn.tag, {**_attributes(drawn), **root})
    for child in drawn:
        kept.extend(_kept(child, site))
    return ElementTree.tostring(kept, encoding="unicode")


def _kept(node: ElementTree.Element, site: str) -> list[ElementTree.Element]:
    """Return what is kept of an element: nothing if it is not seen, its children if it does nothing itself."""
    if node.tag not in TAGS or node.get("opacity") == "0" or _is_blank(node):
        return []
    children = [kept for child in node for kept in _kept(child, site)]
    attributes = _attributes(node)
    if node.tag == f"{{{SVG}}}g" and (not children or not attributes):
        return children
    element = ElementTree.Element(node.tag, attributes)
    element.text = node.text
    element.extend(children)
    if LINK in node.attrib:
        element.set("href", node.attrib[LINK].removeprefix(site))
        title = ElementTree.Element(f"{{{SVG}}}title")
        title.text = "".join(child.get("aria-label", "") for child in node)
        element.insert(0, title)
    return [element]


def _is_blank(node: ElementTree.Element) -> bool:
    """Return whether an element is only a place where something could be drawn."""
    return node.get("class") in {"background", "foreground"} and not {"fill", "stroke"} & set(node.keys())


def _attributes(node: ElementTree.Element) -> dict[str, str]:
    """Return the attributes of an element that are drawn, with no more decimals than can be seen."""
    named = {name: value for name, value in node.attrib.items() if name in KEPT and PLAIN.get(name) != value}
    return {name: _LONG.sub(_rounded, value) for name, value in named.items()}


def _rounded(number: re.Match[str]) -> str:
    """Return a number with one decimal at most."""
    return f"{float(number[0]):.1f}".removesuffix(".0")
