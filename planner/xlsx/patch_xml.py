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
    spans = _Changes(text, part, judge).spans
    if not spans:
        return xml
    pieces: list[bytes] = []
    end_of_last = 0
    for first, last, instead in spans:
        pieces += (text[end_of_last:first], instead)
        end_of_last = last
    return back(b"".join((*pieces, text[end_of_last:])))


class _Changes:
    """The bytes that change in a part: from, to, and what comes instead."""

    def __init__(self, text: bytes, part: Part, judge: Judge) -> None:
        self.text, self.judge, self.parser = text, judge, new_parser(part)
        self.path: list[str] = []
        self.spans: list[tuple[int, int, bytes]] = []
        self.leaving: tuple[int, int, bytes] | None = None
        """Depth and first byte of an element that goes; what comes."""
        self.parser.StartElementHandler, self.parser.EndElementHandler = self._start, self._end
        parse(self.parser, text, part)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.path.append(name.rpartition(":")[2])
        if self.leaving is not None:
            return
        change = self.judge("/".join(self.path), attributes)
        at = self.parser.CurrentByteIndex
        if isinstance(change, bytes):
            self.leaving = len(self.path), at, change
        elif change:
            tag = read_tag(self.text, at)
            changes = {key.encode(): value for key, value in change.items()}
            self.spans.append((at, tag.end, tag.written(changes, empty=tag.empty)))

    def _end(self, name: str) -> None:
        if self.leaving is not None and self.leaving[0] == len(self.path):
            _, at, instead = self.leaving
            tag = read_tag(self.text, at)
            after = tag.end if tag.empty else self.text.index(b">", self.parser.CurrentByteIndex) + 1
            self.spans.append((at, after, instead))
            self.leaving = None
        self.path.pop()
