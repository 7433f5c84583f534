"""A workbook as the rules see it: read once, with what several rules need worked out when first wanted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from planner.book import find
from planner.check.checkers.base import Value
from planner.lint.forms import Form
from planner.lint.formulas import Formula, Other, formulas_of, others_of
from planner.lint.graph import Graph
from planner.lint.planned import headings, long_cells, paper_cells
from planner.lint.reading import Reading, read_sheets
from planner.lint.sheet_reader import read_sheet
from planner.lint.sheets import Sheet
from planner.xlsx.a1 import Address, Position, parse_cell
from planner.xlsx.cell import Value as CellValue
from planner.xlsx.package import Package
from planner.xlsx.references import Name, Reference, Resolver
from planner.xlsx.relations import related
from planner.xlsx.styles import Style, Styles, read_styles
from planner.xlsx.xml import Element, count_of, elements, is_true

WINDOW = "workbook/bookViews/workbookView"
AUTOMATIC_NAMES = "_xlnm."
"""Names that Excel makes for itself: print areas, filters."""


@dataclass(frozen=True, slots=True)
class Values:
    """What other programs make of the formulas.

    Attributes:
        computed: formula cell -> its value by a checker; a `NotRun` where it gave none.
        engine: planner's own formula cell -> what planner's engine computes for it.
        sizes: cell -> what a difference is relative to, where that is more than the values themselves.
        changed: planner's own cell -> `edited` or `overwritten`, where it no longer holds planner's formula.
        reason: why there are no values at all, or none of the engine.
    """

    computed: Mapping[Address, Value] = field(default_factory=dict)
    engine: Mapping[Address, Value] = field(default_factory=dict)
    sizes: Mapping[Address, float] = field(default_factory=dict)
    changed: Mapping[Address, str] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True)
class Workbook:
    """One workbook.

    Attributes:
        plan: planner's cells in it, for one of planner's own.
        plan_reason: why planner's cells could not be found, in a workbook that says it is planner's.
    """

    package: Package
    sheets: tuple[Sheet, ...]
    styles: Styles
    names: tuple[Name, ...]
    plan: find.Book | None = None
    plan_reason: str = ""
    hidden_window: bool = False
    values: Values = field(default_factory=Values)

    def with_values(self, values: Values) -> Workbook:
        """The same with what other programs make of the formulas; what was worked out before is kept."""
        book = replace(self, values=values)
        kept = self.__dict__.keys() - book.__dict__.keys()
        book.__dict__.update({name: self.__dict__[name] for name in kept})
        return book

    @cached_property
    def by_name(self) -> dict[str, Sheet]:
        """The worksheets by name."""
        return {sheet.name: sheet for sheet in self.sheets}

    @cached_property
    def resolver(self) -> Resolver:
        """Finds what formulas refer to."""
        return Resolver.of((sheet.name for sheet in self.package.sheets), self.names, self.package.tables)

    @cached_property
    def formulas(self) -> tuple[Formula, ...]:
        """Every formula cell, sheet by sheet."""
        return tuple(formula for sheet in self.sheets for formula in formulas_of(sheet, self.resolver))

    @cached_property
    def by_cell(self) -> dict[Address, Formula]:
        """The same by sheet, row and column."""
        return {formula.position: formula for formula in self.formulas}

    def filled(self, sheet: str) -> dict[Position, tuple[Formula, Form]]:
        """Those of a sheet by place, each with its form, which is worked out once."""
        if sheet not in self._filled:
            self._filled[sheet] = {
                (one.row, one.column): (one, one.relative) for one in self.formulas if one.sheet == sheet
            }
        return self._filled[sheet]

    @cached_property
    def _filled(self) -> dict[str, dict[Position, tuple[Formula, Form]]]:
        return {}

    @cached_property
    def by_column(self) -> dict[str, dict[int, list[int]]]:
        """The rows that hold something in each column of each sheet, in order."""
        return {sheet.name: filled_columns(sheet) for sheet in self.sheets}

    def value(self, sheet: str, position: Position) -> CellValue:
        """What a cell shows; where the file says nothing, what a checker makes of its formula."""
        cell = self.by_name[sheet].cells.get(position) if sheet in self.by_name else None
        if cell is None or cell.value is not None or cell.formula is None:
            return cell.value if cell is not None else None
        computed = self.values.computed.get((sheet, *position))
        return computed if isinstance(computed, float | str | bool) else None

    @cached_property
    def long_by_plan(self) -> frozenset[Address]:
        """Planner's cells whose formula may be long; not those that hold another one."""
        if self.plan is None:
            return frozenset()
        return frozenset(cell for cell in long_cells(self.plan) if cell not in self.values.changed)

    @cached_property
    def headings_of_plan(self) -> frozenset[Address]:
        """Cells of planner's that say whose plan it is, and compute nothing."""
        return frozenset(headings(self.plan)) if self.plan is not None else frozenset()

    @cached_property
    def inked(self) -> frozenset[Address]:
        """Cells whose colour says nothing: headings, page 1 and planner's statements, which print in ink."""
        paper = paper_cells(self.plan) if self.plan is not None else ()
        return self.headings_of_plan.union(paper)

    @cached_property
    def others(self) -> tuple[Other, ...]:
        """The formulas outside cells: behind names, in validations and conditional formats."""
        names = [(name.name, name.sheet, name.text) for name in self.names]
        return tuple(others_of(self.sheets, names, self.resolver))

    @cached_property
    def graph(self) -> Graph:
        """Which formula reads which."""
        return Graph.of(self.formulas)

    @cached_property
    def read(self) -> dict[str, Reading]:
        """What each sheet is for, and its lines, headings, axes and inputs; by sheet."""
        areas = {name: [one.area for one in found] for name, found in self.areas_read().items()}
        return read_sheets(self.sheets, self.styles, self.package.tables.values(), self.plan, areas)

    def style(self, sheet: Sheet, row: int, column: int) -> Style:
        """How a cell is drawn."""
        cell = sheet.cells.get((row, column))
        return self.styles.of(cell.style if cell is not None else 0)

    def commented(self, sheet: str) -> frozenset[Position]:
        """The cells of a sheet that carry a comment, of Excel's older or newer kind."""
        part = self.by_name[sheet].info.part
        cells = set()
        archive, file = self.package.archive, self.package.file
        kinds = ("comments", "threadedComment")
        for name in (name for kind in kinds for name in related(archive, part, file, kind)):
            for element in elements(self.package.read(name), self.package.part(name)):
                if element.path.rpartition("/")[2].lower() in {"comment", "!threadedcomment"}:
                    cells.add(parse_cell(element.attributes.get("ref", "")))
        return frozenset(cell for cell in cells if cell is not None)

    def areas_read(self) -> Mapping[str, Sequence[Reference]]:
        """What the formulas read, by the sheet that it stands on; each area once."""
        found: dict[str, dict[tuple[int, int, int, int], Reference]] = {}
        for formula in self.formulas:
            for reference in formula.references:
                area = reference.area
                key = area.first_row, area.first_column, area.last_row, area.last_column
                found.setdefault(reference.sheet, {})[key] = reference
        return {sheet: list(areas.values()) for sheet, areas in found.items()}


def filled_columns(sheet: Sheet) -> dict[int, list[int]]:
    """Column -> the rows that hold something, in order."""
    columns: dict[int, list[int]] = {}
    for (row, column), cell in sorted(sheet.cells.items()):
        if cell.value is not None or cell.formula is not None or cell.kind != "constant":
            columns.setdefault(column, []).append(row)
    return columns


def read_book(
    package: Package,
    plan: find.Book | None = None,
    plan_reason: str = "",
) -> Workbook:
    """Read everything that the rules look at.

    Raises:
        PlanError: a part of the workbook is damaged.
    """
    sheets = tuple(read_sheet(package, info) for info in package.sheets if info.kind == "worksheet")
    found = elements(package.read(package.workbook_part), package.part(package.workbook_part))
    windows = [e.attributes.get("visibility", "visible") for e in found if e.path == WINDOW]
    hidden = any(state != "visible" for state in windows)
    names = tuple(_names(found, package))
    return Workbook(package, sheets, read_styles(package), names, plan, plan_reason, hidden)


def _names(found: Sequence[Element], package: Package) -> Iterator[Name]:
    """The defined names, with what the package leaves out: whether they are hidden."""
    for element in found:
        if element.path == "workbook/definedNames/definedName":
            attributes = element.attributes
            scope = count_of(attributes.get("localSheetId"))
            sheet = package.sheets[scope].name if scope is not None and scope < len(package.sheets) else ""
            yield Name(attributes.get("name", ""), element.text, sheet, is_true(attributes.get("hidden")))
