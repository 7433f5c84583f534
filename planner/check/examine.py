"""One workbook read: its inputs, what the engine makes of them, and which formulas were changed."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from planner.book.changed import changed_formulas, with_own_headings
from planner.book.find import Book
from planner.book.read import Inputs, input_formulas, read_inputs
from planner.book.values import plain
from planner.book.volatile import RANDOM, volatile
from planner.check.checkers.base import Cells, Evaluation, FormulaError, NotRun, Value, by_sheet
from planner.check.compare import as_cached
from planner.layout.owned import OwnedCell, all_owned_cells
from planner.layout.places import Place
from planner.problems import PlanError, printable
from planner.template.rows import SCENARIOS
from planner.template.schema import Template
from planner.xlsx.a1 import Address
from planner.xlsx.cell import CellError
from planner.xlsx.cell import Value as CellValue

Ask = Callable[[Cells], Evaluation]
"""Evaluates cells of a workbook with a checker."""

LEVEL = "level"
"""What lines read who differ by scenario in what a table has for each."""

EngineValues = Mapping[tuple[str, str], tuple[float, ...]]
"""(key, scenario) -> what the engine computes: one value, or along an axis one for each position."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A workbook's inputs, what the engine makes of them, and which formulas are no longer the template's."""

    book: Book
    inputs: Inputs
    engine: EngineValues
    owned: tuple[OwnedCell, ...]
    changed: Mapping[OwnedCell, str]
    user_formulas: tuple[Address, ...]
    today: Mapping[Address, CellValue] = field(default_factory=dict)
    """What inputs come to whose formulas read the date of the day."""

    @property
    def columns(self) -> dict[str, tuple[float | None, ...]]:
        """The number columns of the tables, by `table.column`."""
        return {
            f"{table.key}.{column.key}": self.inputs.tables[table.key][column.key]  # type: ignore[misc]
            for table in self.book.template.tables
            for column in table.columns
            if column.type == "number"
        }


def read_book(book: Book, ask: Ask) -> Reading:
    """Read every input, run the engine, and look at every formula.

    Raises:
        PlanError: an input cannot be used; all of them are listed.
    """
    return with_formulas(computed(book, ask))


def computed(book: Book, ask: Ask) -> Reading:
    """The same without the formulas, which take as long again."""
    formulas = input_formulas(book)
    moving = volatile(book.source, formulas) if formulas else {}
    typed = _formulas_in_inputs(book, formulas, moving, ask) if formulas else {}
    inputs, problems = read_inputs(book, typed)
    if problems:
        raise PlanError(problems)
    today = {position: typed[position] for position in moving}
    return Reading(book, inputs, run_engine(inputs, book), (), {}, formulas, today)


def with_formulas(reading: Reading) -> Reading:
    """With planner's formula cells, and those of them that another formula or value was typed over."""
    book = reading.book
    owned = all_owned_cells(book.template, book.preset, book.layout)
    owned, changed = with_own_headings(owned, changed_formulas(book, owned), book)
    return replace(reading, owned=owned, changed=changed)


def run_engine(inputs: Inputs, book: Book) -> dict[tuple[str, str], tuple[float, ...]]:
    """Every line for every scenario.

    Raises:
        PlanError: a line has no finite value for these inputs.
    """
    import numpy as np

    from planner.model import LINES

    asked = {row.stem or row.key for row in book.template.formulas}
    lines = LINES if len(asked) == len(LINES) else LINES.for_keys(asked)
    results: dict[tuple[str, str], tuple[float, ...]] = {}
    problems = []
    for scenario, known in engine_inputs(inputs, book).items():
        with np.errstate(all="ignore"):
            values = lines.spread(lines.evaluate(known))
        for row in book.template.formulas:
            count = len(inputs.axes[row.axis]) if row.axis else 1
            along = tuple(np.broadcast_to(values[row.key], count).tolist())
            results[row.key, scenario] = along
            if not all(map(math.isfinite, along)):
                place = book.layout.run(row, scenario) if row.axis else book.layout.cell(row, scenario)
                message = f"{row.label} cannot be computed from these inputs: it divides by zero or overflows"
                remedy = "Look for an input that is zero or far out of the ordinary."
                problems.append(book.problem(place, message, remedy, row.key))
    if problems:
        raise PlanError(problems)
    return results


def engine_inputs(inputs: Inputs, book: Book) -> dict[str, dict[str, Any]]:
    """Scenario -> what the engine takes: numbers and arrays, and the English word of each choice."""
    return as_engine_takes(inputs, book.template)


def as_engine_takes(inputs: Inputs, template: Template) -> dict[str, dict[str, Any]]:
    """The same without a workbook: only the template says what is a number and what a word."""
    import numpy as np

    def known(values: Iterable[Any]) -> tuple[Any, ...]:
        return tuple(meanings.get(value, value) for value in values)

    meanings: Mapping[Any, Any] = template.meanings
    shared: dict[str, Any] = {}
    for table in template.tables:
        for column in table.columns:
            cells = inputs.tables[table.key][column.key]
            number = column.type in {"number", "date"}
            typed = np.array(cells, dtype=float) if number else known(cell or "" for cell in cells)
            shared[f"{table.key}_{column.key}"] = typed
    for _, axis in template.axes:
        positions = known(inputs.axes[axis.key])
        shared[axis.key] = positions if axis.is_text else np.array(positions, dtype=float)
    return {
        scenario: {**shared, **dict(zip(typed, known(typed.values()), strict=True)), LEVEL: scenario}
        for scenario, typed in inputs.scalars.items()
    }


_STEADY = {
    False: "Type a value, or read cells that stay the same.",
    True: "Use TODAY() where a day is meant.",
}
"""What to do about a formula that changes with every calculation; whether it reads the time of day."""


def _changing(reads: Collection[str], value: Value) -> str:
    """The functions for whose sake a formula never comes to the same twice; none where it does all day."""
    part_of_a_day = isinstance(value, float) and not value.is_integer()
    return ", ".join(sorted(RANDOM & {*reads} or ({"NOW"} & {*reads} if part_of_a_day else ())))


def _formulas_in_inputs(
    book: Book, formulas: Sequence[Address], moving: Mapping[Address, Collection[str]], ask: Ask
) -> dict[Address, CellValue]:
    """What the user's own formulas in input cells come to, by a checker and not as the file last showed.

    Args:
        moving: the functions behind those that read the clock or random numbers: what they come to today is
            taken where it stays the same all day.
    """
    evaluation = ask(by_sheet(formulas))
    problems, computed = [], dict[Address, CellValue]()
    for position in formulas:
        value = evaluation.values[position]
        if objection := _objection(book, position, value, moving.get(position, ())):
            problems.append(book.problem(Place(*position), *objection))
        elif not isinstance(value, NotRun):
            computed[position] = _as_cell(value)
    if problems:
        raise PlanError(problems)
    return computed


def _objection(book: Book, at: Address, value: Value, reads: Collection[str]) -> tuple[str, str] | None:
    """What is wrong with a formula of the owner's as an input, and what to do."""
    cached, formula = book.cells[at].value, printable(f"={book.cells[at].formula}")
    if changing := _changing(reads, value):
        return f"the formula {formula} changes with every calculation ({changing})", _STEADY["NOW" in reads]
    if isinstance(value, NotRun):
        message = f"the formula {formula} could not be evaluated: {value.reason}"
        return message, "Use a simpler formula, or type the value."
    stale = book.source.calculation.full_on_load or cached is None
    if stale or reads or as_cached(value, cached):
        return None
    message = f"the formula {formula} comes to {plain(_as_cell(value))}, but the file shows {plain(cached)}"
    return message, "Open the file in Excel or LibreOffice, recalculate, save, then refresh again."


def _as_cell(value: Value) -> CellValue:
    """What a cell holds of a value that a checker gives."""
    if isinstance(value, FormulaError):
        return CellError(value.code)
    return None if isinstance(value, NotRun) else value


def positions(reading: Reading) -> list[Address]:
    """Every formula cell to evaluate: planner's own, and those that stand in input cells."""
    return [*(cell.place[:3] for cell in reading.owned), *reading.user_formulas, *_between_inputs(reading)]


def _between_inputs(reading: Reading) -> Iterator[Address]:
    """The cells of inputs that hold a formula of planner's, such as the one of another level."""
    for row in reading.book.template.inputs:
        for scenario in SCENARIOS:
            place = reading.book.layout.cell(row, scenario)
            position = place.sheet, place.row, place.column
            if reading.book.cell(place).formula is not None and position not in reading.user_formulas:
                yield position
