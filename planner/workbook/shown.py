"""Formulas of the cells that say once more, for readers, what lines come to: pages, key numbers, answers.

The formulas here are text. What they must come to is worked out separately, in ``planner.check.said``.
"""

from __future__ import annotations

from collections.abc import Iterator

from planner.workbook import layout as at
from planner.workbook.a1 import column_letters
from planner.workbook.arrange_pages import PageLine, page_items
from planner.workbook.layout import Layout, Place, axis_name
from planner.workbook.ownedcell import OwnedCell
from planner.workbook.schema import REPORTING, REPORTING_KEY, SCENARIOS, Row, Template
from planner.workbook.template import MONEY, REFERENCE

DECIMALS = "2"
"""Of a number in a sentence that does not say how many."""


def shown_cells(template: Template, layout: Layout) -> Iterator[OwnedCell]:
    """Every formula cell of the sheets for readers."""
    yield from _money_cells(template, layout)
    for number, text in enumerate(template.answers):
        place = layout[at.answer_name(number)]
        yield OwnedCell(place, _sentence(text, place.sheet, template, layout), "answer", along=number)
    for shown in template.key_numbers:
        yield from _key_number(template.row(shown.key), template, layout)
    for item in page_items(template):
        if isinstance(item, PageLine):
            yield from _page_line(item, template, layout)


def _said(source: str, row: Row, currency: str, template: Template) -> str:
    """A value as people say it: an amount of money divided by what they count that currency in.

    Args:
        currency: how a formula on that sheet refers to the currency that the owner chose.
    """
    if not template.is_money(row):
        return source
    scales = {name: _power(scale) for name, scale in template.said.scales.items()}
    if row.unit != REPORTING:
        return f"{source}/{scales[row.unit]}"
    (first, one), (_, other) = scales.items()
    return f"{source}/{one}" if one == other else f'{source}/IF({currency}="{first}",{one},{other})'


def _power(scale: float) -> str:
    return f"{scale:.0E}".replace("E+0", "E").replace("E+", "E")


def _money_cells(template: Template, layout: Layout) -> Iterator[OwnedCell]:
    currency, money = layout[at.CURRENCY], layout[at.MONEY]
    chosen = layout.cell(template.row(REPORTING_KEY), "base").seen_from(currency.sheet)
    yield OwnedCell(currency, chosen, "live", REPORTING_KEY, "base")
    (first, unit), (_, other) = template.said.units.items()
    yield OwnedCell(money, f'IF({currency.a1}="{first}","{unit}","{other}")', "money")


def _unit_cell(row: Row, unit: Place, layout: Layout) -> Iterator[OwnedCell]:
    """The unit of an amount in the currency that the owner chooses."""
    if row.unit == REPORTING:
        yield OwnedCell(unit, layout[at.MONEY].seen_from(unit.sheet), "money")


def _sentence(text: str, sheet: str, template: Template, layout: Layout) -> str:
    """A text with numbers in it as a formula: literal parts and rounded numbers, joined."""
    pieces, end = [], 0
    for match in REFERENCE.finditer(text):
        pieces += [_quoted(text[end : match.start()]), _number(match[1], sheet, template, layout)]
        end = match.end()
    pieces.append(_quoted(text[end:]))
    return "&".join(piece for piece in pieces if piece != '""')


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _number(reference: str, sheet: str, template: Template, layout: Layout) -> str:
    """A rounded number of a sentence: as Summary says it where it does, which keeps the sentence short.

    A small loss is rounded to -0, which some programs write with its sign and others without; 0 added to it
    is 0 in all of them.
    """
    if reference == MONEY:
        return layout[at.MONEY].seen_from(sheet)
    key, _, rest = reference.partition("@")
    scenario, _, decimals = rest.partition(":")
    row, currency = template.row(key), layout[at.CURRENCY].seen_from(sheet)
    if any(shown.key == key for shown in template.key_numbers):
        across = 1 + SCENARIOS.index(scenario)
        source = layout[at.key_number_name(key)].at(across).seen_from(sheet)
    else:
        source = _said(layout.cell(row, scenario).seen_from(sheet), row, currency, template)
    return f"(ROUND({source},{decimals or DECIMALS})+0)"


def _key_number(row: Row, template: Template, layout: Layout) -> Iterator[OwnedCell]:
    whole, check = layout[at.key_number_name(row.key)], layout.check(row.key)
    place, sheet = whole.at(1), whole.sheet
    currency = layout[at.CURRENCY].fixed_from(sheet)
    yield from _unit_cell(row, whole.at(), layout)
    for across, scenario in enumerate(SCENARIOS):
        live = _said(layout.cell(row, scenario).seen_from(sheet), row, currency, template)
        yield OwnedCell(place.at(across), live, "said", row.key, scenario)
        engine = _said(check.at(at.ENGINE + across).seen_from(sheet), row, currency, template)
        yield OwnedCell(place.at(at.ENGINE + across), engine, "said engine", row.key, scenario)
    for offset, source, role in (
        (at.SUMMARY_DIFFERENCE, at.DIFFERENCE, "difference"),
        (at.SUMMARY_STATUS, at.STATUS, "status"),
    ):
        yield OwnedCell(place.at(offset), check.at(source).seen_from(sheet), role, row.key)


def _page_line(line: PageLine, template: Template, layout: Layout) -> Iterator[OwnedCell]:
    whole, row = layout[line.name], template.row(line.shown.key)
    place, sheet = whole.at(1), whole.sheet
    currency = layout[at.CURRENCY].fixed_from(sheet)
    yield from _unit_cell(row, whole.at(), layout)
    if not row.axis:
        for across, scenario in enumerate(SCENARIOS):
            source = _said(layout.cell(row, scenario).seen_from(sheet), row, currency, template)
            yield OwnedCell(place.at(across), source, "said", row.key, scenario)
        return
    scenario = line.shown.scenario
    run = layout.run(row, scenario).fixed_from(sheet)
    axis = layout[axis_name(template.sheet_of(row), scenario)].fixed_from(sheet)
    head = layout[line.heading.name]
    for across, index in enumerate(line.heading.positions):
        position = f"{column_letters(head.column + across)}${head.row}"
        source = _said(f"SUMIF({axis},{position},{run})", row, currency, template)
        yield OwnedCell(place.at(across), source, "said", row.key, scenario, index)
