"""Serving on random inputs inside the template's bounds: formulas and engine agree."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from planner.plan import refresh
from planner.workbook.schema import SCENARIOS, Row
from planner.workbook.template import load_preset, load_template
from planner.workbook.write import write_workbook
from tests.unit.test_write import NOW

SHEET = "Serving inputs"
WIDE = {"layers", "hidden_width", "kv_width", "parameters_b", "moe_active_parameters_b", "model_kind"}
"""Inputs of other sheets that serving reads."""


def drawn(row: Row, rng: random.Random, names: dict[str, list[str]]) -> float | str:
    """A value inside the bounds; small and large ones alike, as bounds span many powers of ten."""
    if row.is_text:
        return rng.choice(list(row.choices) or names[row.choices_from])
    assert row.min is not None
    assert row.max is not None
    low = max(row.min, row.max * 1e-7) if row.min >= 0 else row.min
    value = rng.uniform(row.min, row.max) if low <= 0 else low * (row.max / low) ** rng.random()
    value = row.min if rng.random() < 0.05 else row.max if rng.random() < 0.05 else value
    return float(round(value)) if row.whole else value


@pytest.mark.parametrize("seed", range(20))
def test_formulas_and_engine_agree_on_three_random_plans(seed: int, tmp_path: Path) -> None:
    template, preset, rng = load_template(), load_preset("essay"), random.Random(seed)  # noqa: S311
    names: dict[str, list[str]] = {
        f"{table.key}.{column.key}": [str(entry.get(column.key)) for entry in preset.tables[table.key]]
        for table in template.tables
        for column in table.columns
    }
    chosen: dict[str, dict[str, Any]] = {
        row.key: {scenario: drawn(row, rng, names) for scenario in SCENARIOS}
        for sheet, row in template.rows()
        if row.is_input and (sheet.name == SHEET or row.key in WIDE)
    }
    path = tmp_path / "random.xlsx"
    write_workbook(path, template, replace(preset, inputs={**preset.inputs, **chosen}), now=NOW)
    result = refresh(path, backup=False)
    assert not result.problems
    assert {"serving_batch_s", "serving_gross_margin", "replicas_at_ceiling"} <= result.outputs.keys()
    ours = [one for one in result.differences if one.sheet in {"Serving", "Batches"}]
    assert not ours, [(one.key, one.formula, one.engine) for one in ours]
