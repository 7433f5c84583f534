"""What the sentences with variants, page 1 and the statements must come to.

The workbook's own formulas for them are in ``planner.layout.messages``. This is the second statement of the
same, made from values and not from the formulas.
"""

from __future__ import annotations

from collections.abc import Callable

from planner.check.checkers.base import FormulaError, Value
from planner.check.readers import Along, Live, answer, in_units, money, month_said
from planner.layout.owned_cell import OwnedCell
from planner.template.front import Message
from planner.template.rows import SCENARIOS
from planner.template.schema import Template
from planner.template.texts import Texts

BASE, CHOSEN = "base", "level"


def said_on_paper(
    template: Template, live: Live, along: Along, texts: Texts
) -> dict[str, Callable[[OwnedCell], Value]]:
    """By the role of a cell, how it is found what it must show."""

    def year(cell: OwnedCell, *, cost: bool) -> Value:
        months = along[template.front_page.months, BASE][cell.along]
        if not isinstance(months, float) or not months:
            return "" if months == 0 else months
        scenario = chosen_level(template, texts) if cell.scenario == CHOSEN else cell.scenario
        value = in_units(along[cell.key, scenario][cell.along], cell.key, template, live)
        return 0.0 - value if cost and isinstance(value, float) else value

    def with_unit(cell: OwnedCell) -> Value:
        unit = money(template, live)
        level = texts.get(cell.key, "") if cell.key else template.scenario_names[BASE]
        return f"{level}{template.words.listed}{unit}" if isinstance(unit, str) else unit

    return {
        "message": lambda cell: message(template.messages[cell.key], template, live),
        "head of year": lambda cell: year(cell, cost=False),
        "of year": lambda cell: year(cell, cost=False),
        "cost of year": lambda cell: year(cell, cost=True),
        "month said": lambda cell: month_said(live[cell.key, cell.scenario], template, live),
        "with unit": with_unit,
    }


def message(cases: Message, template: Template, live: Live) -> Value:
    """The first variant whose lines are all other than 0; an error where one of them is."""
    for case in cases:
        values = [live[key, scenario] for key, _, scenario in (line.partition("@") for line in case.when)]
        if error := next((value for value in values if isinstance(value, FormulaError)), None):
            return error
        unknown = next((value for value in values if not isinstance(value, float)), None)
        if unknown is not None:
            return unknown
        if all(values):
            return answer(case.text, template, live)
    return answer(cases[-1].text, template, live)


def chosen_level(template: Template, texts: Texts) -> str:
    """The scenario that the owner's word stands for; the base for a word that is none."""
    words = {str(texts.get(page.level, "")).casefold() for page in template.pages if page.level}
    return next((name for name in SCENARIOS if template.scenario_names[name].casefold() in words), BASE)
