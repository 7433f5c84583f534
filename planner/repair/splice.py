"""Puts elements into the parts of a workbook, where the order of the format wants them; other bytes stay."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from planner.xlsx.patch_book import Span, children
from planner.xlsx.xml import Part, Tag, as_utf8, count_of, read_tag

STYLES = (
    *("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs"),
    *("tableStyles", "colors", "extLst"),
)
WORKSHEET = (
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr"),
    *("sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate"),
    *("customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting", "dataValidations"),
    *("hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks"),
    *("customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing", "legacyDrawing"),
    *("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts"),
    "extLst",
)
WORKBOOK = (
    *("fileVersion", "fileSharing", "workbookPr", "AlternateContent", "workbookProtection", "bookViews"),
    *("sheets", "functionGroups", "externalReferences", "definedNames", "calcPr", "oleSize"),
)
"""The elements of each part, in the order that the format prescribes."""
UNCOUNTED = {"sheets", "definedNames", "hyperlinks"}
"""Lists that the format lets say no number of theirs."""

_PROLOG = re.compile(rb"(?:\xef\xbb\xbf|\s|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_NAME = re.compile(rb"<[\w.-]+")


@dataclass(frozen=True, slots=True)
class Outline:
    """A part's text, its root tag, and the elements one below."""

    xml: bytes
    root: Tag
    spans: Sequence[Span]

    @staticmethod
    def of(xml: bytes, part: Part) -> Outline:
        """Of a part in UTF-8."""
        prolog = _PROLOG.match(xml)
        start = prolog.end() if prolog else 0
        root = read_tag(xml, start)
        if root.empty:  # which has room for nothing
            opened = root.written({}, empty=False) + b"</" + root.name + b">"
            xml = xml[:start] + opened + xml[root.end :]
            root = read_tag(xml, start)
        return Outline(xml, root, children(xml, part))

    def find(self, name: str) -> Span | None:
        """The element of that name."""
        return next((span for span in self.spans if span.name == name), None)

    def adapted(self, item: bytes) -> bytes:
        """An element without a prefix, as it may stand in a part that gives its elements one."""
        prefix = self.root.prefix
        if not prefix:
            return item
        namespace = self.root.value(b"xmlns:" + prefix[:-1]) or ""
        return _NAME.sub(lambda name: b'%s xmlns="%s"' % (name[0], namespace.encode()), item, count=1)

    def place_of(self, name: str, order: Collection[str]) -> int:
        """Where an element of that name belongs that is not there, or one more of those that are."""
        before = list(order)[: list(order).index(name) + 1]
        ends = [span.end for span in self.spans if span.name in before]
        return max([self.root.end, *ends])

    def end(self) -> int:
        """Where the root ends."""
        return self.xml.rindex(b"</")


def append(
    xml: bytes, part: Part, items: Sequence[bytes], *, into: str = "", order: Sequence[str] = ()
) -> bytes:
    """A part with elements at the end of one of its lists, or of its root.

    Args:
        into: the list, which is made where there is none.
        order: the elements that the root may have.
    """
    if not items:
        return xml
    text, back = as_utf8(xml, part)
    outline = Outline.of(text, part)
    content = b"".join(map(outline.adapted, items))
    if not into:
        return back(_spliced(outline.xml, outline.end(), outline.end(), content))
    span = outline.find(into)
    if span is None:
        name = outline.root.prefix + into.encode()
        said = {} if into in UNCOUNTED else {b"count": str(len(items))}
        made = Tag(name, (), False, 0).written(said, empty=False)
        at = outline.place_of(into, order)
        return back(_spliced(outline.xml, at, at, made + content + b"</" + name + b">"))
    tag = read_tag(text, span.start)
    count = count_of(tag.value(b"count"))
    head = tag.written({} if count is None else {b"count": str(count + len(items))}, empty=False)
    inside = b"" if tag.empty else text[tag.end : text.rindex(b"</", span.start, span.end)]
    return back(_spliced(text, span.start, span.end, head + inside + content + b"</" + tag.name + b">"))


def insert(xml: bytes, part: Part, items: Sequence[bytes], *, order: Sequence[str], like: str) -> bytes:
    """A part with elements of one name behind those that it has."""
    if not items:
        return xml
    text, back = as_utf8(xml, part)
    outline = Outline.of(text, part)
    at = outline.place_of(like, order)
    return back(_spliced(outline.xml, at, at, b"".join(map(outline.adapted, items))))


def _spliced(text: bytes, start: int, end: int, content: bytes) -> bytes:
    return text[:start] + content + text[end:]
