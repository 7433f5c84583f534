"""A row of a table is taken out by its name and nothing; who acknowledged a check that warns is said."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from planner import plan
from tests.cli.refusal import state
from tests.command import planner


@pytest.fixture
def startup(plans: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copy(plans("startup"), "plan.xlsx"))


def rows_of(path: Path, name: str = "rounds") -> list[tuple[Any, ...]]:
    """The rows of a table as another program reads them."""
    book = openpyxl.load_workbook(path)
    (sheet,) = (one for one in book if name in one.tables)
    found = [tuple(cell.value for cell in row) for row in sheet[sheet.tables[name].ref]]
    return [row for row in found[1:] if any(value is not None for value in row)]


def test_a_round_is_taken_out_and_those_below_it_move_up(startup: Path) -> None:
    seed, first, second = rows_of(startup)
    ran = planner("set", startup, "rounds[Series A]=", "opening_cash=5e6")
    assert ran.status == 0, ran.err
    assert any(line.endswith("the row rounds[Series A] is taken out") for line in ran.out.splitlines())
    assert rows_of(startup) == [seed, second]
    assert first[0] == "Series A"
    assert planner("refresh", startup).status == 0
    found = plan.check(startup)
    assert [row["name"] for row in found.tables["rounds"]] == ["Seed", "Series B"]
    assert found.lines["opening_cash"].base == 5e6


def test_undo_brings_the_row_back(startup: Path) -> None:
    before = startup.read_bytes()
    assert plan.set_inputs(startup, {"rounds[series b]": None}).ok
    assert len(rows_of(startup)) == 2
    assert planner("undo", startup).status == 0
    assert startup.read_bytes() == before


def test_the_last_row_and_the_only_row_are_rows_like_others(startup: Path) -> None:
    assert planner("set", startup, "rounds[Series B]=").status == 0
    assert planner("set", startup, "rounds[Seed]=", "rounds[Series A]=").status == 0
    assert rows_of(startup) == []
    assert not plan.check(startup).tables["rounds"]


def test_a_row_that_something_else_names_stays(startup: Path) -> None:
    """A cluster is rented by its quote, and a table that must have a row keeps one."""
    before = state(Path.cwd())
    known = [row[0] for row in rows_of(startup, "gpu_prices")]
    taken = next(value for value in rows_of(startup, "clusters")[0] if value in known)
    ran = planner("set", startup, f"gpu_prices[{taken}]=")
    assert ran.status == 1 and "nothing was written" in ran.err
    assert state(Path.cwd()) == before


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("rounds[Series Z]=",), 'the table rounds has no row "Series Z". Did you mean Series'),
        (("round[Seed]=",), 'there is no table "round". Did you mean rounds?'),
        (("rounds[Seed]=3",), "rounds[ROW]= with nothing takes the row out"),
        (("rounds[Seed]=", "rounds[Series A].amount=3"), "Do the one and then the other."),
    ],
)
def test_what_cannot_be_meant_is_wrong_usage(asked: tuple[str, ...], said: str, startup: Path) -> None:
    before = state(Path.cwd())
    ran = planner("set", startup, *asked)
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err
    assert state(Path.cwd()) == before


@pytest.mark.parametrize("inside", [False, True])
def test_formulas_of_the_owner_are_never_made_to_read_another_row(startup: Path, inside: bool) -> None:
    book = openpyxl.load_workbook(startup)
    (sheet,) = (one for one in book if "rounds" in one.tables)
    first = int("".join(filter(str.isdigit, sheet.tables["rounds"].ref.partition(":")[0]))) + 1
    amount = next(cell.column_letter for cell in sheet[first + 1] if cell.value == 40_000_000)
    if inside:
        sheet[f"{amount}{first + 2}"] = "=30*10^6"
    else:
        book.create_sheet("mine")["A1"] = f"='{sheet.title}'!{amount}{first + 2}*2"
    book.save(startup)
    before = state(Path.cwd())
    ran = planner("set", startup, "rounds[Series A]=")
    assert ran.status == 1
    assert ran.err.splitlines()[0].endswith("Delete the row in the workbook, where formulas follow it.")
    assert state(Path.cwd()) == before
    # The row itself may go where nothing reads it, or one below, by its address.
    assert inside or planner("set", startup, "rounds[Series B]=").status == 1


def test_who_acknowledged_a_check_that_warns_is_said(startup: Path) -> None:
    def warned() -> list[str]:
        return [line for line in planner("check", startup).err.splitlines() if " warns in " in line]

    signed = [line for line in warned() if line.endswith("; acknowledged by planner, for this preset")]
    assert signed
    label = signed[0].partition(" warns in ")[2].partition(": ")[2].partition(";")[0].partition(" (")[0]
    assert planner("set", startup, f"acknowledged[{label}].by=the board").status == 0
    assert [line for line in warned() if label in line and line.endswith("; acknowledged by the board")]
    assert planner("set", startup, f"acknowledged[{label}]=").status == 0
    assert [line for line in warned() if label in line and "acknowledged" not in line]


def test_a_check_that_there_is_not_is_said_once(startup: Path) -> None:
    """Its reason and who gives it are two cells, and one mistake."""
    typed = planner("set", startup, "acknowledged[nosuch_check].reason=x", "acknowledged[nosuch_check].by=y")
    given = "--acknowledge", "nosuch_check=x", "--by", "y"
    handed = planner("handover", startup, "--out", "folder", "--no-pdf", *given)
    for ran in (typed, handed):
        assert ran.status in {1, 2}
        assert ran.err.count('there is no check "nosuch_check" that warns') == 1
