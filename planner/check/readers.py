"""What the cells for readers must come to: pages, key numbers, the sentences on the cover.

The workbook's own formulas for them are in ``planner.layout.readers``. This is the second statement of the
same, made from values and not from the formulas.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from planner.check.checkers.base import FormulaError, Value
from planner.days import moment
from planner.layout.owned import OwnedCell
from planner.template.amounts import Step
from planner.template.references import AS_MONTH, AS_PEAK, AS_WORD, LESS, MONEY, MONTHS, REFERENCE, UNIT
from planner.template.rows import SCENARIOS
from planner.template.schema import REPORTING, Template

DECIMALS = 2
COARSE_ABOVE, COARSER = 1e12, 15
"""Above this a number in a sentence has so many decimals less: programs write 15 digits alike, no more."""

DIGITS = 15
"""Significant digits that a spreadsheet rounds and shows."""

Live = Mapping[tuple[str, str], Value]
Along = Mapping[tuple[str, str], Sequence[Value]]


def value_of(cell: OwnedCell, template: Template, live: Live, along: Along) -> Value:
    """A line's value at one position, or in one scenario; money in the unit that people say."""
    row = template.row(cell.key)
    value = along[cell.key, cell.scenario][cell.along] if row.axis else live[cell.key, cell.scenario]
    return in_units(value, cell.key, template, live)


def in_units(value: Value, key: str, template: Template, live: Live) -> Value:
    """An amount of money as people say it; anything else as it is."""
    row = template.row(key)
    if not isinstance(value, float) or not template.is_money(row):
        return value
    keys = template.said.sizes if row.unit in REPORTING else (key,)
    step = _step(keys, template, live)
    return step if isinstance(step, FormulaError) else value / step.scale


def unit_of(key: str, template: Template, live: Live) -> Value:
    """The unit in which a line's amount of money is said."""
    unit = template.row(key).unit
    if unit in REPORTING:
        return money(template, live)
    step = _step((key,), template, live)
    return step if isinstance(step, FormulaError) else step.units[unit]


def money(template: Template, live: Live) -> Value:
    """The unit in which amounts of the reporting currency are said."""
    chosen, step = _currency(template, live), _step(template.said.sizes, template, live)
    if isinstance(chosen, FormulaError):
        return chosen
    return step if isinstance(step, FormulaError) else step.units[chosen]


def money_scale(template: Template, live: Live) -> Value:
    """What amounts of the reporting currency are divided by."""
    step = _step(template.said.sizes, template, live)
    return step if isinstance(step, FormulaError) else step.scale


def _step(keys: Sequence[str], template: Template, live: Live) -> Step | FormulaError:
    """The unit that the largest of these lines needs, in whichever scenario it is largest."""
    values = [live[key, scenario] for key in keys for scenario in SCENARIOS]
    error = next((value for value in values if isinstance(value, FormulaError)), None)
    if error is not None:
        return error
    size = max((value for value in values if isinstance(value, float)), default=0.0)
    return next(step for step in reversed(template.said.steps) if step.begins <= max(0.0, _whole(size)))


def _whole(value: float) -> float:
    """A number rounded half away from zero, as a spreadsheet does, where it has digits to round."""
    return float(rounded(value, 0)) if abs(value) < 10**DIGITS else value


def _currency(template: Template, live: Live) -> str | FormulaError:
    """The currency that the owner chose, as the template spells it; the last one for a word that is none."""
    chosen = live[template.said.currency, "base"]
    if isinstance(chosen, FormulaError):
        return chosen
    known = template.said.currencies
    return next((name for name in known if name.casefold() == str(chosen).casefold()), known[-1])


def answer(text: str, template: Template, live: Live) -> Value:
    """A sentence with its numbers in it; an error where one of them is."""
    words, end = "", 0
    for match in REFERENCE.finditer(text):
        value = _word(match[1], template, live)
        if not isinstance(value, str):
            return value
        words += text[end : match.start()] + value
        end = match.end()
    return words + text[end:]


def _word(reference: str, template: Template, live: Live) -> Value:
    if reference == MONEY:
        return money(template, live)
    key, _, rest = reference.partition("@")
    scenario, _, decimals = rest.partition(":")
    if scenario == UNIT:
        return unit_of(key, template, live)
    value = in_units(live[key, scenario], key, template, live)
    if not isinstance(value, float):
        return value
    words = template.words
    if decimals == AS_WORD:
        return words.answer_yes if value else words.answer_no
    if decimals in {AS_MONTH, AS_PEAK}:
        when = _peak if decimals == AS_PEAK else _dated
        return when(round(value), template, live) if value else words.answer_none
    if decimals.startswith(LESS):
        value, decimals = 0.0 - value, decimals.removeprefix(LESS)
    return rounded(value, int(decimals or DECIMALS) - COARSER * (abs(value) > COARSE_ABOVE))


def month_said(value: Value, template: Template, live: Live) -> Value:
    """A month of the plan by its date; another word where it is 0, which says that there is none."""
    if not isinstance(value, float):
        return value
    return _dated(round(value), template, live) if value else template.words.answer_none


def _peak(month: int, template: Template, live: Live) -> Value:
    """When something is greatest: in a month, or not yet, as it still rises in the last."""
    if month == template.axis(MONTHS).values[-1]:
        return template.words.answer_rising
    when = _dated(month, template, live)
    return template.words.answer_peak.format(month=when) if isinstance(when, str) else when


def _dated(month: int, template: Template, live: Live) -> Value:
    """The calendar month of a month of the plan: its name and its year."""
    start = live[template.said.start, "base"]
    if not isinstance(start, float):
        return start
    first = moment(start)
    year, index = divmod(first.year * 12 + first.month - 1 + month - 1, 12)
    name = template.words.answer_months.split(", ")[index]
    return template.words.answer_month.format(name=name, year=year)


def rounded(value: float, decimals: int) -> str:
    """A number as a spreadsheet rounds it, half away from zero, and turns it into text."""
    shortest = Decimal(f"{value:.{DIGITS}g}")
    text = f"{shortest.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text
