"""Number formats: their sections, what they say about a value, and how they write digits.

What a cell of a format shows is in :mod:`planner.xlsx.number_shown`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

BUILT_IN = MappingProxyType(
    {
        0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
        12: "# ?/?", 13: "# ??/??", 14: "mm-dd-yy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy",
        18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "m/d/yy h:mm",
        37: "#,##0 ;(#,##0)", 38: "#,##0 ;[Red](#,##0)", 39: "#,##0.00;(#,##0.00)",
        40: "#,##0.00;[Red](#,##0.00)", 41: '_(* #,##0_);_(* (#,##0);_(* "-"_);_(@_)',
        42: '_($* #,##0_);_($* (#,##0);_($* "-"_);_(@_)',
        43: '_(* #,##0.00_);_(* (#,##0.00);_(* "-"??_);_(@_)',
        44: '_($* #,##0.00_);_($* (#,##0.00);_($* "-"??_);_(@_)',
        45: "mm:ss", 46: "[h]:mm:ss", 47: "mmss.0", 48: "##0.0E+0", 49: "@",
    }
)  # fmt: skip
"""Number formats that a file names by number alone."""

PIECES = re.compile(
    r"""(?P<quoted>"[^"]*")|(?P<escaped>\\.)|(?P<pad>_.)|(?P<fill>\*.)|(?P<bracket>\[[^\]]*\])"""
    r"""|(?P<semicolon>;)|(?P<other>.)""",
    re.DOTALL,
)
_DIGITS = re.compile(r"[#0?][#0?,]*(?:\.[#0?]*)?,*|\.[#0?]+,*")
ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_CONDITION = re.compile(r"\[[<>=]")
_POWER = re.compile(r"E[+-]", re.IGNORECASE)
CURRENCY = re.compile(r"\[\$([^\]-]*)(?:-[^\]]*)?\]")


@lru_cache(maxsize=10_000)
def sections(number_format: str) -> tuple[str, ...]:
    """The parts of a format between semicolons: positive, negative, zero, text."""
    found = [""]
    for match in PIECES.finditer(number_format):
        if match.lastgroup == "semicolon":
            found.append("")
        else:
            found[-1] += match[0]
    return tuple(found)


@lru_cache(maxsize=10_000)
def bare(section: str) -> str:
    """A section without literals, padding, colours and locales."""
    kept = []
    for match in PIECES.finditer(section):
        if match.lastgroup == "other" or (match.lastgroup == "bracket" and ELAPSED.fullmatch(match[0])):
            kept.append(match[0])
    return "".join(kept)


def is_date(number_format: str) -> bool:
    """Whether it shows a date or a time."""
    text = bare(sections(number_format)[0])
    return bool(re.search(r"[ymdhs]", text, re.IGNORECASE)) and "general" not in text.lower()


def is_text(number_format: str) -> bool:
    """Whether it shows whatever is typed as text."""
    return bare(number_format) == "@"


def is_general(number_format: str) -> bool:
    """Whether Excel itself chooses how a number is shown."""
    return bare(sections(number_format)[0]).strip().lower() in {"general", ""} and not hides(number_format)


def hides(number_format: str) -> bool:
    """Whether numbers of this format are not shown at all, as `;;;` does."""
    parts = sections(number_format)
    return len(parts) > 1 and not any(part.strip() for part in parts[:2])


def brackets_negatives(number_format: str) -> bool:
    """Whether a negative number stands in parentheses."""
    parts = sections(number_format)
    if len(parts) < 2:
        return False
    plain = "".join(
        match[0].strip('"').removeprefix("\\") for match in PIECES.finditer(parts[1]) if match["pad"] is None
    )
    return "(" in plain and ")" in plain


def names_unit(number_format: str) -> bool:
    """Whether the format itself tells the unit: a percent sign, a currency, a word."""
    if any(sign in bare(number_format) for sign in "%$€£¥￥"):
        return True
    quoted = "".join(match["quoted"] or "" for match in PIECES.finditer(number_format))
    return any(letter.isalpha() or letter in "$€£¥￥" for letter in quoted) or any(
        match[1] for match in CURRENCY.finditer(number_format)
    )


def has_condition(number_format: str) -> bool:
    """Whether its sections say themselves which numbers they are for."""
    return _CONDITION.search(number_format) is not None


class Picture(NamedTuple):
    """How a section writes the digits of a number."""

    whole: int = 1
    """Digits in front of the point, at least."""
    grouped: bool = False
    decimals: int = 0
    optional: int = 0
    """So many of the decimals are left out where they are zero; the point stays."""
    percents: int = 0
    thousands: int = 0
    """The number is divided by 1,000 so often."""
    power: bool = False

    def digits(self, size: float) -> str:
        """The digits of a number that is not negative, without the percent sign."""
        scaled = size * 100**self.percents / 1000**self.thousands
        if self.power:
            return f"{scaled:.{self.decimals}E}"
        body = f"{scaled:{',' if self.grouped else ''}.{self.decimals}f}"
        for _ in range(self.optional):
            body = body.removesuffix("0")
        return "0" * (self.whole - len(body.partition(".")[0])) + body


@lru_cache(maxsize=10_000)
def picture_of(section: str) -> Picture | None:
    """How a section writes digits; None where it writes none."""
    text = bare(section)
    found = _DIGITS.search(text)
    if found is None:
        return None
    places = found[0].rstrip(",")
    whole, _, decimals = places.partition(".")
    return Picture(
        whole.count("0"),
        "," in whole,
        len(decimals),
        len(decimals) - len(decimals.rstrip("#")),
        text.count("%"),
        len(found[0]) - len(places),
        _POWER.search(text) is not None,
    )
