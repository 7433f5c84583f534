"""XML as planner needs it: expat without entities, flat lists, start tags as bytes, Excel's text escapes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple
from xml.parsers import expat

from planner.problems import PlanError, Problem

MAX_DEPTH = 64  # of elements; real workbook parts stay below 20
MAX_ELEMENTS = 250_000  # of a part that is read whole
MAX_PIECE_BYTES = 1 << 20  # of one tag, text or comment; a cell holds 32,767 characters
MAX_COMMENTS = 10_000  # and processing instructions
MAX_DIGITS = 9  # of a count
SMALL_BYTES = 4 << 20  # where a piece of any length costs nothing

SPREADSHEET_NAMESPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",  # Strict
)
_PLAIN_NAMESPACES = (
    *SPREADSHEET_NAMESPACES,
    "http://schemas.openxmlformats.org/package/2006/relationships",
    "http://schemas.openxmlformats.org/package/2006/content-types",
)
_ID_ATTRIBUTES = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships id",
    "http://purl.oclc.org/ooxml/officeDocument/relationships id",
)

_OTHER_ENCODINGS = ("utf-16-", "iso-8859-", "windows-125")

_ATTRIBUTE = rb"""\s+([^\s=/>]+)\s*=\s*("[^"]*"|'[^']*')"""
_START_TAG = re.compile(rb"<([^\s/>]+)((?:" + _ATTRIBUTE + rb")*)\s*(/?)>")
_ATTRIBUTES = re.compile(_ATTRIBUTE)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NEEDS_ESCAPE = re.compile("[\0-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


class Element(NamedTuple):
    """One element of a small part: the local names down to it joined with `/`, its attributes, its text.

    Elements of a namespace that is neither SpreadsheetML nor packaging have `!` before their name. The
    relationship id is the attribute `r:id`.
    """

    path: str
    attributes: Mapping[str, str]
    text: str


class Part(NamedTuple):
    """The name of a part and of its file, for messages."""

    file: str
    name: str

    def damaged(self, what: str) -> PlanError:
        """The error for XML that cannot be what Excel wrote."""
        remedy = "Open the file in Excel and save it again, or go back to an earlier copy."
        return PlanError(Problem(f"its part {self.name} {what}", remedy, file=self.file))


def new_parser(part: Part, *, namespaces: bool = False) -> expat.XMLParserType:
    """An expat parser for UTF-8 text that refuses a document type, and with it every entity."""
    parser = expat.ParserCreate("utf-8", " " if namespaces else None)
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise part.damaged("declares a document type (DTD), which no workbook does")

    parser.StartDoctypeDeclHandler = refuse
    return parser


def parse(parser: expat.XMLParserType, xml: bytes, part: Part) -> None:
    """Run the parser over a whole part."""
    _refuse_long_pieces(xml, part)
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise part.damaged(f"is not well-formed XML ({error})") from None


def is_well_formed(xml: bytes) -> bool:
    """Whether text in UTF-8 is XML that a workbook may hold."""
    part = Part("", "")
    try:
        parse(new_parser(part), xml, part)
    except PlanError:
        return False
    return True


def is_character(code: int) -> bool:
    """Whether XML may hold the character of this number."""
    if code < 0x20:
        return code in {0x9, 0xA, 0xD}
    return code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF


def _refuse_long_pieces(xml: bytes, part: Part) -> None:
    """Expat looks at an unfinished tag or comment again for every megabyte: time grows with its square."""
    if len(xml) <= SMALL_BYTES:
        return
    too_long = part.damaged(f"holds a piece of more than {MAX_PIECE_BYTES >> 20} MB, which no sheet does")
    for at in range(0, len(xml), MAX_PIECE_BYTES):  # neither a tag nor a text has a second `<` in it
        if xml.find(b"<", at, at + MAX_PIECE_BYTES) < 0 and at + MAX_PIECE_BYTES < len(xml):
            raise too_long
    for opening, closing in ((b"<!", b">"), (b"<?", b"?>")):
        at = -1
        for _ in range(MAX_COMMENTS):
            at = xml.find(opening, at + 1)
            if at < 0:
                break
            if xml.find(b"-->" if xml.startswith(b"<!--", at) else closing, at, at + MAX_PIECE_BYTES) < 0:
                raise too_long
        else:
            raise part.damaged(f"holds more than {MAX_COMMENTS:,} comments")


def as_utf8(xml: bytes, part: Part) -> tuple[bytes, Callable[[bytes], bytes]]:
    """The part in UTF-8, and the way back to its own encoding."""
    encoding = _encoding(xml)
    if encoding in ("utf-8", "us-ascii", "ascii"):
        return xml, lambda patched: patched
    try:
        if not encoding.startswith(_OTHER_ENCODINGS):
            raise LookupError
        text = xml.decode(encoding)
        if text.encode(encoding) != xml:
            raise part.damaged(f"is not sound {encoding} text")
    except (LookupError, UnicodeError):
        raise part.damaged(f"is not sound {encoding} text") from None
    return text.encode(), lambda patched: patched.decode().encode(encoding, "xmlcharrefreplace")


def _encoding(xml: bytes) -> str:
    if xml.startswith((b"\xff\xfe", b"<\0")):
        return "utf-16-le"
    if xml.startswith((b"\xfe\xff", b"\0<")):
        return "utf-16-be"
    declared = re.match(rb"""(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)["']""", xml)
    return declared[1].decode("ascii").lower() if declared else "utf-8"


def step_of(name: str) -> str:
    """An expanded name without its namespace; `!` marks one that is neither SpreadsheetML nor packaging."""
    namespace, _, local = name.rpartition(" ")
    return local if namespace in _PLAIN_NAMESPACES else f"!{local}"


def _with_identifier(attributes: dict[str, str]) -> dict[str, str]:
    """Attributes with the id of a relationship as `r:id`, whichever namespace it is of."""
    for identifier in _ID_ATTRIBUTES:
        if identifier in attributes:
            attributes["r:id"] = attributes[identifier]
    return attributes


def elements(xml: bytes, part: Part) -> list[Element]:
    """Every element of a small part, each after its children."""
    parser = new_parser(part, namespaces=True)
    found: list[Element] = []
    open_elements: list[tuple[str, dict[str, str], list[str]]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(open_elements) >= MAX_DEPTH:
            raise part.damaged(f"nests its XML more than {MAX_DEPTH} deep")
        step = step_of(name)
        path = f"{open_elements[-1][0]}/{step}" if open_elements else step
        open_elements.append((path, _with_identifier(attributes), []))

    def text(data: str) -> None:
        open_elements[-1][2].append(data)

    def end(_: str) -> None:
        path, attributes, pieces = open_elements.pop()
        if len(found) >= MAX_ELEMENTS:
            raise part.damaged(f"holds more than {MAX_ELEMENTS:,} elements")
        found.append(Element(path, attributes, "".join(pieces)))

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parse(parser, as_utf8(xml, part)[0], part)
    return found


def count_of(text: str | None) -> int | None:
    """A count or an index; None for whatever else stands there."""
    if text is None or not text.isascii() or not text.isdecimal() or len(text) > MAX_DIGITS:
        return None
    return int(text)


def is_true(text: str | None) -> bool:
    """An XML boolean attribute."""
    return text in ("1", "true", "on")


class Tag(NamedTuple):
    """A start tag as it stands in the bytes."""

    name: bytes  # with its prefix
    attributes: tuple[tuple[bytes, bytes], ...]  # name, and the whole ` name="value"` with its leading space
    empty: bool  # closes itself
    end: int  # the byte after it

    @property
    def prefix(self) -> bytes:
        """The namespace prefix with its colon, or nothing."""
        return self.name[: self.name.rfind(b":") + 1]

    def value(self, name: bytes) -> str | None:
        """An attribute's text; character references are left as they are."""
        for key, raw in self.attributes:
            if key == name:
                return raw[raw.index(b"=") + 1 :].strip()[1:-1].decode()
        return None

    def written(self, changes: Mapping[bytes, str | None], *, empty: bool) -> bytes:
        """The tag with attributes set (in place or at its end) or dropped (None); others keep their bytes."""
        pieces = [b"<", self.name]
        todo = dict(changes)
        for name, raw in self.attributes:
            if name not in changes:
                pieces.append(raw)
            elif (value := todo.pop(name, None)) is not None:
                pieces.append(b' %s="%s"' % (name, escape_attribute(value)))
        pieces += [
            b' %s="%s"' % (name, escape_attribute(value)) for name, value in todo.items() if value is not None
        ]
        return b"".join(pieces) + (b"/>" if empty else b">")


def read_tag(xml: bytes, at: int) -> Tag:
    """The start tag at a byte offset that expat gave."""
    match = _START_TAG.match(xml, at)
    if match is None:
        raise ValueError(f"no start tag at byte {at}")
    attributes = tuple((found[1], found[0]) for found in _ATTRIBUTES.finditer(match[2]))
    return Tag(match[1], attributes, bool(match[5]), match.end())


def escape_attribute(text: str) -> bytes:
    """Text as an attribute's value."""
    return escape_markup(text).replace(b'"', b"&quot;")


def escape_markup(text: str) -> bytes:
    """Text as an element's content."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").encode()


def escape_string(text: str) -> str:
    """Excel's `_xHHHH_` for what XML cannot carry, and for text that looks like such an escape."""
    return _NEEDS_ESCAPE.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


def unescape_string(text: str) -> str:
    """The text behind Excel's `_xHHHH_` escapes; halves of a surrogate pair stay as they are."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return match[0] if 0xD800 <= code <= 0xDFFF else chr(code)
