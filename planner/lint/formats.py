"""Number formats: what they say about a value, and what a cell of that format shows."""

from __future__ import annotations

import re
from functools import lru_cache

from planner import days

_PIECES = re.compile(
    r"""(?P<quoted>"[^"]*")|(?P<escaped>\\.)|(?P<pad>_.)|(?P<fill>\*.)|(?P<bracket>\[[^\]]*\])"""
    r"""|(?P<semicolon>;)|(?P<other>.)""",
    re.DOTALL,
)
_DATE_TOKENS = re.compile(
    r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|AM/PM|A/P|y+|m+|d+|h+|s+(?:\.0+)?|.', re.IGNORECASE | re.DOTALL
)
_DIGITS = re.compile(r"[#0?][#0?,]*(?:\.[#0?]*)?,*|\.[#0?]+,*")
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_CONDITION = re.compile(r"\[[<>=]")
_CURRENCY = re.compile(r"\[\$([^\]-]*)(?:-[^\]]*)?\]")
LAST_DAY = 2_958_465


@lru_cache(maxsize=10_000)
def sections(number_format: str) -> tuple[str, ...]:
    """The parts of a format between semicolons: positive, negative, zero, text."""
    found = [""]
    for match in _PIECES.finditer(number_format):
        if match.lastgroup == "semicolon":
            found.append("")
        else:
            found[-1] += match[0]
    return tuple(found)


@lru_cache(maxsize=10_000)
def bare(section: str) -> str:
    """A section without literals, padding, colours and locales."""
    kept = []
    for match in _PIECES.finditer(section):
        if match.lastgroup == "other" or (match.lastgroup == "bracket" and _ELAPSED.fullmatch(match[0])):
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
        match[0].strip('"').removeprefix("\\") for match in _PIECES.finditer(parts[1]) if match["pad"] is None
    )
    return "(" in plain and ")" in plain


def names_unit(number_format: str) -> bool:
    """Whether the format itself tells the unit: a percent sign, a currency, a word."""
    if any(sign in bare(number_format) for sign in "%$€£¥￥"):
        return True
    quoted = "".join(match["quoted"] or "" for match in _PIECES.finditer(number_format))
    return any(letter.isalpha() or letter in "$€£¥￥" for letter in quoted) or any(
        match[1] for match in _CURRENCY.finditer(number_format)
    )


def render(value: float, number_format: str) -> str | None:
    """What a cell shows of a number; None for a format that is not understood here."""
    if is_general(number_format) or is_text(number_format):
        return _general(value)
    if is_date(number_format):
        return _date(value, sections(number_format)[0])
    if _CONDITION.search(number_format):
        return None
    parts = sections(number_format)
    part = 1 if value < 0 else 2 if value == 0 else 0
    if part < len(parts):
        return _numeric(abs(value), parts[part])
    shown = _numeric(abs(value), parts[0])
    return f"-{shown}" if value < 0 and shown is not None else shown


def _general(value: float) -> str:
    """The least that Excel needs for a number that it may round to its column."""
    whole, power = f"{value:.0f}", f"{value:.0E}"
    return min(whole, power, key=len)


def _numeric(size: float, section: str) -> str | None:
    text = bare(section)
    if "/" in text:
        return None
    picture = _DIGITS.search(text)
    if picture is None:
        return "".join(_literal(match) for match in _PIECES.finditer(section))
    places = picture[0].rstrip(",")
    scaled = size * 100 ** text.count("%") / 1000 ** (len(picture[0]) - len(places))
    whole, _, decimals = places.partition(".")
    if re.search(r"E[+-]", text, re.IGNORECASE):
        body = f"{scaled:.{len(decimals)}E}"
    else:
        body = f"{scaled:{',' if ',' in whole else ''}.{len(decimals)}f}"
        if decimals.endswith("#"):
            least = len(decimals.rstrip("#"))
            while "." in body and body.endswith("0") and len(body.partition(".")[2]) > least:
                body = body[:-1]
        least_whole = whole.count("0")
        body = "0" * max(0, least_whole - len(body.partition(".")[0])) + body
    return _around(section, body)


def _around(section: str, body: str) -> str:
    """The digits with the literals before, between and behind them."""
    before, after, seen = "", "", False
    for match in _PIECES.finditer(section):
        if match.lastgroup == "other" and match[0] in "#0?,.Ee+":
            seen = seen or match[0] in "#0?."
        elif seen:
            after += _literal(match)
        else:
            before += _literal(match)
    return before + body + after


def _literal(match: re.Match[str]) -> str:
    text = match[0]
    match match.lastgroup:
        case "quoted":
            return text[1:-1]
        case "escaped":
            return text[1]
        case "pad":
            return text[1]  # as wide as that letter
        case "fill" | "semicolon":
            return ""
        case "bracket":
            currency = _CURRENCY.fullmatch(text)
            return currency[1] if currency else ""
    return text


def _date(value: float, section: str) -> str | None:
    if _ELAPSED.search(section):
        return None
    if not 0 <= value <= LAST_DAY:
        return None
    moment = days.moment(value)
    words = {
        "yyyy": "%Y", "yy": "%y", "mmmmm": "%b", "mmmm": "%B", "mmm": "%b", "mm": "%m", "dddd": "%A",
        "ddd": "%a", "dd": "%d", "hh": "%H", "ss": "%S",
    }  # fmt: skip
    shown = []
    for token in _DATE_TOKENS.findall(section):
        lower = token.lower()
        if token[0] in '"\\_*[':
            shown.append(_literal(_first(token)))
        elif lower in words:
            shown.append(moment.strftime(words[lower]))
        elif lower in {"m", "d", "h", "s"}:
            shown.append(
                str({"m": moment.month, "d": moment.day, "h": moment.hour}.get(lower, moment.second))
            )
        else:
            shown.append(token)
    return "".join(shown)


def _first(token: str) -> re.Match[str]:
    match = _PIECES.match(token)
    assert match is not None  # noqa: S101 - a piece of any text matches
    return match
