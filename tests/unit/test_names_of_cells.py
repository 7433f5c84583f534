"""The defined names of a plan's cells are such that every program keeps them as they are."""

from __future__ import annotations

import re

import pytest

from planner.layout.arrange import arrange
from planner.layout.places import Layout
from planner.template.load import presets
from planner.template.locale import languages, preset_in, template_in

PLANS = [(language, preset) for language in languages() for preset in presets()]
LONGEST = 255
A_CELL = re.compile(r"[A-Z]{1,3}[0-9]{1,7}", re.IGNORECASE)
R1C1 = re.compile(r"R[0-9]*(?:C[0-9]*)?|C[0-9]*", re.IGNORECASE)
PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
"""Letters, digits and underscores: Excel takes dots and backslashes too, LibreOffice reads a dot as its mark
between sheet and cell, and others drop such names."""


@pytest.mark.parametrize(("language", "preset"), PLANS)
def test_names_are_unique_and_valid_everywhere(language: str, preset: str) -> None:
    layout = _layout(language, preset)
    names = [*layout.places, *layout.tables]
    folded = [name.casefold() for name in names]
    assert len(names) > 1500
    assert len(set(folded)) == len(folded)
    for name in names:
        assert PLAIN.fullmatch(name), name
        assert len(name) <= LONGEST
        assert not A_CELL.fullmatch(name), name
        assert not R1C1.fullmatch(name), name


@pytest.mark.parametrize(("language", "preset"), PLANS)
def test_no_name_is_one_that_another_line_had_before(language: str, preset: str) -> None:
    """Otherwise a plan of before would be read wrongly."""
    layout = _layout(language, preset)
    before = [name.casefold() for name in layout.former.values()]
    assert len(set(before)) == len(before)
    assert not set(before) & {name.casefold() for name in layout.places}
    assert all(old.replace(".", "_") == new for new, old in layout.former.items())


def test_every_name_of_a_line_knows_its_key() -> None:
    layout = _layout("en", "startup")
    assert layout.keys["calc_revenue_low"] == "revenue"
    assert layout.keys["in_serving_band_low"] == "serving_band_low"
    assert layout.keys["chk_roles_headcount"] == "roles.headcount"
    assert layout.keys["out_npv"] == layout.keys["chk_npv"] == "npv"
    assert layout.former["calc_revenue_low"] == "calc_revenue.low"
    assert layout.former["chk_roles_headcount"] == "chk_roles.headcount"
    assert layout.former["axis_Income_high"] == "axis_Income.high"
    assert layout.keys.keys() <= layout.places.keys()
    assert layout.former.keys() <= layout.places.keys()


def _layout(language: str, preset: str) -> Layout:
    return arrange(template_in(language), preset_in(language, preset)).layout
