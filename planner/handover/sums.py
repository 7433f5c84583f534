"""Lines of a plan that come out by hand, with the numbers to type into a pocket calculator."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from planner.book.find import Book
from planner.layout.formulas import compile_formula
from planner.template.references import REFERENCE
from planner.template.rows import Row
from planner.template.schema import Template

SCENARIO = "base"
MOST_OPERANDS = 6
PLAIN = re.compile(r"[0-9.eE+*/()^-]*")
"""What is left of a formula that a pocket calculator can do, without its references."""

SIGNS = str.maketrans({"*": "\u00d7", "/": "\u00f7", "-": "\u2212"})


@dataclass(frozen=True, slots=True)
class Sum:
    """A line that can be recomputed by hand: its cell, its formula, and the same in numbers."""

    label: str
    unit: str
    cell: str
    formula: str
    numbers: str
    result: str


def sums(book: Book) -> Iterator[Sum]:
    """One line of each part of the summary that needs no more than a pocket calculator."""
    for _, keys in book.template.summary:
        found = next((row for row in map(book.template.row, keys) if _is_plain(row, book.template)), None)
        if found is not None:
            yield _sum(found, book)


def _is_plain(row: Row, template: Template) -> bool:
    """Whether its formula is arithmetic on a few numbers of the same scenario."""
    keys = REFERENCE.findall(row.formula)
    if (
        row.axis
        or not 2 <= len(set(keys)) <= MOST_OPERANDS
        or not PLAIN.fullmatch(REFERENCE.sub("", row.formula))
    ):
        return False
    known = {other.key: other for _, other in template.rows()}
    return all(key in known and not (known[key].axis or known[key].is_text) for key in keys)


def _sum(row: Row, book: Book) -> Sum:
    place = book.layout.cell(row, SCENARIO)
    formula = compile_formula(row.formula, place.sheet, SCENARIO, book.layout, book.template)

    def number(key: str) -> str:
        return _number(book.cell(book.layout.cell(book.template.row(key), SCENARIO)).value)

    pieces = REFERENCE.split(row.formula)  # text, key, text, key, ..., text
    shown = [number(piece) if odd % 2 else piece.translate(SIGNS) for odd, piece in enumerate(pieces)]
    numbers = re.sub(r"(?<![eE])([\u00d7\u00f7\u2212+])", r" \1 ", "".join(shown)).replace("  ", " ")
    where = f"{place.sheet}!{place.a1}"
    return Sum(row.label, row.shown_unit, where, f"={formula}", numbers, _number(book.cell(place).value))


def _number(value: object) -> str:
    """A number with the digits that a person types into a calculator."""
    return f"{value:,.10g}" if isinstance(value, float) else str(value)
