"""Engine and formulas agree on every cell, for the source model and for 200 random plans within the bounds.

Each plan is typed into a real workbook, read, computed, refreshed and checked, as `planner refresh` does it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from planner.check.checkers.base import CHECKERS
from planner.check.checkers.session import Session
from planner.check.examine import Reading
from planner.model import LINES
from planner.workbook.find import Book
from planner.workbook.schema import SCENARIOS
from planner.workbook.template import load_preset, load_template
from tests.books import Values, disagreements, judged, patched, read, typing, write
from tests.cases.test_essay import BY_HAND
from tests.edge_values import AT_THE_EDGE, LONGEST, with_sizes
from tests.inputs import engine_inputs
from tests.random_values import random_values

TEMPLATE = load_template()
PLANS, A_BATCH = 200, 10

SIZES = [{table.key: rows for table in TEMPLATE.tables} for rows in (1, 3)]
SIZES += [
    {table.key: 1 + (5 * number + shift) % LONGEST for number, table in enumerate(TEMPLATE.tables)}
    for shift in (1, 6)
]


def typed(book: Book, values: Values, folder: Path) -> Reading:
    """The plan typed into a copy of the workbook and read back; nothing may be lost on the way."""
    reading = read(patched(book, typing(book, values), folder / "typed.xlsx"))
    preset = values.preset(load_preset("essay"))
    for scenario in SCENARIOS:
        directly = LINES.evaluate(engine_inputs(TEMPLATE, preset, scenario))
        for row in TEMPLATE.formulas:
            expected = pytest.approx(float(directly[row.key]), rel=1e-12, abs=1e-12 * size(row.scale, preset))
            assert reading.engine[row.key, scenario] == (expected,), row.key
    return reading


def size(scale: str, preset: Any) -> float:
    """What a line that may cancel to nothing is measured by."""
    return max((float(value) for value in preset.inputs[scale].values()), default=0.0) if scale else 0.0


@pytest.mark.parametrize("first", range(0, PLANS, A_BATCH))
def test_random_plans_agree_in_every_cell(first: int, roomy: Book, ironcalc: Session, tmp_path: Path) -> None:
    for seed in range(first, first + A_BATCH):
        reading = typed(roomy, random_values(TEMPLATE, seed, LONGEST), tmp_path)
        checks = judged(reading, ironcalc, tmp_path / "plan.xlsx")
        assert disagreements(checks) == [], f"random plan {seed}"
        assert len(checks) == len(reading.owned)


@pytest.mark.parametrize("seed", range(0, PLANS, PLANS // 6))
def test_random_plans_agree_in_cellrune(seed: int, roomy: Book, cellrune: Session, tmp_path: Path) -> None:
    reading = typed(roomy, random_values(TEMPLATE, seed, LONGEST), tmp_path)
    assert disagreements(judged(reading, cellrune, tmp_path / "plan.xlsx")) == []


@pytest.mark.parametrize("seed", [7, 77])
def test_random_plans_agree_in_libreoffice(seed: int, roomy: Book, soffice: Path, tmp_path: Path) -> None:
    reading = typed(roomy, random_values(TEMPLATE, seed, LONGEST), tmp_path)
    assert disagreements(judged(reading, Session("libreoffice"), tmp_path / "plan.xlsx")) == []


@pytest.mark.parametrize("sizes", SIZES, ids=lambda sizes: "-".join(map(str, sizes.values())))
def test_tables_of_other_sizes_agree_in_a_workbook_of_their_own(
    sizes: dict[str, int], ironcalc: Session, cellrune: Session, tmp_path: Path
) -> None:
    book = write(tmp_path / "written.xlsx", with_sizes(sizes))
    assert {key: place.rows for key, place in book.layout.tables.items()} == sizes
    for session in (ironcalc, cellrune):
        assert disagreements(judged(read(book), session, tmp_path / "plan.xlsx")) == []


@pytest.mark.parametrize("checker", CHECKERS)
def test_the_source_model_agrees_in_every_cell_and_with_the_figures_by_hand(
    checker: str, essay_reading: Reading, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    if checker == "libreoffice":
        request.getfixturevalue("soffice")
    with Session(checker) as session:
        checks = judged(essay_reading, session, tmp_path / "plan.xlsx")
    assert disagreements(checks) == []
    lines = {(c.cell.key, c.cell.scenario): c.formula for c in checks if c.cell.role == "line"}
    for key, by_scenario in BY_HAND.items():
        for scenario, value in by_scenario.items():
            assert lines[key, scenario] == pytest.approx(value, rel=1e-9, abs=0), key


@pytest.mark.parametrize("checker", ["ironcalc", "cellrune"])
@pytest.mark.parametrize("values", AT_THE_EDGE.values(), ids=AT_THE_EDGE)
def test_plans_at_an_edge_agree_in_every_cell(
    values: Values, checker: str, roomy: Book, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    reading = typed(roomy, values, tmp_path)
    checks = judged(reading, request.getfixturevalue(checker), tmp_path / "plan.xlsx")
    assert disagreements(checks) == []


@pytest.mark.parametrize(
    ("plan", "covers"),
    [
        ("money that is just enough", (1, 0, 1)),
        ("money that is short by parts of a cent", (1, 0, 0)),
        ("money that is off by half a yuan", (0, 1, 0)),
        ("money that is just enough, in uneven figures", (1, 1, 1)),
    ],
)
def test_money_is_counted_in_cents(plan: str, covers: tuple[int, ...], roomy: Book, tmp_path: Path) -> None:
    reading = typed(roomy, AT_THE_EDGE[plan], tmp_path)
    assert [reading.engine["reserve_check", name] for name in SCENARIOS] == [(float(n),) for n in covers]


@pytest.mark.parametrize(
    ("plan", "gpus"),
    [
        ("millions of whole servers", (120_000_000, 1_200_000_000, 12_000_000)),
        ("servers and a little more", (872, 880, 880)),
    ],
)
def test_servers_are_whole(plan: str, gpus: tuple[int, ...], roomy: Book, tmp_path: Path) -> None:
    reading = typed(roomy, AT_THE_EDGE[plan], tmp_path)
    assert [reading.engine["gpus_for_deadline", name] for name in SCENARIOS] == [(float(n),) for n in gpus]
