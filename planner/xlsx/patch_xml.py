"""Takes elements out of a part, or changes attributes of their tags; every other byte stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from planner.xlsx.xml import Part, as_utf8, new_parser, parse, read_tag

Change = bytes | Mapping[str, str | None] | None
"""What becomes of an element: these bytes in its place, these attributes (None drops one), or nothing."""

Judge = Callable[[str, Mapping[str, str]], Change]
"""Asked about every element: its local names from the root with `/`, and its attributes as written."""

OUT = b""
"""The element goes, with all that is in it."""


def spliced(xml: bytes, part: Part, judge: Judge) -> bytes:
    """The part with every change that `judge` asks for; the same object where it asks for none."""
    text, back = as_utf8(xml, part)
    parser = new_parser(part)
    path: list[str] = []
    spans: list[tuple[int, int, bytes]] = []
    leaving: tuple[int, int, bytes] | None = None  # depth and first byte of an element that goes; what comes

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal leaving
        path.append(name.rpartition(":")[2])
        if leaving is not None:
            return
        change = judge("/".join(path), attributes)
        at = parser.CurrentByteIndex
        if isinstance(change, bytes):
            leaving = len(path), at, change
        elif change:
            tag = read_tag(text, at)
            changes = {key.encode(): value for key, value in change.items()}
            spans.append((at, tag.end, tag.written(changes, empty=tag.empty)))

    def end(name: str) -> None:
        nonlocal leaving
        if leaving is not None and leaving[0] == len(path):
            _, at, instead = leaving
            tag = read_tag(text, at)
            after = tag.end if tag.empty else text.index(b">", parser.CurrentByteIndex) + 1
            spans.append((at, after, instead))
            leaving = None
        path.pop()

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parse(parser, text, part)
    if not spans:
        return xml
    pieces: list[bytes] = []
    end_of_last = 0
    for first, last, instead in spans:
        pieces += (text[end_of_last:first], instead)
        end_of_last = last
    return back(b"".join((*pieces, text[end_of_last:])))
