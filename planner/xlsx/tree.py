"""XML of a part as a tree: read like every other part, compared, and written."""

from __future__ import annotations

from xml.etree.ElementTree import Element, TreeBuilder

from planner.xlsx.xml import (
    MAX_DEPTH,
    Part,
    as_utf8,
    escape_attribute,
    escape_markup,
    new_parser,
    parse,
    step_of,
)

MAX_ELEMENTS = 1_000_000
"""Of one tree; the styles of a workbook have a third of that where Excel takes no more."""

Shape = tuple[str, tuple[tuple[str, str], ...], str, tuple[object, ...]]


def tree_of(xml: bytes, part: Part) -> Element:
    """A part that is read whole; tags are names without namespace, those of a foreign one with `!` before."""
    parser, builder = new_parser(part, namespaces=True), TreeBuilder()
    depth = count = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, count
        depth, count = depth + 1, count + 1
        if depth > MAX_DEPTH:
            raise part.damaged(f"nests its XML more than {MAX_DEPTH} deep")
        if count > MAX_ELEMENTS:
            raise part.damaged(f"holds more than {MAX_ELEMENTS:,} elements")
        builder.start(step_of(name), attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(step_of(name))

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = builder.data
    parse(parser, as_utf8(xml, part)[0], part)
    return builder.close()


def shape(element: Element) -> Shape:
    """An element as a value that compares equal to another one's that says the same."""
    text = (element.text or "").strip()
    return element.tag, tuple(sorted(element.attrib.items())), text, tuple(map(shape, element))


def written(element: Element) -> bytes:
    """An element and all inside it, of one namespace, without a prefix."""
    name = element.tag.encode()
    attributes = b"".join(
        b' %s="%s"' % (key.encode(), escape_attribute(value)) for key, value in element.items()
    )
    inside = escape_markup(element.text or "") + b"".join(map(written, element))
    return b"<%s%s>%s</%s>" % (name, attributes, inside, name) if inside else b"<%s%s/>" % (name, attributes)
