"""Writes docs/presets.md from presets.md: the story of each preset, with figures from the engine.

    python -m tools.presets

A test compares the page with what this would write, so that no figure on it grows old.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from planner.model import LINES
from planner.template.load import load_preset, load_template
from tests.inputs import engine_inputs

PAGE = Path(__file__).parents[1] / "docs" / "presets.md"
FIGURE = re.compile(
    r"\{(?P<preset>\w+) (?P<scenario>low|base|high) (?P<key>\w+)(?: (?P<at>\d+))?: (?P<form>\w+)\}"
)

FORMS = {
    "millions": lambda value: f"{abs(value) / 1e6:,.1f} million",
    "whole_millions": lambda value: f"{abs(value) / 1e6:,.0f} million",
    "minus_millions": lambda value: f"{value / 1e6:,.1f} million",
    "minus_whole_millions": lambda value: f"{value / 1e6:,.0f} million",
    "billions": lambda value: f"{abs(value) / 1e9:,.2f} billion",
    "number": lambda value: f"{value:,.0f}",
    "one": lambda value: f"{value:,.1f}",
    "percent": lambda value: f"{round(value, 2) + 0.0:.0%}",
}
"""How a figure is written; what begins with `minus` keeps its sign."""

TEXT = Path(__file__).with_suffix(".md").read_text(encoding="utf-8")


def told() -> list[str]:
    """The presets of which the page tells the story, in its order."""
    return re.findall(r"^## (\S+)$", TEXT, re.MULTILINE)


def values() -> dict[tuple[str, str], dict[str, Any]]:
    """Every line of the presets that the text speaks of, by preset and scenario."""
    template = load_template()
    wanted = {(found["preset"], found["scenario"]) for found in FIGURE.finditer(TEXT)}
    return {
        (preset, scenario): LINES.evaluate(engine_inputs(template, load_preset(preset), scenario))
        for preset, scenario in wanted
    }


def render() -> str:
    """The page with its figures."""
    known = values()

    def figure(found: re.Match[str]) -> str:
        value = known[found["preset"], found["scenario"]][found["key"]]
        if found["at"]:
            value = value[int(found["at"]) - 1]
        return FORMS[found["form"]](float(value))

    return FIGURE.sub(figure, TEXT)


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
