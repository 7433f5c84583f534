"""The command: what it prints, its exit status, and what it refuses in one line."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.actuals.books import ROWS, files
from tests.command import Outcome, planner


@pytest.fixture
def at(plans: Callable[..., Path], tmp_path: Path) -> Path:
    """A plan to be written into."""
    path = tmp_path / "plan.xlsx"
    shutil.copy(plans("startup"), path)
    return path


def _run(path: Path, *more: str, rows: tuple[str, ...] = ROWS) -> Outcome:
    source, mapping = files(path.parent, rows)
    return planner("actuals", path, "--from", source, "--map", mapping, *more)


def test_it_says_what_was_read_and_what_became_of_it(at: Path) -> None:
    ran = _run(at)
    assert ran.status == 0
    last = ran.out.splitlines()[-1]
    assert "actuals to Jul 2026 from bank.csv (5 rows)" in last and "written to the sheet of actuals" in last
    assert "left out: own transfers (Between accounts of the company): 1 row, 5.00 USD, bank.csv" in ran.out
    assert "Rent of training clusters" in ran.out and "Break-even month" in ran.out
    assert [line for line in ran.lines if "stand as planned" in line]
    checked = planner("actuals", at, "--check", "--json")
    assert checked.status == 0 and checked.json["status"] == "checked" and checked.json["cells"] > 200
    again = _run(at)
    assert again.status == 1 and len(again.lines) == 1
    assert "this file was read already, as bank.csv (the same SHA-256)" in again.err
    undone = planner("undo", at)
    assert undone.status == 0


def test_json_is_as_the_page_has_it(at: Path) -> None:
    found = _run(at, "--json", "--dry-run").json
    assert found["status"] == "to come" and found["through"] == "Jul 2026" and found["currency"] == "USD"
    assert found["lines"][0].keys() == {
        *("key", "label", "plan", "actual", "variance", "price", "volume", "unsplit", "effect", "months"),
    }
    assert found["answers"]["closing_cash"].keys() == {"label", "unit", "plan", "reforecast", "levels"}
    (left_out,) = found["left_out"]
    assert len(left_out.pop("sha256")) == 64
    assert [left_out] == [
        {
            "name": "own transfers",
            "reason": "Between accounts of the company",
            "rows": 1,
            "amount": 5.0,
            "currency": "USD",
            "file": "bank.csv",
        }
    ]
    page = (Path(__file__).parents[2] / "docs" / "actuals.md").read_text(encoding="utf-8")
    assert all(re.search(rf"^\| `{name}[\[`.]", page, re.MULTILINE) for name in found)


def test_a_half_month_is_one_line_and_the_plan_is_untouched(at: Path) -> None:
    before = at.read_bytes()
    ran = _run(at, rows=(*ROWS, "2026-08-09,Payroll,-9,"))
    assert ran.status == 1 and len(ran.lines) == 1 and not ran.out
    assert "bank.csv: it ends on 2026-08-09, inside Aug 2026. Say --through 2026-07" in ran.err
    assert at.read_bytes() == before
    assert _run(at, "--through", "2026-07", rows=(*ROWS, "2026-08-09,Payroll,-9,")).status == 0


def test_a_month_that_no_file_tells_is_no_month_that_has_passed(at: Path) -> None:
    assert _run(at).status == 0
    before = at.read_bytes()
    ran = planner("actuals", at, "--through", "2026-09")
    assert (ran.status, ran.out, len(ran.lines)) == (2, "", 1)
    assert "the files that were read end with Jul 2026. Read one that tells Sep 2026" in ran.err
    assert at.read_bytes() == before


def test_unmapped_rows_are_listed_and_waived_by_name(at: Path) -> None:
    rows = (*ROWS, "2026-07-30,Taxi,-7,", "2026-07-30,Hotel,-70,")
    ran = _run(at, rows=rows)
    assert ran.status == 1 and len(ran.lines) == 2
    assert '"Taxi": 1 row, 7.00 USD' in ran.err and '"Hotel": 1 row, 70.00 USD' in ran.err
    assert _run(at, "--waive", "Taxi", "--waive", "Hotel", rows=rows).status == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "give --from FILE and --map MAP.toml, or --through MONTH alone, or --check"),
        (("--from", "x.csv"), "give --from FILE and --map MAP.toml"),
        (("--through", "2026-06"), "the plan has no actuals yet"),
        (("--check", "--map", "x.toml"), "--check takes no --from and no --map"),
        (
            ("--from", "x.csv", "--map", "x.toml", "--add", "--replace"),
            "--replace and --add are one or the other",
        ),
        (("--check",), "the plan has no actuals yet"),
    ],
)
def test_what_was_called_wrongly_is_said_so(arguments: tuple[str, ...], said: str, at: Path) -> None:
    ran = planner("actuals", at, *arguments)
    assert ran.status == 2 and said in ran.err and not ran.out


def test_a_month_that_the_plan_has_not(at: Path) -> None:
    ran = _run(at, "--through", "2019-01")
    assert ran.status == 2 and "2019-01 is no month of the plan" in ran.err


def test_what_is_no_plan_or_no_map(at: Path, tmp_path: Path) -> None:
    source, _ = files(tmp_path)
    ran = planner("actuals", at, "--from", source, "--map", tmp_path / "none.toml")
    assert ran.status == 1 and len(ran.lines) == 1 and "none.toml" in ran.err
    ran = planner("actuals", source, "--check")
    assert ran.status == 1 and len(ran.lines) == 1
