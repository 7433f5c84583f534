"""What a cell of a number format shows of a value: signs, literals, digits, dates, General."""

from __future__ import annotations

import re
from datetime import date

from planner import days
from planner.xlsx.number_format import (
    CURRENCY,
    ELAPSED,
    PIECES,
    bare,
    has_condition,
    is_date,
    is_general,
    is_text,
    picture_of,
    sections,
)

_DATE_TOKENS = re.compile(
    r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|AM/PM|A/P|y+|m+|d+|h+|s+(?:\.0+)?|.', re.IGNORECASE | re.DOTALL
)
_DATE_WORDS = {
    "yyyy": "%Y", "yy": "%y", "mmmmm": "%b", "mmmm": "%B", "mmm": "%b", "mm": "%m", "dddd": "%A",
    "ddd": "%a", "dd": "%d", "hh": "%H", "ss": "%S",
}  # fmt: skip


def shown(value: object, number_format: str) -> str:
    """A value of any kind; what pads a number is one space."""
    if isinstance(value, date):
        value = days.serial(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    text = render(value, number_format, pad=" ")
    return general(value) if text is None else text


def general(value: float) -> str:
    """A number in a cell that is wide enough and has no format."""
    return f"{value:.10g}"


def render(value: float, number_format: str, pad: str | None = None) -> str | None:
    """What a cell shows of a number; None for a format that is not understood here.

    Args:
        pad: stands for what pads a number; None for the letter itself that the pad is as wide as.
    """
    if is_general(number_format) or is_text(number_format):
        return general(value)
    if is_date(number_format):
        return _date(value, sections(number_format)[0], pad)
    if has_condition(number_format):
        return None
    parts = sections(number_format)
    part = 1 if value < 0 else 2 if value == 0 else 0
    if part < len(parts):
        return _numeric(abs(value), parts[part], pad)
    text = _numeric(abs(value), parts[0], pad)
    return f"-{text}" if value < 0 and text is not None else text


def _numeric(size: float, section: str, pad: str | None) -> str | None:
    """The digits with the literals before, between and behind them."""
    if "/" in bare(section):
        return None
    picture = picture_of(section)
    if picture is None:
        return "".join(_literal(match, pad) for match in PIECES.finditer(section))
    before, after, seen = "", "", False
    for match in PIECES.finditer(section):
        if match.lastgroup == "other" and match[0] in "#0?,.Ee+":
            seen = seen or match[0] in "#0?."
        elif seen:
            after += _literal(match, pad)
        else:
            before += _literal(match, pad)
    return before + picture.digits(size) + after


def _literal(match: re.Match[str], pad: str | None) -> str:
    text = match[0]
    match match.lastgroup:
        case "quoted":
            return text[1:-1]
        case "escaped":
            return text[1]
        case "pad":
            return text[1] if pad is None else pad
        case "fill" | "semicolon":
            return ""
        case "bracket":
            currency = CURRENCY.fullmatch(text)
            return currency[1] if currency else ""
    return text


def _date(value: float, section: str, pad: str | None) -> str | None:
    if ELAPSED.search(section) or not 0 <= value <= days.LAST_DAY:
        return None
    moment = days.moment(value)
    text = []
    for token in _DATE_TOKENS.findall(section):
        lower = token.lower()
        if token[0] in '"\\_*[':
            text.append(_literal(_first(token), pad))
        elif lower in _DATE_WORDS:
            text.append(moment.strftime(_DATE_WORDS[lower]))
        elif lower in {"m", "d", "h", "s"}:
            text.append(str({"m": moment.month, "d": moment.day, "h": moment.hour}.get(lower, moment.second)))
        else:
            text.append(token)
    return "".join(text)


def _first(token: str) -> re.Match[str]:
    match = PIECES.match(token)
    assert match is not None  # noqa: S101 - a piece of any text matches
    return match
