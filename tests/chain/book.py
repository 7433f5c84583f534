"""The workbook of a plan of template 2.0, and what its formulas come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, cached_property
from math import isclose
from pathlib import Path
from typing import Any

from planner.book.find import Book, book_of, survey
from planner.check.checkers.base import Cells, Value, by_sheet
from planner.check.checkers.run import evaluate
from planner.layout.arrange import arrange
from planner.layout.owned import owned_cells
from planner.layout.owned_cell import OwnedCell
from planner.template.load import load_preset, load_template, preset_in_file
from planner.template.preset import Preset
from planner.writer.workbook import write_workbook
from planner.xlsx.a1 import Address
from planner.xlsx.package import open_package
from tests.witness import reading
from tests.witness.asking import calculated

WITHIN = 1e-9
"""Relative difference of two values that are the same."""

NOW = datetime(2026, 11, 24, tzinfo=UTC)

CASE = Path(__file__).parent / "case.toml"
"""The case of the specification, as a preset that no user is offered."""

WITNESS = "hyperformula"
OTHERS = ("cellrune", "libreoffice", WITNESS)
"""Programs that evaluate the same formulas, beside the one that most tests ask."""

Rows = tuple[Mapping[str, Any], ...]
"""Of a table: what stands in each column of each row."""

Values = Mapping[tuple[str, str, int], Value]
"""What the formulas of lines come to: key, scenario, position from 0."""


@dataclass(frozen=True)
class Chain:
    """A workbook with inputs and formulas alone; no engine has seen it."""

    path: Path
    preset: Preset

    @cached_property
    def lines(self) -> Mapping[Address, OwnedCell]:
        """The cells of every line."""
        template = load_template()
        cells = owned_cells(template, self.preset, arrange(template, self.preset).layout)
        return {
            (cell.place.sheet, cell.place.row, cell.place.column): cell
            for cell in cells
            if cell.role == "line"
        }

    @property
    def wanted(self) -> Cells:
        """The same as a checker is asked for them."""
        return by_sheet(self.lines)

    @property
    def book(self) -> Book:
        """The workbook as it is read, though its preset is none of planner's."""
        return book_of(survey(open_package(self.path), load_template(), self.preset))

    def values(self, checker: str) -> Values:
        """What they come to for a checker."""
        return self.by_line(evaluate(self.path, self.wanted, checker=checker, timeout_s=120).values)

    def values_of(self, program: str) -> Values:
        """What they come to for one of the others."""
        if program == WITNESS:
            return self.by_line(calculated(reading.read(self.path)))
        return self.values(program)

    def by_line(self, values: Mapping[Address, Any]) -> Values:
        """Values of cells by the line, scenario and position that they belong to."""
        return {(cell.key, cell.scenario, cell.along): values[at] for at, cell in self.lines.items()}


@cache
def case_preset() -> Preset:
    """The case as a plan of the template."""
    return preset_in_file(CASE, load_template())


def written(
    path: Path, tables: Mapping[str, Rows] | None = None, preset_name: str = "case", **inputs: float | str
) -> Chain:
    """A preset, with some tables and inputs changed, the latter in all scenarios, as a workbook."""
    preset = case_preset() if preset_name == "case" else load_preset(preset_name)
    changed = {key: {"base": value} for key, value in inputs.items()}
    preset = preset._replace(inputs={**preset.inputs, **changed}, tables={**preset.tables, **(tables or {})})
    write_workbook(path, load_template(), preset, now=NOW)
    return Chain(path, preset)


def differing(values: Values, others: Values) -> dict[Any, tuple[Any, Any]]:
    assert len(values) == len(others) > 50_000
    pairs = {where: (value, others[where]) for where, value in values.items()}
    return {where: pair for where, pair in pairs.items() if not _same(*pair)}


def _same(value: Any, other: Any) -> bool:
    """Two numbers that programs may write with fifteen digits; nothing here is a text."""
    numbers = isinstance(value, float) and isinstance(other, float)
    return numbers and isclose(value, other, rel_tol=WITHIN, abs_tol=WITHIN)
