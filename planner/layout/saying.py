"""How formulas say what lines come to: amounts in the unit that people say, months by their date, sentences.

What they must come to is worked out separately, in ``planner.check.readers``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence

from planner.layout.places import MONEY as MONEY_CELL
from planner.layout.places import SCALE, Layout, axis_name, key_number_name
from planner.template.references import AS_MONTH, AS_PEAK, AS_WORD, LESS, MONEY, MONTHS, REFERENCE, UNIT
from planner.template.rows import SCENARIOS, Row
from planner.template.schema import REPORTING, Template

PARTS = re.compile("({name}|{year})")
DECIMALS = "2"
"""Of a number in a sentence that does not say how many."""

COARSE_ABOVE, COARSER = "1E12", "15"
"""Above this a number has so many decimals less: programs write more than 15 digits in ways of their own."""


def said(source: str, row: Row, sheet: str, template: Template, layout: Layout) -> str:
    """A value as people say it: an amount of money divided by what its unit counts.

    Args:
        sheet: where the formula stands.
    """
    if not template.is_money(row):
        return source
    if row.unit in REPORTING:
        return f"{source}/{layout[SCALE].fixed_from(sheet)}"
    size = size_of([row], sheet, layout)
    return f"{source}/{by_size(size, [power(step.scale) for step in template.said.steps], template)}"


def size_of(rows: Iterable[Row], sheet: str, layout: Layout) -> str:
    """The largest of these lines in any scenario, without what a sum leaves behind the point."""
    return f"ROUND(MAX({','.join(layout.line(row).fixed_from(sheet) for row in rows)}),0)"


def by_size(size: str, choices: Sequence[str], template: Template) -> str:
    """One of the choices, of which there is one for each step: the one that an amount of that size needs."""
    larger = how_many(f"{size}>={_exponent(step.begins)}" for step in template.said.steps[1:])
    return f"CHOOSE(1+{larger},{','.join(choices)})"


def how_many(conditions: Iterable[str]) -> str:
    """How many of the conditions hold."""
    parts = [f"({condition})" for condition in conditions]
    return parts[0] if len(parts) == 1 else f"({'+'.join(parts) or 0})"


def power(scale: float) -> str:
    """What an amount is divided by, as a formula says it."""
    return f"{scale:.0E}".replace("E+0", "E").replace("E+", "E")


def _exponent(limit: float) -> str:
    return f"10^{math.log10(limit):.0f}"


def sentence(text: str, number: Callable[[str], str]) -> str:
    """A text with numbers in it as a formula: literal parts and rounded numbers, joined."""
    pieces, end = [], 0
    for match in REFERENCE.finditer(text):
        pieces += [quoted(text[end : match.start()]), number(match[1])]
        end = match.end()
    pieces.append(quoted(text[end:]))
    return "&".join(piece for piece in pieces if piece != '""')


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def number_in(reference: str, sheet: str, template: Template, layout: Layout) -> str:
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
        source = said(layout.cell(row, scenario).seen_from(sheet), row, sheet, template, layout)
    if decimals == AS_MONTH:
        return month_of(source, sheet, template, layout)
    if decimals == AS_PEAK:
        dated = _dated(source, sheet, template, layout)
        return _peak(source, dated, _last_month(sheet, template, layout), template)
    if decimals == AS_WORD:
        yes, no = quoted(template.words.answer_yes), quoted(template.words.answer_no)
        return f"IF({source}=0,{no},{yes})"
    if decimals.startswith(LESS):
        source, decimals = f"(0-{source})", decimals.removeprefix(LESS)
    places = f"{decimals or DECIMALS}-{COARSER}*(ABS({source})>{COARSE_ABOVE})"
    return source if scenario == UNIT else f"(ROUND({source},{places})+0)"


def month_of(source: str, sheet: str, template: Template, layout: Layout) -> str:
    """The date of a month of the plan; another word where it is 0, which says that there is none."""
    dated = _dated(source, sheet, template, layout)
    return f"IF({source}=0,{quoted(template.words.answer_none)},{dated})"


def _peak(source: str, dated: str, last: str, template: Template) -> str:
    """The month in which something is greatest; in the last month it is no peak, as it still rises."""
    words = template.words
    before, _, after = words.answer_peak.partition("{month}")
    peak = "&".join(piece for piece in (quoted(before), dated, quoted(after)) if piece != '""')
    cases = ",".join((quoted(words.answer_none), peak, quoted(words.answer_rising)))
    return f"CHOOSE(1+({source}>0)+({source}>={last}),{cases})"


def _last_month(sheet: str, template: Template, layout: Layout) -> str:
    """The cell of the number of the plan's last month."""
    home = next(found for found, axis in template.axes if axis.key == MONTHS)
    run = layout[axis_name(home, "base")]
    return run.at(run.columns - 1).seen_from(sheet)


def _dated(source: str, sheet: str, template: Template, layout: Layout) -> str:
    """The date of a month of the plan, in words."""
    start = layout.cell(template.row(template.said.start), "base").seen_from(sheet)
    begins = f"EDATE({start},{source}-1)"
    names = ",".join(quoted(name) for name in template.words.answer_months.split(", "))
    parts = {"{name}": f"CHOOSE(MONTH({begins}),{names})", "{year}": f"YEAR({begins})"}
    pieces = (parts.get(piece, quoted(piece)) for piece in PARTS.split(template.words.answer_month))
    return "&".join(piece for piece in pieces if piece != '""')
