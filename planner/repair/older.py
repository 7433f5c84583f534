"""A plan of an earlier version of the template becomes one of today's; what its owner put there stays."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from planner.book.edits import Edits
from planner.book.find import Book, book_of, survey
from planner.book.identify import identify
from planner.layout.earlier import Earlier, added_since
from planner.layout.owned import OwnedCell, owned_cells
from planner.layout.places import MASTER_ON_COVER, MONEY, TEMPLATE_CELLS, Place
from planner.problems import PlanError
from planner.repair.fresh import Fresh
from planner.repair.in_place import with_cells, written
from planner.repair.names import tidy_names
from planner.repair.styles import AddedStyles
from planner.template.rows import SCENARIOS
from planner.xlsx.canonical import canonical
from planner.xlsx.package import Package
from planner.xlsx.patch import Edit, patched_parts


@dataclass(frozen=True, slots=True)
class Older:
    """What a plan was brought up to date from, and how much of it is new.

    Attributes:
        was: the version of the template that it was made with.
        formulas: how many cells of planner's hold today's formula now.
        names: how many names were called anew or added.
        unit: in which amounts were said.
    """

    was: str
    now: str
    formulas: int
    names: int
    unit: str = ""

    def said(self, unit: str = "") -> str:
        """In a sentence.

        Args:
            unit: in which amounts are said now, where that is known.
        """
        counts = f"{self.formulas} formulas and {self.names} names of planner's"
        units = f"; amounts are said in {unit}, not in {self.unit}" if unit and unit != self.unit else ""
        return f"made with template {self.was}, brought to {self.now}: {counts}{units}"

    def due(self) -> str:
        """The same where nothing is written."""
        return f"made with template {self.was}; planner refresh brings it to {self.now}"


def brought(package: Package, was: str) -> tuple[Package, Older]:
    """The plan as one of today's template, in memory.

    Raises:
        PlanError: it lacks more than what its version did not have, which `planner repair` puts back.
    """
    of = identify(package)
    found = survey(package, *of)
    tidied = tidy_names(found, dots_alone=True)
    if tidied.parts:
        package = written(package, tidied.parts)
        found = survey(package, *of)
    added = added_since(was)
    lost = {name: found.lost.pop(name) for name in added if name in found.lost}
    if problems := found.problems():
        raise PlanError(problems)
    found.lost.update(lost)
    if lost:
        package, _ = with_cells(found, added)
    return renewed(book_of(survey(package, *of)), was, tidied.anew + len(lost))


def renewed(book: Book, was: str, names: int) -> tuple[Package, Older]:
    """With today's formulas where those of an earlier version stand, and with today's version."""
    edits = Edits()
    cells = [*_of_earlier(book, was)]
    looks, formats = _looks(book, cells)
    for cell in cells:
        edits.put(*cell.position, Edit(None, "drop", looks.get(cell.position), cell.formula))
    for place, text in (*_versions(book, was), *_notes(book)):
        edits.put(place.sheet, place.row, place.column, Edit(text, "drop"))
    package = written(book.package, {**patched_parts(book.package, edits.by_sheet), **formats})
    unit = str(book.cell(book.layout[MONEY]).value or "")
    return package, Older(was, book.template.version, len(cells), names, unit)


def _of_earlier(book: Book, was: str) -> Iterator[OwnedCell]:
    """The cells that hold what an earlier version put there; none that the owner has edited or typed over."""
    tables = {name.casefold(): table for name, table in book.source.tables.items()}
    earlier = Earlier(book.template, book.layout)
    new = {book.layout[name][:3] for name in added_since(was)}
    for cell in owned_cells(book.template, book.preset, book.layout):
        there = book.cell(cell.place)
        if there.formula == cell.formula:
            continue
        if there.formula is None:
            if cell.position in new or there.value in [*earlier.constants(cell)]:
                yield cell
            continue
        sheet = cell.place.sheet
        actual = canonical(there.formula, sheet, tables)
        if actual != canonical(cell.formula, sheet, tables) and any(
            actual == canonical(form, sheet, tables) for form in earlier.formulas(cell)
        ):
            yield cell


def _looks(
    book: Book, cells: Sequence[OwnedCell]
) -> tuple[dict[tuple[str, int, int], int], Mapping[str, bytes]]:
    """The formats of cells that now read another sheet, which has a colour of its own, as in a new workbook.

    Returns also the part of formats.
    """
    anew = {cell.position for cell in cells if "!" in cell.formula and "!" not in _there(book, cell)}
    if not anew:
        return {}, {}
    expected = survey(book.source, book.template, book.preset)
    fresh = Fresh(expected)
    styles, looks = AddedStyles(book.package, fresh.package), {}
    new = owned_cells(book.template, book.preset, expected.expected)
    for cell, model in zip(owned_cells(book.template, book.preset, book.layout), new, strict=True):
        if cell.position in anew:
            sheet, row, column = model.position
            looks[cell.position] = styles.of(fresh.row(sheet, row)[column].style)
    return looks, styles.parts()


def _there(book: Book, cell: OwnedCell) -> str:
    return book.cell(cell.place).formula or ""


def _versions(book: Book, was: str) -> Iterator[tuple[Place, str]]:
    """Where the log and the cover say which template the plan is of."""
    name, now = book.template.name, book.template.version
    yield book.layout[TEMPLATE_CELLS].at(1), now
    cover = book.layout[MASTER_ON_COVER].sheet
    told = re.compile(rf"{re.escape(f'{name} {was}')}(?![0-9.])")  # its preset may follow
    for (sheet, row, column), cell in book.cells.items():
        if sheet == cover and cell.formula is None and isinstance(cell.value, str) and told.match(cell.value):
            yield Place(sheet, row, column), told.sub(f"{name} {now}", cell.value)


def _notes(book: Book) -> Iterator[tuple[Place, str]]:
    """Notes beside lines that say what earlier versions said of them."""
    lines = {}
    for _, row in book.template.rows():
        for scenario in SCENARIOS if row.earlier_notes else ():
            place = book.layout.run(row, scenario) if row.axis else book.layout.line(row)
            lines[place.sheet, place.row] = row
    for (sheet, number, column), cell in book.cells.items():
        found = lines.get((sheet, number))
        if found is not None and cell.formula is None and cell.value in found.earlier_notes:
            yield Place(sheet, number, column), found.note
