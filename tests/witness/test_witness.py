"""HyperFormula, which knows nothing of planner, comes to the same numbers in every formula of many plans.

`make test` takes a sample of the examples and plans, `make test-all` all of them.
"""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from planner.book.find import Book, find
from planner.check.checkers.session import Session
from planner.xlsx.package import open_package
from tests.books import Values, disagreements, judged, patched, read, typing, write
from tests.edge_values import ROOM, mixed, with_sizes
from tests.once import made_once
from tests.sampled import sampled, some
from tests.short import short_plan
from tests.table_shapes import book_of, shapes
from tests.witness import reading
from tests.witness.asking import Error, HyperFormula, calculated
from tests.witness.reading import Cell, Workbook

EXAMPLES = some(sorted((Path(__file__).parents[2] / "workbooks").glob("*.xlsx")), 6)
SHAPES = shapes()
ODD = ("one row, optional cells blank, a price by the GPU-hour",)
RANDOM = range(300, 320)

WITHIN = 1e-9
NOTHING = 1e-12
"""Far below any amount of a plan; but what is left over between engine and formula is no larger."""


def differences(book: Workbook, values: dict[Cell, Any]) -> dict[Cell, tuple[Any, Any]]:
    """The cells where the file says something else: what the witness found, and what stands there."""
    pairs = {cell: (found, book.values.get(cell)) for cell, found in values.items()}
    return {cell: pair for cell, pair in pairs.items() if not _same(*pair)}


def _same(found: Any, stands: Any) -> bool:
    if isinstance(found, float) and isinstance(stands, float):
        return math.isclose(found, stands, rel_tol=WITHIN, abs_tol=NOTHING)
    return type(found) is type(stands) and bool(found == stands)


SOME = [path for path in EXAMPLES if path.stem in {"startup", "china-zh"}]


@pytest.mark.parametrize("path", sampled(EXAMPLES, SOME), ids=lambda path: path.stem)
def test_every_formula_of_an_example_comes_to_what_stands_there(path: Path) -> None:
    book = reading.read(path)
    values = calculated(book)
    assert len(values) == len(book.formulas) > 18_000
    assert differences(book, values) == {}


@pytest.fixture(scope="session")
def roomy(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """A workbook whose tables have room for every random plan."""

    def make(folder: Path) -> None:
        write(folder / "plan.xlsx", with_sizes(ROOM))

    return find(open_package(made_once(tmp_path_factory, "roomy-witness", make) / "plan.xlsx"))


def plainly(values: Values) -> Values:
    """Texts without <, > and =, which HyperFormula takes for an operator wherever they stand in a criterion.

    Excel, LibreOffice and both checkers take them for one at its beginning alone.
    """

    def plain(value: Any) -> Any:
        return value.translate(dict.fromkeys(map(ord, "<>="), "-")) if isinstance(value, str) else value

    tables = {
        key: [{column: plain(value) for column, value in row.items()} for row in rows]
        for key, rows in values.tables.items()
    }
    scalars = {
        key: {case: plain(value) for case, value in cases.items()} for key, cases in values.scalars.items()
    }
    axes = {key: [plain(value) for value in positions] for key, positions in values.axes.items()}
    return replace(values, tables=tables, scalars=scalars, axes=axes)


@pytest.mark.parametrize("seed", sampled(RANDOM, RANDOM[:1]))
def test_every_line_of_a_random_plan_comes_to_what_the_engine_says(
    seed: int, roomy: Book, tmp_path: Path
) -> None:
    ((name, values),) = mixed([seed])
    plan = read(patched(roomy, typing(roomy, plainly(values)), tmp_path / "typed.xlsx"))
    checks = judged(plan, cast(Session, HyperFormula()), tmp_path / "plan.xlsx")
    assert disagreements(checks) == [], name
    assert len(checks) == len(plan.owned) > 18_000


@pytest.mark.parametrize("name", sampled(SHAPES, ODD))
def test_every_line_of_a_plan_with_odd_tables_comes_to_what_the_engine_says(
    name: str, tmp_path: Path
) -> None:
    plan = read(book_of(tmp_path / "plan.xlsx", SHAPES[name]))
    checks = judged(plan, cast(Session, HyperFormula()), tmp_path / "refreshed.xlsx")
    assert disagreements(checks) == []
    assert len(checks) == len(plan.owned) > 18_000


SHEETS = {"Training", "Costs base", "Ownership"}


def test_a_changed_formula_is_seen_in_its_cell_and_in_those_that_read_it(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    book = reading.read(short_plan("startup", tmp_path_factory))
    slips = {"*24": "*25", "roles[Headcount]": "roles[Loading]", "+SUM(": "-SUM("}
    changed = {}
    for right, wrong in slips.items():
        cell = next(
            cell
            for cell, formula in book.formulas.items()
            if right in formula and cell not in changed and cell[0] in SHEETS and book.values[cell]
        )
        changed[cell] = book.formulas[cell].replace(right, wrong)
    book.formulas.update(changed)
    found = differences(book, calculated(book))
    assert set(changed) <= set(found)
    assert len(found) > 10 * len(changed)
    assert [value for (sheet, *_), (value, _) in found.items() if sheet == "Checks" and value == "STALE"]


def test_an_error_and_a_text_are_differences() -> None:
    cells: list[Cell] = [("S", row, 1) for row in range(1, 6)]
    book = Workbook(values=dict(zip(cells, ["#N/A", 1.0, "1", 0.0, 1.0], strict=True)))
    found = dict(zip(cells, [Error("#N/A"), 1.0 + 2e-9, 1.0, None, True], strict=True))
    assert list(differences(book, found)) == cells
