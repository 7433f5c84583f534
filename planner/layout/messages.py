"""Formulas of sentences that have a variant for every outcome, and of the lines of page 1 and of statements.

What they must come to is worked out separately, in ``planner.check.front``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from planner.layout.arrange_pages import PageHeading, PageLine, page_unit_name
from planner.layout.owned_cell import OwnedCell
from planner.layout.places import MONEY, Layout, Place
from planner.layout.places_front import (
    YEARS,
    YEARS_UNIT,
    figure_name,
    message_name,
    use_name,
    year_line_name,
)
from planner.layout.saying import month_of, number_in, quoted, said, sentence
from planner.template.front import Message
from planner.template.pages import Page, Shown
from planner.template.rows import SCENARIOS, Section
from planner.template.schema import Template

MESSAGE, HEAD, OF_YEAR, COST_OF_YEAR = "message", "head of year", "of year", "cost of year"
MONTH_SAID, WITH_UNIT = "month said", "with unit"
"""Roles of the cells that are written here."""
LEVEL = "level"
"""In place of a scenario: the one that the owner chooses."""


def message_cells(template: Template, layout: Layout) -> Iterator[OwnedCell]:
    """Every sentence that has variants."""
    for name, cases in template.messages.items():
        place = layout[message_name(name)]
        yield OwnedCell(place, _message(cases, place.sheet, template, layout), MESSAGE, name)


def _message(cases: Message, sheet: str, template: Template, layout: Layout) -> str:
    """The first variant whose lines are all other than 0."""
    said_here = partial(number_in, sheet=sheet, template=template, layout=layout)
    words = [sentence(case.text, said_here) for case in cases]
    number = ""  # how many variants are passed over
    for case in reversed(cases[:-1]):
        lines = [_line_cell(line, sheet, template, layout) for line in case.when]
        fails = f"(1-{'*'.join(f'({line}<>0)' for line in lines)})"
        number = f"{fails}*(1+{number})" if number else fails
    return f"CHOOSE(1+{number},{','.join(words)})"


def _line_cell(reference: str, sheet: str, template: Template, layout: Layout) -> str:
    key, _, scenario = reference.partition("@")
    return layout.cell(template.row(key), scenario).seen_from(sheet)


def front_cells(template: Template, layout: Layout) -> Iterator[OwnedCell]:
    """The numbers of page 1."""
    front = template.front_page
    if front.years:
        unit = layout[YEARS_UNIT]
        base = quoted(template.scenario_names["base"])
        yield OwnedCell(unit, _with_unit(base, unit.sheet, template, layout), WITH_UNIT)
        yield from head_cells(layout[YEARS], template, layout)
    for number, shown in enumerate(front.years, start=1):
        yield from year_cells(shown, layout[year_line_name(number)], "", template, layout)
    for number, shown in enumerate(front.figures, start=1):
        place = layout[figure_name(number)]
        for across, scenario in enumerate(SCENARIOS):
            yield _figure(shown, scenario, place.at(across), template, layout)
    for number, shown in enumerate(front.uses, start=1):
        yield _figure(shown, shown.scenario, layout[use_name(number)], template, layout)


def _figure(shown: Shown, scenario: str, place: Place, template: Template, layout: Layout) -> OwnedCell:
    row = template.row(shown.key)
    source = layout.cell(row, scenario).seen_from(place.sheet)
    if shown.look == "month":
        return OwnedCell(
            place, month_of(source, place.sheet, template, layout), MONTH_SAID, row.key, scenario
        )
    return OwnedCell(place, said(source, row, place.sheet, template, layout), "said", row.key, scenario)


def head_cells(place: Place, template: Template, layout: Layout) -> Iterator[OwnedCell]:
    """The numbers of the fiscal years; nothing for one that has no month in the plan."""
    front = template.front_page
    for across in range(place.columns):
        months, number = (
            layout.run(template.row(key), "base").at(across).seen_from(place.sheet)
            for key in (front.months, front.year)
        )
        formula = f'IF({months}=0,"",{number})'
        yield OwnedCell(place.at(across), formula, HEAD, front.year, "base", across)


def year_cells(
    shown: Shown, place: Place, level: str, template: Template, layout: Layout
) -> Iterator[OwnedCell]:
    """A line along fiscal years; nothing for a year that has no month in the plan.

    Args:
        level: number of the level, as a formula; nothing for a line that names its scenario.
    """
    row, sheet = template.row(shown.key), place.sheet
    sign = "-" if shown.cost else ""
    for across in range(place.columns):
        cells = {name: layout.run(row, name).at(across).seen_from(sheet) for name in SCENARIOS}
        source = f"CHOOSE({level},{','.join(cells.values())})" if level else cells[shown.scenario]
        months = layout.run(template.row(template.front_page.months), "base").at(across).seen_from(sheet)
        value = said(source, row, sheet, template, layout)
        scenario = LEVEL if level else shown.scenario
        role = COST_OF_YEAR if shown.cost else OF_YEAR
        yield OwnedCell(place.at(across), f'IF({months}=0,"",{sign}{value})', role, row.key, scenario, across)


def statement_cells(
    number: int,
    page: Page,
    items: Iterable[PageHeading | Section | PageLine],
    template: Template,
    layout: Layout,
) -> Iterator[OwnedCell]:
    """The unit, heads and lines of a statement, whose level the owner chooses."""
    unit = layout[page_unit_name(number)]
    cell = layout.text(template.texts[page.level]).fixed_from(unit.sheet)
    yield OwnedCell(unit, _with_unit(cell, unit.sheet, template, layout), WITH_UNIT, page.level)
    for item in items:
        if isinstance(item, PageHeading):
            yield from head_cells(layout[item.name], template, layout)
        elif isinstance(item, PageLine):
            level = _level_number(cell, template)
            yield from year_cells(item.shown, layout[item.name], level, template, layout)


def _level_number(cell: str, template: Template) -> str:
    """1, 2 or 3 for the level that a cell names; 2, the base, for any other word."""
    low, _, high = (template.scenario_names[name] for name in SCENARIOS)
    return f'2-({cell}="{low}")+({cell}="{high}")'


def _with_unit(level: str, sheet: str, template: Template, layout: Layout) -> str:
    """The level, and the unit in which all amounts below are said."""
    return f"{level}&{quoted(template.words.listed)}&{layout[MONEY].seen_from(sheet)}"
