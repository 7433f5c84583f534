"""What the two plans of a comparison differ in: inputs, rows, formulas, cells, sheets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from planner.book import differing
from planner.book.beside import sheets_beside
from planner.book.find import Book
from planner.book.input_cells import FOLLOWS, InputCell, input_cells
from planner.book.row_names import row_names
from planner.check.examine import Reading
from planner.layout.owned import OwnedCell
from planner.layout.places import BASE, NOTE
from planner.results.diff import CellChange, InputChange, RowChange
from planner.results.undo import Content
from planner.template.rows import Column, Row, Text
from planner.template.schema import SOURCES
from planner.usecases.wording import wording
from planner.xlsx.a1 import Position
from planner.xlsx.cell import CellError
from planner.xlsx.number_format import is_date

Name = tuple[str, str]


class Rows(NamedTuple):
    """Rows that only one of the plans has, and how the inputs in them begin."""

    changes: tuple[RowChange, ...]
    prefixes: tuple[str, ...]


def inputs(before: Reading, after: Reading, alone: Rows) -> Iterator[InputChange]:
    """Inputs that differ, in what was typed or in what it comes to; not those in rows that came or went."""
    said = wording(before.book.template, after.book.template).said
    then, now = dict(differing.in_words(before.book, said)), dict(input_cells(after.book))
    typed = {one[:2]: one for one in differing.inputs(after.book, before.book, said)}
    for name in dict.fromkeys((*now, *typed)):
        if name[0].startswith(alone.prefixes):
            continue
        if name in typed:
            values = typed[name].then, typed[name].now
            if _is_open_day(values, now.get(name) or then[name]):
                continue
            yield _changed(name, *values, now.get(name) or then[name], after.book)
        elif (moved := _moved(name, now[name], then.get(name), before, after)) is not None:
            yield _changed(name, *moved, now[name], after.book)


def _is_open_day(values: tuple[Content, Content], cell: InputCell) -> bool:
    """Whether one plan leaves open of which day it is, as a preset does."""
    return isinstance(cell.of, Text) and cell.of.day and None in values


def rows(before: Book, after: Book) -> Rows:
    """Rows that came, and rows that went."""
    found, prefixes = [], []
    said = wording(before.template, after.template).said
    for table in after.template.tables:
        theirs, ours = (_filled(book, table.key) for book in (before, after))
        theirs = {said(name): number for name, number in theirs.items()}
        for one, other, change, book in ((theirs, ours, "removed", before), (ours, theirs, "added", after)):
            for name, number in one.items():
                if name.casefold() in {word.casefold() for word in other} or _renamed(name, one, other):
                    continue
                place = book.layout.tables[table.key].cell(table.columns[0].key, number)
                found.append(RowChange(table.key, name, change, place.sheet, place.a1))
                prefixes.append(f"{table.key}[{name}].")
    return Rows(tuple(found), tuple(prefixes) or ("\0",))


def formulas(before: Reading, after: Reading) -> Iterator[CellChange]:
    """Formulas of planner's that are the template's in one plan alone, or neither's in the same way."""
    sides = [
        {(cell.key, cell.role, cell.scenario, cell.along): (cell, side.book) for cell in side.changed}
        for side in (before, after)
    ]
    for name in dict.fromkeys((*sides[0], *sides[1])):
        held = [_held(*side[name]) if name in side else "the template's" for side in sides]
        if held[0] != held[1]:
            cell = (sides[1].get(name) or sides[0][name])[0]
            yield CellChange(cell.key, cell.place.sheet, cell.place.a1, *held)


def sheets(before: Book, after: Book) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Sheets of the owner's that only the later plan has, and those that only the earlier one has."""
    one, other = ({name.casefold(): name for name in _own(book)} for book in (before, after))
    added = tuple(name for key, name in other.items() if key not in one)
    return added, tuple(name for key, name in one.items() if key not in other)


def cells(before: Book, after: Book) -> Iterator[CellChange]:
    """Cells of the owner's that differ; beside planner's own only where both plans began alike."""
    alike = (before.preset.name, before.template.language) == (after.preset.name, after.template.language)
    own = set(_own(after))
    for one in differing.cells(after, before):
        if not alike and one.sheet not in own:
            continue
        yield CellChange("", one.sheet, one.cell, one.then, one.now)


def _own(book: Book) -> list[str]:
    """The sheets that hold nothing of planner's."""
    layout = book.layout
    taken = {place.sheet for place in layout.places.values()} | {book.template.front(SOURCES)}
    taken |= {table.sheet for table in layout.tables.values()} | {*sheets_beside(book.package)}
    return [sheet.name for sheet in book.package.sheets if sheet.name not in taken]


def _held(cell: OwnedCell, book: Book) -> Content:
    """What stands in a cell of planner's."""
    found = book.cell(cell.place)
    if found.formula is not None:
        return f"={found.formula}"
    return str(found.value) if isinstance(found.value, bool | CellError) else found.value


def _filled(book: Book, table: str) -> dict[str, int]:
    """Rows of a table with anything in them, by their names."""
    of = book.template.table(table)
    place = book.layout.tables[table]
    return {
        name: number
        for number, name in enumerate(row_names(book, of))
        if any(book.cell(place.cell(column.key, number)).value not in {None, ""} for column in of.columns)
    }


def _renamed(name: str, one: Mapping[str, int], other: Mapping[str, int]) -> bool:
    """Whether a row is only called by its number, as its name is not its own."""
    return name.startswith("row ") and len(one) == len(other)


def _moved(
    name: Name, cell: InputCell, was: InputCell | None, before: Reading, after: Reading
) -> tuple[Content, Content] | None:
    """What the same formula of the owner's in an input came to, and comes to, where that differs."""
    if (
        was is None
        or not isinstance(cell.of, Row)
        or cell.value == FOLLOWS
        or not f"{cell.value}".startswith("=")
    ):
        return None
    then, now = (side.inputs.scalars[name[1]][name[0]] for side in (before, after))
    return None if then == now else (then, now)


def _changed(name: Name, was: Content, value: Content, cell: InputCell, book: Book) -> InputChange:
    of, place, look = cell.of, cell.place, book.template.format_of(cell.of)
    found = InputChange(*name, was, value, place.sheet, place.a1, format=look, is_day=is_date(look))
    if isinstance(of, Column):
        note = _note_in_row(book, name[0].partition("[")[0], place.row)
        return replace(found, label=of.header, unit=of.shown_unit, note=note)
    if isinstance(of, Row):
        unit = "" if of.is_text or of.is_date else of.shown_unit
        return replace(found, label=of.label, unit=unit, note=_note(book, of))
    return replace(found, label=of.label)


def _note(book: Book, row: Row) -> str:
    """The note beside an input, as it stands in the plan."""
    base = book.layout.cell(row, "base")
    return _text(book, base.sheet, (base.row, base.column + NOTE - BASE))


def _note_in_row(book: Book, table: str, row: int) -> str:
    """The note, or the source, in a row of a table."""
    place = book.layout.tables[table]
    columns = (place.columns[key] for key in ("note", "source") if key in place.columns)
    return next(filter(None, (_text(book, place.sheet, (row, column)) for column in columns)), "")


def _text(book: Book, sheet: str, at: Position) -> str:
    """The text in a cell; nothing where there is none."""
    cell = book.source.cells(sheet, [at]).get(at)
    return cell.value if cell is not None and isinstance(cell.value, str) else ""
