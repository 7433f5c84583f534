"""Edits cells inside the bytes of a sheet part; every byte outside them stays.

Two things reach beyond the edited cells: a `<dimension>` or `spans` that a new cell would leave, and a shared
formula whose text stood in a cell that loses it. Its text moves to the next cell that uses it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from planner.problems import PlanError, Problem
from planner.xlsx.a1 import MAX_COLUMN, Area, Position, cell_name, parse_area
from planner.xlsx.render import Edit, edited_cell, new_cell, new_formula, objection
from planner.xlsx.scan import CellSpan, RowSpan, Scan, SheetMap
from planner.xlsx.translate import translate
from planner.xlsx.xml import Part, as_utf8, count_of, escape_attribute, escape_markup, read_tag

CLEAR_THE_WAY = "Nothing was written. Clear what stands in the way in Excel, then run planner again."

Splice = tuple[int, int, bytes]  # start, end, what stands there instead


class Patched(NamedTuple):
    """A patched sheet part, and the cells whose formula is gone from the calculation chain."""

    xml: bytes
    chainless: tuple[str, ...]


def patch(xml: bytes, edits: Mapping[Position, Edit], sheet: str, part: Part) -> Patched:
    """Apply the edits; a PlanError that names every cell that may not be edited."""
    impossible = [(at, why) for at, edit in edits.items() if (why := objection(edit))]
    refuse(impossible, sheet, part, "Nothing was written. Change what leads to this value.")
    text, back = as_utf8(xml, part)
    bereft = {position for position, edit in edits.items() if edit.drops_formula}
    found = Scan(part, edits, bereft).find(text)
    refuse(list(_objections(found, edits)), sheet, part)
    return Patched(back(_spliced(text, _splices(text, found, edits))), tuple(_chainless(found, edits)))


def refuse(
    objections: Iterable[tuple[Position, str]], sheet: str, part: Part, remedy: str = CLEAR_THE_WAY
) -> None:
    """Raise what stands against editing these cells, all of it."""
    problems = [
        Problem(why, remedy, file=part.file, sheet=sheet, cell=cell_name(*position))
        for position, why in objections
    ]
    if problems:
        raise PlanError(problems)


def _objections(found: SheetMap, edits: Mapping[Position, Edit]) -> Iterable[tuple[Position, str]]:
    for area in found.data_tables:
        for position in _inside(area, edits):
            yield position, f"the cell belongs to a what-if data table ({area})"
    for area in found.arrays:
        for position in _inside(area, edits):
            if position != area.first:
                yield position, f"the cell is filled by the array formula in {cell_name(*area.first)}"
            elif edits[position].drops_formula and area.size > 1:
                yield position, f"the formula of this cell fills {area}"
    for area in found.merged:
        for position in _inside(area, edits):
            if position != area.first:
                yield position, f"the cell is merged into {cell_name(*area.first)}"


def _inside(area: Area, edits: Mapping[Position, Edit]) -> list[Position]:
    if area.size < len(edits):
        return [position for position in area.cells() if position in edits]
    return [position for position in edits if position in area]


def _spliced(xml: bytes, splices: list[Splice]) -> bytes:
    view = memoryview(xml)
    pieces: list[bytes | memoryview] = []
    at = 0
    for start, end, content in sorted(splices, key=lambda splice: splice[:2]):
        pieces += (view[at:start], content)
        at = end
    return b"".join((*pieces, view[at:]))


def _splices(xml: bytes, found: SheetMap, edits: Mapping[Position, Edit]) -> list[Splice]:
    moved = dict(_moved_formulas(xml, found))
    splices: list[Splice] = []
    for row, span in found.rows.items():
        for column, cell in span.cells.items():
            heir = moved.pop(cell.formula.start, None) if cell.formula is not None else None
            splices.append(_cell_splice(xml, cell, edits[row, column], heir))
    splices += [(start, end, formula) for start, (end, formula) in moved.items()]
    created = _new_cells(found, edits)
    present = {row: cells for row, cells in created.items() if row in found.rows}
    for row, cells in present.items():
        splices += _row_splices(found.rows[row], cells)
    splices += _new_row_splices(found, {row: created[row] for row in created if row not in present})
    return splices + _dimension_splice(xml, found, created)


def _cell_splice(xml: bytes, cell: CellSpan, edit: Edit, heir: tuple[int, bytes] | None) -> Splice:
    """An edited cell; `heir` is the formula that it takes over, and where its present one ends."""
    formula = b""
    if edit.new_formula is not None:
        formula = new_formula(edit.new_formula, cell.tag.prefix)
    elif edit.formula == "keep" and cell.formula is not None:
        formula = heir[1] if heir is not None else xml[cell.formula.start : cell.formula.end]
    return cell.start, cell.end, edited_cell(cell.tag, edit, formula, cell.extension)


def _new_cells(found: SheetMap, edits: Mapping[Position, Edit]) -> dict[int, dict[int, bytes]]:
    """The cells that are not there yet: row -> column -> bytes, in order."""
    created: dict[int, dict[int, bytes]] = {}
    for row, column in sorted(edits):
        span = found.rows.get(row)
        if span is not None and column in span.cells:
            continue
        prefix = found.data.prefix if span is None else span.tag.prefix
        if content := new_cell((row, column), edits[row, column], prefix):
            created.setdefault(row, {})[column] = content
    return created


def _row_splices(row: RowSpan, created: Mapping[int, bytes]) -> list[Splice]:
    """New cells of a row that is there, and its start tag where it must change."""
    spans = row.tag.value(b"spans")
    outside = spans is not None and not all(_within(spans, column) for column in created)
    head = row.tag.written({b"spans": None} if outside else {}, empty=False)
    if row.tag.empty:
        return [(row.start, row.tag.end, head + b"".join(created.values()) + b"</%s>" % row.tag.name)]
    splices = [(at := row.gaps.get(column, row.close), at, content) for column, content in created.items()]
    return [*splices, (row.start, row.tag.end, head)] if outside else splices


def _within(spans: str, column: int) -> bool:
    for span in spans.split():
        first, _, last = span.partition(":")
        if (count_of(first) or MAX_COLUMN) <= column <= (count_of(last) or 0):
            return True
    return False


def _new_row_splices(found: SheetMap, created: Mapping[int, Mapping[int, bytes]]) -> list[Splice]:
    """Rows that are not there yet, each before the row that follows it."""
    prefix = found.data.prefix
    rows = {
        row: b'<%srow r="%d">%s</%srow>' % (prefix, row, b"".join(cells.values()), prefix)
        for row, cells in created.items()
    }
    if rows and found.data.empty:
        head, tail = found.data.written({}, empty=False), b"</%s>" % found.data.name
        return [(found.data_start, found.data.end, head + b"".join(rows.values()) + tail)]
    return [(at := found.gaps.get(row, found.data_close), at, content) for row, content in rows.items()]


def _dimension_splice(
    xml: bytes, found: SheetMap, created: Mapping[int, Mapping[int, bytes]]
) -> list[Splice]:
    """The `<dimension>`, where new cells leave it."""
    if found.dimension is None or not created:
        return []
    tag = read_tag(xml, found.dimension)
    area = parse_area(tag.value(b"ref") or "")
    if area is None:
        return []
    columns = [column for cells in created.values() for column in cells]
    wider = Area(
        min(area.first_row, *created),
        min(area.first_column, *columns),
        max(area.last_row, *created),
        max(area.last_column, *columns),
    )
    if wider == area:
        return []
    return [(found.dimension, tag.end, tag.written({b"ref": str(wider)}, empty=tag.empty))]


def _moved_formulas(xml: bytes, found: SheetMap) -> Iterable[tuple[int, tuple[int, bytes]]]:
    """Start, end and new bytes of each `<f>` that takes over the text of a shared formula."""
    for index, heirs in found.heirs.items():
        if not heirs:
            continue
        master, text = _master(found, index)
        (row, column), span = heirs[0]
        rows, columns = [at[0] for at, _ in heirs], [at[1] for at, _ in heirs]
        area = Area(min(rows), min(columns), max(rows), max(columns))
        prefix = read_tag(xml, span.start).prefix
        formula = translate(text, row - master[0], column - master[1])
        opening = b'<%sf t="shared" ref="%s" si="%s">' % (prefix, str(area).encode(), escape_attribute(index))
        yield span.start, (span.end, opening + escape_markup(formula) + b"</%sf>" % prefix)


def _master(found: SheetMap, index: str) -> tuple[Position, str]:
    """Where the text of a shared formula stands, and the text."""
    for row, span in found.rows.items():
        for column, cell in span.cells.items():
            formula = cell.formula
            if formula is None or formula.sort != "shared" or not formula.text:
                continue
            if formula.attributes.get("si", "") == index:
                return (row, column), formula.text
    raise LookupError(f"shared formula {index} has no text")


def _chainless(found: SheetMap, edits: Mapping[Position, Edit]) -> Iterable[str]:
    for position, edit in edits.items():
        row = found.rows.get(position[0])
        cell = row.cells.get(position[1]) if row is not None else None
        if cell is None or cell.formula is None or not edit.drops_formula:
            continue
        if edit.new_formula is None or cell.formula.sort == "array":
            yield cell_name(*position)
