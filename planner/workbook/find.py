"""Finds planner's cells in a user's workbook, through the defined names that Excel has moved along with them.

The key that stands in each row is the second witness: a name that points at a row with another key is a
problem, never a guess.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from planner.problems import PlanError, Problem, quoted
from planner.workbook import layout as at
from planner.workbook import parts
from planner.workbook.a1 import MAX_COLUMN, parse_reference
from planner.workbook.arrange import arrange
from planner.workbook.cells import Cell
from planner.workbook.layout import Layout, Place, TablePlace
from planner.workbook.schema import SCENARIOS, Preset, Table, Template
from planner.workbook.source import Source
from planner.workbook.template import TemplateError, load_preset, load_template, presets

SMALL_SHEET_BYTES = 4 << 20

REACH = 40
"""Columns right of a line's cells in which its key is looked for; users insert columns of their own."""

NOT_A_PLAN = "Make one with `planner new plan.xlsx`, or give the path of one."
MOST_ROWS = 10_000
"""Rows of a table, or of another area that may grow; longer ones are a whole column, named by mistake."""

MOST_SHEET_BYTES = 48 << 20
"""Of a sheet with cells of planner's: a million cells."""

REPAIR = "Undo the change where it was made, or go back to a backup."

WITNESSED = ("in_", "calc_", "out_", "chk_", "sum_")
GROWING = {at.STATUSES, at.KEYS}
"""Names that may cover more rows than the template's: users insert some of their own."""

APPARATUS = {at.MASTER, at.WORDS, at.COUNTS, at.LIMITS, at.MASTER_ON_COVER, at.MASTER_ON_SUMMARY} | GROWING


@dataclass(frozen=True, slots=True)
class Book:
    """A user's workbook with planner's cells found in it.

    Attributes:
        source: the file that it was read from, or the open workbook.
        cells: every cell of planner's areas and tables that the file holds, by (sheet, row, column).
    """

    source: Source
    template: Template
    preset: Preset
    layout: Layout
    cells: Mapping[tuple[str, int, int], Cell]

    @property
    def package(self) -> parts.Package:
        """The file that it was read from, for who reads other parts of it or writes it."""
        assert isinstance(self.source, parts.Package)  # noqa: S101 - an open workbook goes other ways
        return self.source

    def cell(self, place: Place) -> Cell:
        """The cell at a place; an empty one where the file has none."""
        return self.cells.get((place.sheet, place.row, place.column), Cell(None))

    def problem(self, place: Place, message: str, remedy: str, key: str = "") -> Problem:
        """A problem at a place of this file."""
        return Problem(message, remedy, self.source.file, place.sheet, place.a1, key)


def find(source: Source) -> Book:
    """Planner's cells in a workbook.

    Raises:
        PlanError: it is not one of planner's, or names, tables or sheets of the template are missing.
    """
    template, preset = _identify(source)
    expected = arrange(template, preset).layout
    problems: list[Problem] = []
    places = dict(_places(source, template, expected, problems))
    tables = dict(_tables(source, template, problems))
    if source.date1904:
        problems.append(
            Problem(
                "the workbook counts its dates from 1904",
                "Untick File > Options > Advanced > Use 1904 date system in Excel, and check the dates.",
                source.file,
            )
        )
    cells = _read(source, places, tables)
    problems.extend(_without_key(source, places, cells))
    if problems:
        raise PlanError(problems)
    return Book(source, template, preset, Layout(places, tables), cells)


def _identify(source: Source) -> tuple[Template, Preset]:
    """The template and preset that the workbook says it was made from."""
    reference = _reference(source, at.TEMPLATE_CELLS)
    if isinstance(reference, Problem) or (reference.rows, reference.columns) != (1, 3):
        if any(name.startswith(WITNESSED) for name in source.defined_names):
            message = "the sheet Log, which says what template the plan was made from, is gone or damaged"
            raise PlanError(Problem(message, REPAIR, source.file))
        message = "this workbook is not a plan of planner's"
        raise PlanError(Problem(message, NOT_A_PLAN, source.file))
    found = source.cells(reference.sheet, [(reference.row, reference.column + i) for i in range(3)])
    words = [found.get((reference.row, reference.column + i), Cell(None)).value for i in range(3)]
    name, version, preset = (str(word or "") for word in words)
    place = f"{reference.sheet}!{reference.a1}"
    try:
        template = load_template(name)
        if version != template.version:
            message = f"{place} says template {name} {version}; this planner has {name} {template.version}"
            raise PlanError(
                Problem(message, "Use the planner that made the workbook, or make a new one.", source.file)
            )
        return template, load_preset(preset, name)
    except (TemplateError, ValueError):
        message = (
            f"{place} names the template {quoted(name)} and the preset {quoted(preset)}, "
            "which this planner does not have"
        )
        known = ", ".join(presets())
        raise PlanError(Problem(message, f"Presets of llm-programme: {known}.", source.file)) from None


def _reference(source: Source, name: str, title: str = "") -> Place | Problem:
    """Where a defined name points, on a sheet that exists."""
    text = source.defined_names.get(name)
    if text is None:
        return Problem(f"the name {name}{title} is missing", REPAIR, source.file)
    reference = parse_reference(text)
    if "#REF!" in text:
        return Problem(f"the cells of {name}{title} were deleted", REPAIR, source.file)
    if reference is None or reference.sheet is None:
        message = f"the name {name}{title} says {quoted(text)}, which are no cells"
        return Problem(message, REPAIR, source.file)
    sheet = next((s for s in source.sheets if s.name.casefold() == reference.sheet.casefold()), None)
    if sheet is None:
        message = f"the name {name}{title} points at the sheet {reference.sheet}, which is not there"
        return Problem(message, REPAIR, source.file)
    area = reference.area
    rows, columns = area.last_row - area.first_row + 1, area.last_column - area.first_column + 1
    return Place(sheet.name, area.first_row, area.first_column, rows, columns)


def _places(
    source: Source, template: Template, expected: Layout, problems: list[Problem]
) -> Iterator[tuple[str, Place]]:
    """Every name of the template that points at cells of the right shape."""
    present = {sheet.name.casefold(): sheet.name for sheet in source.sheets}
    titles = {at.line_name(row): f" ({quoted(row.label)})" for _, row in template.rows() if not row.axis}
    lost: dict[str, list[Problem]] = {}
    misshapen: dict[str, list[Problem]] = {}
    for name, wanted in expected.places.items():
        found = _reference(source, name, titles.get(name, ""))
        if isinstance(found, Problem):
            remedy = f"{found.remedy} In a new workbook it is {wanted.absolute}."
            lost.setdefault(wanted.sheet, []).append(replace(found, remedy=remedy, key=_key(name)))
        elif found.columns != wanted.columns or not (
            found.rows == wanted.rows or (name in GROWING and found.rows <= MOST_ROWS)
        ):
            message = (
                f"the name {name} covers {found.rows} x {found.columns} cells, "
                f"expected {wanted.rows} x {wanted.columns}"
            )
            remedy = "Take out the column or row that was put between its cells."
            if found.columns < wanted.columns or found.rows < wanted.rows:
                remedy = REPAIR
            problem = Problem(message, remedy, source.file, found.sheet, found.a1, _key(name))
            misshapen.setdefault(found.sheet, []).append(problem)
        else:
            present[wanted.sheet.casefold()] = found.sheet  # as the user calls it now
            yield name, found
    for sheet, missing in lost.items():
        if sheet.casefold() in present:
            problems += missing
        else:
            problems.append(Problem("this sheet is missing", REPAIR, source.file, sheet))
    for same in misshapen.values():
        problems.append(_first_of(same, "and {} more names on this sheet are like it"))


def _first_of(problems: Sequence[Problem], more: str) -> Problem:
    """The first of several problems that have one cause."""
    first, others = problems[0], len(problems) - 1
    return replace(first, message=f"{first.message} ({more.format(others)})") if others else first


def _key(name: str) -> str:
    prefix = next((prefix for prefix in WITNESSED if name.startswith(prefix)), None)
    if prefix is None:
        return ""
    key = name.removeprefix(prefix)
    along = prefix == "calc_" and key.endswith(tuple(f".{scenario}" for scenario in SCENARIOS))
    return key.rpartition(".")[0] if along else key


def _tables(source: Source, template: Template, problems: list[Problem]) -> Iterator[tuple[str, TablePlace]]:
    found = {name.casefold(): table for name, table in source.tables.items()}
    for sheet, table in ((sheet, sheet.table) for sheet in template.sheets if sheet.table):
        theirs = found.get(table.key)
        if theirs is None:
            message = f"the table {table.key} ({quoted(table.title)}) is missing"
            remedy = f"{REPAIR} In a new workbook it is on the sheet {sheet.name}."
            problems.append(Problem(message, remedy, source.file, key=table.key))
        elif (place := _table_place(source, table, theirs, problems)) is not None:
            yield table.key, place


def _table_place(
    source: Source, table: Table, theirs: parts.Table, problems: list[Problem]
) -> TablePlace | None:
    body = theirs.body
    headers = {header.casefold().strip(): number for number, header in enumerate(theirs.columns)}
    objection = _table_objection(table, theirs, headers)
    if objection or body is None:
        what, remedy = objection or ("has no rows", "Add a row to the table.")
        where = Place(theirs.sheet, theirs.area.first_row, theirs.area.first_column)
        message = f"the table {table.key} {what}"
        problems.append(Problem(message, remedy, source.file, where.sheet, where.a1, table.key))
        return None
    columns = {column.key: body.first_column + headers[column.header.casefold()] for column in table.columns}
    return TablePlace(
        sheet=theirs.sheet,
        first_row=body.first_row,
        rows=body.last_row - body.first_row + 1,
        columns=columns,
        headers={column.key: column.header for column in table.columns},
    )


def _table_objection(table: Table, theirs: parts.Table, headers: Collection[str]) -> tuple[str, str] | None:
    """What is wrong with a user's table as a whole, and what to do."""
    missing = [column.header for column in table.columns if column.header.casefold() not in headers]
    if missing:
        columns = ", ".join(map(quoted, missing))
        return f"has no column {columns}", "Give the column its name back, or put it back."
    rows = theirs.area.last_row - theirs.area.first_row + 1
    if rows > MOST_ROWS:
        return f"has {rows:,} rows; planner reads {MOST_ROWS:,}", "Resize it to its filled rows."
    width = theirs.area.last_column - theirs.area.first_column + 1
    if len(theirs.columns) != width:
        return f"names {len(theirs.columns):,} columns and covers {width:,}", REPAIR
    return None


def _read(
    source: Source, places: Mapping[str, Place], tables: Mapping[str, TablePlace]
) -> dict[tuple[str, int, int], Cell]:
    """The cells of planner's places, with those beside and below them that are looked at too.

    Of a sheet of planner's usual size all cells: picking some of them would take longer.
    """
    names = {place.sheet for place in places.values()} | {table.sheet for table in tables.values()}
    if large := [problem for sheet in names if (problem := _too_large(source, sheet))]:
        raise PlanError(large)
    cells: dict[tuple[str, int, int], Cell] = {}
    for sheet in names:
        small = source.size(sheet) < SMALL_SHEET_BYTES
        wanted = None if small else _looked_at(sheet, places, tables)
        found = source.cells(sheet, wanted)
        cells.update(((sheet, row, column), cell) for (row, column), cell in found.items())
    return cells


def _looked_at(
    sheet: str, places: Mapping[str, Place], tables: Mapping[str, TablePlace]
) -> set[tuple[int, int]]:
    wanted: set[tuple[int, int]] = set()
    for name, place in places.items():
        if place.sheet == sheet:
            reach = place.columns + (REACH if name.startswith(WITNESSED) and name not in APPARATUS else 0)
            columns = range(place.column, min(place.column + reach, MAX_COLUMN + 1))
            rows = range(place.row, place.row + place.rows)
            wanted.update((row, column) for row in rows for column in columns)
    for table in tables.values():
        if table.sheet == sheet:
            rows = range(table.first_row, table.first_row + table.rows + 1)  # and what is typed below it
            wanted.update((row, column) for row in rows for column in table.columns.values())
    return wanted


def _too_large(source: Source, sheet: str) -> Problem | None:
    """A sheet with so much beside planner's cells that every refresh would take a minute."""
    size = source.size(sheet)
    if size <= MOST_SHEET_BYTES:
        return None
    message = (
        f"the sheet holds {size >> 20} MB; planner reads {MOST_SHEET_BYTES >> 20} MB of a sheet of its own"
    )
    return Problem(message, "Move your rows to a sheet of your own.", source.file, sheet)


def _without_key(
    source: Source, places: Mapping[str, Place], cells: Mapping[tuple[str, int, int], Cell]
) -> Iterator[Problem]:
    """The key beside the cells must be the one in the name."""
    known = {_key(name) for name in places}
    keyless: dict[str, list[Problem]] = {}
    for name, place in places.items():
        key = _key(name)
        first = place.column + place.columns
        beside = (cells.get((place.sheet, place.row, column)) for column in range(first, first + REACH))
        texts = [cell.value for cell in beside if cell is not None and isinstance(cell.value, str)]
        if not key or name in APPARATUS or key in texts:
            continue
        if other := next((text for text in texts if text in known), ""):
            message = f"the name {name} points at the row of {other}"
            yield Problem(message, REPAIR, source.file, place.sheet, place.a1, key)
        else:
            message = f"the key {key} does not stand in this row, where the name {name} points"
            remedy = f"Write {key} back into the key column, or undo the move that parted them."
            problem = Problem(message, remedy, source.file, place.sheet, place.a1, key)
            keyless.setdefault(place.sheet, []).append(problem)
    for same in keyless.values():
        yield _first_of(same, "and {} more keys of this sheet are gone")
