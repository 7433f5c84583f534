"""Small changes to the parts that hold a workbook together, splicing their bytes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from planner.xlsx.indexes import TYPES, leads_to, part_name, unlisted
from planner.xlsx.package import Package
from planner.xlsx.relations import relations_part
from planner.xlsx.xml import Part, Tag, as_utf8, new_parser, parse, read_tag

CALC_CHAIN = "calcChain"
_BEFORE_CALC_PR = (
    "fileVersion",
    "fileSharing",
    "workbookPr",
    "AlternateContent",
    "workbookProtection",
    "bookViews",
    "sheets",
    "functionGroups",
    "externalReferences",
    "definedNames",
)


@dataclass(slots=True)
class Span:
    """An element one below the root, and its bytes."""

    name: str  # local
    attributes: Mapping[str, str]
    start: int
    end: int = 0


def children(xml: bytes, part: Part) -> list[Span]:
    """The elements directly below the root."""
    parser = new_parser(part)
    spans: list[Span] = []
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        if depth == 1:
            spans.append(Span(name.rpartition(":")[2], attributes, parser.CurrentByteIndex))
        depth += 1

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1
        if depth == 1:
            tag = read_tag(xml, spans[-1].start)
            spans[-1].end = tag.end if tag.empty else xml.index(b">", parser.CurrentByteIndex) + 1

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parse(parser, xml, part)
    return spans


def with_recalculation(xml: bytes, part: Part, *, on_load: bool) -> bytes:
    """workbook.xml with `fullCalcOnLoad` set or gone; the same bytes when it was so already."""
    text, back = as_utf8(xml, part)
    spans = children(text, part)
    for span in spans:
        if span.name == "calcPr":
            tag = read_tag(text, span.start)
            if (tag.value(b"fullCalcOnLoad") in ("1", "true")) == on_load:
                return xml
            changed = tag.written({b"fullCalcOnLoad": "1" if on_load else None}, empty=tag.empty)
            return back(text[: span.start] + changed + text[tag.end :])
    if not on_load:
        return xml
    before = [span for span in spans if span.name in _BEFORE_CALC_PR]
    if not before:
        raise part.damaged("has no sheets")
    name = read_tag(text, before[-1].start).prefix + b"calcPr"
    created = Tag(name, (), True, 0).written({b"fullCalcOnLoad": "1"}, empty=True)
    return back(text[: before[-1].end] + created + text[before[-1].end :])


def without_formulas(package: Package, gone: Collection[tuple[str, str]]) -> dict[str, bytes | None]:
    """The parts that change when these cells (sheet id, address) hold no formula any more.

    Excel calls a file damaged whose calculation chain names a cell without a formula. None means that the
    part goes, which happens when nothing is left in the chain.
    """
    name = package.related_part(CALC_CHAIN)
    if not gone or name is None:
        return {}
    part = package.part(name)
    text, back = as_utf8(package.read(name), part)
    pieces, at, kept = _chain_without(text, part, gone)
    if not pieces:
        return {}
    if kept:
        return {name: back(b"".join((*pieces, text[at:])))}
    return {name: None, **_unlisted(package, name)}


def _chain_without(
    text: bytes, part: Part, gone: Collection[tuple[str, str]]
) -> tuple[list[bytes], int, int]:
    """The pieces of a calculation chain without some cells, where they end, and how many cells are left."""
    pieces: list[bytes] = []
    at = kept = 0
    sheet_id = written_id = ""
    for span in children(text, part):
        sheet_id = span.attributes.get("i", sheet_id)
        if (sheet_id, span.attributes.get("r", "")) in gone:
            pieces.append(text[at : span.start])
            at = span.end
            continue
        kept += 1
        if sheet_id != written_id and "i" not in span.attributes:  # the cell that said which sheet is gone
            tag = read_tag(text, span.start)
            pieces += (text[at : span.start], tag.written({b"i": sheet_id}, empty=tag.empty))
            at = tag.end
        written_id = sheet_id
    return pieces, at, kept


def _unlisted(package: Package, name: str) -> dict[str, bytes | None]:
    """The content types and the workbook's relationships without a part."""
    indexes = (TYPES, relations_part(package.workbook_part))

    def leaves(entry: Mapping[str, str]) -> bool:
        return part_name(entry) == name.casefold() or leads_to(entry, CALC_CHAIN)

    return {index: unlisted(package, index, leaves) for index in indexes}
