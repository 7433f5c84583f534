"""`planner show`: what was asked for alone, tables of rows, months by name, checks that fail; and TAB."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from planner import plan
from tests.cli.support import environment
from tests.command import planner


@pytest.fixture
def startup(plans: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copy(plans("startup"), tmp_path / "plan.xlsx")
    monkeypatch.chdir(tmp_path)
    return Path("plan.xlsx")


def test_json_holds_what_was_asked_for_alone(startup: Path) -> None:
    found = planner("show", startup, "--key", "training_days", "--key", "usd_cny", "--json").json
    assert (list(found["inputs"]), list(found["outputs"])) == (["usd_cny"], ["training_days"])
    assert found["calcs"] == found["tables"] == found["axes"] == {}
    found = planner("show", startup, "--table", "rounds", "--json").json
    assert [row["name"] for row in found["tables"]["rounds"]] == ["Seed", "Series A"]
    assert found["inputs"] == found["outputs"] == {}
    found = planner("show", startup, "--inputs", "--json").json
    assert found["inputs"] and found["tables"]
    assert found["outputs"] == {}


@pytest.mark.parametrize(("option", "name"), [("--key", "training_day"), ("--table", "Roles")])
def test_what_the_plan_does_not_have_is_2_in_json_too(option: str, name: str, startup: Path) -> None:
    found = planner("show", startup, option, name, "--json")
    assert (found.status, found.err, found.json["status"]) == (2, "", "problems")
    (problem,) = found.json["problems"]
    assert problem["remedy"].startswith(f"Did you mean {'training_days' if option == '--key' else 'roles'}")
    assert planner("show", startup, option, name).status == 2


def test_the_rows_of_a_table_are_printed_with_keys_and_units(startup: Path) -> None:
    found = planner("show", startup, "--table", "rounds", "--table", "fx")
    assert found.status == 0
    lines = found.out.splitlines()
    heads = "Round Name Month (months) Amount (own currency) Currency"
    assert lines[0].split() == heads.split()
    assert lines[1].split() == ["number", "name", "month", "amount", "currency"]
    assert lines[3].split()[:4] == ["1", "Seed", "1", "6,500,000"]
    assert "fx: no rows" in lines
    assert max(map(len, lines[:-1])) <= 100


def test_every_value_along_months_has_its_month(startup: Path) -> None:
    lines = planner("show", startup, "--key", "serving_price_factor").out.splitlines()
    assert lines[3].split() == ["month", "1", "1.000", "1.000", "1.000"]
    assert [line.split()[:2] for line in lines[3:63]] == [["month", f"{month}"] for month in range(1, 61)]
    found = planner("show", startup, "--key", "serving_price_factor", "--json").json
    assert found["axes"] == {"month": list(range(1, 61))}
    assert found["calcs"]["serving_price_factor"]["axis"] == "month"


def test_a_check_that_fails_names_its_first_month_and_by_how_much(startup: Path) -> None:
    assert planner("set", startup, "opening_cash_usd=0", "rounds[1].amount=1000").status == 0
    json = planner("refresh", startup, "--json").json
    cash = json["calcs"]["closing_cash_reported"]
    for one in (one for one in json["failing"] if one["key"] == "cash_check"):
        first = next(month for month, value in enumerate(cash[one["scenario"]], 1) if value < -1)
        assert (one["axis"], one["first"]) == ("month", first)
        assert (one["line"], one["value"]) == ("closing_cash_reported", cash[one["scenario"]][first - 1])
    (line,) = [line for line in planner("check", startup).lines if "Cash never runs out" in line]
    assert "in low, base, high: Cash never runs out (first in month 1, where " in line
    assert '"Cash when the month ends" is -' in line


def test_a_check_that_is_one_number_says_what_is_below_zero(startup: Path) -> None:
    assert planner("set", startup, "reserve_cny=0").status == 0
    json = planner("check", startup, "--json").json
    (one,) = [one for one in json["failing"] if (one["key"], one["scenario"]) == ("reserve_check", "base")]
    assert (one["axis"], one["first"], one["line"]) == ("", None, "reserve_margin_cny")
    assert one["value"] == json["outputs"]["reserve_margin_cny"]["base"] < 0
    assert '" is -' in next(note for note in json["notes"] if one["label"] in note)


def test_a_plan_that_fails_its_own_check_is_1_when_strict(startup: Path) -> None:
    for command in ("check", "show"):
        assert planner(command, startup, "--strict").status == 0
    assert planner("set", startup, "opening_cash_usd=0", "rounds[Seed].amount=1000").status == 0
    for command in ("refresh", "check", "show"):
        assert planner(command, startup).status == 0
        assert planner(command, startup, "--strict").status == 1
    failing = planner("check", startup, "--json").json["failing"]
    assert [(one["key"], one["scenario"]) for one in failing if one["key"] == "cash_check"] == [
        ("cash_check", "low"),
        ("cash_check", "base"),
        ("cash_check", "high"),
    ]


def test_a_result_is_short_in_a_notebook(startup: Path) -> None:
    result = plan.check(startup)
    assert repr(result).startswith("<Result 'plan.xlsx': agrees, ")
    assert len(repr(result)) < 200
    html = result._repr_html_()
    assert html.count("<tr>") > 50
    assert len(html) < 60_000
    assert "none.xlsx: there is no such file" in plan.check("none.xlsx")._repr_html_()


COMPLETED = {
    "keys": ("show --key training_d", "training_days"),
    "inputs": ("set plan.xlsx opening_c", "opening_cash_usd="),
    "tables": ("show --table ro", "roles"),
    "presets": ("new --preset s", "startup"),
    "languages": ("new --lang z", "zh"),
    "checkers": ("check --checker l", "libreoffice"),
    "rules": ("lint --waive no-l", "no-literals"),
    "waivable": ("handover --waive macr", "macros"),
}


@pytest.mark.parametrize(("typed", "word"), COMPLETED.values(), ids=COMPLETED)
def test_tab_completes(typed: str, word: str, tmp_path: Path) -> None:
    words = f"planner {typed}"
    more = {"COMP_WORDS": words, "COMP_CWORD": str(len(words.split()) - 1)}
    program = "import sys; sys.argv = ['planner']; from planner.__main__ import run; run()"
    ran = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=environment(_PLANNER_COMPLETE="bash_complete", **more),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert ran.stderr == ""
    assert f"plain,{word}" in ran.stdout.splitlines()


def test_no_empty_table_stands_above_lines_that_are_no_inputs(plan_file: Path) -> None:
    alone = planner("show", plan_file, "--key", "training_days").out
    assert planner("show", plan_file, "--inputs", "--key", "training_days").out == alone
    both = planner("show", plan_file, "--inputs", "--key", "training_days", "--key", "usd_cny").out
    assert [line.split()[0] for line in both.splitlines()[:3:2]] == ["key", "usd_cny"]
