"""Serving on random inputs inside the template's bounds: formulas and engine agree."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from planner.plan import refresh
from planner.workbook.edits import Edits
from planner.workbook.find import Book, find
from planner.workbook.parts import open_package
from planner.workbook.patch import patch_package
from planner.workbook.schema import SCENARIOS, Row
from planner.workbook.template import load_preset, load_template
from planner.workbook.typing_in import typed
from planner.workbook.write import write_workbook
from tests.unit.test_write import NOW

SHEET = "Serving inputs"
OTHERS = {
    "layers",
    "hidden_width",
    "kv_width",
    "parameters_b",
    "moe_active_parameters_b",
    "model_kind",
    "serving_price_quote",
}
"""Inputs of other sheets that serving reads."""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    path = tmp_path_factory.mktemp("random") / "essay.xlsx"
    write_workbook(path, load_template(), load_preset("essay"), now=NOW)
    return find(open_package(path))


def drawn(row: Row, rng: random.Random) -> str:
    """A value inside the bounds, as typed; small and large ones alike, as bounds span many powers of ten."""
    if row.is_text:
        table, _, column = row.choices_from.partition(".")
        rows = load_preset("essay").tables.get(table, ())
        return rng.choice(list(row.choices) or [str(entry[column]) for entry in rows])
    assert row.min is not None
    assert row.max is not None
    low = max(row.min, row.max * 1e-7)
    value = rng.uniform(row.min, row.max) if row.min < 0 else low * (row.max / low) ** rng.random()
    value = row.min if rng.random() < 0.05 else row.max if rng.random() < 0.05 else value
    return repr(float(round(value)) if row.whole else value)


@pytest.mark.parametrize("seed", range(20))
def test_formulas_and_engine_agree_on_three_random_plans(seed: int, book: Book, tmp_path: Path) -> None:
    rng, edits = random.Random(seed), Edits()  # noqa: S311
    rows = [
        row
        for sheet, row in book.template.rows()
        if row.is_input and (sheet.name == SHEET or row.key in OTHERS)
    ]
    for scenario in SCENARIOS:
        for sheet, cells in typed(
            book, {row.key: drawn(row, rng) for row in rows}, scenario
        ).by_sheet.items():
            edits.by_sheet.setdefault(sheet, {}).update(cells)
    path = tmp_path / "random.xlsx"
    with path.open("wb") as out:
        patch_package(book.package, edits.by_sheet, out)
    result = refresh(path, dry_run=True)
    assert not result.problems
    assert {"serving_batch_s", "serving_gross_margin", "replicas_at_ceiling"} <= result.outputs.keys()
    assert not result.differences, [(one.key, one.formula, one.engine) for one in result.differences]
