"""Reads a plan of an earlier template by its names, its tables by their headers.

Nothing of it is computed: an input that holds a formula has the value that the file shows. What cannot be
used is a problem with its cell, as in a plan of today's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from planner.book import values
from planner.book.identify import NO_CELL, place_named
from planner.layout.places import Place
from planner.problems import PlanError, Problem, quoted
from planner.template.rows import SCENARIOS, Column, Row, Table
from planner.upgrade.earlier import Earlier, Texts
from planner.xlsx.a1 import Position, cell_name
from planner.xlsx.canonical import canonical
from planner.xlsx.cell import Cell, Value
from planner.xlsx.package import Package
from planner.xlsx.package import Table as ExcelTable

GO_BACK = "Go back to a version of the plan that has it; `planner undo` may know one."
KEY = 4
"""How far right of an input's first cell its key stands, behind its note."""

Levels = Mapping[str, float | str]
"""An input by level; low and high are left out where they follow the base."""


@dataclass(slots=True)
class Old:
    """What a plan of an earlier template holds.

    Attributes:
        inputs: words of lists in English.
        formulas: inputs that hold a formula, as `(key, level)`, or in a table `(table.column, cell)`.
        notes: what stands beside lines, where it is not the template's own.
        places: cells of every name of planner's.
        rows: of each table, with words of lists in English.
        positions: what the owner has typed above lines along batches and chips, by the axis' key.
    """

    package: Package
    version: str
    preset: str
    language: str
    earlier: Earlier
    inputs: dict[str, Levels] = field(default_factory=dict)
    formulas: dict[tuple[str, str], str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    positions: dict[str, tuple[Any, ...]] = field(default_factory=dict)

    @property
    def texts(self) -> Texts:
        """What its language calls things."""
        return self.earlier.texts[self.language]

    def base(self, key: str) -> Any:
        """The base value of an input."""
        return self.inputs[key]["base"]

    def at(self, key: str, level: str) -> Any:
        """The value of an input at a level."""
        return self.inputs[key].get(level, self.base(key))


def read(package: Package, words: tuple[str, str, str], earlier: Earlier) -> Old:
    """Everything that the owner may have typed.

    Args:
        words: version, preset and language.

    Raises:
        PlanError: names or tables are missing, or inputs cannot be used; all of them are listed.
    """
    reader = _Reader(Old(package, *words, earlier))
    if package.date1904:
        remedy = "Untick File > Options > Advanced > Use 1904 date system in Excel, and check the dates."
        reader.problems.append(Problem("the workbook counts its dates from 1904", remedy, package.file))
    for table in sorted(earlier.tables.values(), key=_refers):
        reader.table(table.key, table)
    for row in earlier.inputs.values():
        reader.row(row)
    reader.axes()
    reader.notes()
    if reader.problems:
        raise PlanError(reader.problems)
    return reader.old


def _refers(table: Table) -> bool:
    """Whether a column's choices stand in another table, which has to be read first."""
    return any("." in column.choices_from for column in table.columns)


class _Reader:
    """Collects values and problems."""

    def __init__(self, old: Old) -> None:
        self.old, self.package = old, old.package
        self.problems: list[Problem] = []
        self._cells: dict[str, Mapping[Position, Cell]] = {}

    def cell(self, sheet: str, row: int, column: int) -> Cell:
        """A cell of the plan."""
        if sheet not in self._cells:
            self._cells[sheet] = self.package.cells(sheet)
        return self._cells[sheet].get((row, column), NO_CELL)

    def row(self, row: Row) -> None:
        """The levels of an input."""
        place = self._place(f"in_{row.key}")
        if place is None or self._is_another(place, row.key):
            return
        found: dict[str, float | str] = {}
        for across, level in enumerate(SCENARIOS):
            cell = self.cell(*place.at(across)[:3])
            if level != "base" and self._follows(cell, place):
                continue
            if cell.formula is not None:
                self.old.formulas[row.key, level] = cell.formula
            report = self._report(place.at(across), row.key)
            value = self._value(cell.value, row, self._choices(row), report)
            if isinstance(value, Problem):
                self.problems.append(value)
            else:
                found[level] = value
        self.old.inputs[row.key] = found

    def table(self, key: str, table: Table) -> None:
        """The rows of a table, down to the last that is not blank."""
        theirs = {name.casefold(): one for name, one in self.package.tables.items()}.get(key)
        if theirs is None or theirs.body is None:
            self._lost(f"the table {key} is missing")
            return
        columns = self._columns(key, table, theirs)
        if columns is None:
            return
        body, rows = theirs.body, list[dict[str, Any]]()
        self.old.tables[key] = rows
        for number in range(body.first_row, body.last_row + 1):
            cells = {one: self.cell(theirs.sheet, number, at) for one, at in columns.items()}
            if any(cell.formula is not None or cell.value not in {None, ""} for cell in cells.values()):
                rows.append(dict(self._entry(table, cells, theirs.sheet, number, columns)))
        self._below(key, theirs, columns)

    def axes(self) -> None:
        """The batches and chips that lines run along, which the owner chooses."""
        for key, name in (("batch", "axis_Batches_low"), ("chip", "axis_Chips_compared_low")):
            place = self._place(name)
            if place is not None:
                found = (self.cell(*place.at(across)[:3]).value for across in range(place.columns))
                self.old.positions[key] = tuple(found)

    def notes(self) -> None:
        """What stands beside lines, where the template did not write it."""
        usual = self.old.texts.notes
        for key in (*self.old.earlier.inputs, *self.old.earlier.lines):
            place = next((one for one in self._lines(key) if isinstance(one, Place)), None)
            if place is not None:
                text = self.cell(place.sheet, place.row, place.column + place.columns).value
                if isinstance(text, str) and text and text != usual.get(key, ""):
                    self.old.notes[key] = text

    def _lines(self, key: str) -> Iterator[Place | Problem]:
        for name in (f"in_{key}", f"out_{key}", f"calc_{key}"):
            if name in self.package.defined_names:
                yield place_named(self.package, name)

    def _place(self, name: str) -> Place | None:
        former = f"{name.rpartition('_')[0]}.{name.rpartition('_')[2]}"
        place = place_named(self.package, name, former=former)
        if isinstance(place, Problem):
            self._lost(place.message, place.sheet)
            return None
        return place

    def _is_another(self, place: Place, key: str) -> bool:
        """Whether the key of another input stands in the row that a name points at."""
        found = self.cell(place.sheet, place.row, place.column + KEY).value
        if found == key or found not in self.old.earlier.inputs:
            return False
        message = f"the name in_{key} points at the row of {found}"
        self.problems.append(Problem(message, GO_BACK, self.package.file, place.sheet, place.a1, key))
        return True

    def _lost(self, message: str, sheet: str = "") -> None:
        self.problems.append(Problem(message, GO_BACK, self.package.file, sheet))

    def _report(self, place: Place, key: str) -> values.Report:
        return lambda message, remedy: Problem(message, remedy, self.package.file, place.sheet, place.a1, key)

    def _follows(self, cell: Cell, place: Place) -> bool:
        """Whether a low or high cell refers to its own base cell and to nothing else."""
        base = place.at(SCENARIOS.index("base"))
        return cell.formula is not None and canonical(cell.formula, place.sheet, {}) == canonical(
            base.a1, base.sheet, {}
        )

    def _value(
        self, value: Value, of: Row | Column, choices: Sequence[str], report: values.Report
    ) -> float | str | Problem:
        kind = of.type if isinstance(of, Column) else of.unit if of.is_text or of.is_date else "number"
        if kind == "number":
            return values.number(value, of, report)
        if kind == "date":
            return values.date(value, of, report)
        if kind == "choice":
            found = values.word(value, of, choices, report)
            return found if isinstance(found, Problem) or of.choices_from else self._english(found)
        return values.text(value, of, report) if isinstance(of, Column) else str(value)

    def _english(self, word: str) -> str:
        """A word of the plan's lists in English; any other text as it is."""
        said = self.old.texts.choices.get(word, word)
        return word if said.endswith(" (English)") else said

    def _choices(self, of: Row | Column) -> Sequence[str]:
        """The words that a cell may hold, as the plan's language says them."""
        table, _, column = of.choices_from.partition(".")
        if table:
            return [str(row[column]) for row in self.old.tables.get(table, ()) if row.get(column)]
        said = {english: word for word, english in self.old.texts.choices.items()}
        return [said.get(word, word) for word in of.choices]

    def _columns(self, key: str, table: Table, theirs: ExcelTable) -> dict[str, int] | None:
        headers = {header.casefold().strip(): at for at, header in enumerate(theirs.columns)}
        wanted = self.old.texts.headers[key]
        lost = [text for text in wanted.values() if text.casefold() not in headers]
        if lost:
            self._lost(f"the table {key} has no column {', '.join(map(quoted, lost))}", theirs.sheet)
            return None
        first = theirs.area.first_column
        return {column.key: first + headers[wanted[column.key].casefold()] for column in table.columns}

    def _entry(
        self, table: Table, cells: Mapping[str, Cell], sheet: str, row: int, columns: Mapping[str, int]
    ) -> Iterator[tuple[str, Any]]:
        for column in table.columns:
            cell, place = cells[column.key], Place(sheet, row, columns[column.key])
            if cell.formula is not None:
                self.old.formulas[f"{table.key}.{column.key}", place.a1] = cell.formula
            if cell.value in {None, ""} and not column.required:
                continue
            report = self._report(place, f"{table.key}.{column.key}")
            value = self._value(cell.value, column, self._choices(column), report)
            if isinstance(value, Problem):
                self.problems.append(value)
            else:
                yield column.key, value

    def _below(self, key: str, theirs: ExcelTable, columns: Mapping[str, int]) -> None:
        """A row that was typed below a table and is no part of it."""
        row = theirs.area.last_row + 1
        filled = [at for at in columns.values() if self.cell(theirs.sheet, row, at).value not in {None, ""}]
        if filled and not theirs.totals_rows:
            message = f"this row stands below the table {key} but is not part of it, so nothing counts it"
            remedy = "Move it into the table, or leave an empty row above it."
            cell = cell_name(row, min(filled))
            self.problems.append(Problem(message, remedy, self.package.file, theirs.sheet, cell, key))
