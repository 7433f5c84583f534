"""The sheet as it stands in a plan: known again by its mark, and read back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from planner import days
from planner.actuals.lines import CashLine
from planner.actuals.months import Months
from planner.actuals.places import (
    FILE,
    LEFT,
    MARK_ROW,
    TOLD,
    Places,
    Shape,
)
from planner.actuals.told import Actuals, Told
from planner.book.beside import ACTUALS, THROUGH
from planner.book.source import Source
from planner.problems import PlanError, Problem, quoted
from planner.results.actuals import LeftOutRows
from planner.xlsx.a1 import Position, cell_name, parse_reference
from planner.xlsx.cell import Cell

AGAIN = "Go back to a backup, or delete the sheet and read the files again with `planner actuals`."


class Standing(NamedTuple):
    """The sheet of a plan: its name, its places and its cells."""

    sheet: str
    places: Places
    cells: Mapping[Position, Cell]
    through: Position


def standing(source: Source) -> Standing | None:
    """The sheet that planner has written; None where there is none.

    Raises:
        PlanError: its mark is gone, or says something else.
    """
    if ACTUALS not in source.defined_names:
        return None
    mark = parse_reference(source.defined_names[ACTUALS])
    through = parse_reference(source.defined_names.get(THROUGH, ""))
    names = {sheet.name.casefold(): sheet.name for sheet in source.sheets}
    name = names.get((mark.sheet or "").casefold(), "") if mark else ""
    if mark is None or not name:
        return None  # its owner has deleted it
    cells = source.cells(name)
    row, column = mark.area.first
    there = cells.get((row, column))
    shape = Shape.of(there.value if there else None)
    if shape is None or column != 1 or through is None or (through.sheet or "").casefold() != name.casefold():
        message = "the sheet of actuals no longer says what it holds"
        raise PlanError(Problem(message, AGAIN, source.file, name))
    return Standing(name, Places.of(shape, row - MARK_ROW), cells, through.area.first)


def actuals_on(found: Standing, file: str, lines: Mapping[str, CashLine], months: Months) -> Actuals:
    """What was read, as the sheet has it.

    Raises:
        PlanError: a cell of it says nothing that can be taken.
    """
    reader = _Reader(found, file, lines, months)
    files = {
        reader.number(FILE, at, "number"): (reader.text(FILE, at, "name"), reader.text(FILE, at, "sha256"))
        for at in range(found.places.rows(FILE))
    }
    told = tuple(reader.told(at, files) for at in range(found.places.rows(TOLD)))
    left = tuple(reader.left(at, files) for at in range(found.places.rows(LEFT)))
    return Actuals(told, left, reader.through())


def keys_on(found: Standing, part: str) -> list[str]:
    """The keys of the lines of a part, as the sheet has them."""
    spots = [(part, at, "key") for at in range(found.places.rows(part))]
    cells = [found.cells.get(found.places.at(spot)) for spot in spots]
    return [cell.value if cell and isinstance(cell.value, str) else "" for cell in cells]


class _Reader:
    def __init__(self, found: Standing, file: str, lines: Mapping[str, CashLine], months: Months) -> None:
        self.found, self.file, self.lines, self.months = found, file, lines, months

    def wrong(self, at: Position, message: str) -> PlanError:
        return PlanError(Problem(message, AGAIN, self.file, self.found.sheet, cell_name(*at)))

    def value(self, part: str, number: int, column: str) -> object:
        cell = self.found.cells.get(self.found.places.at((part, number, column)))
        return cell.value if cell else None

    def number(self, part: str, number: int, column: str) -> float:
        found = self.value(part, number, column)
        if isinstance(found, bool) or not isinstance(found, float):
            raise self.wrong(self.found.places.at((part, number, column)), "there is no number any more")
        return found

    def text(self, part: str, number: int, column: str) -> str:
        found = self.value(part, number, column)
        return "" if found is None else str(found)

    def told(self, at: int, files: Mapping[float, tuple[str, str]]) -> Told:
        key, month = self.text(TOLD, at, "key"), self.months.of(self.number(TOLD, at, "date"))
        if key not in self.lines:
            where = self.found.places.at((TOLD, at, "key"))
            raise self.wrong(where, f"the plan has no line {quoted(key)} any more")
        self.check_month(at, month)
        if (read_in := self.text(TOLD, at, "unit")) != self.months.currency:
            message = f"the amounts were read in {read_in}, and the plan is in {self.months.currency} now"
            raise self.wrong(self.found.places.at((TOLD, at, "unit")), message)
        quantity = self.value(TOLD, at, "quantity")
        name, digits = files.get(self.number(TOLD, at, "file"), ("", ""))
        return Told(
            month,
            key,
            self.number(TOLD, at, "amount"),
            quantity if isinstance(quantity, float) else None,
            int(self.number(TOLD, at, "rows")),
            name,
            digits,
            self.text(TOLD, at, "note"),
        )

    def check_month(self, at: int, month: int) -> None:
        """Months are still those of which the files were read."""
        day = self.number(TOLD, at, "date")
        if not 1 <= month <= self.months.number or self.months.first_day(month) != day:
            message = (
                f"the plan has no month that begins on {days.written(day)} any more, and a file tells it"
            )
            raise self.wrong(self.found.places.at((TOLD, at, "date")), message)

    def left(self, at: int, files: Mapping[float, tuple[str, str]]) -> LeftOutRows:
        name, reason, code = (self.text(LEFT, at, column) for column in ("name", "reason", "unit"))
        amount, rows = self.number(LEFT, at, "amount"), int(self.number(LEFT, at, "rows"))
        file, digits = files.get(self.number(LEFT, at, "file"), ("", ""))
        return LeftOutRows(name, reason, rows, amount, code, file, digits)

    def through(self) -> int:
        """The last month that counts, as its owner may have typed it."""
        cell = self.found.cells.get(self.found.through)
        if cell is None or isinstance(cell.value, bool) or not isinstance(cell.value, float):
            raise self.wrong(self.found.through, "actuals_through is no date")
        if cell.value >= self.months.after or cell.value < self.months.first_day(1) - 1:
            message = f"actuals_through is {days.written(cell.value)}, outside of the plan"
            raise self.wrong(self.found.through, message)
        return self.months.of(cell.value)
