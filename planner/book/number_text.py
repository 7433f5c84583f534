"""Numbers that people write as text: is a text one, and which. Of readings only certain ones are offered."""

from __future__ import annotations

import re
import unicodedata

SCALES = {
    "k": 1e3,
    "thousand": 1e3,
    "m": 1e6,
    "mn": 1e6,
    "million": 1e6,
    "b": 1e9,
    "bn": 1e9,
    "billion": 1e9,
    "t": 1e12,
    "tn": 1e12,
    "trillion": 1e12,
    "万": 1e4,
    "亿": 1e8,
}
MONEY = {"$": "USD", "¥": "CNY"}
LONGEST = 60
LONGEST_ALONE = 40
"""Letters of a text that may be a number and nothing else; what is longer says something."""

_CURRENCY = r"(?:[$€£¥]|USD|EUR|GBP|CNY|RMB|CHF|JPY)"
_DIGITS = r"(?:[0-9]{1,3}(?:[,'’. ][0-9]{3})+(?:[.,][0-9]+)?|[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)"
_ALONE = re.compile(
    rf"\(?\s*[-+−]?\s*{_CURRENCY}?\s*[-+−]?\s*{_DIGITS}(?:[eE][-+]?[0-9]+)?\s*(?:%|‰|{_CURRENCY})?\s*\)?"
)
_WRITTEN = re.compile(
    r"""(?P<money>[$¥])?
        (?P<sign>[-+])?
        (?: (?P<grouped>[0-9]{1,3}(?:[,_][0-9]{3})+(?:\.[0-9]+)?)       # 10,000.5
          | (?P<points>[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+)                # 10.000,5
          | (?P<comma>[0-9]+,[0-9]+)                                    # 0,5
          | (?P<plain>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?)
        )
        (?P<after>%|[^\W\d_]{1,12})?""",
    re.VERBOSE,
)


def is_number_text(text: str) -> bool:
    """Whether a text is a number: with separators, sign, percent, currency, in full-width digits too."""
    plain = _plain(text).strip()
    return len(plain) <= LONGEST_ALONE and _ALONE.fullmatch(plain) is not None


def as_number(written: str, unit: str) -> float | None:
    """The number that a text stands for in a unit, such as 300 for `300b` in 1e9 tokens; None when unsure."""
    text = "".join(_plain(written[:LONGEST]).replace("\N{MINUS SIGN}", "-").split())
    negative = text.startswith("(") and text.endswith(")")  # as accountants write it
    match = _WRITTEN.fullmatch(text[1:-1] if negative else text)
    if match is None or len(written) > LONGEST:
        return None
    if match["money"] and MONEY[match["money"]] not in unit:
        return None
    factor = _factor(match["after"] or "", unit)
    if factor is None:
        return None
    value = _digits(match) * factor
    return -value if negative or match["sign"] == "-" else value


def _plain(text: str) -> str:
    """Full-width digits, signs and spaces as ASCII has them."""
    return unicodedata.normalize("NFKC", text)


def _digits(match: re.Match[str]) -> float:
    if match["grouped"]:
        return float(match["grouped"].replace(",", "").replace("_", ""))
    if match["points"]:
        return float(match["points"].replace(".", "").replace(",", "."))
    return float((match["comma"] or match["plain"]).replace(",", "."))


def _factor(after: str, unit: str) -> float | None:
    """What the word behind a number multiplies it with, in the unit."""
    if not after:
        return 1.0
    if after == "%":
        return 0.01 if unit in {"fraction", "ratio"} else None
    if after.casefold() in SCALES:
        return SCALES[after.casefold()] / scale_of(unit)
    words = {word.casefold().rstrip("s") for word in re.findall(r"[^\W\d_]+", unit)}
    return 1.0 if after.casefold().rstrip("s") in words else None


def scale_of(unit: str) -> float:
    """1e9 for the unit `1e9 tokens`."""
    match = re.match(r"1e[0-9]+(?= )", unit)
    return float(match[0]) if match else 1.0
