"""One more line, column or preset leaves the random plans of all others as they are, so their tests too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from planner.template.load import load_preset
from planner.template.preset import Preset
from planner.template.rows import Column, Row, Table
from planner.template.schema import Template
from planner.template.sheets import Axis, Sheet
from tests.books import Values
from tests.edge_values import LIKE, PRESETS, TEMPLATE
from tests.money_plans import random_plan
from tests.random_values import one_of, random_values

SEEDS = range(40)
ROW = Row("one_more", "input", "One more", "USD", default=1.0, min=0.0, max=10.0)
COLUMN = Column("one_more", "number", "One more", "USD", required=False, min=0.0, max=10.0)
TABLE = Table(
    "one_more", "One more", (COLUMN._replace(required=True), Column("name", "text", "Name", unique=True))
)
AXIS = Axis("one_more", "One more", "USD", (1.0, 2.0), min=0.0, max=10.0)


def with_row(template: Template) -> Template:
    """An input in front of all others of each sheet of inputs; the last one is a sheet of its own."""

    def sheet(number: int, sheet: Sheet) -> Sheet:
        row = ROW._replace(key=f"one_more_{number}")
        return replace(sheet, items=(row, *sheet.items)) if sheet.kind == "input" else sheet

    return replace(template, sheets=tuple(sheet(number, one) for number, one in enumerate(template.sheets)))


def with_column(template: Template) -> Template:
    """A column in front of all others of each table."""

    def sheet(sheet: Sheet) -> Sheet:
        table = sheet.table
        return replace(sheet, table=table._replace(columns=(COLUMN, *table.columns))) if table else sheet

    return replace(template, sheets=tuple(map(sheet, template.sheets)))


def with_sheet(template: Template) -> Template:
    """A sheet with a table and an axis of its own in front of all others."""
    first = Sheet("One more", "input", "One more", (), table=TABLE, axis=AXIS)
    return replace(template, sheets=(first, *template.sheets))


CHANGES = {"input": with_row, "column": with_column, "sheet": with_sheet}


def widened(preset: Values) -> Values:
    """The preset with a value for all that the changes add."""
    more = {f"one_more_{number}": {"base": 1.0} for number in range(len(TEMPLATE.sheets) + 1)}
    return Values({**preset.scalars, **more}, {**preset.tables, "one_more": ()})


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("like", [None, *PRESETS.values()], ids=["all anew", *PRESETS])
def test_all_other_values_of_all_plans_stay(
    change: Callable[[Template], Template], like: Values | None
) -> None:
    changed = 0
    for seed in SEEDS:
        before = random_values(TEMPLATE, seed, like=like)
        after = random_values(change(TEMPLATE), seed, like=widened(like) if like else None)
        assert without_more(after) == without_more(before)
        changed += after != before
    assert changed > len(SEEDS) / 2, "something was added"


def without_more(values: Values) -> Values:
    """The values without what was added."""
    return Values(
        {key: given for key, given in values.scalars.items() if not key.startswith("one_more")},
        {
            key: [{name: value for name, value in row.items() if name != "one_more"} for row in rows]
            for key, rows in values.tables.items()
            if key != "one_more"
        },
        {key: given for key, given in values.axes.items() if key != "one_more"},
    )


@pytest.mark.parametrize("name", PRESETS)
def test_an_input_leaves_the_random_money_of_all_others(name: str) -> None:
    preset = load_preset(name)
    for seed in SEEDS:
        before = random_plan(TEMPLATE, preset, seed)
        after = random_plan(with_row(TEMPLATE), preset, seed)
        assert {key: after.inputs[key] for key in before.inputs} == before.inputs
        assert after.tables == before.tables
        assert len(after.inputs) > len(before.inputs)


def test_one_more_preset_takes_some_plans_and_leaves_the_others() -> None:
    before = {seed: one_of(LIKE, seed) for seed in range(600)}
    after = {seed: one_of(["one more", *LIKE], seed) for seed in range(600)}
    moved = {seed for seed in before if after[seed] != before[seed]}
    assert {after[seed] for seed in moved} == {"one more"}
    assert 40 < len(moved) < 160, "a seventh of them"
    assert all(sum(like == name for like in before.values()) > 60 for name in LIKE), "a sixth each"


def test_two_plans_differ() -> None:
    preset: Preset = load_preset("startup")
    assert random_values(TEMPLATE, 1) != random_values(TEMPLATE, 2)
    assert random_plan(TEMPLATE, preset, 1) != random_plan(TEMPLATE, preset, 2)
