"""Checks of the plan itself that do not hold: in which scenario, from which position on, and by how much."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from planner.check.examine import Reading
from planner.results.failing import Failing, Short
from planner.results.levels import level_words
from planner.results.plan import YES_OR_NO
from planner.template.references import references
from planner.template.rows import SCENARIOS, Row
from planner.template.schema import REPORTING, Template
from planner.xlsx.number_shown import shown

ALL = "@all"

LEAST = re.compile(r"MIN\(\{(\w+)@all\}\)>=0")
"""What a check says of a line that must nowhere be below zero."""


def failing_of(reading: Reading, *, warns: bool = False) -> Iterator[Failing]:
    """Every check of the plan that fails, or that warns, and scenario in which it does not hold."""
    for row in reading.book.template.formulas:
        for scenario in SCENARIOS if row.kind == "check" and row.warns == warns else ():
            if reading.engine[row.key, scenario] == (0.0,):
                place = reading.book.layout.cell(row, scenario)
                ways = (find(row, scenario, reading) for find in (_along, _below_zero, _at_once))
                short = next(filter(None, ways), Short())
                yield Failing(row.key, scenario, row.label, place.sheet, place.a1, short)


def in_words(failing: Sequence[Failing]) -> str:
    """Where one check fails first, and by how much; scenario by scenario where they are not alike."""
    alike: dict[str, list[str]] = {}
    for one in failing:
        alike.setdefault(_words(one), []).append(one.scenario)
    if len(alike) == 1:
        return next(iter(alike))
    return "; ".join(f"{level_words(scenarios)}: {words}" for words, scenarios in alike.items() if words)


def _words(one: Failing) -> str:
    short = one.short
    size = f"{'-' if short.value < 0 else ''}{shown(abs(short.value), short.format).strip()}"
    value = f'"{short.label}" is {size}' + (f" ({short.unit})" if short.unit else "")
    if short.first is not None:
        position = short.first if isinstance(short.first, str) else f"{short.first:g}"
        first = f"first in {short.axis} {position}"
        return f"{first}, where {value}" if short.line else first
    return value if short.line else ""


def _along(check: Row, scenario: str, reading: Reading) -> Short | None:
    """The first position at which a line says yes that must not say it anywhere."""
    template, read = reading.book.template, references(check.formula)
    flag = _row(template, read[0].removesuffix(ALL)) if len(read) == 1 and read[0].endswith(ALL) else None
    if flag is None or not flag.axis or flag.unit != YES_OR_NO:
        return None
    flags = reading.engine[flag.key, scenario]
    at = next((number for number, value in enumerate(flags) if value), None)
    if at is None:
        return None
    first = reading.inputs.axes[flag.axis][at]
    read_by_it = filter(None, (_row(template, key) for key in references(flag.formula)))
    judged = next((row for row in read_by_it if row.axis == flag.axis and row.unit != YES_OR_NO), None)
    if judged is None:
        return Short(flag.axis, first)
    return _short(judged, reading.engine[judged.key, scenario][at], reading, flag.axis, first)


def _below_zero(check: Row, scenario: str, reading: Reading) -> Short | None:
    """The first position at which a line is below zero that must not be so anywhere."""
    found = LEAST.search(check.formula)
    line = _row(reading.book.template, found[1]) if found else None
    if line is None or not line.axis:
        return None
    values = reading.engine[line.key, scenario]
    at = next((number for number, value in enumerate(values) if value < 0), None)
    if at is None:
        return None
    return _short(line, values[at], reading, line.axis, reading.inputs.axes[line.axis][at])


def _at_once(check: Row, scenario: str, reading: Reading) -> Short | None:
    """What is below zero, of a check that begins with a line that must not be."""
    template = reading.book.template
    judged = next((row for key in references(check.formula)[:1] if (row := _row(template, key))), None)
    if judged is None or judged.axis or (value := reading.engine[judged.key, scenario][0]) >= 0:
        return None
    return _short(judged, value, reading)


def _short(
    row: Row, value: float, reading: Reading, axis: str = "", first: float | str | None = None
) -> Short:
    """The line that is judged; an amount is said in the currency that the plan reports in."""
    template = reading.book.template
    chosen = reading.inputs.scalars["base"].get(template.said.currency)
    unit = str(chosen) if row.unit in REPORTING else row.unit
    return Short(axis, first, row.key, row.label, value, unit, template.format_of(row))


def _row(template: Template, key: str) -> Row | None:
    """The line with a formula of that key; None for an input, a column or a line with a qualifier."""
    return next((row for row in template.formulas if row.key == key), None)
