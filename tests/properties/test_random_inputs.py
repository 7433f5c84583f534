"""Engine and formulas agree on every cell: for all presets, for plans at an edge, for 100 random plans.

Each plan is typed into a real workbook and evaluated there. Some are read back, refreshed and checked too, as
`planner refresh` does it, so that nothing is lost on the way.
"""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import pytest

from planner.book.find import Book
from planner.check.checkers.session import Session
from planner.check.examine import Reading
from planner.layout.owned import line_cells
from planner.model import LINES
from planner.template.load import load_preset
from planner.template.rows import SCENARIOS
from tests.books import Values, disagreements, judged, patched, read, typing, write
from tests.cases.test_essay import BY_HAND
from tests.cases_for_mutants import Case
from tests.edge_values import (
    ANEW,
    AT_THE_EDGE,
    LIKE,
    PRESETS,
    ROOM,
    TEMPLATE,
    export_rules,
    mixed,
    with_sizes,
)
from tests.money_plans import random_plan
from tests.mutant_bench import Bench, engine_values
from tests.random_values import one_of
from tests.sampled import sampled


def of_money(seed: int) -> Values:
    """A preset with other people, data, costs, rounds, rates and levels."""
    return Values.of(random_plan(TEMPLATE, load_preset(one_of(PRESETS, seed)), seed))


RANDOM = dict(
    chain(
        mixed(range(66)),
        ((f"random money {seed}", of_money(seed)) for seed in range(24)),
        ((f"random export rules {seed}", export_rules(seed)) for seed in range(10, 20)),
    )
)
NAMES = [*RANDOM]
A_BATCH = 4
FIRST = range(0, len(NAMES), A_BATCH)

SIZES = [
    dict.fromkeys(ROOM, 1),
    {key: 1 + (5 * number + 1) % most for number, (key, most) in enumerate(ROOM.items())},
]


def typed(book: Book, values: Values, folder: Path) -> Reading:
    """The plan typed into a copy of the workbook and read back; nothing may be lost on the way."""
    reading = read(patched(book, typing(book, values), folder / "typed.xlsx"))
    directly = engine_values(TEMPLATE, Case(values))
    for row in TEMPLATE.formulas:
        for scenario in SCENARIOS:
            expected = directly[row.key, scenario]
            size = abs(directly[row.scale, scenario]).max() if row.scale else row.size
            found = reading.engine[row.key, scenario]
            assert found == pytest.approx(expected, rel=1e-12, abs=1e-12 * size), row.key
    return reading


def test_a_hundred_random_plans_are_drawn_from_all_presets() -> None:
    assert len(RANDOM) == 100
    names = {name.partition(", ")[2] for name in RANDOM if name.startswith("random plan")}
    assert names == {*PRESETS, ANEW}


@pytest.mark.parametrize("first", sampled(FIRST, (0, 64, 88)))
def test_random_plans_agree_in_every_cell(first: int, roomy: Book, ironcalc: Session, tmp_path: Path) -> None:
    lines = Bench(roomy, {}, tuple(line_cells(TEMPLATE, roomy.layout)))
    for name in NAMES[first : first + A_BATCH]:
        _, wrong = lines.look(Case(RANDOM[name]), ironcalc, tmp_path / "plan.xlsx")
        assert wrong == [], name


@pytest.mark.parametrize("number", sampled(range(len(LIKE)), (0, 3)))
def test_random_plans_are_read_and_judged_as_they_were_typed(
    number: int, roomy: Book, ironcalc: Session, tmp_path: Path
) -> None:
    ((name, values),) = mixed([200 + number])
    reading = typed(roomy, values, tmp_path)
    checks = judged(reading, ironcalc, tmp_path / "plan.xlsx")
    assert disagreements(checks) == [], name
    assert len(checks) == len(reading.owned)


@pytest.mark.parametrize("name", sampled([*PRESETS, *NAMES], ["startup", NAMES[69]]))
def test_presets_and_random_plans_agree_in_libreoffice(
    name: str, roomy: Book, soffice: Path, tmp_path: Path
) -> None:
    reading = typed(roomy, (PRESETS | RANDOM)[name], tmp_path)
    assert disagreements(judged(reading, Session("libreoffice"), tmp_path / "plan.xlsx")) == []


IN_CELLRUNE = ("servers and a little more", "rows of one month")


@pytest.mark.parametrize("name", sampled([*AT_THE_EDGE, *NAMES], [*IN_CELLRUNE, NAMES[9], NAMES[70]]))
def test_random_plans_and_plans_at_an_edge_agree_in_cellrune(
    name: str, roomy: Book, cellrune: Session, tmp_path: Path
) -> None:
    reading = typed(roomy, (AT_THE_EDGE | RANDOM)[name], tmp_path)
    assert disagreements(judged(reading, cellrune, tmp_path / "plan.xlsx")) == []


@pytest.mark.parametrize("sizes", SIZES, ids=["one row each", "rows of all numbers"])
def test_tables_of_other_sizes_agree_in_a_workbook_of_their_own(
    sizes: dict[str, int], ironcalc: Session, tmp_path: Path
) -> None:
    values = with_sizes(sizes)
    book = write(tmp_path / "written.xlsx", values)
    book = patched(book, typing(book, values), tmp_path / "typed.xlsx")  # its chips to compare
    assert {key: place.rows for key, place in book.layout.tables.items()} == sizes
    assert disagreements(judged(read(book), ironcalc, tmp_path / "plan.xlsx")) == []


@pytest.mark.parametrize("checker", ["ironcalc", "cellrune"])
def test_the_source_model_agrees_in_every_cell_and_with_the_figures_by_hand(
    checker: str, essay_reading: Reading, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    session: Session = request.getfixturevalue(checker)
    checks = judged(essay_reading, session, tmp_path / "plan.xlsx")
    assert disagreements(checks) == []
    lines = {(c.cell.key, c.cell.scenario): c.formula for c in checks if c.cell.role == "line"}
    for key, by_scenario in BY_HAND.items():
        for scenario, value in by_scenario.items():
            assert lines[key, scenario] == pytest.approx(value, rel=1e-9, abs=0), key


# Every plan at an edge is evaluated in test_mutation; here is what some must come to.


@pytest.mark.parametrize(
    ("plan", "covers"),
    [
        ("money that is just enough", (1, 0, 1)),
        ("money that is off by half a yuan", (0, 1, 0)),
        ("money that is just enough, in uneven figures", (1, 1, 1)),
    ],
)
def test_money_covers_the_programme_to_the_cent(plan: str, covers: tuple[int, ...]) -> None:
    engine = engine_values(TEMPLATE, Case(AT_THE_EDGE[plan]))
    assert tuple(engine["reserve_check", name][0] for name in SCENARIOS) == covers


@pytest.mark.parametrize(
    ("plan", "gpus"),
    [
        ("millions of whole servers", (120_000_000, 1_200_000_000, 12_000_000)),
        ("servers and a little more", (872, 880, 880)),
    ],
)
def test_servers_are_whole(plan: str, gpus: tuple[int, ...]) -> None:
    engine = engine_values(TEMPLATE, Case(AT_THE_EDGE[plan]))
    assert tuple(engine["gpus_for_deadline", name][0] for name in SCENARIOS) == gpus


def test_every_line_of_the_engine_is_evaluated() -> None:
    found = {key for key, _ in engine_values(TEMPLATE, Case(PRESETS["moe"]))}
    assert found >= {row.key for row in TEMPLATE.formulas}
    assert {row.stem or row.key for row in TEMPLATE.formulas} >= set(LINES)
