"""A plan's workbook for tests: written once, then patched; and a plan's inputs as plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from planner.book.edits import Edits
from planner.book.find import Book, find
from planner.check import examine, judging
from planner.check.checkers.allowance import Allowance
from planner.check.checkers.base import Evaluation, by_sheet
from planner.check.checkers.session import Session
from planner.check.compare import CellCheck
from planner.check.examine import Reading
from planner.check.expected import Stored
from planner.layout.places import Place, axis_name
from planner.problems import PlanError
from planner.template.load import load_preset, load_template
from planner.template.preset import Preset
from planner.template.rows import SCENARIOS, Row, Section
from planner.template.schema import Template
from planner.template.sheets import Sheet
from planner.writer.workbook import write_workbook
from planner.xlsx.package import open_package
from planner.xlsx.patch import Edit, patch_package
from tests.inputs import plain

NOW = datetime(2023, 2, 6, 12, tzinfo=UTC)

PATIENT = Allowance(300.0)
"""What a checker may take in a test, however busy the machine is. What it takes elsewhere is tested apart."""


@dataclass(frozen=True)
class Values:
    """What an owner may type into a plan.

    Attributes:
        scalars: key -> scenario -> value; low and high that are left out follow base.
        tables: table -> rows of column -> value.
        axes: axis -> its positions, where they are not the template's.
    """

    scalars: Mapping[str, Mapping[str, Any]]
    tables: Mapping[str, Sequence[Mapping[str, Any]]]
    axes: Mapping[str, Sequence[float | str]] = field(default_factory=dict)

    @staticmethod
    def of(preset: Preset) -> Values:
        return Values(preset.inputs, preset.tables)

    def but(self, **scalars: Any) -> Values:
        """With some scalars changed: one value for all scenarios, or a dict by scenario."""
        changed = {
            key: given if isinstance(given, dict) else {"base": given} for key, given in scalars.items()
        }
        return replace(self, scalars={**self.scalars, **changed})

    def with_rows(self, table: str, rows: Sequence[Mapping[str, Any]]) -> Values:
        return replace(self, tables={**self.tables, table: tuple(rows)})

    def preset(self, like: Preset) -> Preset:
        """A preset with these values, of which a workbook of its own can be written."""
        tables = {key: tuple(rows) for key, rows in self.tables.items()}
        return like._replace(inputs=self.scalars, tables=tables)

    def scenario(self, key: str, scenario: str) -> Any:
        given = self.scalars[key]
        return given.get(scenario, given["base"])


def essay() -> Values:
    return Values.of(load_preset("essay"))


def write(path: Path, values: Values | None = None, template: Template | None = None) -> Book:
    """A workbook with these values, not yet refreshed."""
    preset = load_preset("essay")
    template = template or load_template()
    write_workbook(path, template, values.preset(preset) if values else preset, now=NOW)
    return find(open_package(path))


def typing(book: Book, values: Values) -> Edits:
    """The edits that type all these values over those of a workbook; spare table rows become blank."""
    edits = Edits()
    for row in book.template.inputs:
        for scenario in SCENARIOS:
            if scenario in values.scalars[row.key]:
                put(edits, book.layout.cell(row, scenario), values.scalars[row.key][scenario])
            else:
                base = book.layout.cell(row, "base").a1
                put(edits, book.layout.cell(row, scenario), None, formula=base)
    for table in book.template.tables:
        place, rows = book.layout.tables[table.key], values.tables[table.key]
        assert len(rows) <= place.rows, f"the table {table.key} of this workbook has {place.rows} rows"
        for number in range(place.rows):
            for column in table.columns:
                value = rows[number].get(column.key) if number < len(rows) else None
                put(edits, place.cell(column.key, number), value)
    for sheet, axis in book.template.axes:
        if axis.is_input:
            positions = book.layout[axis_name(sheet, "low")]
            for number, value in enumerate(values.axes.get(axis.key, axis.values)):
                put(edits, positions.at(number), value)
    return edits


def put(edits: Edits, place: Place, value: Any, formula: str | None = None) -> None:
    """Type a value, or a formula without its equals sign, into a cell."""
    edits.put(place.sheet, place.row, place.column, Edit(cell_value(value), "drop", new_formula=formula))


def cell_value(value: Any) -> Any:
    return plain(value) if isinstance(value, date | int | float) and not isinstance(value, bool) else value


def patched(book: Book, edits: Edits, path: Path) -> Book:
    """The workbook with its edits, as a file of its own, found anew."""
    with path.open("wb") as out:
        patch_package(book.package, edits.by_sheet, out)
    return find(open_package(path))


def cells_of(reading: Reading) -> dict[str, list[tuple[int, int]]]:
    return by_sheet(examine.positions(reading))


def read(book: Book, session: Session | None = None) -> Reading:
    """The inputs, which must be usable."""

    def ask(cells: Any) -> Evaluation:
        assert session is not None, "an input is a formula"
        return session.evaluate(book.package.path, cells, PATIENT)

    return examine.read_book(book, ask)


def refreshed(reading: Reading, path: Path, verdicts: Mapping[str, str] | None = None) -> dict[str, Stored]:
    """Write the workbook as a refresh leaves it, with engine values and verdicts; and what was written."""
    stored = judging.stored_by(reading, verdicts or {})
    edits = Edits()
    for key, kept in stored.items():
        edits.checks(reading.book, key, kept.engine, kept.verdict)
    with path.open("wb") as out:
        patch_package(reading.book.package, edits.by_sheet, out)
    return stored


def judged(reading: Reading, session: Session, path: Path) -> list[CellCheck]:
    """Refresh and check, as `planner refresh` does, but with a checker that stays open."""
    stored = refreshed(reading, path)
    evaluation = session.evaluate(path, cells_of(reading), PATIENT)
    return judging.judge(reading, evaluation.values, stored)


def with_formula(template: Template, key: str, formula: str) -> Template:
    """The template with another formula for one line."""

    def changed(item: Row | Section) -> Row | Section:
        return item._replace(formula=formula) if isinstance(item, Row) and item.key == key else item

    def sheet(sheet: Sheet) -> Sheet:
        return replace(sheet, items=tuple(map(changed, sheet.items)))

    return replace(template, sheets=tuple(map(sheet, template.sheets)))


def problems_of(book: Book) -> list[str]:
    """What reading this workbook objects to."""
    try:
        read(book)
    except PlanError as error:
        return [str(problem) for problem in error.problems]
    return []


def disagreements(checks: Sequence[CellCheck]) -> list[str]:
    """The cells that do not agree, in words."""
    return [
        f"{check.cell.place.sheet}!{check.cell.place.a1} {check.cell.key} {check.cell.scenario} "
        f"({check.cell.role}): {check.status}, formula {check.formula!r}, engine {check.engine!r}"
        for check in checks
        if check.status != "agrees"
    ]
