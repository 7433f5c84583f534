"""The open workbook and all that planner does to it: read, write, calculate, put back, save."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, suppress
from functools import partial
from types import MappingProxyType
from typing import Any

from planner.check.checkers.base import Cells, Evaluation, FormulaError, NotRun, Value
from planner.excel import errors
from planner.excel.native import Native
from planner.live.blocks import Block, blocks, typed, typed_again
from planner.live.hold import held
from planner.live.snapshot import Snapshot, snapshot
from planner.problems import PlanError, Problem
from planner.xlsx.a1 import Area, Position
from planner.xlsx.cell import Cell, CellError
from planner.xlsx.render import Edit

CHECKER = "excel"
PENDING = {"#GETTING_DATA", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!"}
"""Errors that say nothing about what a formula is worth."""


class OpenBook:
    """A workbook of a running Excel. `file` is what messages call it."""

    def __init__(self, book: Any, file: str, native: Native) -> None:
        self.book, self.file, self.native = book, file, native
        self.app = book.app
        self._seen: Snapshot | None = None
        self._new: dict[str, dict[Position, Cell]] = {}
        self._open = set[str]()
        self._sheets: dict[str, Any] = {}
        self._before: list[tuple[str, Area, tuple[tuple[Any, ...], ...]]] = []

    def held(self) -> AbstractContextManager[None]:
        """Excel stands still inside, and is as it was afterwards."""
        return held(self.app, lambda: self.native.is_ready(self.app), self.file)

    def snapshot(self) -> Snapshot:
        """What it says now."""
        with self._as_problems():
            self._seen = errors.patiently(
                lambda: snapshot(self.book, self.file, self.native, self._as_problems)
            )
            self._new.clear()
            self._sheets.clear()
        return self._seen

    def calculate_all(self) -> None:
        """Calculate every formula anew, whatever values the file came with."""
        with self._as_problems():
            errors.patiently(lambda: self.native.calculate_all(self.app))

    def calculate(self) -> None:
        """Calculate what has changed."""
        with self._as_problems():
            errors.patiently(self.app.calculate)

    def write(self, edits: Mapping[str, Mapping[Position, Edit]]) -> None:
        """Write cells in whole blocks, so that the workbook is as it was read but for these edits."""
        for sheet, cells in self._complete(edits).items():
            for block in blocks(sheet, cells):
                self._write(block)

    def _complete(self, edits: Mapping[str, Mapping[Position, Edit]]) -> dict[str, dict[Position, Edit]]:
        """With the cells that earlier edits changed and these do not."""
        whole = {sheet: dict(cells) for sheet, cells in edits.items()}
        for sheet, written in self._new.items():
            for at in written:
                seen = self._cells(sheet).get(at)
                if seen is None or seen.formula is None:
                    whole.setdefault(sheet, {}).setdefault(at, Edit(seen.value if seen else None, "drop"))
        return whole

    def _write(self, block: Block) -> None:
        written, seen = self._new.setdefault(block.sheet, {}), self._cells(block.sheet)
        new = dict(zip(block.area.cells(), (value for row in block.rows for value in row), strict=True))
        old = {at: written.get(at, seen.get(at)) for at in new}
        if all(_shows(cell, new[at]) for at, cell in old.items()):
            return
        width = len(block.rows[0])
        texts = [typed_again(cell) for cell in old.values()]
        before = tuple(tuple(texts[at : at + width]) for at in range(0, len(texts), width))
        with self._as_problems():
            self._refuse_protected(block.sheet)
        self._before.append((block.sheet, block.area, before))
        self._put(block.sheet, block.area, tuple(tuple(map(typed, row)) for row in block.rows))
        written.update((at, Cell(value)) for at, value in new.items())

    def _cells(self, sheet: str) -> Mapping[Position, Cell]:
        """What stood on a sheet when it was read."""
        return (self._seen or self.snapshot()).cells(sheet)

    def append_row(self, sheet: str, model: int, row: int, columns: range) -> None:
        """Give a new row the look of another, before it is written."""
        with self._as_problems():
            self._refuse_protected(sheet)
            here = self._sheet(sheet)
            source = here.range((model, columns[0]), (model, columns[-1]))
            blank = ((None,) * len(columns),)
            self._before.append((sheet, Area(row, columns[0], row, columns[-1]), blank))
            errors.patiently(lambda: source.copy(here.range((row, columns[0]))))

    def put_back(self) -> None:
        """Undo what was written, the last first; for when the rest could not be."""
        with suppress(PlanError):  # Excel is gone, or stays busy: then the next one would wait in vain too
            while self._before:
                self._put(*self._before.pop())

    def evaluation(self, cells: Cells) -> Evaluation:
        """What cells show now, read in one block a sheet."""
        values: dict[tuple[str, int, int], Value] = {}
        for sheet, places in cells.items():
            if places:
                rows, columns = [row for row, _ in places], [column for _, column in places]
                top, left = min(rows), min(columns)
                with self._as_problems():
                    block = self._sheet(sheet).range((top, left), (max(rows), max(columns)))
                    found = errors.patiently(partial(self.native.values, block))
                values.update(
                    ((sheet, row, column), _value(found[row - top][column - left])) for row, column in places
                )
        return Evaluation(CHECKER, self.version(), MappingProxyType(values))

    def version(self) -> str:
        """Which Excel it is."""
        with self._as_problems():
            return str(errors.patiently(lambda: self.app.version))

    def save(self) -> None:
        """Save it under its own name."""
        with self._as_problems():
            if errors.patiently(partial(self.native.is_read_only, self.book)):
                message = "the workbook is open for reading only, so that Excel cannot save it"
                raise PlanError(Problem(message, "Save it under another name in Excel.", self.file))
            errors.patiently(self.book.save)

    def tell(self, well: bool, text: str) -> None:
        """Show a sentence in Excel: in the status bar, or in a dialog that has to be closed."""
        with self._as_problems():
            if well:
                self.app.status_bar = text
            else:
                self.app.alert(text, "planner")

    def _put(self, sheet: str, area: Area, rows: tuple[tuple[Any, ...], ...]) -> None:
        given = [["" if value is None else value for value in row] for row in rows]
        with self._as_problems():
            cells = self._sheet(sheet).range(area.first, (area.last_row, area.last_column))
            errors.patiently(partial(setattr, cells, "raw_value", given))

    def _refuse_protected(self, sheet: str) -> None:
        """A sheet cannot become protected while Excel is held: to ask once is enough."""
        if sheet in self._open:
            return
        if errors.patiently(lambda: self.native.is_protected(self._sheet(sheet))):
            message = "the sheet is protected, so that planner cannot write its results into it"
            remedy = "Take the protection off (Review > Unprotect Sheet), refresh, then protect it again."
            raise PlanError(Problem(message, remedy, self.file, sheet))
        self._open.add(sheet)

    def _sheet(self, name: str) -> Any:
        """A sheet, looked up once: each look goes to Excel and back, and names stay while it is held."""
        if name not in self._sheets:
            self._sheets[name] = self.book.sheets[name]
        return self._sheets[name]

    def _as_problems(self) -> AbstractContextManager[None]:
        return errors.as_problems(self.file, self.app, self.book)


def _shows(cell: Cell | None, value: object) -> bool:
    if cell is None:
        return value is None
    return cell.formula is None and type(cell.value) is type(value) and cell.value == value


def _value(value: float | str | bool | CellError | None) -> Value:
    """What a formula shows; an empty text, which some programs tell like an empty cell, is one."""
    if not isinstance(value, CellError):
        return "" if value is None else value
    return NotRun(f"shows {value}") if value.code in PENDING else FormulaError(value.code)
