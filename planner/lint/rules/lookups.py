"""Rules about lists that formulas look up in, and about ranges that stop too early."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence

from planner.lint.book import Workbook
from planner.lint.calls import Call
from planner.lint.forms import moves
from planner.lint.formulas import Formula
from planner.lint.registry import Gap, Hit, rule
from planner.lint.rules.formulas import is_approximate
from planner.lint.rules.sums import addends
from planner.results.lint import ERROR
from planner.xlsx.a1 import Area, Position, cell_name
from planner.xlsx.cell import Cell
from planner.xlsx.formula_tokens import Token
from planner.xlsx.number_format import is_date
from planner.xlsx.references import Reference

KEYS: Mapping[str, tuple[int, ...]] = {
    **dict.fromkeys(("VLOOKUP", "HLOOKUP", "MATCH", "XMATCH", "XLOOKUP"), (1,)),
}
CONDITIONS: Mapping[str, tuple[int, ...]] = {
    **dict.fromkeys(("SUMIF", "COUNTIF", "AVERAGEIF"), (0,)),
    "COUNTIFS": (0, 2, 4, 6),
    **dict.fromkeys(("SUMIFS", "AVERAGEIFS", "MAXIFS", "MINIFS"), (1, 3, 5, 7)),
}
"""Which arguments are lists of keys: those of which the first that fits counts, and those of which all do."""

DISTINCT = 0.7
"""The least share of different keys in a list of names; where fewer are, the first of many is wanted."""
FEWEST = 3
_PADDED = re.compile(r"^[\s\u00a0]|[\s\u00a0]$|[\s\u00a0]{2}|\u00a0")


@rule(
    46,
    "lookup-keys",
    severity=ERROR,
    title="Keys are there once, and without blanks around them",
    source="EQ, PX",
    checks="In a list that an exact lookup searches no text stands twice, whatever its capitals; and no key "
    "of a list that a lookup or condition searches, or that is typed to be looked up, begins or ends "
    "with a blank, or holds two or one that does not break. Free are lists of few words, such as yes "
    "and no.",
    remedy="Type the key anew without blanks, or give the second entry a name of its own.",
)
def lookup_keys(book: Workbook) -> Iterator[Hit | Gap]:
    """Keys that are not found, or found where another was meant."""
    seen: set[tuple[str, Area, bool]] = set()
    for formula in book.formulas:
        by_token = {id(one.token): one for one in formula.references}
        for call in formula.calls:
            first_counts = call.name in KEYS and not is_approximate(call)
            for place in KEYS.get(call.name, CONDITIONS.get(call.name, ())):
                reference = _alone(call, place, by_token)
                if reference is None or reference.sheet not in book.by_name:
                    continue
                area = _key_line(call, reference.area)
                if (reference.sheet, area, first_counts) not in seen:
                    seen.add((reference.sheet, area, first_counts))
                    yield from _keys(book, reference.sheet, area, call.name, first_counts)
            if call.name in KEYS and (one := _alone(call, 0, by_token)) and one.area.size == 1:
                yield from _padded(book, one.sheet, one.area.first, call.name)


def _alone(call: Call, place: int, by_token: Mapping[int, Reference]) -> Reference | None:
    """The reference that is an argument all by itself."""
    if place >= len(call.arguments) or len(call.arguments[place]) != 1:
        return None
    return by_token.get(id(call.arguments[place][0]))


def _key_line(call: Call, area: Area) -> Area:
    """The column, or the row, of a table in which the key stands."""
    if call.name == "VLOOKUP":
        return Area(area.first_row, area.first_column, area.last_row, area.first_column)
    if call.name == "HLOOKUP":
        return Area(area.first_row, area.first_column, area.first_row, area.last_column)
    return area


def _texts(book: Workbook, sheet: str, area: Area) -> Iterator[tuple[Position, str]]:
    """The texts of an area, however far it reaches beyond what is filled."""
    columns = book.by_column[sheet]
    for column in sorted(columns):
        if area.first_column <= column <= area.last_column:
            rows = columns[column]
            low, high = bisect_left(rows, area.first_row), bisect_right(rows, area.last_row)
            for row in rows[low:high]:
                value = book.value(sheet, (row, column))
                if isinstance(value, str) and value.strip():
                    yield (row, column), value


def _keys(book: Workbook, sheet: str, area: Area, function: str, first_counts: bool) -> Iterator[Hit]:
    found = list(_texts(book, sheet, area))
    for at, _ in found:
        yield from _padded(book, sheet, at, function)
    names = [text.strip().casefold() for _, text in found]
    if not first_counts or len(set(names)) < DISTINCT * len(names):
        return
    first: dict[str, Position] = {}
    for (at, text), name in zip(found, names, strict=True):
        before = first.setdefault(name, at)
        if before != at:
            there = cell_name(*before)
            what = f"holds the key '{text.strip()}' once more, and {function} finds that of {there}"
            yield Hit(what, sheet, *at)


def _padded(book: Workbook, sheet: str, at: Position, function: str) -> Iterator[Hit]:
    """A typed key with blanks that a lookup does not pass over."""
    cell = book.by_name[sheet].cells.get(at) if sheet in book.by_name else None
    typed = cell.value if cell is not None and cell.formula is None else None
    if isinstance(typed, str) and typed.strip() and _PADDED.search(typed):
        yield Hit(f"has a blank too many for {function}, in '{typed}'", sheet, *at)


REACHING = frozenset(
    [
        "AVERAGE",
        "MIN",
        "MAX",
        "COUNT",
        "COUNTA",
        "MEDIAN",
        "STDEV",
        "STDEV.S",
        "STDEV.P",
        "STDEVP",
        "VAR",
        "VAR.S",
        "IRR",
        "PRODUCT",
        "SUMPRODUCT",
        "SUMSQ",
        "SUMIF",
        "SUMIFS",
        "COUNTIF",
        "COUNTIFS",
        "AVERAGEIF",
        "AVERAGEIFS",
        "MAXIFS",
        "MINIFS",
        "MATCH",
        "XMATCH",
        "VLOOKUP",
        "XLOOKUP",
        "LARGE",
        "SMALL",
        "PERCENTILE",
        "INDEX",
    ]
)
PAIRED: Mapping[str, tuple[int, ...]] = {
    **dict.fromkeys(("SUMIF", "AVERAGEIF"), (0, 2)),
    "COUNTIFS": (0, 2, 4, 6),
    **dict.fromkeys(("SUMIFS", "AVERAGEIFS", "MAXIFS", "MINIFS"), (0, 1, 3, 5, 7)),
    "SUMPRODUCT": (0, 1, 2, 3, 4),
    "XLOOKUP": (1, 2),
}
"""Arguments that must be as long as one another."""


@rule(
    47,
    "ranges-reach-the-end",
    severity=ERROR,
    title="Ranges reach the last row",
    source="PX, EQ",
    checks="No row or column like the last one of a range stands directly behind it, in averages, counts, "
    "conditions, lookups and products, but where another formula takes up there; rule 26 says the "
    "same of sums. The ranges of a condition, a product or a pair of INDEX and MATCH begin beside "
    "one another and are as long.",
    remedy="Widen the range to the last row, or make it a table and refer to its column.",
)
def ranges_reach_the_end(book: Workbook) -> Iterator[Hit | Gap]:
    """Ranges that were not widened with their data."""
    found = list(_ranges(book))
    starts = {(one.sheet, one.area.first) for _, _, one in found}
    for formula, _, reference in found:
        beyond = _beyond(book, reference.sheet, reference.area)
        if beyond is None or (reference.sheet, beyond) in starts or _is_rolling(book, formula, reference):
            continue
        if (reference.sheet, *beyond) != formula.position and not _is_offset(formula, reference, beyond):
            what = f"ends at {reference.area}, and {cell_name(*beyond)} behind it is like the last one"
            yield Hit(what, *formula.position)
    for formula in book.formulas:
        if not book.read[formula.sheet].ours:
            yield from _unequal(formula)


def _ranges(book: Workbook) -> Iterator[tuple[Formula, Call, Reference]]:
    """Rows, columns and tables that stand in one of the functions."""
    for formula in book.formulas:
        if book.read[formula.sheet].ours:
            continue
        inside = {
            id(t): call for call in formula.calls if call.name in REACHING for a in call.arguments for t in a
        }
        for reference in formula.references:
            area, call = reference.area, inside.get(id(reference.token))
            tall = area.last_row - area.first_row + 1 >= FEWEST
            wide = area.last_column - area.first_column + 1 >= FEWEST and area.first_row == area.last_row
            if call is None or not (tall or wide) or reference.sheet not in book.by_name:
                continue
            if reference.token.kind == "cells" and ":" in reference.token.text and not _open(reference):
                yield formula, call, reference


def _open(reference: Reference) -> bool:
    """Whole columns and rows reach every end, and what runs from a fixed start is to stop here."""
    first, _, last = reference.token.text.partition(":")
    whole = not any(letter.isdigit() for letter in first) or not any(letter.isalpha() for letter in first)
    return whole or first.count("$") != last.count("$")


def _beyond(book: Workbook, sheet: str, area: Area) -> Position | None:
    """The cell behind a range, where its row or column is like the last one of the range."""
    down = area.last_row - area.first_row + 1 >= FEWEST
    last = (area.last_row, area.first_column) if down else (area.first_row, area.last_column)
    behind = (last[0] + 1, last[1]) if down else (last[0], last[1] + 1)
    before = (last[0] - 1, last[1]) if down else (last[0], last[1] - 1)
    if any(table.area.first_row <= last[0] and last in table.area for table in book.read[sheet].tables):
        table = next(table for table in book.read[sheet].tables if last in table.area)
        if behind not in table.area or (table.body is not None and behind not in table.body):
            return None
    kinds = [_kinds(book, sheet, at, down) for at in (before, last, behind)]
    if not kinds[2] or len(set(kinds)) > 1 or behind[0] in book.read[sheet].grid.heading_rows:
        return None
    formula = book.by_cell.get((sheet, *behind))
    return None if formula is not None and addends(formula) is not None else behind


def _kinds(book: Workbook, sheet: str, at: Position, down: bool) -> tuple[object, ...]:
    """What stands in a row, or column, around a cell: numbers, texts, dates, which formula."""
    cells, filled = book.by_name[sheet].cells, book.filled(sheet)
    if at not in cells or not _holds(cells[at]):
        return ()
    found: list[object] = []
    for step in (-1, 1):
        here = at if step < 0 else _stepped(at, 1, down)
        while here in cells and _holds(cells[here]) and min(here) > 0:
            cell = cells[here]
            look = book.styles.of(cell.style)
            kind: object = filled[here][1] if here in filled else type(cell.value)
            found.append((here[1 if down else 0], kind, is_date(look.number_format), look.bold))
            here = _stepped(here, step, down)
    return tuple(found)


def _stepped(at: Position, step: int, down: bool) -> Position:
    return (at[0], at[1] + step) if down else (at[0] + step, at[1])


def _holds(cell: Cell) -> bool:
    return cell.formula is not None or cell.value not in (None, "")


def _is_offset(formula: Formula, reference: Reference, beyond: Position) -> bool:
    """Whether another range of the formula goes one further: each is compared with the one behind it."""
    down = reference.area.first_column == reference.area.last_column
    last = beyond[0] if down else beyond[1]
    ends = (one.area.last_row if down else one.area.last_column for one in formula.references)
    return last in set(ends)


def _is_rolling(book: Workbook, formula: Formula, reference: Reference) -> bool:
    """Whether the range moves along with formulas beside this one: a window of so many periods."""
    filled = book.filled(formula.sheet)
    form = filled[formula.row, formula.column][1]
    down = reference.area.first_column == reference.area.last_column
    place = next(at for at, token in enumerate(formula.tokens) if token is reference.token)
    if not moves(form[place], down=down):
        return False
    row, column = formula.row, formula.column
    beside = ((row - 1, column), (row + 1, column)) if down else ((row, column - 1), (row, column + 1))
    return any(at in filled and filled[at][1] == form for at in beside)


def _unequal(formula: Formula) -> Iterator[Hit]:
    by_token = {id(one.token): one for one in formula.references}
    for call in formula.calls:
        places = PAIRED.get(call.name, ())
        found = [one for place in places if (one := _alone(call, place, by_token)) is not None]
        if call.name == "INDEX" and (match := _matched(formula, call, by_token)) is not None:
            body = _alone(call, 0, by_token)
            found = [match, body] if body is not None and _is_line(body.area) else []
        for other in found[1:]:
            if why := _apart(found[0], other):
                yield Hit(
                    f"{call.name} pairs {found[0].area} with {other.area}, which {why}", *formula.position
                )


def _matched(formula: Formula, call: Call, by_token: Mapping[int, Reference]) -> Reference | None:
    """The list of a MATCH that alone is the row of an INDEX."""
    if len(call.arguments) != 2 or len(call.arguments[1]) < 4 or call.arguments[1][0].text != "MATCH":
        return None
    own: Sequence[Token] = call.arguments[1]
    inner = next((one for one in formula.calls if one.name == "MATCH" and _within(one, own)), None)
    whole = own[-1].kind == "close" and inner is not None
    return _alone(inner, 1, by_token) if whole and inner is not None else None


def _within(call: Call, tokens: Sequence[Token]) -> bool:
    ids = {id(token) for token in tokens}
    return bool(call.arguments) and all(id(token) in ids for one in call.arguments for token in one)


def _is_line(area: Area) -> bool:
    return (area.first_row == area.last_row) != (area.first_column == area.last_column)


def _apart(one: Reference, other: Reference) -> str:
    """Why two ranges of one formula do not belong together; empty where they do."""
    a, b = one.area, other.area
    if not (_is_line(a) and _is_line(b)) or (a.first_column == a.last_column) != (
        b.first_column == b.last_column
    ):
        return ""
    if a.size != b.size:
        return f"has {b.size:,} cells and not {a.size:,}"
    down = a.first_column == a.last_column
    begins = (a.first_row, b.first_row) if down else (a.first_column, b.first_column)
    same = one.sheet == other.sheet
    return (
        "begins in another row"
        if same and down and begins[0] != begins[1] and _overlap(*begins, a.size)
        else ""
    )


def _overlap(one: int, other: int, size: int) -> bool:
    """Whether two stretches of that size share rows: they were meant to be side by side."""
    return abs(one - other) < size
