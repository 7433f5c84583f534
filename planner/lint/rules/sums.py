"""Rules about sums: nothing beside them left out, nothing in them counted twice."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from planner.lint.book import Workbook
from planner.lint.calls import top_level
from planner.lint.formulas import Formula
from planner.lint.inputs import Covered
from planner.lint.reading import Reading
from planner.lint.registry import Gap, Hit, rule
from planner.results.lint import ERROR, RISK
from planner.xlsx.a1 import Address, Area, Position, column_letters
from planner.xlsx.formula_tokens import Token
from planner.xlsx.number_format import is_date
from planner.xlsx.references import Reference

ADDING = frozenset({"SUM", "SUBTOTAL"})
MOST_LOOKED_AT = 2_000


@rule(
    26,
    "sums-are-whole",
    severity=RISK,
    title="Sums take in all that stands beside them",
    source="own, PX",
    checks="No number of the same unit stands directly before or behind the cells that a SUM adds up, "
    "unless another SUM adds it, the formula reads it for another purpose, or it is a total and they are "
    "none; and a SUM over part of a table's column takes in "
    "all of it. It is an error where the number is typed as those are, or has the formula of one of them.",
    remedy="Widen the sum, or leave an empty row or column between.",
)
def sums_are_whole(book: Workbook) -> Iterator[Hit | Gap]:
    """Numbers that a sum seems to have forgotten."""
    summed = list(_summed(book))
    by_direction = {
        (name, down): Covered(
            (a for _, r, a in summed if r.sheet == name and _down(a) == down), sheet.last[1]
        )
        for name, sheet in book.by_name.items()
        for down in (True, False)
    }
    for formula, reference, area in summed:
        reading = book.read[reference.sheet]
        if _is_running(reference.token):
            continue
        if partial := _part_of_column(reading, area):
            yield Hit(f"adds up {area}, a part of the table column {partial}", *formula.position)
            continue
        for side, beside in _beside(area).items():
            own = reference.sheet == formula.sheet and beside == (formula.row, formula.column)
            data = not own and _is_data(book, reading, area, beside) and _same_unit(reading, area, beside)
            if not data or _reads_apart(formula, reference, beside):
                continue
            if beside not in by_direction[reference.sheet, _down(area)]:
                what = f"leaves out the number directly {side} the cells it adds up"
                alike = _kind(book, reference.sheet, beside) in _kinds_in(book, reference.sheet, area)
                yield Hit(what, *formula.position, severity=ERROR if alike else "")


def _kinds_in(book: Workbook, sheet: str, area: Area) -> set[object]:
    """What the cells of a sum hold: typed numbers, and formulas by their form."""
    return {_kind(book, sheet, at) for at in area.cells()} if area.size <= MOST_LOOKED_AT else set()


def _kind(book: Workbook, sheet: str, at: Position) -> object:
    filled = book.filled(sheet).get(at)
    return "typed" if filled is None and at in book.by_name[sheet].cells else filled and filled[1]


def _summed(book: Workbook) -> Iterator[tuple[Formula, Reference, Area]]:
    """Blocks of one row or column that stand alone in an argument of SUM."""
    for formula in book.formulas:
        arguments = (
            a for call in formula.calls if call.name in ADDING for a in call.arguments if len(a) == 1
        )
        alone = {id(argument[0]) for argument in arguments}
        for reference in formula.references:
            area = reference.area
            line = (area.first_row == area.last_row) != (area.first_column == area.last_column)
            known = reference.sheet in book.by_name
            if id(reference.token) in alone and reference.token.kind == "cells" and line and known:
                yield formula, reference, area


def _down(area: Area) -> bool:
    return area.first_column == area.last_column


def _is_running(token: Token) -> bool:
    """`$C5:F5`: from a fixed start to here, which leaves out what follows on purpose."""
    first, _, last = token.text.partition(":")
    return first.count("$") != last.count("$")


def _part_of_column(reading: Reading, area: Area) -> str:
    table = reading.table_at(area.first)
    body = table.body if table else None
    if table is None or body is None or not _down(area) or (area.last_row, area.last_column) not in body:
        return ""
    whole = (area.first_row, area.last_row) == (body.first_row, body.last_row)
    return "" if whole else f"{table.name}[{table.columns[area.first_column - table.area.first_column]}]"


def _beside(area: Area) -> dict[str, Position]:
    """The cells before and behind a row or column of cells."""
    if _down(area):
        column = area.first_column
        return {"above": (area.first_row - 1, column), "below": (area.last_row + 1, column)}
    row = area.first_row
    return {"to the left of": (row, area.first_column - 1), "to the right of": (row, area.last_column + 1)}


def _reads_apart(formula: Formula, reference: Reference, beside: Position) -> bool:
    """Whether the formula reads the number beside its sum for another purpose."""
    return any(
        one is not reference and one.sheet == reference.sheet and beside in one.area
        for one in formula.references
    )


def _is_data(book: Workbook, reading: Reading, area: Area, position: Position) -> bool:
    """Whether a number stands there that is no heading, no date, and no total unless those added are."""
    cell = reading.sheet.cells.get(position)
    value = book.value(reading.sheet.name, position)
    if cell is None or not isinstance(value, float) or position[0] in reading.grid.heading_rows:
        return False
    if is_date(book.style(reading.sheet, *position).number_format):
        return False
    formula = book.by_cell.get((reading.sheet.name, *position))
    if formula is None or addends(formula) is None:
        return True
    filled = book.filled(reading.sheet.name)
    ends = {area.first, (area.last_row, area.last_column)}
    return all(at in filled and filled[at][1] == filled[position][1] for at in ends)


def _same_unit(reading: Reading, area: Area, beside: Position) -> bool:
    if not _down(area):
        return True
    inside, outside = reading.line_at(area.first_row), reading.line_at(beside[0])
    return inside is None or outside is None or inside.unit == outside.unit


def addends(formula: Formula) -> list[Reference] | None:
    """What a formula adds up, where it does nothing else: cells joined by `+`, and arguments of SUM."""
    terms = top_level(formula.tokens)
    if not terms:
        return None
    wanted: set[int] = set()
    for term in terms:
        if len(term) == 1 and term[0].kind in {"cells", "name", "table"}:
            wanted.add(id(term[0]))
        elif len(term) > 2 and term[0].text in ADDING and term[1].kind == "open" and term[-1].kind == "close":
            wanted |= {id(token) for token in term[2:-1]}
            if any(token.kind in {"open", "operator", "function"} for token in term[2:-1]):
                return None
        else:
            return None
    found = [reference for reference in formula.references if id(reference.token) in wanted]
    adds = len(terms) > 1 or any(token.text in ADDING for token in formula.tokens)
    return found if adds and found else None


@rule(
    27,
    "no-double-counting",
    severity=ERROR,
    title="No subtotal is counted twice",
    source="PX",
    checks="No sum takes in a cell twice, nor one that is itself the sum of other cells in it; SUBTOTAL, "
    "which leaves out subtotals, excepted.",
    remedy="Add up the subtotals alone, or the lines alone.",
)
def no_double_counting(book: Workbook) -> Iterator[Hit | Gap]:
    """Sums over a subtotal together with its parts."""
    sums = {f.position: (f, found) for f in book.formulas if (found := addends(f)) is not None}
    rows: dict[tuple[str, int], list[int]] = {}
    for sheet, row, column in sorted(sums):
        rows.setdefault((sheet, column), []).append(row)
    for formula, parts in sums.values():
        if (again := _added_again(parts)) is not None:
            yield Hit(f"adds up {again} twice", *formula.position)
            continue
        inside = (position for part in parts for position in _sums_in(part, rows))
        twice = next((at for at in inside if _counted_twice(formula, parts, *sums[at])), None)
        if twice is not None:
            _, row, column = twice
            where = f"column {column_letters(column)}" if row == formula.row else f"row {row}"
            yield Hit(f"adds up the subtotal in {where} together with its parts", *formula.position)


def _added_again(parts: list[Reference]) -> Area | None:
    """The cells that a sum takes in once more, within what it has taken in already."""
    for number, one in enumerate(parts):
        for other in parts[:number]:
            if _overlap([one], [other]):
                return min(one.area, other.area, key=lambda area: area.size)
    return None


def _counted_twice(
    outer: Formula, parts: list[Reference], inner: Formula, inner_parts: list[Reference]
) -> bool:
    """Whether a sum takes in another sum and cells of that one."""
    return inner is not outer and _overlap(parts, inner_parts) and not _both_subtotal(outer, inner)


def _sums_in(part: Reference, rows: dict[tuple[str, int], list[int]]) -> Iterator[Address]:
    """The cells of a block that hold a sum, by the rows of those in each column."""
    area = part.area
    for sheet, column in rows if area.size > len(rows) else [(part.sheet, c) for c in _columns(area)]:
        if sheet == part.sheet and area.first_column <= column <= area.last_column:
            found = rows.get((sheet, column), [])
            first, last = bisect_left(found, area.first_row), bisect_right(found, area.last_row)
            yield from ((sheet, row, column) for row in found[first:last])


def _columns(area: Area) -> range:
    return range(area.first_column, area.last_column + 1)


def _both_subtotal(outer: Formula, inner: Formula) -> bool:
    return all(any(token.text == "SUBTOTAL" for token in formula.tokens) for formula in (outer, inner))


def _overlap(ours: list[Reference], theirs: list[Reference]) -> bool:
    return any(
        a.sheet == b.sheet
        and a.area.first_row <= b.area.last_row
        and b.area.first_row <= a.area.last_row
        and a.area.first_column <= b.area.last_column
        and b.area.first_column <= a.area.last_column
        for a in ours
        for b in theirs
    )
