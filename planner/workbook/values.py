"""What a cell's value is worth as an input: a number or word within its bounds, or one clear problem."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from difflib import get_close_matches

from planner.problems import Problem
from planner.workbook.cells import CellError
from planner.workbook.cells import Value as CellValue
from planner.workbook.schema import Axis, Column, Row

Report = Callable[[str, str], Problem]
"""Makes a problem at the value's cell from a message and a remedy."""

NUMBER = re.compile(
    r"(?:[¥$€£]|usd|cny|rmb)?(?P<number>[-+]?[0-9]*\.?[0-9]+(?:e[-+]?[0-9]+)?)(?P<scale>[^\W\d_]*|%)",
    re.IGNORECASE,
)
GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?![0-9,])")
SCALES = {"%": 0.01, "k": 1e3, "万": 1e4, "m": 1e6, "亿": 1e8, "b": 1e9, "bn": 1e9, "t": 1e12}
WILDCARDS = re.compile(r"[*?~]")
LARGEST_DATE = 2_958_465
"""Serial of 9999-12-31, the last day that Excel knows."""


def number(value: CellValue, of: Row | Column | Axis, report: Report) -> float | Problem:
    """A number within the bounds of its row or column."""
    name = _name(of)
    wanted = f"a number of {of.unit}" if of.unit not in {"", "fraction"} else "a number"
    if isinstance(value, CellError):
        return report(f"{name} is the error {value}, expected {wanted}", "Mend the formula or type a number.")
    if value in {None, ""} or isinstance(value, bool):
        shown = str(value).upper() if isinstance(value, bool) else "empty"
        return report(f"{name} is {shown}, expected {wanted}", f"Enter {_bounds(of)}.")
    if isinstance(value, str):
        return report(f'{name} is text "{value}", expected {wanted}', _as_number(value, of))
    if not _within(value, of):
        remedy = f"Enter {_bounds(of)}."
        if of.unit == "fraction" and _within(value / 100, of):
            remedy = f"Enter {value / 100:.15g} or {value:.15g}%."
        return report(f"{name} is {_shown(value)}, expected {_shown(of.min)} to {_shown(of.max)}", remedy)
    if of.whole and value != round(value):
        return report(f"{name} is {_shown(value)}, expected a whole number", f"Enter {round(value)}.")
    return float(value)


def word(value: CellValue, of: Row | Column | Axis, choices: Sequence[str], report: Report) -> str | Problem:
    """One of the choices, in their spelling; upper and lower case are alike, as they are in Excel."""
    name, listed = _name(of), ", ".join(choices)
    if isinstance(value, CellError):
        return report(f"{name} is the error {value}", f"Choose one of: {listed}.")
    if value is None or value == "":
        return report(f"{name} is empty", f"Choose one of: {listed}.")
    text = value if isinstance(value, str) else f"{value:g}"
    known = {choice.casefold(): choice for choice in choices}
    if text.casefold() in known:
        return known[text.casefold()]
    close = get_close_matches(text.casefold(), list(known), n=1)
    hint = f"Did you mean {known[close[0]]!r}? " if close else ""
    return report(f"{name} is {text!r}, which is not a choice", f"{hint}Choose one of: {listed}.")


def text(value: CellValue, of: Column, report: Report) -> str | Problem:
    """Free text; a number is read as it is written."""
    if isinstance(value, CellError):
        return report(f"{_name(of)} is the error {value}", "Type the text.")
    if value is None or value == "":
        return report(f"{_name(of)} is empty", "Type the text.") if of.required else ""
    words = value if isinstance(value, str) else f"{value:g}"
    if of.unique and WILDCARDS.search(words):
        remedy = "Take the character out: Excel reads it as a wildcard when it looks the row up."
        return report(f"{_name(of)} {words!r} holds one of * ? ~", remedy)
    return words


def date(value: CellValue, of: Column, report: Report) -> float | Problem:
    """A day as Excel's serial number."""
    if isinstance(value, float | int) and not isinstance(value, bool) and 1 <= value <= LARGEST_DATE:
        return float(value)
    shown = "empty" if value is None else f'"{value}"'
    return report(f"{_name(of)} is {shown}, expected a date", "Enter a date such as 2026-01-31.")


def _name(of: Row | Column | Axis) -> str:
    """The label as it reads inside a sentence."""
    label = of.header if isinstance(of, Column) else of.label
    starts_with_acronym = len(label) > 1 and label[1].isupper()
    return label if starts_with_acronym else label[:1].lower() + label[1:]


def _bounds(of: Row | Column | Axis) -> str:
    kind = "a whole number" if of.whole else "a number"
    return f"{kind} from {_shown(of.min)} to {_shown(of.max)}"


def _shown(value: float | None) -> str:
    """All digits, so that a value just outside a bound does not read like the bound."""
    return f"{value:,.15g}"


def _within(value: float, of: Row | Column | Axis) -> bool:
    return (of.min is None or of.min <= value) and (of.max is None or value <= of.max)


def _as_number(written: str, of: Row | Column | Axis) -> str:
    """What to type in place of a text that a person reads as a number; the bounds where it is unclear."""
    plain = unicodedata.normalize("NFKC", written).replace("\N{MINUS SIGN}", "-")
    plain = re.sub(r"[\s_]", "", plain)
    plain = plain.replace(",", "") if GROUPED.search(plain) else plain.replace(",", ".")
    match = NUMBER.fullmatch(plain)
    if match is not None:
        scale = match["scale"].casefold()
        value = float(match["number"]) * SCALES.get(scale, 1.0)
        if scale in SCALES and scale != "%" and of.unit.startswith("1e9 "):
            value /= 1e9  # the unit counts thousand millions, whatever the text calls them
        if _within(value, of) and not (of.whole and value != round(value)):
            return f"Enter {value:.15g}."
    return f"Enter {_bounds(of)}."
