"""Mutants in spare cells of a workbook, and which of them agree with the engine in a case.

A mutant in a spare cell reads the right values of all other lines, so one evaluation judges thousands.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from planner.book.edits import Edits
from planner.book.find import Book
from planner.check.checkers.base import NotRun, Value, by_sheet
from planner.check.checkers.session import Session
from planner.check.compare import agree
from planner.layout.formulas import compile_formula
from planner.layout.formulas_along import compile_run
from planner.layout.owned import OwnedCell, line_cells
from planner.layout.places import Place
from planner.model import LINES
from planner.model.lines import Line
from planner.template.load import load_preset, load_template
from planner.template.rows import SCENARIOS, Row
from planner.template.schema import LOG, Template
from planner.xlsx.patch import patch_package
from tests.books import PATIENT, Values, patched, put, typing
from tests.cases_for_mutants import Case, Given, by_scenario, spread
from tests.inputs import engine_inputs
from tests.mutants import Mutant

SPARE_ROW = 2_000
Positions = Sequence[tuple[str, float]]
"""Scenario, and how far along an axis, from 0 to 1."""

FIRST_LOOK: Positions = (("low", 0.0), ("base", 0.4), ("high", 1.0))
SECOND_LOOK: Positions = tuple(
    (scenario, share)
    for scenario in SCENARIOS
    for share in (0.0, 0.02, 0.11, 0.19, 0.21, 0.33, 0.4, 0.5, 0.6, 0.8, 1.0)
)
"""Of sixty months the 1st, 2nd, 7th, 12th, 13th, 20th, 25th, 31st, 36th, 48th and 60th."""

Engine = Mapping[tuple[str, str], np.ndarray]
"""(key, scenario) -> what the engine computes, a value for each position."""


@dataclass(frozen=True)
class Bench:
    """A workbook with mutants in spare cells."""

    book: Book
    cells: Mapping[Mutant, tuple[OwnedCell, ...]]
    lines: tuple[OwnedCell, ...]

    def look(self, case: Case, session: Session, path: Path) -> tuple[set[Mutant], list[str]]:
        """The mutants that agree with the engine in this case, and the lines that do not."""
        template = self.book.template
        edits = typing(self.book, case.values)
        for key, given in case.over.items():
            _type_over(edits, self.book, template.row(key), given)
        with path.open("wb") as out:
            patch_package(self.book.package, edits.by_sheet, out)
        judge = Judge(template, engine_values(template, case), case.values)
        placed = {m: cells for m, cells in self.cells.items() if case.judges(m.key)}
        lines = [cell for cell in self.lines if case.judges(cell.key)]
        asked = [cell for cells in placed.values() for cell in cells] + lines
        found = session.evaluate(path, by_sheet(cell.position for cell in asked), PATIENT).values
        seen = {
            mutant
            for mutant, cells in placed.items()
            if not all(judge.agrees(cell, found[cell.position]) for cell in cells)
        }
        wrong = [
            f"{cell.place.sheet}!{cell.place.a1} {cell.key}: formula {found[cell.position]}, "
            f"engine {judge.wanted(cell)}"
            for cell in lines
            if not judge.agrees(cell, found[cell.position])
        ]
        return set(self.cells) - seen, wrong


@dataclass(frozen=True)
class Judge:
    """Compares a cell with the engine as a refresh does."""

    template: Template
    engine: Engine
    values: Values

    def agrees(self, cell: OwnedCell, value: Value) -> bool:
        return not isinstance(value, NotRun) and agree(value, self.wanted(cell), self._size(cell))

    def wanted(self, cell: OwnedCell) -> float:
        return float(self.engine[cell.key, cell.scenario][cell.along])

    def _size(self, cell: OwnedCell) -> float:
        row = self.template.row(cell.key)
        if not (scale := row.scale):
            return row.size
        along = self.engine[scale, cell.scenario]
        return abs(float(along[cell.along] if len(along) > 1 else along[0]))


def _type_over(edits: Edits, book: Book, row: Row, given: Given) -> None:
    """Values in the place of a line's formulas."""
    for scenario in SCENARIOS:
        if row.axis:
            run = book.layout.run(row, scenario)
            for along, value in enumerate(spread(given, scenario, run.columns)):
                put(edits, run.at(along), value)
        else:
            put(edits, book.layout.cell(row, scenario), by_scenario(given, scenario))


def bench(book: Book, mutants: Iterable[Mutant], looks: Positions, path: Path) -> Bench:
    """The workbook with each of these mutants in some spare cells."""
    edits, cells = Edits(), {}
    for number, mutant in enumerate(mutants):
        row = book.template.row(mutant.key)
        placed = _along(book, row, mutant, looks) if row.axis else _across(book, mutant)
        cells[mutant] = tuple(
            cell._replace(place=cell.place._replace(row=SPARE_ROW + number, column=column))
            for column, cell in enumerate(placed, start=1)
        )
        for cell in cells[mutant]:
            put(edits, cell.place, None, formula=cell.formula)
    return Bench(patched(book, edits, path), cells, tuple(line_cells(book.template, book.layout)))


def _across(book: Book, mutant: Mutant) -> list[OwnedCell]:
    """A scalar line in every scenario."""
    return [
        OwnedCell(
            Place(LOG, 0, 0),
            compile_formula(mutant.formula, LOG, scenario, book.layout, book.template),
            "line",
            mutant.key,
            scenario,
        )
        for scenario in SCENARIOS
    ]


def _along(book: Book, row: Row, mutant: Mutant, looks: Positions) -> list[OwnedCell]:
    """A line along an axis at some of its positions, on its own sheet, as it names no sheet for its own."""
    made = []
    for scenario in SCENARIOS:
        run = book.layout.run(row, scenario)
        formulas = compile_run(row._replace(formula=mutant.formula), scenario, book.layout, book.template)
        places = {round(share * (run.columns - 1)) for name, share in looks if name == scenario}
        made += [
            OwnedCell(run.at(along), formulas[along], "line", row.key, scenario, along)
            for along in sorted(places)
        ]
    return made


def engine_values(template: Template, case: Case) -> Engine:
    """Every input and line by the engine, without a workbook in between; those judged must be finite."""
    preset = case.values.preset(load_preset("essay"))
    found: dict[tuple[str, str], Any] = {}
    for scenario in SCENARIOS:
        known = engine_inputs(template, preset, scenario, case.values.axes)
        known |= {key: by_scenario(given, scenario) for key, given in case.over.items() if key in known}
        with np.errstate(all="ignore"):
            for line in LINES.in_order():
                known[line.key] = _typed_over(template, case, line, scenario, _computed(line, known))
            values = LINES.spread(known)
        for row in (row for _, row in template.rows() if not row.is_text):
            if isinstance(values[row.key], str):
                continue
            count = len(template.axis(row.axis).values) if row.axis else 1
            along = np.broadcast_to(np.asarray(values[row.key], dtype=float), count)
            judged = not row.is_input and case.judges(row.key)
            assert not judged or np.all(np.isfinite(along)), (row.key, scenario)
            found[row.key, scenario] = along
    return found


def _typed_over(template: Template, case: Case, line: Line, scenario: str, value: Any) -> Any:
    """What is typed over a line, or over rows of a grid; its own value where nothing is."""
    count = len(template.axis(line.axis).values) if line.axis else 1
    if line.each:
        for number, row in enumerate(template.rows_of(line.key)):
            if row.key in case.over:
                value = np.array(value)
                value[..., number, :] = spread(case.over[row.key], scenario, count)
        return value
    if line.key not in case.over:
        return value
    given = case.over[line.key]
    if not line.axis:
        return by_scenario(given, scenario)
    along = spread(given, scenario, count)
    if line.key in same_all_along(template.name):
        assert len(set(along)) == 1, f"the engine has one value of {line.key} for all positions"
        return along[0]
    return np.array(along)


@cache
def same_all_along(name: str) -> frozenset[str]:
    """Lines along an axis of which the engine has one value for all positions."""
    template = load_template(name)
    values = LINES.spread(LINES.evaluate(engine_inputs(template, load_preset("essay"), "base")))
    return frozenset(row.key for row in template.formulas if row.axis and np.ndim(values[row.key]) == 0)


def _computed(line: Line, known: Mapping[str, Any]) -> Any:
    try:
        return line.function(*[known[key] for key in line.needs])
    except (ArithmeticError, IndexError, ValueError):  # of a line that what was typed over makes no sense for
        return math.nan
