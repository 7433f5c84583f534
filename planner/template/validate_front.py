"""Does what page 1 and the statements show fit the rest of the template?"""

from __future__ import annotations

from collections.abc import Mapping

from planner.template.errors import require
from planner.template.front import Message
from planner.template.pages import LOOKS
from planner.template.references import AS_MONTH, AS_PEAK, AS_WORD, LESS, MONEY, references
from planner.template.rows import SCENARIOS, Row
from planner.template.schema import Template


def validate_front(template: Template, rows: Mapping[str, Row]) -> None:
    """Raise TemplateError where a sentence or a line of page 1 names what is not there."""
    for name, cases in template.messages.items():
        _validate_message(name, cases, rows)
    front = template.front_page
    axis = rows[front.year].axis if front.year in rows else ""
    require(bool(axis) and front.months in rows and rows[front.months].axis == axis, "page 1: no years")
    for shown in front.years:
        fits = shown.key in rows and rows[shown.key].axis == axis and shown.scenario in SCENARIOS
        require(fits, f"page 1: {shown.key} is no line along fiscal years with its scenario")
    for shown in (*front.figures, *front.uses):
        require(shown.key in rows and not rows[shown.key].axis, f"page 1: {shown.key} is no scalar line")
    require(
        all(use.scenario in SCENARIOS for use in front.uses), "page 1: a use of proceeds names no scenario"
    )
    for shown in (*front.years, *front.figures, *front.uses):
        require(shown.look in LOOKS, f"page 1: {shown.key} has the unknown look {shown.look}")
    for page in template.pages:
        require(not page.message or page.message in template.messages, f"{page.name}: no {page.message}")
        level = template.texts.get(page.level)
        names = tuple(template.scenario_names[name] for name in SCENARIOS)
        require(not page.level or (level is not None and level.choices == names), f"{page.name}: no levels")


def _validate_message(name: str, cases: Message, rows: Mapping[str, Row]) -> None:
    *conditional, last = cases
    require(
        not last.when and all(case.when for case in conditional), f"{name}: the last case alone always holds"
    )
    for case in cases:
        for line in case.when:
            require(_is_scalar(line, rows), f"{name}: {line} is no scalar line with its scenario")
        for reference in references(case.text):
            line, _, digits = reference.partition(":")
            ways = (AS_MONTH, AS_PEAK, AS_WORD)
            number = digits.removeprefix(LESS).isdecimal() or digits in ways
            fits = reference == MONEY or (_is_scalar(line, rows) and number)
            require(fits, f"{name}: {{{reference}}} is no number of a line")


def _is_scalar(line: str, rows: Mapping[str, Row]) -> bool:
    key, _, scenario = line.partition("@")
    return key in rows and not rows[key].axis and scenario in SCENARIOS
