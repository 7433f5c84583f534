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

NUMBER = re.compile(r"[-+]?[0-9]*\.?[0-9]+(?:e[-+]?[0-9]+)?", re.IGNORECASE)
WILDCARDS = re.compile(r"[*?~]")
LARGEST_DATE = 2_958_465
"""Serial of 9999-12-31, the last day that Excel knows."""


def number(value: CellValue, of: Row | Column | Axis, report: Report) -> float | Problem:
    """A number within the bounds of its row or column."""
    name = _name(of)
    wanted = f"a number of {of.unit}" if of.unit not in {"", "fraction"} else "a number"
    if isinstance(value, CellError):
        return report(f"{name} is the error {value}, expected {wanted}", "Mend the formula or type a number.")
    if value is None or isinstance(value, bool):
        shown = "empty" if value is None else str(value).upper()
        return report(f"{name} is {shown}, expected {wanted}", f"Enter {_bounds(of)}.")
    if isinstance(value, str):
        return report(f'{name} is text "{value}", expected {wanted}', _as_number(value, of))
    if (of.min is not None and value < of.min) or (of.max is not None and value > of.max):
        remedy = f"Enter {_bounds(of)}."
        if of.unit == "fraction" and of.max is not None and 0 <= value / 100 <= of.max:
            remedy = f"Enter {value / 100:g} or {value:g}%."
        return report(f"{name} is {value:g}, expected {of.min:g} to {of.max:g}", remedy)
    if of.whole and value != round(value):
        return report(f"{name} is {value:g}, expected a whole number", f"Enter {round(value)}.")
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


def date(value: CellValue, of: Row | Column, report: Report) -> float | Problem:
    """A day as Excel's serial number."""
    first, last = of.min or 1, of.max or LARGEST_DATE
    if isinstance(value, float | int) and not isinstance(value, bool) and first <= value <= last:
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
    return f"{kind} from {of.min:g} to {of.max:g}"


def _as_number(written: str, of: Row | Column | Axis) -> str:
    """What to type in place of a text that a person reads as a number."""
    plain = unicodedata.normalize("NFKC", written).replace(",", "").replace(" ", "").replace("_", "")
    match = NUMBER.search(plain)
    if match is None:
        return f"Enter {_bounds(of)}."
    value = float(match[0]) / (100 if plain[match.end() :].startswith("%") else 1)
    return f"Enter {value:.15g}."
