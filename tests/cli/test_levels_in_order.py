"""A level that is kinder than the one before is said, by cell; where no order is known, nothing is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from planner.template.errors import TemplateError
from planner.template.load import load_preset, load_template, presets
from planner.template.rows import SCENARIOS
from planner.template.validate import validate
from tests.command import planner
from tests.surgery import Surgery


@pytest.mark.parametrize(
    ("key", "levels", "said"),
    [
        ("demand_factor", (1, 1, 1.5), ("Adverse, 1.5, is kinder than Base, 1",)),
        ("demand_factor", (1, 1.5, 0.5), ("Base, 1.5, is kinder than Favourable, 1",)),
        ("cost_factor", (1.1, 1, 0.9), ("Base, 1, is kinder than", "Adverse, 0.9, is kinder than Base, 1")),
        ("cost_factor", (0.9, 1, 1.1), ()),
        ("pool_gpus", (9000, 3000, 1000), ()),
        ("restart_minutes", (20, 10, 5), ()),
    ],
)
def test_it_is_said_where_a_level_is_kinder_than_the_one_before(
    key: str, levels: tuple[float, ...], said: tuple[str, ...], plan_file: Path
) -> None:
    """Goodput is typed in this plan: how long a restart takes is unused, and its order does not matter."""
    with Surgery(plan_file) as book:
        typed = zip(SCENARIOS, levels, strict=True)
        cells = {name: "!".join(book.put_line(key, value, scenario=name)) for name, value in typed}
    found = [line for line in planner("refresh", plan_file).lines if "levels out of order" in line]
    assert len(found) == bool(said)
    log = [*openpyxl.load_workbook(plan_file, data_only=True)["Log"].values][-1][7]
    for part in said:
        assert part in found[0]
        assert part in log
        assert cells["base" if part.startswith("Base") else "high"] in found[0]
    assert [line for line in planner("check", plan_file).lines if "levels out of order" in line] == found


def test_the_levels_of_every_preset_are_in_order() -> None:
    rows = [row for row in load_template().inputs if row.kinder]
    assert len(rows) > 30
    for name in presets():
        for row in rows:
            given = load_preset(name).inputs[row.key]
            low, base, high = (float(given.get(level, given["base"])) for level in SCENARIOS)
            assert (low >= base >= high) if row.kinder == "higher" else (low <= base <= high), (name, row.key)


def test_only_a_number_that_is_typed_may_be_kinder() -> None:
    template = load_template()
    start = template.row("plan_start")
    sheet = template.sheet_of(start)
    items = tuple(start._replace(kinder="higher") if one is start else one for one in sheet.items)
    changed = tuple(replace(sheet, items=items) if one is sheet else one for one in template.sheets)
    with pytest.raises(TemplateError, match="plan_start: of a number typed, kinder is higher or lower"):
        validate(replace(template, sheets=changed))
