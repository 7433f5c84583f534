"""Headers and footers of printed pages, in the bytes of a sheet: read and worded anew. Other bytes stay."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import NamedTuple

from planner.xlsx.xml import Part, as_utf8, escape_markup

CODES = re.compile(r'(?:&"[^"]*"|&K[0-9A-Fa-f]{6}|&K[0-9]{2}[+-][0-9]{3}|&[0-9]+(?: (?=&))?|&[BIUSEXY])')
"""Font, colour, size and style of what follows."""
_SECTION = re.compile(r"&(?:([LCR])|.)", re.DOTALL)
_ODD = re.compile(rb"(<((?:[\w.-]+:)?)odd(Header|Footer)(?:\s[^>]*)?>)([^<]*)(</\2odd\3\s*>)")
_FOOTER = re.compile(rb"<((?:[\w.-]+:)?)oddFooter[\s>]")


class Margin(NamedTuple):
    """A header or a footer in its three parts, each with its codes; `&&` stands for `&`."""

    left: str = ""
    centre: str = ""
    right: str = ""

    @property
    def words(self) -> tuple[str, str, str]:
        """The parts without what says how they look. Codes such as `&P` stay."""
        left, centre, right = (CODES.sub("", _marked(part)) for part in self)
        return _unmarked(left), _unmarked(centre), _unmarked(right)

    def worded(self, left: str | None = None, right: str | None = None) -> Margin:
        """The same looks with other words on the left or on the right."""
        return self._replace(
            left=self.left if left is None else _worded(self.left or self.right, left),
            right=self.right if right is None else _worded(self.right or self.left, right),
        )

    @property
    def text(self) -> str:
        """As a file holds it."""
        parts = zip("LCR", self, strict=True)
        return "".join(f"&{letter}{part}" for letter, part in parts if part)


def margins_of(xml: bytes, part: Part) -> Mapping[str, Margin]:
    """`Header` and `Footer` of a sheet's pages, those that it has."""
    if b"oddHeader" not in xml and b"oddFooter" not in xml and not xml.startswith((b"\xff\xfe", b"\xfe\xff")):
        return {}
    text, _ = as_utf8(xml, part)
    return {found[3].decode(): parsed(unescape(found[4].decode())) for found in _ODD.finditer(text)}


def with_margins(xml: bytes, margins: Mapping[str, Margin], part: Part) -> bytes:
    """The sheet with other headers and footers; a header may be new, before the footer that it has."""
    text, back = as_utf8(xml, part)

    def reworded(found: re.Match[bytes]) -> bytes:
        margin = margins.get(found[3].decode())
        return found[0] if margin is None else found[1] + escape_markup(margin.text) + found[5]

    there = {found[3].decode() for found in _ODD.finditer(text)}
    text = _ODD.sub(reworded, text)
    if "Header" in margins and "Header" not in there:
        header = escape_markup(margins["Header"].text)
        text = _FOOTER.sub(
            lambda at: b"<%soddHeader>%s</%soddHeader>%s" % (at[1], header, at[1], at[0]), text
        )
    return back(text)


def parsed(text: str) -> Margin:
    """A header or a footer as a file holds it; what stands before the first part is the centre."""
    parts, letter, at = dict.fromkeys("LCR", ""), "C", 0
    for code in _SECTION.finditer(text):
        if code[1]:
            parts[letter] += text[at : code.start()]
            letter, at = code[1], code.end()
    parts[letter] += text[at:]
    return Margin(*parts.values())


def _worded(part: str, words: str) -> str:
    """The codes in front of a part, and these words."""
    codes = ""
    while found := CODES.match(part, len(codes)):
        codes += found[0]
    gap = " " if words[:1].isdigit() and codes[-1:].isdigit() and not _ends_in_colour(codes) else ""
    return f"{codes}{gap}{words.replace('&', '&&')}" if words or part else ""


def _ends_in_colour(codes: str) -> bool:
    return re.search(r"&K[0-9A-Fa-f]{6}$", codes) is not None


_MARK = "\0"


def _marked(text: str) -> str:
    return text.replace("&&", _MARK)


def _unmarked(text: str) -> str:
    return text.replace(_MARK, "&").strip()
