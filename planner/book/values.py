"""What a cell's value is worth as an input: a number or word within its bounds, or one clear problem."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from planner import days
from planner.book.number_text import as_number, scale_of
from planner.problems import Problem, quoted
from planner.template.rows import LONGEST_NAME, Column, Row, Text
from planner.template.sheets import Axis
from planner.template.texts import MOST
from planner.xlsx.cell import CellError
from planner.xlsx.cell import Value as CellValue

Report = Callable[[str, str], Problem]
"""Makes a problem at the value's cell from a message and a remedy."""

WILDCARDS = re.compile(r"[*?~]")
COMPARES = ("=", "<", ">")
LIKE_A_NUMBER = re.compile(r"[-+]?[0-9][0-9,.]*(?:e[-+]?[0-9]+)?%?", re.IGNORECASE)
SURELY_PER_CENT = 2
"""A share that is no less was meant as a percentage; below it may be a percentage above 100."""

NAMELESS = {"", "fraction", "ratio"}
"""Units that say nothing to a reader beside the word number."""


def number(value: CellValue, of: Row | Column | Axis, report: Report) -> float | Problem:
    """A number within the bounds of its row or column."""
    name = _name(of)
    wanted = "a number" if of.unit in NAMELESS else f"a number of {of.unit}"
    if isinstance(value, CellError):
        return report(f"{name} is the error {value}, expected {wanted}", "Mend the formula or type a number.")
    if value in {None, ""} or isinstance(value, bool):
        return report(f"{name} is {plain(value)}, expected {wanted}", f"Enter {_bounds(of)}.")
    if isinstance(value, str):
        return report(f"{name} is text {quoted(value)}, expected {wanted}", _instead_of_text(value, of))
    if not _fits(value, of):
        message = f"{name} is {plain(value)}, expected {plain(of.min)} to {plain(of.max)}"
        return report(message, _instead_of_number(value, of))
    if of.whole and value != round(value):
        return report(f"{name} is {plain(value)}, expected a whole number", f"Enter {round(value)}.")
    return float(value)


def word(
    value: CellValue, of: Row | Column | Axis | Text, choices: Sequence[str], report: Report
) -> str | Problem:
    """One of the choices, in their spelling; upper and lower case are alike, as they are in Excel."""
    name = quoted(of.header) if isinstance(of, Column) else _name(of)
    choose = f"Choose one of: {listed(list(dict.fromkeys(choices)))}."
    if isinstance(value, CellError):
        return report(f"{name} is the error {value}", choose)
    if value is None or value == "":
        return report(f"{name} is empty", choose)
    text = as_text(value)
    known = {choice.casefold(): choice for choice in choices}
    if text.casefold() in known:
        return known[text.casefold()]
    from difflib import get_close_matches

    close = get_close_matches(text.casefold(), list(known), n=1)
    hint = f"Did you mean {quoted(known[close[0]])}? " if close else ""
    source = "" if isinstance(of, Column) else of.choices_from.partition(".")[0]
    unknown = f"which no row of the table {source} has" if source else "which is not a choice"
    return report(f"{name} is {quoted(text)}, {unknown}", hint + choose)


def text(value: CellValue, of: Column, report: Report) -> str | Problem:
    """Free text; a number is read as it is written."""
    if isinstance(value, CellError):
        return report(f"{_name(of)} is the error {value}", "Enter a text.")
    if value is None or value == "":
        return report(f"{_name(of)} is empty", "Enter a text.") if of.required else ""
    words = as_text(value)
    if of.is_looked_up and (problem := _not_found(words, of, report)):
        return problem
    if of.unique and (problem := _like_a_criterion(words, of, report)):
        return problem
    return words


def said(value: CellValue, of: Text, report: Report) -> str | float | Problem:
    """What the owner says of the plan: a text, a word of a list or a day; or nothing."""
    if value is None or value == "":
        return ""
    if of.day:
        return date(value, of, report)
    if of.choices:
        return word(value, of, of.choices, report)
    objection = _no_words(value, of)
    return report(*objection) if objection else as_text(value)


def _no_words(value: CellValue, of: Text) -> tuple[str, str] | None:
    """What is wrong with a text that stands in headings, and what to do."""
    if isinstance(value, CellError):
        return f"{_name(of)} is the error {value}", "Enter a text, or clear the cell."
    if not isinstance(value, str):
        return (
            f"{_name(of)} is {plain(value)}, expected a text",
            f"Type an apostrophe first: '{plain(value)}.",
        )
    if len(value) > MOST:
        return f"{_name(of)} has {len(value):,} characters, expected at most {MOST}", "Shorten it."
    if not value.isprintable():
        return f"{_name(of)} holds a line break or another sign that does not print", "Write it in one line."
    return None


def _like_a_criterion(words: str, of: Column, report: Report) -> Problem | None:
    """The problem with a name by which Excel would find other rows than its own."""
    name = f"{_name(of)} {quoted(words)}"
    if WILDCARDS.search(words):
        remedy = "Leave these characters out: Excel takes them for any text when it looks a row up."
        return report(f"{name} has * or ? or ~ in it", remedy)
    if words[:1] in COMPARES:
        remedy = "Begin it with a letter: Excel takes it for a comparison when it adds up what has that name."
        return report(f"{name} begins with {words[:1]}", remedy)
    if LIKE_A_NUMBER.fullmatch(words):
        remedy = "Put a word before it: Excel does not find a number where a text of the same digits stands."
        return report(f"{name} reads like a number", remedy)
    return None


def _not_found(words: str, of: Column, report: Report) -> Problem | None:
    """The problem with a text that spreadsheets do not find, or take for another one."""
    length = len(words.encode("utf-16-le")) // 2
    if length > LONGEST_NAME:
        message = f"{_name(of)} has {length:,} characters, expected at most {LONGEST_NAME}"
        return report(message, "Shorten it: Excel does not find a longer one.")
    if odd := letters_of_unsure_case(words):
        message = f"{_name(of)} {quoted(words)} has {', '.join(map(quoted, odd))} in it"
        remedy = "Write it with other letters: programs disagree about what is a capital of what there."
        return report(message, remedy)
    return None


def letters_of_unsure_case(words: str) -> list[str]:
    """Letters that some programs take for others: `ß` for `ss`, the sign of micro for a Greek letter.

    Small and capital letters of all others are pairs, so that every program finds the same texts alike.
    """
    odd = [
        letter
        for letter in dict.fromkeys(words)
        if letter.casefold() != letter.lower()
        or letter.lower().upper() != letter.upper()
        or letter.upper().lower() != letter.lower()
    ]
    return odd or (["Σ"] if words.casefold() != words.lower() else [])  # it has two small letters


def date(value: CellValue, of: Row | Column | Text, report: Report) -> float | Problem:
    """A day as Excel's serial number."""
    first, last = of.min or 1, of.max or days.LAST_DAY
    if isinstance(value, float | int) and not isinstance(value, bool) and first <= value <= last:
        return float(value)
    shown = f"text {quoted(value)}" if isinstance(value, str) and value else plain(value)
    if isinstance(value, float | int) and not isinstance(value, bool) and 1 <= value <= days.LAST_DAY:
        shown = days.iso(value)
    between = f" from {days.iso(first)} to {days.iso(last)}" if of.min is not None else ""
    return report(f"{_name(of)} is {shown}, expected a date{between}", "Enter a date such as 2026-01-31.")


def plain(value: CellValue) -> str:
    """A value inside a sentence, a number with all its digits."""
    if isinstance(value, float | int) and not isinstance(value, bool):
        return f"{value:,.15g}"
    if isinstance(value, CellError):
        return f"the error {value}"
    return "empty" if value in {None, ""} else as_text(value)


def listed(words: Sequence[str]) -> str:
    """Words one after another; in quotes where they hold commas themselves."""
    return ", ".join(map(quoted, words) if any("," in word for word in words) else words)


def _name(of: Row | Column | Axis | Text) -> str:
    """The label as it reads inside a sentence."""
    label = of.header if isinstance(of, Column) else of.label
    starts_with_acronym = len(label) > 1 and label[1].isupper()
    return label if starts_with_acronym else label[:1].lower() + label[1:]


def as_text(value: CellValue) -> str:
    """A value as a text: the digits of a number alone."""
    if isinstance(value, bool):
        return str(value).upper()
    return f"{value:.15g}" if isinstance(value, float | int) else str(value)


def _fits(value: float, of: Row | Column | Axis) -> bool:
    return (of.min is None or value >= of.min) and (of.max is None or value <= of.max)


def _bounds(of: Row | Column | Axis) -> str:
    kind = "a whole number" if of.whole else "a number"
    shares = ""
    if of.unit == "fraction" and of.min is not None and of.max is not None:
        shares = f", or as a percentage from {of.min * 100:.15g}% to {of.max * 100:.15g}%"
    return f"{kind} from {plain(of.min)} to {plain(of.max)}{shares}"


def _instead_of_text(written: str, of: Row | Column | Axis) -> str:
    value = as_number(written, of.unit)
    if value is None or not _fits(value, of) or (of.whole and value != round(value)):
        return f"Enter {_bounds(of)}."
    return f"Enter {value:.15g}."


def _instead_of_number(value: float, of: Row | Column | Axis) -> str:
    scale = scale_of(of.unit)
    if of.unit == "fraction" and value >= SURELY_PER_CENT and _fits(value / 100, of):
        return f"Enter {value / 100:.15g} or {value:.15g}%."
    if scale > 1 and _fits(value / scale, of):
        return f"Enter {value / scale:.15g}: the unit is {of.unit}."
    return f"Enter {_bounds(of)}."
