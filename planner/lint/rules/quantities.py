"""Rules about what is added: quantities of one unit, and shares that come to a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from planner.lint.book import Workbook
from planner.lint.formulas import Formula
from planner.lint.reading import Reading
from planner.lint.registry import Gap, Hit, rule
from planner.lint.rules.sums import addends
from planner.results.lint import ERROR
from planner.xlsx.a1 import Area, cell_name
from planner.xlsx.formula_tokens import Token
from planner.xlsx.number_format import bare, sections
from planner.xlsx.references import Reference

_A_TIME = re.compile(
    r"\s*(?:\b(?:per|a|an|each|every)\s+|/\s*)(?:day|week|month|quarter|year|period)s?\b.*|\s*p\.?a\.?$"
)
_IN_LABEL = re.compile(r"[(\[]([^()\[\]]{1,24})[)\]]\s*$|,\s*([^,()]{1,16})$")
_SCALES: Mapping[str, str] = {
    "k": "1000", "thousand": "1000", "thousands": "1000", "000": "1000", "'000": "1000", "000s": "1000",
    "m": "1000000", "mn": "1000000", "mm": "1000000", "mio": "1000000", "million": "1000000",
    "millions": "1000000", "bn": "1000000000", "b": "1000000000", "billion": "1000000000",
    "billions": "1000000000",
}  # fmt: skip
_CURRENCIES: Mapping[str, str] = {
    "$": "usd", "us$": "usd", "usd": "usd", "€": "eur", "eur": "eur", "£": "gbp", "gbp": "gbp", "¥": "cny",
    "rmb": "cny", "cny": "cny", "jpy": "jpy", "chf": "chf", "aud": "aud", "cad": "cad", "inr": "inr",
    "hkd": "hkd", "sgd": "sgd", "sek": "sek", "nok": "nok", "dkk": "dkk",
}  # fmt: skip
_SHARES = frozenset({"%", "percent", "per cent", "fraction", "share", "pct"})
_COUNTED = frozenset(
    [
        "hour",
        "minute",
        "second",
        "day",
        "week",
        "month",
        "quarter",
        "year",
        "kg",
        "g",
        "t",
        "tonne",
        "km",
        "m2",
        "sqm",
        "piece",
        "unit",
        "person",
        "people",
        "head",
        "fte",
        "customer",
        "user",
        "seat",
        "order",
        "box",
        "litre",
        "liter",
        "kwh",
        "mwh",
        "token",
        "gpu",
        "server",
        "ticket",
        "visit",
        "night",
        "room",
        "loaf",
    ]
)
SHARE_WORDS = re.compile(
    r"\b(?:shares?|split|mix|allocations?|weights?|weighting|proportions?|distribution|% of"
    r"|percent of|breakdown)\b"
    r"|占比|比例|份额|权重",
    re.IGNORECASE,
)
FEWEST = 3
ROUNDED = 0.0005
"""What each share may be off by, as it was rounded to a tenth of a per cent."""
NEAR, NEARBY = (0.5, 1.5), 2


class Unit(NamedTuple):
    """What a number counts: a currency, a share, hours; and by how many at once."""

    of: str
    scale: str

    def __str__(self) -> str:
        words = {"1": "", "1000": "thousand ", "1000000": "million ", "1000000000": "billion "}
        name = f"{self.of}s" if self.of in _COUNTED else self.of if self.of == "%" else self.of.upper()
        return f"{words[self.scale]}{name}"


def unit_of(text: str) -> Unit | None:
    """What a unit says, where it is one that is known: `USD`, `$ m`, `EUR thousand`, `hours per week`."""
    words = _A_TIME.sub("", text.strip().casefold()).replace("us$", "usd").strip()
    if words in _SHARES:
        return Unit("%", "1")
    pieces = re.findall(r"[$€£¥]|%|'?[0-9]{3}s?|[^\W\d_]+[0-9]?", words)
    scales = [_SCALES[one] for one in pieces if one in _SCALES]
    others = [one for one in pieces if one not in _SCALES]
    if len(others) != 1 or len(scales) > 1:
        return None
    name = _CURRENCIES.get(others[0]) or _singular(others[0])
    known = name in _CURRENCIES.values() or name in _COUNTED
    return Unit(name, scales[0] if scales else "1") if known else None


def _singular(word: str) -> str:
    return (
        "person"
        if word in {"people", "persons"}
        else word[:-1]
        if word.endswith("s") and len(word) > 3
        else word
    )


@rule(
    48,
    "units-agree",
    severity=ERROR,
    title="Only like is added to like",
    source="F3.02, EQ",
    checks="A formula that does nothing but add and take away reads lines of one unit: of one currency, in "
    "ones, thousands or millions alike, no shares among amounts, no hours among days. Units are "
    "those of the column of units, or stand in brackets at the end of the label; a stretch of time "
    "behind a unit does not count.",
    remedy="Turn one into the other first, in a line of its own, or put the unit right.",
)
def units_agree(book: Workbook) -> Iterator[Hit | Gap]:
    """Sums of what does not add up."""
    for formula in book.formulas:
        if not _adds_only(formula):
            continue
        units: dict[Unit, str] = {}
        for reference in formula.references:
            for row in _rows(reference.area):
                if reference.sheet in book.read and (found := _unit_at(book.read[reference.sheet], row)):
                    sheet = "" if reference.sheet == formula.sheet else f" of {reference.sheet}"
                    units.setdefault(found, f"row {row}{sheet}")
        if len(units) > 1:
            (one, first), (other, second) = list(units.items())[:2]
            yield Hit(f"adds {other}, of {second}, to {one}, of {first}", *formula.position)


def _adds_only(formula: Formula) -> bool:
    """Whether there is nothing but cells, SUM, plus and minus."""
    return any(token.text in {"+", "-", "SUM"} for token in formula.tokens) and all(
        map(_is_plain, formula.tokens)
    )


def _is_plain(token: Token) -> bool:
    return (
        token.kind in {"cells", "open", "close", "comma"}
        or (token.kind == "operator" and token.text in "+-:")
        or (token.kind == "function" and token.text == "SUM")
    )


def _rows(area: Area) -> range:
    return range(area.first_row, min(area.last_row, area.first_row + 500) + 1)


def _unit_at(reading: Reading, row: int) -> Unit | None:
    line = reading.line_at(row)
    if line is None:
        return None
    if line.unit:
        return unit_of(line.unit)
    said = _IN_LABEL.search(line.label)
    return unit_of(said[1] or said[2]) if said else None


@rule(
    50,
    "shares-are-whole",
    severity=ERROR,
    title="Shares of a whole come to it",
    source="own, EQ",
    checks="Where shares of one whole are added up, they come to 100 %, but for their rounding: three or "
    "more numbers in per cent whose sum is near one, or that a text beside or above calls a share, "
    "split, mix, weight or allocation. Where a column of shares divides by one cell, that is the "
    "total of what it divides.",
    remedy="Mend the share that is off, or divide by the total.",
)
def shares_are_whole(book: Workbook) -> Iterator[Hit | Gap]:
    """Shares that leave something out, or count it twice."""
    totals = {}
    for formula in book.formulas:
        parts = addends(formula)
        if parts and len(parts) == 1 and parts[0].area.size >= FEWEST and parts[0].sheet in book.by_name:
            totals[parts[0].sheet, parts[0].area] = formula
            yield from _off_whole(book, formula, parts[0])
    yield from _wrong_base(book, totals)


def _off_whole(book: Workbook, formula: Formula, part: Reference) -> Iterator[Hit]:
    reading = book.read[part.sheet]
    if not _stands_by(formula, part) or _along_time(reading, part.area):
        return
    cells = [reading.sheet.cells.get(at) for at in part.area.cells()] if part.area.size < 500 else []
    values = [book.value(part.sheet, at) for at in part.area.cells()] if cells else []
    numbers = [value for value in values if isinstance(value, float) and not isinstance(value, bool)]
    if len(numbers) < FEWEST or not all(cell is None or _in_percent(book, cell.style) for cell in cells):
        return
    total, called = sum(numbers), _called_share(reading, formula, part.area)
    within = NEAR[0] < total < NEAR[1] and all(number >= 0 for number in numbers)
    if (called or within) and abs(total - 1) > ROUNDED * len(numbers):
        yield Hit(f"adds shares up to {total:.4g}, not to 1: {part.area}", *formula.position)


def _stands_by(formula: Formula, part: Reference) -> bool:
    """Whether a total stands beside what it adds up, or a cell further."""
    area = part.area
    if area.first_column == area.last_column:
        beside, gap = (
            formula.column == area.first_column,
            (area.first_row - formula.row, formula.row - area.last_row),
        )
    else:
        beside, gap = (
            formula.row == area.first_row,
            (area.first_column - formula.column, formula.column - area.last_column),
        )
    return formula.sheet == part.sheet and beside and 0 < max(gap) <= NEARBY


def _along_time(reading: Reading, area: Area) -> bool:
    """Whether it is one share through time: months do not make a whole."""
    return area.first_row == area.last_row and area.first_column in reading.axis_columns()


def _in_percent(book: Workbook, style: int) -> bool:
    return "%" in bare(sections(book.styles.of(style).number_format)[0])


def _called_share(reading: Reading, formula: Formula, area: Area) -> bool:
    """Whether the label of the total, or the heading of its column or block, speaks of shares."""
    line = reading.line_at(formula.row) if formula.sheet == reading.sheet.name else None
    header = reading.grid.header_above(area.first_row)
    texts = [line.label if line else "", header.texts.get(area.first_column, "") if header else ""]
    texts += [reading.sheet.text(area.first_row - 1, area.first_column)]
    return any(SHARE_WORDS.search(text) for text in texts)


def _wrong_base(book: Workbook, totals: Mapping[tuple[str, Area], Formula]) -> Iterator[Hit]:
    """Columns `=B5/B$9` called shares, where another cell than B$9 is the total of what is divided."""
    columns: dict[tuple[str, int, int, int], list[tuple[Formula, int]]] = {}
    for formula in book.formulas:
        tokens = formula.tokens
        plain = len(tokens) == 3 and tokens[1].text == "/" and len(formula.references) == 2
        if plain and all(one.area.size == 1 and one.sheet == formula.sheet for one in formula.references):
            above, base = (one.area for one in formula.references)
            if above.first_row == formula.row and base.first_row != formula.row:
                key = formula.sheet, above.first_column, base.first_row, base.first_column
                columns.setdefault(key, []).append((formula, above.first_row))
    for (sheet, column, base_row, base_column), found in columns.items():
        rows = [row for _, row in found]
        formula, reading = found[0][0], book.read[sheet]
        whole = Area(rows[0], column, rows[-1], column)
        total = totals.get((sheet, whole))
        header = reading.grid.header_above(formula.row)
        called = SHARE_WORDS.search(header.texts.get(formula.column, "")) if header else None
        if total is None or not called or len(rows) < FEWEST or len(rows) != rows[-1] - rows[0] + 1:
            continue
        if (total.sheet, total.row, total.column) != (sheet, base_row, base_column):
            there, right = cell_name(base_row, base_column), cell_name(total.row, total.column)
            for one, _ in found:
                yield Hit(
                    f"is a share of {there}, and the total of what is divided is {right}", *one.position
                )
