"""The sheets of a simulation in its plan: live, checked, read back, caught where changed by hand."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from planner import plan
from planner.check.checkers.base import by_sheet
from planner.check.checkers.run import evaluate
from planner.risk import draws_sheet, inputs_sheet, risk_sheet
from planner.risk.inputs_sheet import AT, FIRST
from planner.xlsx.a1 import cell_name
from planner.xlsx.cells import read_formulas
from planner.xlsx.package import open_package
from tests.once import made_once
from tests.surgery import Surgery

INPUTS, DRAWS, RISK = "Risk inputs", "Draws", "Risk"
KEPT = 60


@pytest.fixture(scope="module")
def made(plans: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    def make(folder: Path) -> None:
        path = Path(shutil.copy(plans("startup"), folder / "plan.xlsx"))
        found = plan.simulate(path, draws=200, replay=1, write=True, keep=KEPT)
        assert found.ok and found.sha256

    return made_once(tmp_path_factory, "risk-sheets", make) / "plan.xlsx"


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made, tmp_path / "plan.xlsx"))


def status(path: Path) -> object:
    return open_package(path).cells(RISK)[risk_sheet.STATUS_AT].value


def cell(row: int, name: str) -> str:
    return cell_name(FIRST + row, AT[name])


def row_of(path: Path, key: str) -> int:
    cells = open_package(path).cells(INPUTS)
    return next(row - FIRST for (row, at), one in cells.items() if at == AT["key"] and one.value == key)


def test_a_new_plan_with_its_sheets_stays_one_that_agrees(path: Path) -> None:
    names = [sheet.name for sheet in open_package(path).sheets]
    assert names[-3:] == [INPUTS, DRAWS, RISK]
    for result in (plan.check(path), plan.refresh(path)):
        assert result.status == "agrees"
        assert not [note for note in result.notes if RISK in note]
    assert status(path) == "OK"


def test_every_formula_has_its_value_and_charts_are_there(path: Path) -> None:
    package = open_package(path)
    formulas = {name: read_formulas(package, name) for name in (INPUTS, RISK)}
    assert all(one.value is not None for some in formulas.values() for one in some.values())
    assert len(formulas[RISK]) > 14 * 7 and not read_formulas(package, DRAWS)
    drawing = package.read(package.sheet(RISK).part)
    assert drawing.count(b"<drawing ") == 1
    assert max(len(one.formula or "") for some in formulas.values() for one in some.values()) <= 255


@pytest.mark.parametrize("checker", ["ironcalc", "cellrune"])
def test_any_draw_is_made_again_by_the_formulas_as_it_is_stored(checker: str, path: Path) -> None:
    """Draws 1, 17 and 60, each typed as the trial: u to all digits, values to nine, all as on the sheet."""
    count = len(plan.simulate(path, draws=1, replay=0).inputs)
    stored = open_package(path).cells(DRAWS)
    for trial in (1, 17, KEPT):
        with Surgery(path) as book:
            book.put(INPUTS, cell_name(*inputs_sheet.TRIAL_AT), trial)
        wanted = [(INPUTS, FIRST + at, AT[name]) for at in range(count) for name in ("value", "alike")]
        found = evaluate(path, by_sheet([*wanted, (INPUTS, *inputs_sheet.STATUS_AT)]), checker=checker).values
        assert found[INPUTS, *inputs_sheet.STATUS_AT] == "OK"
        for at in range(count):
            assert found[INPUTS, FIRST + at, AT["alike"]] == 1
            value = stored[draws_sheet.FIRST + trial - 1, 2 + at].value
            made = found[INPUTS, FIRST + at, AT["value"]]
            assert made == (pytest.approx(value, rel=1e-9) if isinstance(value, float) else value)


def alike(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return one == pytest.approx(other, rel=1e-9, abs=1e-12)
    return one == other or {one, other} <= {"", None}


def test_libreoffice_makes_the_same_of_every_formula(path: Path, soffice: Path) -> None:
    package = open_package(path)
    values = {
        (name, *at): one.value for name in (INPUTS, RISK) for at, one in read_formulas(package, name).items()
    }
    found = evaluate(path, by_sheet(values), checker="libreoffice").values
    differ = [at for at, value in values.items() if not alike(value, found[at])]
    assert not differ


def test_a_draw_changed_by_hand_is_edited_and_named(path: Path) -> None:
    with Surgery(path) as book:
        book.put(DRAWS, cell_name(draws_sheet.FIRST + 4, 3), 0.123)
    notes = " ".join(plan.check(path).notes)
    assert f"sheet Risk is EDITED: Draws!A{draws_sheet.FIRST + 4}: this draw was changed by hand" in notes
    plan.refresh(path)
    assert status(path) == "EDITED"


@pytest.mark.parametrize(
    ("sheet", "at", "formula"),
    [
        (INPUTS, (FIRST, AT["half"]), "1+1"),
        (INPUTS, (FIRST + 3, AT["value"]), "G15+1"),
        (RISK, (risk_sheet.RESULTS + 1, risk_sheet.LIVE), "1+2"),
    ],
)
def test_a_formula_of_these_sheets_that_was_changed_is_edited(
    sheet: str, at: tuple[int, int], formula: str, path: Path
) -> None:
    with Surgery(path) as book:
        book.put(sheet, cell_name(*at), 1, formula)
    plan.refresh(path)
    assert status(path) == "EDITED"


def test_an_input_that_changes_makes_the_sheet_stale_and_a_new_run_makes_it_ok(path: Path) -> None:
    assert plan.set_inputs(path, {"mfu": 0.25}).status == "agrees"
    assert "sheet Risk is STALE" in " ".join(plan.refresh(path).notes)
    assert status(path) == "STALE"
    assert plan.simulate(path, draws=80, replay=0, write=True, keep=40).ok
    assert not [note for note in plan.refresh(path).notes if RISK in note]
    assert status(path) == "OK"


def test_what_the_owner_types_into_the_table_is_drawn(path: Path) -> None:
    """MFU between 0.3 and 0.4 alike, seed 7: its mean is 0.35, and the sheet keeps the row."""
    at = row_of(path, "mfu")
    with Surgery(path) as book:
        for name, value in (("kind", "uniform"), ("low", 0.3), ("base", 0.35), ("high", 0.4)):
            book.put(INPUTS, cell(at, name), value)
        book.put(INPUTS, cell_name(*inputs_sheet.SEED_AT), 7)
    assert "STALE" in " ".join(plan.check(path).notes)
    found = plan.simulate(path, draws=300, replay=2, write=True, keep=KEPT)
    assert found.ok and found.seed == 7
    row = next(one for one in found.inputs if one.name == "mfu")
    assert (row.kind, row.low, row.high) == ("uniform", 0.3, 0.4)
    cells = open_package(path).cells(DRAWS)
    drawn = [cells[draws_sheet.FIRST + trial, 2 + at].value for trial in range(KEPT)]
    assert min(drawn) > 0.3 and max(drawn) < 0.4


KINDS = [
    ("metalog", {"lower": None, "upper": None}),
    ("metalog", {"upper": None}),
    ("metalog", {"lower": None}),
    ("triangular", {}),
    ("uniform", {}),
    ("lognormal", {}),
    ("discrete", {"probability": 0.2}),
    ("event", {"probability": 0.1, "group": "people", "correlation": 0.7}),
]


@pytest.mark.parametrize(("kind", "more"), KINDS)
def test_each_kind_is_drawn_by_its_formula_as_by_planner(
    kind: str, more: dict[str, object], path: Path
) -> None:
    """Writing refuses where a formula comes to anything else; here the stored draw is made again too."""
    at = row_of(path, "mfu")
    with Surgery(path) as book:
        for name, value in {"kind": kind, **more}.items():
            book.put(INPUTS, cell(at, name), value)
        book.put(INPUTS, cell_name(*inputs_sheet.TRIAL_AT), 23)
    assert plan.simulate(path, draws=40, replay=1, write=True, keep=40).ok
    cells = open_package(path).cells(INPUTS)
    assert cells[FIRST + at, AT["alike"]].value == 1
    assert cells[inputs_sheet.STATUS_AT].value == "OK" and cells[inputs_sheet.TRIAL_AT].value == 23


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"kind": "metalogg"}, 'there is no kind "metalogg". Did you mean metalog?'),
        ({"key": "mfuu"}, 'there is no input "mfuu". Did you mean mfu'),
        ({"low": 0.4}, "mfu: P10, 0.4, is not below P90, 0.28"),
        ({"base": 0.279}, "mfu: no metalog has P10 0.2, P50 0.279 and P90 0.28"),
        ({"kind": "event", "probability": -0.1}, "the probability of mfu is -0.1, expected 0 to 1"),
        ({"kind": "discrete", "probability": 0.6}, "the probability of mfu is 0.6, expected 0 to 0.5"),
        ({"lower": 0.5, "upper": 0.1}, "the bounds of mfu are crossed"),
        ({"high": 3}, "high of mfu is 3, and the input may be 0.01 to 1"),
        ({"low": "little"}, 'low of mfu is "little"'),
        ({"group": "people", "correlation": 1.5}, "the correlation of mfu is 1.5, expected -1 to 1"),
        ({"correlation": 0.5}, "mfu has a correlation with the factor of a group, and no group"),
        ({"variable": 12.5}, 'variable of mfu is "12.5", expected a whole number'),
        ({"key": "predicted_band"}, "predicted_band stands in two rows of the table"),
    ],
)
def test_a_row_that_cannot_be_drawn_is_one_line_with_its_cell(
    typed: dict[str, object], said: str, path: Path
) -> None:
    at = row_of(path, "mfu")
    with Surgery(path) as book:
        for name, value in typed.items():
            book.put(INPUTS, cell(at, name), value)
    before = path.read_bytes()
    found = plan.simulate(path, draws=20, replay=0, write=True)
    assert not found.ok and said in str(found.problems[0])
    assert f"{INPUTS}!" in str(found.problems[0])
    assert path.read_bytes() == before


def test_a_sheet_of_the_owner_of_that_name_is_left_alone(plans: Callable[..., Path], tmp_path: Path) -> None:
    path = Path(shutil.copy(plans("startup"), tmp_path / "plan.xlsx"))
    with Surgery(path) as book:
        book.add_sheet("Draws", {"A1": ("mine", None)})
    before = path.read_bytes()
    found = plan.simulate(path, draws=20, replay=0, write=True)
    assert 'has a sheet "Draws" of its own' in str(found.problems[0])
    assert path.read_bytes() == before


def test_a_plan_in_chinese_has_its_sheets_in_chinese(plans: Callable[..., Path], tmp_path: Path) -> None:
    path = Path(shutil.copy(plans("startup", "zh"), tmp_path / "plan.xlsx"))
    assert plan.simulate(path, draws=40, replay=1, write=True, keep=20).ok
    names = [sheet.name for sheet in open_package(path).sheets]
    assert names[-3:] == ["风险输入", "抽样", "风险"]
    assert plan.refresh(path).status == "agrees"
    assert open_package(path).cells("风险")[risk_sheet.STATUS_AT].value == "通过"


def test_the_sheets_break_no_rule_of_the_profession(path: Path) -> None:
    """What a formula does shows in its colour, nothing is cut off, every function is proven."""
    found = {one.rule.name: one for one in plan.lint(path).results}
    broken = {
        name: [(one.where, one.what) for one in result.findings if one.sheet in {INPUTS, DRAWS, RISK}]
        for name, result in found.items()
    }
    assert {name: places for name, places in broken.items() if places} == {}
    formulas = {name: read_formulas(open_package(path), name) for name in (INPUTS, RISK)}
    assert len(formulas[RISK]) > 14 * 7  # they are there to be judged
