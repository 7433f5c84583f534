"""Formulas of the cells that say once more, for readers, what lines come to: pages, key numbers, answers.

The formulas here are text. What they must come to is worked out separately, in ``planner.check.readers``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from planner.layout.arrange_pages import PageLine, page_items
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
from planner.template.references import AS_MONTH, AS_PEAK, AS_WORD, MONEY, MONTHS, REFERENCE, UNIT
from planner.template.rows import SCENARIOS, Row
from planner.template.schema import REPORTING, Template
from planner.xlsx.a1 import column_letters

PARTS = re.compile("({name}|{year})")
DECIMALS = "2"
"""Of a number in a sentence that does not say how many."""

COARSE_ABOVE, COARSER = "1E12", "15"
"""Above this a number has so many decimals less: programs write more than 15 digits in ways of their own."""


def shown_cells(template: Template, layout: Layout) -> Iterator[OwnedCell]:
    """Every formula cell of the sheets for readers."""
    yield from _money_cells(template, layout)
    for number, text in enumerate(template.answers):
        place = layout[answer_name(number)]
        said = partial(_number, sheet=place.sheet, template=template, layout=layout)
        yield OwnedCell(place, sentence(text, said), "answer", along=number)
    for shown in template.key_numbers:
        yield from _key_number(template.row(shown.key), template, layout)
    for item in page_items(template):
        if isinstance(item, PageLine):
            yield from _page_line(item, template, layout)


def _said(source: str, row: Row, sheet: str, template: Template, layout: Layout) -> str:
    """A value as people say it: an amount of money divided by what its unit counts.

    Args:
        sheet: where the formula stands.
    """
    if not template.is_money(row):
        return source
    if row.unit in REPORTING:
        return f"{source}/{layout[SCALE].fixed_from(sheet)}"
    size = _size([row], sheet, layout)
    return f"{source}/{_by_size(size, [power(step.scale) for step in template.said.steps], template)}"


def _size(rows: Iterable[Row], sheet: str, layout: Layout) -> str:
    """The largest of these lines in any scenario, without what a sum leaves behind the point."""
    return f"ROUND(MAX({','.join(layout.line(row).fixed_from(sheet) for row in rows)}),0)"


def _by_size(size: str, choices: Sequence[str], template: Template) -> str:
    """One of the choices, of which there is one for each step: the one that an amount of that size needs."""
    larger = _count(f"{size}>={_exponent(step.begins)}" for step in template.said.steps[1:])
    return f"CHOOSE(1+{larger},{','.join(choices)})"


def _count(conditions: Iterable[str]) -> str:
    """How many of the conditions hold."""
    parts = [f"({condition})" for condition in conditions]
    return parts[0] if len(parts) == 1 else f"({'+'.join(parts) or 0})"


def power(scale: float) -> str:
    """What an amount is divided by, as a formula says it."""
    return f"{scale:.0E}".replace("E+0", "E").replace("E+", "E")


def _exponent(limit: float) -> str:
    return f"10^{math.log10(limit):.0f}"


def _money_cells(template: Template, layout: Layout) -> Iterator[OwnedCell]:
    currency, money, scale = (layout[name] for name in (CURRENCY, MONEY_CELL, SCALE))
    said, steps = template.said, template.said.steps
    chosen = layout.cell(template.row(said.currency), "base").seen_from(currency.sheet)
    yield OwnedCell(currency, chosen, "live", said.currency, "base")
    divided = scale.seen_from(money.sheet)
    larger = _count(f"{divided}>{power(step.scale)}" for step in steps[:-1])
    units = ",".join(f'"{unit}"' for unit in said.words)
    number = _place_of(currency.a1, said.currencies)
    yield OwnedCell(money, f"CHOOSE(1+{number}+{len(said.currencies)}*{larger},{units})", "money")
    size = _size(map(template.row, said.sizes), scale.sheet, layout)
    yield OwnedCell(scale, _by_size(size, [power(step.scale) for step in steps], template), "scale")


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
        yield OwnedCell(unit, _by_size(_size([row], unit.sheet, layout), units, template), "unit", row.key)


def sentence(text: str, number: Callable[[str], str]) -> str:
    """A text with numbers in it as a formula: literal parts and rounded numbers, joined."""
    pieces, end = [], 0
    for match in REFERENCE.finditer(text):
        pieces += [_quoted(text[end : match.start()]), number(match[1])]
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
        return layout[MONEY_CELL].seen_from(sheet)
    key, _, rest = reference.partition("@")
    scenario, _, decimals = rest.partition(":")
    row = template.row(key)
    if any(shown.key == key for shown in template.key_numbers):
        across = 0 if scenario == UNIT else 1 + SCENARIOS.index(scenario)
        source = layout[key_number_name(key)].at(across).seen_from(sheet)  # divided by its unit already
    else:
        source = layout.cell(row, scenario).seen_from(sheet)
    if decimals in {AS_MONTH, AS_PEAK}:
        start = layout.cell(template.row(template.said.start), "base").seen_from(sheet)
        dated = _dated(source, start, template)
        return (
            _month(source, dated, template)
            if decimals == AS_MONTH
            else _peak(source, dated, _last_month(sheet, template, layout), template)
        )
    if decimals == AS_WORD:
        yes, no = _quoted(template.words.answer_yes), _quoted(template.words.answer_no)
        return f"IF({source}=0,{no},{yes})"
    places = f"{decimals or DECIMALS}-{COARSER}*(ABS({source})>{COARSE_ABOVE})"
    return source if scenario == UNIT else f"(ROUND({source},{places})+0)"


def _month(source: str, dated: str, template: Template) -> str:
    """The date of a month of the plan; another word where it is 0, which says that there is none."""
    return f"IF({source}=0,{_quoted(template.words.answer_none)},{dated})"


def _peak(source: str, dated: str, last: str, template: Template) -> str:
    """The month in which something is greatest; in the last month it is no peak, as it still rises."""
    words = template.words
    before, _, after = words.answer_peak.partition("{month}")
    peak = "&".join(piece for piece in (_quoted(before), dated, _quoted(after)) if piece != '""')
    cases = ",".join((_quoted(words.answer_none), peak, _quoted(words.answer_rising)))
    return f"CHOOSE(1+({source}>0)+({source}>={last}),{cases})"


def _last_month(sheet: str, template: Template, layout: Layout) -> str:
    """The cell of the number of the plan's last month."""
    home = next(found for found, axis in template.axes if axis.key == MONTHS)
    run = layout[axis_name(home, "base")]
    return run.at(run.columns - 1).seen_from(sheet)


def _dated(source: str, start: str, template: Template) -> str:
    """The date of a month of the plan, in words.

    Args:
        start: the cell of the first day of month 1.
    """
    begins = f"EDATE({start},{source}-1)"
    names = ",".join(_quoted(name) for name in template.words.answer_months.split(", "))
    parts = {"{name}": f"CHOOSE(MONTH({begins}),{names})", "{year}": f"YEAR({begins})"}
    pieces = (parts.get(piece, _quoted(piece)) for piece in PARTS.split(template.words.answer_month))
    return "&".join(piece for piece in pieces if piece != '""')


def _key_number(row: Row, template: Template, layout: Layout) -> Iterator[OwnedCell]:
    whole, check = layout[key_number_name(row.key)], layout.check(row.key)
    place, sheet = whole.at(1), whole.sheet
    yield from _unit_cell(row, whole.at(), template, layout)
    for across, scenario in enumerate(SCENARIOS):
        live = _said(layout.cell(row, scenario).seen_from(sheet), row, sheet, template, layout)
        yield OwnedCell(place.at(across), live, "said", row.key, scenario)
        engine = _said(check.at(ENGINE + across).seen_from(sheet), row, sheet, template, layout)
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
            source = _said(layout.cell(row, scenario).seen_from(sheet), row, sheet, template, layout)
            yield OwnedCell(place.at(across), source, "said", row.key, scenario)
        return
    scenario = line.shown.scenario
    run = layout.run(row, scenario).fixed_from(sheet)
    axis = layout[axis_name(template.sheet_of(row), scenario)].fixed_from(sheet)
    head = layout[line.heading.name]
    for across, index in enumerate(line.heading.positions):
        position = f"{column_letters(head.column + across)}${head.row}"
        source = _said(f"SUMIF({axis},{position},{run})", row, sheet, template, layout)
        yield OwnedCell(place.at(across), source, "said", row.key, scenario, index)
