"""What stands beside a number: the note of an input as its owner has it, else that of the template."""

from __future__ import annotations

from planner.book.find import Book
from planner.explain.spots import Spot
from planner.layout.places import KEY, LOW, NOTE
from planner.template.rows import SCENARIOS, Row


def source_of(book: Book, row: Row | None, spot: Spot) -> str:
    """The note in the workbook beside an input; the template's of a line, and of a table."""
    if row is None:
        key = spot.key.partition(".")[0]
        return next((table.note for table in book.template.tables if table.key == key), "")
    if not row.is_input:
        return row.source or row.note
    return _beside(book, row)


def _beside(book: Book, row: Row) -> str:
    """The note in the row of an input, if the key that planner wrote still stands behind it."""
    place = book.layout.cell(row, SCENARIOS[0])
    note, key = (place.row, place.column + NOTE - LOW), (place.row, place.column + KEY - LOW)
    cells = book.source.cells(place.sheet, {note, key})
    if key in cells and cells[key].value == row.key:
        return str(cells[note].value or "") if note in cells else ""
    return book.preset.notes.get(row.key, row.note)
