"""Finds planner's cells in a user's workbook, through the defined names that Excel has moved along with them.

The key that stands in each row is the second witness: a name that points at a row with another key is a
problem, never a guess.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from planner.problems import PlanError, Problem
from planner.workbook import layout as at
from planner.workbook import parts
from planner.workbook.a1 import parse_reference
from planner.workbook.arrange import arrange
from planner.workbook.cells import Cell, read_cells
from planner.workbook.layout import Layout, Place, TablePlace
from planner.workbook.schema import SCENARIOS, Preset, Table, Template
from planner.workbook.template import TemplateError, load_preset, load_template, presets

REACH = 40
"""Columns right of a line's cells in which its key is looked for; users insert columns of their own."""

NOT_A_PLAN = "Make one with `planner new plan.xlsx`, or give the path of one."
REPAIR = "Undo the change in the program it was made in, or take the last backup."

WITNESSED = ("in_", "calc_", "out_", "chk_", "sum_")
GROWING = {at.STATUSES, at.KEYS}
"""Names that may cover more rows than the template's: users insert some of their own."""

APPARATUS = {at.MASTER, at.COUNTS, at.LIMITS, at.MASTER_ON_COVER, at.MASTER_ON_SUMMARY} | GROWING


@dataclass(frozen=True, slots=True)
class Book:
    """A user's workbook with planner's cells found in it.

    Attributes:
        cells: every cell of planner's areas and tables that the file holds, by (sheet, row, column).
    """

    package: parts.Package
    template: Template
    preset: Preset
    layout: Layout
    cells: Mapping[tuple[str, int, int], Cell]

    def cell(self, place: Place) -> Cell:
        """The cell at a place; an empty one where the file has none."""
        return self.cells.get((place.sheet, place.row, place.column), Cell(None))

    def problem(self, place: Place, message: str, remedy: str, key: str = "") -> Problem:
        """A problem at a place of this file."""
        return Problem(message, remedy, self.package.file, place.sheet, place.a1, key)


def find(package: parts.Package) -> Book:
    """Planner's cells in a workbook.

    Raises:
        PlanError: it is not one of planner's, or names, tables or sheets of the template are missing.
    """
    template, preset = _identify(package)
    expected = arrange(template, preset).layout
    problems: list[Problem] = []
    places = dict(_places(package, expected, problems))
    tables = dict(_tables(package, template, problems))
    if package.date1904:
        problems.append(
            Problem(
                "the workbook counts its dates from 1904",
                "Untick File > Options > Advanced > Use 1904 date system in Excel, and check the dates.",
                package.file,
            )
        )
    cells = _read(package, places, tables)
    for name, place in places.items():
        problems.extend(_witness(package, name, place, cells))
    if problems:
        raise PlanError(problems)
    return Book(package, template, preset, Layout(places, tables), cells)


def _identify(package: parts.Package) -> tuple[Template, Preset]:
    """The template and preset that the workbook says it was made from."""
    reference = _reference(package, at.TEMPLATE_CELLS)
    if isinstance(reference, Problem):
        message = "this workbook is not one of planner's: it has no name planner_template"
        raise PlanError(Problem(message, NOT_A_PLAN, package.file))
    found = read_cells(package, reference.sheet, [(reference.row, reference.column + i) for i in range(3)])
    words = [found.get((reference.row, reference.column + i), Cell(None)).value for i in range(3)]
    name, version, preset = (str(word or "") for word in words)
    place = f"{reference.sheet}!{reference.a1}"
    try:
        template = load_template(name)
        if version != template.version:
            message = f"{place} says template {name} {version}; this planner has {name} {template.version}"
            raise PlanError(
                Problem(message, "Use the planner that made the workbook, or make a new one.", package.file)
            )
        return template, load_preset(preset, name)
    except (TemplateError, ValueError):
        message = (
            f"{place} names the template {name!r} and the preset {preset!r}, which this planner does not have"
        )
        known = ", ".join(presets())
        raise PlanError(Problem(message, f"Presets of llm-programme: {known}.", package.file)) from None


def _reference(package: parts.Package, name: str) -> Place | Problem:
    """Where a defined name points, on a sheet that exists."""
    text = package.defined_names.get(name)
    if text is None:
        return Problem(f"the name {name} is missing", REPAIR, package.file)
    reference = parse_reference(text)
    if "#REF!" in text or reference is None or reference.sheet is None:
        return Problem(f"the name {name} no longer points at cells: {text}", REPAIR, package.file)
    sheet = next((s for s in package.sheets if s.name.casefold() == reference.sheet.casefold()), None)
    if sheet is None:
        return Problem(
            f"the name {name} points at the sheet {reference.sheet}, which is gone", REPAIR, package.file
        )
    area = reference.area
    rows, columns = area.last_row - area.first_row + 1, area.last_column - area.first_column + 1
    return Place(sheet.name, area.first_row, area.first_column, rows, columns)


def _places(package: parts.Package, expected: Layout, problems: list[Problem]) -> Iterator[tuple[str, Place]]:
    """Every name of the template that points at cells of the right shape."""
    lost: dict[str, list[str]] = {}
    for name, wanted in expected.places.items():
        found = _reference(package, name)
        if isinstance(found, Problem):
            if wanted.sheet.casefold() not in {sheet.name.casefold() for sheet in package.sheets}:
                lost.setdefault(wanted.sheet, []).append(name)
            else:
                problems.append(_with_home(found, name, wanted))
        elif found.columns != wanted.columns or (found.rows != wanted.rows and name not in GROWING):
            message = (
                f"the name {name} covers {found.rows} x {found.columns} cells, "
                f"expected {wanted.rows} x {wanted.columns}"
            )
            remedy = "Take out the column or row that was put between its cells."
            problems.append(Problem(message, remedy, package.file, found.sheet, found.a1, _key(name)))
        else:
            yield name, found
    for sheet, names in lost.items():
        message = f"the sheet {sheet} is missing, and with it {len(names)} of planner's lines"
        problems.append(Problem(message, REPAIR, package.file, sheet))


def _with_home(problem: Problem, name: str, wanted: Place) -> Problem:
    """A lost name, with the place where the template puts it."""
    remedy = f"{problem.remedy} In a new workbook it is {wanted.absolute}."
    return Problem(problem.message, remedy, problem.file, key=_key(name))


def _key(name: str) -> str:
    prefix = next((prefix for prefix in WITNESSED if name.startswith(prefix)), None)
    if prefix is None:
        return ""
    key = name.removeprefix(prefix)
    along = prefix == "calc_" and key.endswith(tuple(f".{scenario}" for scenario in SCENARIOS))
    return key.rpartition(".")[0] if along else key


def _tables(
    package: parts.Package, template: Template, problems: list[Problem]
) -> Iterator[tuple[str, TablePlace]]:
    found = {name.casefold(): table for name, table in package.tables.items()}
    for table in template.tables:
        theirs = found.get(table.key)
        if theirs is None:
            message = f"the table {table.key} is missing ({table.title})"
            problems.append(Problem(message, REPAIR, package.file, key=table.key))
        elif (place := _table_place(package, table, theirs, problems)) is not None:
            yield table.key, place


def _table_place(
    package: parts.Package, table: Table, theirs: parts.Table, problems: list[Problem]
) -> TablePlace | None:
    body = theirs.body
    headers = {header.casefold().strip(): number for number, header in enumerate(theirs.columns)}
    missing = [column.header for column in table.columns if column.header.casefold() not in headers]
    if missing or body is None:
        what = "has no column " + ", ".join(map(repr, missing)) if missing else "has no rows"
        remedy = "Rename the column back, or put it back." if missing else "Add a row to the table."
        where = Place(theirs.sheet, theirs.area.first_row, theirs.area.first_column)
        message = f"the table {table.key} {what}"
        problems.append(Problem(message, remedy, package.file, where.sheet, where.a1, table.key))
        return None
    columns = {column.key: body.first_column + headers[column.header.casefold()] for column in table.columns}
    return TablePlace(
        sheet=theirs.sheet,
        first_row=body.first_row,
        rows=body.last_row - body.first_row + 1,
        columns=columns,
        headers={column.key: column.header for column in table.columns},
    )


def _read(
    package: parts.Package, places: Mapping[str, Place], tables: Mapping[str, TablePlace]
) -> dict[tuple[str, int, int], Cell]:
    wanted: dict[str, set[tuple[int, int]]] = {}
    for name, place in places.items():
        reach = place.columns + (REACH if name.startswith(WITNESSED) and name not in APPARATUS else 0)
        for down in range(place.rows):
            positions = ((place.row + down, place.column + across) for across in range(reach))
            wanted.setdefault(place.sheet, set()).update(positions)
    for table in tables.values():
        rows = range(table.first_row, table.first_row + table.rows)
        positions = ((row, column) for row in rows for column in table.columns.values())
        wanted.setdefault(table.sheet, set()).update(positions)
    return {
        (sheet, row, column): cell
        for sheet, positions in wanted.items()
        for (row, column), cell in read_cells(package, sheet, positions).items()
    }


def _witness(
    package: parts.Package, name: str, place: Place, cells: Mapping[tuple[str, int, int], Cell]
) -> Iterator[Problem]:
    """The key beside the cells must be the one in the name."""
    key = _key(name)
    if not key or name in APPARATUS:
        return
    first = place.column + place.columns
    beside = (cells.get((place.sheet, place.row, column)) for column in range(first, first + REACH))
    texts = [cell.value for cell in beside if cell is not None and isinstance(cell.value, str)]
    if key not in texts:
        message = f"the name {name} points at a row without the key {key}"
        remedy = f"Write {key} back into the key column of that row, or undo the move that parted them."
        yield Problem(message, remedy, package.file, place.sheet, place.a1, key)
