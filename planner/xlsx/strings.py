"""The shared strings of a workbook as plain text."""

from __future__ import annotations

from planner.xlsx.xml import Part, as_utf8, new_parser, parse, unescape_string

MAX_STRINGS = 5_000_000


def read_shared_strings(xml: bytes, part: Part) -> tuple[str, ...]:
    """One text an `<si>`: rich runs joined, phonetic runs left out, `_xHHHH_` escapes decoded."""
    return tuple(_Strings(xml, part).strings)


class _Strings:
    """The texts of a part, as its parser comes to them."""

    def __init__(self, xml: bytes, part: Part) -> None:
        self.part, self.parser = part, new_parser(part)
        self.strings: list[str] = []
        self.pieces: list[str] = []
        self.phonetic = 0
        self.parser.StartElementHandler, self.parser.EndElementHandler = self._start, self._end
        parse(self.parser, as_utf8(xml, part)[0], part)

    def _start(self, name: str, _: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "si":
            self.pieces.clear()
        elif local == "rPh":
            self.phonetic += 1
        elif local == "t" and not self.phonetic:
            self.parser.CharacterDataHandler = self.pieces.append

    def _end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if local == "t":
            self.parser.CharacterDataHandler = None
        elif local == "rPh":
            self.phonetic -= 1
        elif local == "si":
            self.strings.append(unescape_string("".join(self.pieces)))
            if len(self.strings) > MAX_STRINGS:
                raise self.part.damaged(f"holds more than {MAX_STRINGS:,} strings")
