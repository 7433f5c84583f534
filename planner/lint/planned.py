"""What planner knows of its own sheets: their kinds, inputs, axes, and what it writes into them itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from planner.book.beside import sheets_beside
from planner.book.find import Book
from planner.book.read import follows_base
from planner.layout.arrange import Check, checks_of, headed
from planner.layout.arrange_pages import PageHeading, PageLine, page_items, page_rows, page_unit_name
from planner.layout.places import (
    ENGINE,
    LOG_HEADER,
    MASTER,
    MASTER_ON_COVER,
    MASTER_ON_SUMMARY,
    ON_COVER,
    Place,
    answer_name,
    axis_name,
    heading_name,
    line_name,
    named_name,
    printed_name,
)
from planner.layout.places_front import front_places, message_name
from planner.lint.grid import NOTE_WORDS, UNIT_WORDS, Axis, Words
from planner.lint.kinds import CALCULATION, CONTROL, INPUT, KINDS, OUTPUT
from planner.results.statuses import unmet_statuses
from planner.template.rows import SCENARIOS, Row, Section, Table
from planner.template.schema import SOURCES
from planner.template.sheets import Axis as TemplateAxis
from planner.xlsx.a1 import Address, Area, Position


@dataclass(slots=True)
class Known:
    """One of planner's sheets; the fields are those of `planner.lint.reading.Reading`.

    Attributes:
        rows: the row of each input -> the columns of its values, also where they are words.
        record: a sheet beside the template, which planner writes when it is asked to.
        paper: page 1 or a statement, laid out for a printed page: its unit stands once, in the heading.
    """

    kind: str
    inputs: set[Position] = field(default_factory=set)
    choices: set[Position] = field(default_factory=set)
    follows: set[Position] = field(default_factory=set)
    written: set[Position] = field(default_factory=set)
    tables: list[Area] = field(default_factory=list)
    axes: list[Axis] = field(default_factory=list)
    rows: dict[int, tuple[int, ...]] = field(default_factory=dict)
    record: bool = False
    paper: bool = False


def words(plan: Book) -> Words:
    """The headings for units and notes, in the workbook's language too."""
    own = plan.template.words
    units = {own.unit.casefold(), own.sources_unit.casefold()}
    return Words(UNIT_WORDS | units, NOTE_WORDS | {own.note.casefold()})


def read(plan: Book) -> dict[str, Known]:
    """Planner's sheets, under the names that they have now."""
    sheets = {name: Known(kind) for name, kind in kinds(plan).items()}
    for row in plan.template.inputs:
        _read_input(plan, row, sheets)
    for table in plan.template.tables:
        _read_table(plan, table, sheets)
    for item in checks_of(plan.template):
        if isinstance(item, Check):
            check = plan.layout.check(item.key)
            written = [check.at(ENGINE + across) for across in range(3)]
            sheets[check.sheet].written |= {_position(cell) for cell in written}
    for number in range(len(plan.preset.printed)):
        printed = plan.layout[printed_name(number)]
        sheets[printed.sheet].written.add(_position(printed))
    for sheet in plan.template.sheets:
        if sheet.axis:
            for scenario in SCENARIOS:
                _read_axis(plan, plan.layout[axis_name(sheet, scenario)], sheet.axis, sheets)
    _read_pages(plan, sheets)
    return sheets | {name: _beside(plan, name) for name in sheets_beside(plan.package)}


def _read_pages(plan: Book, sheets: dict[str, Known]) -> None:
    """The axes of pages; page 1 and statements are laid out for paper."""
    sheets[plan.layout[MASTER_ON_COVER].sheet].paper = True
    for number, page in enumerate(plan.template.pages, start=1):
        for shown in page_rows(number, page, plan.template).values():
            if page.level and isinstance(shown, PageHeading):
                sheets[plan.layout[shown.name].sheet].paper = True
            elif isinstance(shown, PageHeading) and shown.axis:
                _read_axis(plan, plan.layout[shown.name], shown.axis, sheets)


def _beside(plan: Book, name: str) -> Known:
    """A sheet of what changed, or of actuals: planner has typed all of its numbers."""
    cells = plan.package.cells(name)
    typed = {at for at, cell in cells.items() if isinstance(cell.value, float) and cell.formula is None}
    return Known(CONTROL, written=typed, record=True)


def long_cells(plan: Book) -> Iterator[Address]:
    """The cells whose formula may be long: lines of which the template says why, and words of the cover."""
    for row in plan.template.formulas:
        for scenario in SCENARIOS if row.long else ():
            run = plan.layout.run(row, scenario) if row.axis else plan.layout.cell(row, scenario)
            for across in range(run.columns):
                cell = run.at(across)
                yield cell.sheet, cell.row, cell.column
    for word in unmet_statuses(plan.template.statuses):
        cell = plan.layout[named_name(word)]
        yield cell.sheet, cell.row, cell.column
    for number in range(len(plan.template.answers)):
        cell = plan.layout[answer_name(number)]
        yield cell.sheet, cell.row, cell.column
    yield from paper_cells(plan)
    yield from headings(plan)


def headings(plan: Book) -> Iterator[Address]:
    """The cells that say whose plan it is: on the cover, and below the title of every other sheet."""
    for name in (*ON_COVER, *(heading_name(english) for english, _ in headed(plan.template))):
        cell = plan.layout[name]
        yield cell.sheet, cell.row, cell.column


def paper_cells(plan: Book) -> Iterator[Address]:
    """The formulas of page 1 and of the statements, by their names."""
    named = [name for name, _ in front_places(plan.template)]
    named += [message_name(name) for name in plan.template.messages]
    for number, page in enumerate(plan.template.pages, start=1):
        if page.level:
            lines = page_rows(number, page, plan.template).values()
            named += [page_unit_name(number), *(one.name for one in lines if not isinstance(one, Section))]
    for name in named:
        place = plan.layout[name]
        for across in range(place.columns):
            cell = place.at(across)
            yield cell.sheet, cell.row, cell.column


def kinds(plan: Book) -> dict[str, str]:
    """What each of planner's sheets is for."""
    layout, template = plan.layout, plan.template
    found = {
        layout[MASTER_ON_COVER].sheet: OUTPUT,
        layout[MASTER_ON_SUMMARY].sheet: OUTPUT,
        layout[MASTER].sheet: CONTROL,
        layout[LOG_HEADER].sheet: CONTROL,
    }
    if plan.preset.printed:
        found[layout[printed_name(0)].sheet] = CONTROL
    elif (sources := template.front(SOURCES)) in {sheet.name for sheet in plan.package.sheets}:
        found[sources] = CONTROL
    for item in page_items(template):
        if isinstance(item, PageLine):
            found[layout[item.name].sheet] = OUTPUT
    for sheet in template.sheets:
        kind = sheet.kind if sheet.kind in KINDS else CALCULATION
        for row in sheet.rows:
            for scenario in SCENARIOS if row.axis else SCENARIOS[:1]:
                found[layout[line_name(row, scenario)].sheet] = kind
        if sheet.table:
            found[layout.tables[sheet.table.key].sheet] = INPUT if kind == CALCULATION else kind
    return found


def _read_input(plan: Book, row: Row, sheets: dict[str, Known]) -> None:
    place = plan.layout.line(row)
    known = sheets[place.sheet]
    for scenario in SCENARIOS:
        cell = plan.layout.cell(row, scenario)
        if follows_base(plan, row, scenario):
            known.follows.add(_position(cell))
        elif row.is_text:
            known.choices.add(_position(cell))
        else:
            known.inputs.add(_position(cell))
    known.rows[place.row] = tuple(range(place.column, place.column + place.columns))


def _read_table(plan: Book, table: Table, sheets: dict[str, Known]) -> None:
    place = plan.layout.tables[table.key]
    known = sheets[place.sheet]
    for column in table.columns:
        cells = [place.cell(column.key, number) for number in range(place.rows)]
        filled = {_position(cell) for cell in cells if plan.cell(cell).value is not None}
        if column.type == "number":
            known.inputs |= filled
        elif column.choices:
            known.choices |= filled
        known.tables.append(Area(*_position(cells[0]), *_position(cells[-1])))


def _read_axis(plan: Book, place: Place, axis: TemplateAxis, sheets: dict[str, Known]) -> None:
    values = tuple(plan.cell(place.at(number)).value for number in range(place.columns))
    last = place.column + place.columns - 1
    sheets[place.sheet].axes.append(Axis(place.row, place.column, last, values))
    if axis.is_input:
        sheets[place.sheet].choices |= {
            (place.row, place.column + number)
            for number in range(place.columns)
            if plan.cell(place.at(number)).formula is None
        }


def _position(place: Place) -> Position:
    return place.row, place.column
