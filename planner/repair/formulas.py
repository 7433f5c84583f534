"""Formulas of planner's that were edited, typed over or read deleted cells become the template's again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from planner.book.edits import Edits
from planner.book.find import Book
from planner.book.values import plain
from planner.layout.owned import OwnedCell
from planner.layout.places import WORDS, Place, axis_name
from planner.problems import printable
from planner.repair.mending import Restored
from planner.results.statuses import line_statuses
from planner.xlsx.patch import Edit

LOST = "#REF!"

MOST = 3
"""Cells of one row of which it is told what stood there: low, base and high; months are alike."""


def restore_formulas(
    book: Book, changed: Mapping[OwnedCell, str], edits: Edits, rewritten: set[tuple[str, int]]
) -> list[Restored]:
    """Put the template's formula into every cell that has lost it.

    Args:
        rewritten: rows that were put back just now, of which there is no more to say.
    """
    for cell in changed:
        sheet, row, column = cell.position
        edits.put(sheet, row, column, Edit(None, "drop", None, cell.formula))
    told = [cell for cell in changed if (cell.place.sheet, cell.place.row) not in rewritten]
    broken = {cell.position for cell in told if LOST in (book.cell(cell.place).formula or "")}
    lost = [cell for cell in told if cell.position in broken]
    typed = [cell for cell in told if cell.position not in broken]
    return [*_typed_over(book, typed), *_lost(lost)]


def _typed_over(book: Book, cells: list[OwnedCell]) -> Iterator[Restored]:
    """A line for each row of cells, with what stood there: the owner may want it elsewhere."""
    for (sheet, row, _, key), group in groupby(cells, lambda c: (c.place.sheet, c.place.row, c.role, c.key)):
        run = sorted(group, key=lambda cell: cell.place.column)
        first, last = run[0].place.column, run[-1].place.column
        place = Place(sheet, row, first, 1, last - first + 1)
        stood = [_there(book, cell.place) for cell in run]
        shown = stood[0] if len(set(stood)) == 1 else ", ".join(stood[:MOST])
        if len(set(stood)) > 1 and len(stood) > MOST:
            shown += f" and {len(stood) - MOST} more"
        of = key or f"the {run[0].role}"
        many = f"{len(run)} formulas of {of} are" if len(run) > 1 else f"the formula of {of} is"
        yield Restored(sheet, place.a1, key, f"{many} the template's again; there stood {shown}")


def _there(book: Book, place: Place) -> str:
    cell = book.cell(place)
    if cell.formula is not None:
        return printable(f"={cell.formula}")
    return "nothing" if cell.value in {None, ""} else plain(cell.value)


def _lost(cells: list[OwnedCell]) -> Iterator[Restored]:
    """A line for each sheet: of these formulas nothing was left to keep."""
    for sheet, group in groupby(sorted(cells, key=lambda c: c.position), lambda cell: cell.place.sheet):
        count = len(list(group))
        formulas = (
            "1 formula that read deleted cells is"
            if count == 1
            else (f"{count:,} formulas that read deleted cells are")
        )
        yield Restored(sheet, "", "", f"{formulas} the template's again")


def restore_words(book: Book, edits: Edits) -> list[Restored]:
    """Put back the typed cells that formulas rely on: the status words, the positions of an axis."""
    restored = []
    for place, wanted, what in _words(book):
        if book.cell(place).value != wanted:
            edits.put(place.sheet, place.row, place.column, Edit(wanted, "drop"))
            message = f"{what} {plain(wanted)} is back; there stood {_there(book, place)}"
            restored.append(Restored(place.sheet, place.a1, "", message))
    return restored


def _words(book: Book) -> Iterator[tuple[Place, float | str, str]]:
    words = book.layout[WORDS]
    for down, word in enumerate(line_statuses(book.template.statuses)):
        yield words.at(down=down), book.template.word_of(word), "the status word"
    for sheet, axis in ((sheet, sheet.axis) for sheet in book.template.sheets if sheet.axis):
        if axis is None or axis.is_input:
            continue
        for scenario in ("low", "base", "high") if sheet.apart else ("low",):
            place = book.layout[axis_name(sheet, scenario)]
            for across, value in enumerate(axis.values):
                yield place.at(across), value, axis.label
