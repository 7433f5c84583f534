"""The shared strings of a workbook as plain text."""

from __future__ import annotations

from planner.xlsx.xml import Part, as_utf8, new_parser, parse, unescape_string

MAX_STRINGS = 5_000_000


def read_shared_strings(xml: bytes, part: Part) -> tuple[str, ...]:
    """One text an `<si>`: rich runs joined, phonetic runs left out, `_xHHHH_` escapes decoded."""
    parser = new_parser(part)
    strings: list[str] = []
    pieces: list[str] = []
    phonetic = 0

    def start(name: str, _: dict[str, str]) -> None:
        nonlocal phonetic
        local = name.rpartition(":")[2]
        if local == "si":
            pieces.clear()
        elif local == "rPh":
            phonetic += 1
        elif local == "t" and not phonetic:
            parser.CharacterDataHandler = pieces.append

    def end(name: str) -> None:
        nonlocal phonetic
        local = name.rpartition(":")[2]
        if local == "t":
            parser.CharacterDataHandler = None
        elif local == "rPh":
            phonetic -= 1
        elif local == "si":
            strings.append(unescape_string("".join(pieces)))
            if len(strings) > MAX_STRINGS:
                raise part.damaged(f"holds more than {MAX_STRINGS:,} strings")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parse(parser, as_utf8(xml, part)[0], part)
    return tuple(strings)
