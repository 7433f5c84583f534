"""Finds planner's cells in a user's workbook, through the defined names that Excel has moved along with them.

The key that stands in each row is the second witness: a name that points at a row with another key is a
problem, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from planner.book.damage import find_clashes, find_unlike_headers
from planner.book.source import Source
from planner.book.survey import Survey, command, file_of, repair
from planner.layout import places as at
from planner.layout.arrange import arrange
from planner.layout.places import Layout, Place, TablePlace
from planner.problems import PlanError, Problem, quoted
from planner.template.folder import templates_folder
from planner.template.load import TemplateError, load_preset, load_template, presets
from planner.template.schema import ENGLISH, Preset, Table, Template
from planner.xlsx import package as parts
from planner.xlsx.a1 import MAX_COLUMN, parse_reference
from planner.xlsx.cells import Cell

SMALL_SHEET_BYTES = 4 << 20
VERSION = re.compile(r"[0-9]+(\.[0-9]+)+")

REACH = 40
"""Columns right of a line's cells in which its key is looked for; users insert columns of their own."""

NOT_A_PLAN = "Make one with `planner new plan.xlsx`, or give the path of one."
MOST_ROWS = 10_000
"""Rows of a table, or of another area that may grow; longer ones are a whole column, named by mistake."""

MOST_SHEET_BYTES = 48 << 20
"""Of a sheet with cells of planner's: a million cells."""

UNDO = "Undo the change where it was made, or go back to a backup."


WITNESSED = ("in_", "calc_", "out_", "chk_", "sum_")
GROWING = {at.STATUSES, at.KEYS}
"""Names that may cover more rows than the template's: users insert some of their own."""


NO_CELL = Cell(None)
"""What stands where the file holds no cell."""


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
        return file_of(self.source)

    def cell(self, place: Place) -> Cell:
        """The cell at a place; an empty one where the file has none."""
        return self.cells.get(place[:3], NO_CELL)

    def problem(self, place: Place, message: str, remedy: str, key: str = "") -> Problem:
        """A problem at a place of this file."""
        return Problem(message, remedy, self.source.file, place.sheet, place.a1, key)


def find(source: Source) -> Book:
    """Planner's cells in a workbook.

    Raises:
        PlanError: it is not one of planner's, or names, tables or sheets of the template are missing.
    """
    found = survey(source, *identify(source))
    if problems := found.problems():
        raise PlanError(problems)
    layout = replace(found.expected, places=found.places, tables=found.tables)
    return Book(source, found.template, found.preset, layout, found.cells)


def survey(source: Source, template: Template, preset: Preset) -> Survey:
    """Look up everything of the template's in a workbook.

    Raises:
        PlanError: a sheet of planner's is too large to be read.
    """
    found = Survey(source, template, preset, arrange(template, preset).layout)
    _find_places(found)
    _find_tables(found)
    if source.date1904:
        remedy = "Untick File > Options > Advanced > Use 1904 date system in Excel, and check the dates."
        found.other.append(Problem("the workbook counts its dates from 1904", remedy, source.file))
    found.cells = _read(source, found.places, found.tables, found.expected.keys)
    _find_keys(found)
    find_unlike_headers(found)
    find_clashes(found)
    return found


def identify(source: Source) -> tuple[Template, Preset]:
    """The template and preset that the workbook was made from, in its language, by what it says itself."""
    reference = _reference(source, at.TEMPLATE_CELLS)
    if isinstance(reference, Problem) or (reference.rows, reference.columns) not in {(1, 3), (1, 4)}:
        if any(name.startswith(WITNESSED) for name in source.defined_names):
            message = "the sheet Log, which says what template the plan was made from, is gone or damaged"
            raise PlanError(Problem(message, repair(source), source.file))
        raise PlanError(_no_plan(source))
    return stated(source, reference)


def stated(source: Source, reference: Place) -> tuple[Template, Preset]:
    """What the cells of the log say that the workbook was made from."""
    positions = [(reference.row, reference.column + across) for across in range(reference.columns)]
    found = source.cells(reference.sheet, positions)
    words = [str(found.get(position, Cell(None)).value or "") for position in positions]
    name, version, preset, language = words if len(words) == 4 else (*words, ENGLISH)
    place = f"{reference.sheet}!{reference.a1}"
    try:
        template = load_template(name)
        if version != template.version:
            message = f"{place} says template {name} {version}; this planner has {name} {template.version}"
            raise PlanError(
                Problem(message, "Use the planner that made the workbook, or make a new one.", source.file)
            )
        if language == ENGLISH:
            return template, load_preset(preset, name)
        return _translated(source, place, language, preset, name)
    except (TemplateError, ValueError):
        message = (
            f"{place} names the template {quoted(name)} and the preset {quoted(preset)}, "
            "which this planner does not have"
        )
        known = ", ".join(presets())
        raise PlanError(Problem(message, f"Presets of llm-programme: {known}.", source.file)) from None


def _no_plan(source: Source) -> Problem:
    """What to say of a workbook without names of planner's: it may have lost them all."""
    if plan_cells(source) is None:
        return Problem("this workbook is not a plan of planner's", NOT_A_PLAN, source.file)
    message = "this is a plan of planner's, but another program took away all names of its cells"
    backup = f"{source.file.removesuffix('.xlsx').removesuffix('.xlsm')}.bak"
    remedy = f"Run `{command(source)}`, or go back to {backup}.xlsx."
    return Problem(message, remedy, source.file)


def plan_cells(source: Source) -> Place | None:
    """The cells that say template, version and preset, found by what they say; for a plan without names."""
    from planner.template.locale import languages

    known = {folder.name for folder in templates_folder().iterdir()}
    for sheet in source.sheets:
        if getattr(sheet, "kind", "worksheet") != "worksheet" or source.size(sheet.name) >= SMALL_SHEET_BYTES:
            continue
        cells = source.cells(sheet.name)
        for (row, column), cell in cells.items():
            if cell.value in known and cell.formula is None:
                words = [cells.get((row, column + across), NO_CELL).value for across in range(4)]
                if VERSION.fullmatch(str(words[1])) and isinstance(words[2], str):
                    told = words[3] in languages(str(cell.value))
                    return Place(sheet.name, row, column, 1, 4 if told else 3)
    return None


def _translated(source: Source, place: str, language: str, preset: str, name: str) -> tuple[Template, Preset]:
    from planner.template.locale import languages, preset_in, template_in

    if language not in languages(name):
        message = f"{place} names the language {quoted(language)}, which this planner does not have"
        raise PlanError(Problem(message, f"Languages: {', '.join(languages(name))}.", source.file))
    return template_in(language, name), preset_in(language, preset, name)


def _reference(source: Source, name: str, title: str = "", former: str = "") -> Place | Problem:
    """Where a defined name points, or the one that it had before, on a sheet that exists."""
    remedy = repair(source)
    text = source.defined_names.get(name, source.defined_names.get(former))
    if text is None:
        return Problem(f"the name {name}{title} is missing", remedy, source.file)
    reference = parse_reference(text)
    if "#REF!" in text:
        return Problem(f"the cells of {name}{title} were deleted", remedy, source.file)
    if reference is None or reference.sheet is None:
        message = f"the name {name}{title} says {quoted(text)}, which are no cells"
        return Problem(message, remedy, source.file)
    folded = reference.sheet.casefold()
    sheet = next((s for s in source.sheets if s.name == reference.sheet), None) or next(
        (s for s in source.sheets if s.name.casefold() == folded), None
    )
    if sheet is None:
        message = f"the name {name}{title} points at the sheet {reference.sheet}, which is not there"
        return Problem(message, remedy, source.file)
    area = reference.area
    rows, columns = area.last_row - area.first_row + 1, area.last_column - area.first_column + 1
    return Place(sheet.name, area.first_row, area.first_column, rows, columns)


def _find_places(into: Survey) -> None:
    """Every name of the template that points at cells of the right shape."""
    source = into.source
    titles = {at.line_name(row): f" ({quoted(row.label)})" for _, row in into.template.rows() if not row.axis}
    keys, former = into.expected.keys, into.expected.former
    for name, wanted in into.expected.places.items():
        found = _reference(source, name, titles.get(name, ""), former.get(name, ""))
        if isinstance(found, Problem):
            remedy = f"{found.remedy} In a new workbook it is {wanted.absolute}."
            into.lost[name] = replace(found, remedy=remedy, key=keys.get(name, ""))
        elif found.columns != wanted.columns or not (
            found.rows == wanted.rows or (name in GROWING and found.rows <= MOST_ROWS)
        ):
            message = (
                f"the name {name} covers {found.rows} x {found.columns} cells, "
                f"expected {wanted.rows} x {wanted.columns}"
            )
            remedy = repair(source)
            if found.columns >= wanted.columns and found.rows >= wanted.rows:
                remedy = _take_out(found, wanted)
            problem = Problem(message, remedy, source.file, found.sheet, found.a1, keys.get(name, ""))
            into.misshapen[name] = found, problem
        else:
            into.places[name] = found


def _take_out(found: Place, wanted: Place) -> str:
    """How to mend a name between whose cells columns or rows were put."""
    what = "column" if found.columns > wanted.columns else "row"
    more = found.columns - wanted.columns or found.rows - wanted.rows
    several = f"the {more} {what}s that were" if more > 1 else f"the {what} that was"
    room = " Your own may stand left or right of them." if what == "column" else ""
    return f"Take out {several} put between its cells.{room}"


def _find_tables(into: Survey) -> None:
    found = {name.casefold(): table for name, table in into.source.tables.items()}
    for sheet, table in ((sheet, sheet.table) for sheet in into.template.sheets if sheet.table):
        theirs = found.get(table.key)
        if theirs is None:
            message = f"the table {table.key} ({quoted(table.title)}) is missing"
            remedy = f"{repair(into.source)} In a new workbook it is on the sheet {sheet.name}."
            into.lost_tables[table.key] = Problem(message, remedy, into.source.file, key=table.key)
        elif isinstance(place := _table_place(into.source, table, theirs), Problem):
            into.other.append(place)
        else:
            into.tables[table.key] = place


def _table_place(source: Source, table: Table, theirs: parts.Table) -> TablePlace | Problem:
    body = theirs.body
    headers = {header.casefold().strip(): number for number, header in enumerate(theirs.columns)}
    objection = _table_objection(table, theirs, headers)
    if objection or body is None:
        what, remedy = objection or ("has no rows", "Add a row to the table.")
        where = Place(theirs.sheet, theirs.area.first_row, theirs.area.first_column)
        message = f"the table {table.key} {what}"
        return Problem(message, remedy, source.file, where.sheet, where.a1, table.key)
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
        return f"names {len(theirs.columns):,} columns and covers {width:,}", UNDO
    return None


def _read(
    source: Source, places: Mapping[str, Place], tables: Mapping[str, TablePlace], keyed: Collection[str]
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
        wanted = None if small else _looked_at(sheet, places, tables, keyed)
        there = source.cells(sheet, wanted)
        cells.update(((sheet, row, column), cell) for (row, column), cell in there.items())
    return cells


def _looked_at(
    sheet: str, places: Mapping[str, Place], tables: Mapping[str, TablePlace], keyed: Collection[str]
) -> set[tuple[int, int]]:
    wanted: set[tuple[int, int]] = set()
    for name, place in places.items():
        if place.sheet == sheet:
            reach = place.columns + (REACH if name in keyed else 0)
            columns = range(place.column, min(place.column + reach, MAX_COLUMN + 1))
            rows = range(place.row, place.row + place.rows)
            wanted.update((row, column) for row in rows for column in columns)
    for table in tables.values():
        if table.sheet == sheet:
            # with its header, and what is typed below it
            rows = range(table.first_row - 1, table.first_row + table.rows + 1)
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


def _texts_beside(place: Place, cells: Mapping[tuple[str, int, int], Cell]) -> Iterator[str]:
    """The texts right of a place, from left to right."""
    first = place.column + place.columns
    for column in range(first, first + REACH):
        cell = cells.get((place.sheet, place.row, column))
        if cell is not None and isinstance(cell.value, str):
            yield cell.value


def _find_keys(into: Survey) -> None:
    """The key beside the cells must be the one in the name."""
    keys = into.expected.keys
    known = set(keys.values())
    for name, place in into.places.items():
        key = keys.get(name)
        if not key or key in _texts_beside(place, into.cells):
            continue
        where = into.source.file, place.sheet, place.a1, key
        texts = _texts_beside(place, into.cells)
        if other := next((text for text in texts if text in known), ""):
            message = f"the name {name} points at the row of {other}"
            into.parted[name] = other, Problem(message, repair(into.source), *where)
        else:
            message = f"the key {key} does not stand in this row, where the name {name} points"
            remedy = f"Write {key} back into the key column, undo the move that parted them, or run "
            into.parted[name] = "", Problem(message, f"{remedy}`{command(into.source)}`.", *where)
