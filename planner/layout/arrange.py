"""Decides where everything of a new workbook stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from planner.layout.arrange_charts import CHART_ROWS, charts_down
from planner.layout.arrange_pages import PageRows, page_places, page_rows, page_unit_name
from planner.layout.places import (
    CHECK_WIDTH,
    COUNTS,
    CURRENCY,
    FIRST_ALONG,
    KEYS,
    LABEL,
    LIMITS,
    LOG_HEADER,
    LOG_WIDTH,
    LOW,
    MARGINS,
    MASTER,
    MASTER_ON_SUMMARY,
    MONEY,
    SCALE,
    STATUS,
    STATUSES,
    SUMMARY_WIDTH,
    TEMPLATE_CELLS,
    UNIT,
    WORDS,
    Layout,
    Place,
    TablePlace,
    answer_name,
    axis_name,
    check_name,
    heading_name,
    key_number_name,
    line_name,
    printed_name,
    text_name,
)
from planner.layout.places_front import front_places, front_rows, message_name
from planner.results.statuses import line_statuses
from planner.template.pages import Page, Shown
from planner.template.preset import Preset
from planner.template.rows import SCENARIOS, Column, Row, Section, Table, Text
from planner.template.schema import CHECKS, COVER, ENGLISH, LOG, SOURCES, SUMMARY, Template
from planner.template.sheets import Axis, Sheet
from planner.template.texts import Printed

TITLE_ROW, SUBTITLE_ROW, LINK_ROW, HEADER_ROW, FIRST_ROW = 1, 2, 3, 4, 5
PRINTED_HEADER_ROW = 5


class Check(NamedTuple):
    """What one row of Checks is about: a line, an input, or a numeric column of a table."""

    key: str
    label: str
    unit: str
    row: Row | None = None
    table: Table | None = None
    column: Column | None = None


class Heading(NamedTuple):
    """The row of positions above a scenario's lines along an axis."""

    scenario: str


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A new workbook's layout, and the rows of each sheet in order.

    Attributes:
        rows: sheet -> row number -> what stands there, for sheets of scalar rows.
        runs: the same for sheets whose lines run along an axis.
        pages: the same for sheets for readers.
    """

    layout: Layout
    rows: dict[str, dict[int, Row | Section | Text]] = field(default_factory=dict)
    runs: dict[str, dict[int, Row | Section | Text | Heading]] = field(default_factory=dict)
    pages: dict[str, PageRows] = field(default_factory=dict)
    summary: dict[int, Row | Section | Shown] = field(default_factory=dict)
    checks: dict[int, Check | Section] = field(default_factory=dict)


def checks_of(template: Template) -> Iterator[Check | Section]:
    """The rows of Checks in order: every line sheet by sheet, then every input, then the tables."""
    for sheet in template.sheets:
        if sheet.kind == "calculation":
            yield Section(sheet.name)
            yield from (
                Check(row.key, _checked_label(row, template), row.shown_unit, row=row) for row in sheet.rows
            )
    yield Section(template.words.check_inputs)
    for row in template.inputs:
        yield Check(row.key, row.label, row.shown_unit, row=row)
    yield Section(template.words.check_tables)
    for table in template.tables:
        for column in table.columns:
            if column.type == "number":
                label = template.words.check_column.format(table=table.title, column=column.header)
                yield Check(f"{table.key}.{column.key}", label, column.shown_unit, table=table, column=column)


def _checked_label(row: Row, template: Template) -> str:
    """A line along an axis is checked by its sum, so the label names the axis."""
    if not row.axis:
        return row.label
    return template.words.check_column.format(table=template.axis(row.axis).label, column=row.label)


def arrange(template: Template, preset: Preset) -> Arrangement:
    """Place every row, table and check of a new workbook."""
    places: dict[str, Place] = {}
    tables: dict[str, TablePlace] = {}
    arrangement = Arrangement(Layout(places, tables, dict(_keys(template)), dict(_former(template))))
    for sheet in template.sheets:
        if sheet.axis:
            _arrange_runs(sheet, sheet.axis, places, arrangement)
            continue
        next_row = _arrange_rows(sheet, places, arrangement)
        if sheet.table:
            _arrange_table(sheet, sheet.table, preset, next_row, tables)
    _arrange_cover(template, places)
    for number, page in enumerate(template.pages, start=1):
        arrangement.pages[page.name] = page_rows(number, page, template)
        places.update(page_places(page, arrangement.pages[page.name]))
        _arrange_page_heads(number, page, places)
    _arrange_summary(template, places, arrangement)
    _arrange_checks(template, places, arrangement)
    _arrange_printed(template, preset, places)
    _arrange_headings(template, places)
    places[MASTER_ON_SUMMARY] = Place(template.front(SUMMARY), SUBTITLE_ROW, UNIT)
    _arrange_log(template, places)
    return arrangement


def _arrange_log(template: Template, places: dict[str, Place]) -> None:
    log, told = template.front(LOG), 3 if template.language == ENGLISH else 4
    places[TEMPLATE_CELLS] = Place(log, SUBTITLE_ROW, UNIT, columns=told)
    places[LOG_HEADER] = Place(log, HEADER_ROW, LABEL, columns=LOG_WIDTH)


def _arrange_page_heads(number: int, page: Page, places: dict[str, Place]) -> None:
    """The title that is a sentence, and the cell that says a statement's level and unit."""
    if page.level:
        places[page_unit_name(number)] = Place(page.name, HEADER_ROW, LABEL)
    if page.message:
        places[message_name(page.message)] = Place(page.name, TITLE_ROW, LABEL)


def _arrange_rows(sheet: Sheet, places: dict[str, Place], arrangement: Arrangement) -> int:
    """Returns the first free row below."""
    placed = arrangement.rows.setdefault(sheet.name, {})
    number = FIRST_ROW
    for item in sheet.items:
        if isinstance(item, Section):
            number += 1 if placed else 0
        elif isinstance(item, Text):
            places[text_name(item)] = Place(sheet.name, number, LOW, columns=3)
        else:
            places[line_name(item)] = Place(sheet.name, number, LOW, columns=3)
        placed[number] = item
        number += 1
    return number + 1 if placed else HEADER_ROW


def _arrange_runs(sheet: Sheet, axis: Axis, places: dict[str, Place], arrangement: Arrangement) -> None:
    """Lines along an axis: a sheet for each scenario, or one block for each below the other."""
    number = HEADER_ROW
    for scenario in SCENARIOS:
        name = sheet.name_for(scenario)
        number = HEADER_ROW if sheet.apart else number
        placed = arrangement.runs.setdefault(name, {})
        placed[number] = Heading(scenario)
        width = len(axis.values)
        places[axis_name(sheet, scenario)] = Place(name, number, FIRST_ALONG, columns=width)
        for item in sheet.items:
            number += 1
            if isinstance(item, Section):
                number += 0 if isinstance(placed.get(number - 1), Heading) else 1
            elif isinstance(item, Row):
                places[line_name(item, scenario)] = Place(name, number, FIRST_ALONG, columns=width)
            placed[number] = item
        number += 3


def _arrange_table(
    sheet: Sheet, table: Table, preset: Preset, first: int, tables: dict[str, TablePlace]
) -> None:
    header = first + (2 if table.note else 1)
    tables[table.key] = TablePlace(
        sheet=sheet.name,
        first_row=header + 1,
        rows=max(1, len(preset.tables[table.key])),
        columns={column.key: number for number, column in enumerate(table.columns, start=1)},
        headers={column.key: column.header for column in table.columns},
    )


def cover_facts_row(template: Template) -> int:
    """The first row of the cover below page 1 and a heading: answers, day, version and so on, one a row."""
    return front_rows(template).last + 3


def _arrange_cover(template: Template, places: dict[str, Place]) -> None:
    cover = template.front(COVER)
    places.update(front_places(template))
    facts = cover_facts_row(template)
    for number in range(len(template.answers)):
        places[answer_name(number)] = Place(cover, facts + number, UNIT)
    facts += len(template.answers)
    places[CURRENCY] = Place(cover, facts + 2, UNIT)
    places[MONEY] = Place(cover, facts + 3, UNIT)


def _arrange_headings(template: Template, places: dict[str, Place]) -> None:
    """The line below the title of every sheet but the cover and the log."""
    for english, name in headed(template):
        beside = LOW if english in {SUMMARY, CHECKS} else LABEL  # the master status stands in front
        places[heading_name(english)] = Place(name, SUBTITLE_ROW, beside)


def headed(template: Template) -> Iterator[tuple[str, str]]:
    """Every sheet that says below its title whose plan it is: what names call it, and its name."""
    for front in (SUMMARY, CHECKS, SOURCES):
        yield front, template.front(front)
    for number, page in enumerate(template.pages, start=1):
        yield f"page_{number}", page.name
    for sheet in template.sheets:
        for scenario in SCENARIOS if sheet.apart else SCENARIOS[:1]:
            english = sheet.key or sheet.name
            yield f"{english}_{scenario}" if sheet.apart else english, sheet.name_for(scenario)


def _keys(template: Template) -> Iterator[tuple[str, str]]:
    """The names beside whose cells a key stands."""
    for _, row in template.rows():
        for scenario in SCENARIOS if row.axis else ("",):
            yield line_name(row, scenario), row.key
    yield from ((text_name(text), text.key) for text in template.texts.values())
    yield from ((key_number_name(shown.key), shown.key) for shown in template.key_numbers)
    yield from ((f"sum_{key}", key) for _, keys in template.summary for key in keys)
    for item in checks_of(template):
        if isinstance(item, Check):
            yield check_name(item.key), item.key


def _former(template: Template) -> Iterator[tuple[str, str]]:
    """The names that held a dot before."""
    for scenario in SCENARIOS:
        for sheet in (sheet for sheet in template.sheets if sheet.axis):
            for name in (axis_name(sheet, scenario), *(line_name(row, scenario) for row in sheet.rows)):
                yield name, f"{name.removesuffix(f'_{scenario}')}.{scenario}"
    for item in checks_of(template):
        if isinstance(item, Check) and item.table:
            yield check_name(item.key), f"chk_{item.key}"


def charts_row(template: Template) -> int:
    """The first row of Summary that charts stand over, below the key numbers and a heading."""
    return FIRST_ROW + len(template.key_numbers) + 3


def charts_end(template: Template) -> int:
    """The last row of Summary that charts stand over."""
    return charts_row(template) + CHART_ROWS * charts_down(template.front(SUMMARY), template) - 1


def _arrange_summary(template: Template, places: dict[str, Place], arrangement: Arrangement) -> None:
    arrangement.summary[FIRST_ROW] = Section(template.words.key_numbers)
    for number, shown in enumerate(template.key_numbers, start=FIRST_ROW + 1):
        arrangement.summary[number] = shown
        name = key_number_name(shown.key)
        places[name] = Place(template.front(SUMMARY), number, UNIT, columns=1 + SUMMARY_WIDTH)
    if charts_down(template.front(SUMMARY), template):
        arrangement.summary[charts_row(template) - 1] = Section(template.words.charts)
    number = charts_end(template) + 2
    for section, keys in template.summary:
        arrangement.summary[number] = Section(section)
        for key in keys:
            number += 1
            arrangement.summary[number] = template.row(key)
            places[f"sum_{key}"] = Place(template.front(SUMMARY), number, LOW, columns=SUMMARY_WIDTH)
        number += 2


def _arrange_checks(template: Template, places: dict[str, Place], arrangement: Arrangement) -> None:
    number, sheet = FIRST_ROW, template.front(CHECKS)
    for item in checks_of(template):
        if isinstance(item, Section):
            number += 1 if arrangement.checks else 0
        else:
            places[check_name(item.key)] = Place(sheet, number, LOW, columns=CHECK_WIDTH)
        arrangement.checks[number] = item
        number += 1
    places[STATUSES] = Place(sheet, FIRST_ROW, LOW + STATUS, rows=number - FIRST_ROW)
    places[KEYS] = Place(sheet, FIRST_ROW, LOW + CHECK_WIDTH, rows=number - FIRST_ROW)
    places[MASTER] = Place(sheet, SUBTITLE_ROW, UNIT)
    places[WORDS] = Place(sheet, number + 3, LABEL, len(line_statuses(template.statuses)))
    places[COUNTS] = Place(sheet, number + 3, LOW, len(line_statuses(template.statuses)), 2)
    places[LIMITS] = Place(sheet, number + 4 + len(line_statuses(template.statuses)), LOW, rows=2)
    places[SCALE] = places[LIMITS].at(down=2)
    places[MARGINS] = places[LIMITS].at(down=4)._replace(rows=len(Printed._fields))


def _arrange_printed(template: Template, preset: Preset, places: dict[str, Place]) -> None:
    for number in range(len(preset.printed)):
        row = PRINTED_HEADER_ROW + 1 + number
        places[printed_name(number)] = Place(template.front(SOURCES), row, LOW, columns=3)
