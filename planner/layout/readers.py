"""Formulas of the cells that say once more, for readers, what lines come to: pages, key numbers, answers.

The formulas here are text. What they must come to is worked out separately, in ``planner.check.readers``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from planner.layout.arrange_pages import PageLine, page_rows
from planner.layout.messages import front_cells, message_cells, statement_cells
from planner.layout.owned_cell import OwnedCell
from planner.layout.places import (
    CURRENCY,
    DIFFERENCE,
    ENGINE,
    SCALE,
    STATUS,
    SUMMARY_DIFFERENCE,
    SUMMARY_STATUS,
    Layout,
    Place,
    answer_name,
    axis_name,
    key_number_name,
)
from planner.layout.places import MONEY as MONEY_CELL
from planner.layout.saying import by_size, how_many, number_in, power, said, sentence, size_of
from planner.template.rows import SCENARIOS, Row
from planner.template.schema import REPORTING, Template
from planner.xlsx.a1 import column_letters


def shown_cells(template: Template, layout: Layout) -> Iterator[OwnedCell]:
    """Every formula cell of the sheets for readers."""
    yield from _money_cells(template, layout)
    for number, text in enumerate(template.answers):
        place = layout[answer_name(number)]
        number_of = partial(number_in, sheet=place.sheet, template=template, layout=layout)
        yield OwnedCell(place, sentence(text, number_of), "answer", along=number)
    yield from message_cells(template, layout)
    yield from front_cells(template, layout)
    for shown in template.key_numbers:
        yield from _key_number(template.row(shown.key), template, layout)
    for number, page in enumerate(template.pages, start=1):
        items = page_rows(number, page, template).values()
        if page.level:
            yield from statement_cells(number, page, items, template, layout)
            continue
        for item in items:
            if isinstance(item, PageLine):
                yield from _page_line(item, template, layout)


def _money_cells(template: Template, layout: Layout) -> Iterator[OwnedCell]:
    currency, money, scale = (layout[name] for name in (CURRENCY, MONEY_CELL, SCALE))
    how, steps = template.said, template.said.steps
    chosen = layout.cell(template.row(how.currency), "base").seen_from(currency.sheet)
    yield OwnedCell(currency, chosen, "live", how.currency, "base")
    divided = scale.seen_from(money.sheet)
    larger = how_many(f"{divided}>{power(step.scale)}" for step in steps[:-1])
    units = ",".join(f'"{unit}"' for unit in how.words)
    number = _place_of(currency.a1, how.currencies)
    yield OwnedCell(money, f"CHOOSE(1+{number}+{len(how.currencies)}*{larger},{units})", "money")
    size = size_of(map(template.row, how.sizes), scale.sheet, layout)
    yield OwnedCell(scale, by_size(size, [power(step.scale) for step in steps], template), "scale")


def _place_of(cell: str, names: Sequence[str]) -> str:
    """Which of the names a cell says, counted from 0; the last one where it says none of them."""
    *earlier, last = (f'({cell}<>"{name}")' for name in names[:-1]) if len(names) > 1 else ("0",)
    for other in reversed(earlier):
        last = f"{other}*(1+{last})"
    return last


def _unit_cell(row: Row, unit: Place, template: Template, layout: Layout) -> Iterator[OwnedCell]:
    """The unit of an amount of money: one for all in the reporting currency, others go by their size."""
    if row.unit in REPORTING:
        yield OwnedCell(unit, layout[MONEY_CELL].seen_from(unit.sheet), "money")
    elif template.is_money(row):
        units = [f'"{step.units[row.unit]}"' for step in template.said.steps]
        yield OwnedCell(unit, by_size(size_of([row], unit.sheet, layout), units, template), "unit", row.key)


def _key_number(row: Row, template: Template, layout: Layout) -> Iterator[OwnedCell]:
    whole, check = layout[key_number_name(row.key)], layout.check(row.key)
    place, sheet = whole.at(1), whole.sheet
    yield from _unit_cell(row, whole.at(), template, layout)
    for across, scenario in enumerate(SCENARIOS):
        live = said(layout.cell(row, scenario).seen_from(sheet), row, sheet, template, layout)
        yield OwnedCell(place.at(across), live, "said", row.key, scenario)
        engine = said(check.at(ENGINE + across).seen_from(sheet), row, sheet, template, layout)
        yield OwnedCell(place.at(ENGINE + across), engine, "said engine", row.key, scenario)
    for offset, source, role in (
        (SUMMARY_DIFFERENCE, DIFFERENCE, "difference"),
        (SUMMARY_STATUS, STATUS, "status"),
    ):
        yield OwnedCell(place.at(offset), check.at(source).seen_from(sheet), role, row.key)


def _page_line(line: PageLine, template: Template, layout: Layout) -> Iterator[OwnedCell]:
    whole, row = layout[line.name], template.row(line.shown.key)
    place, sheet = whole.at(1), whole.sheet
    yield from _unit_cell(row, whole.at(), template, layout)
    if not row.axis:
        for across, scenario in enumerate(SCENARIOS):
            source = said(layout.cell(row, scenario).seen_from(sheet), row, sheet, template, layout)
            yield OwnedCell(place.at(across), source, "said", row.key, scenario)
        return
    scenario = line.shown.scenario
    run = layout.run(row, scenario).fixed_from(sheet)
    axis = layout[axis_name(template.sheet_of(row), scenario)].fixed_from(sheet)
    head = layout[line.heading.name]
    for across, index in enumerate(line.heading.positions):
        position = f"{column_letters(head.column + across)}${head.row}"
        source = said(f"SUMIF({axis},{position},{run})", row, sheet, template, layout)
        yield OwnedCell(place.at(across), source, "said", row.key, scenario, index)
