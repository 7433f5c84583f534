"""`planner show`: what was asked for alone, tables of rows, months by name, checks that fail; and TAB."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from planner import plan
from tests.cli.support import environment
from tests.command import planner

ROOT = Path(__file__).parents[2]


@pytest.fixture
def startup(plans: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copy(plans("startup"), tmp_path / "plan.xlsx")
    monkeypatch.chdir(tmp_path)
    return Path("plan.xlsx")


def test_json_holds_what_was_asked_for_alone(startup: Path) -> None:
    found = planner("show", startup, "--key", "training_days", "--key", "programme_years", "--json").json
    assert (list(found["inputs"]), list(found["outputs"])) == (["programme_years"], ["training_days"])
    assert found["calcs"] == found["tables"] == found["axes"] == {}
    found = planner("show", startup, "--table", "rounds", "--json").json
    assert [row["name"] for row in found["tables"]["rounds"]] == ["Seed", "Series A", "Series B"]
    assert found["inputs"] == found["outputs"] == {}
    found = planner("show", startup, "--inputs", "--json").json
    assert found["inputs"] and found["tables"]
    assert found["outputs"] == {}


def test_key_numbers_come_first_and_the_rest_is_named(startup: Path) -> None:
    lines = planner("show", startup).out.splitlines()
    assert lines[2] == "Key numbers"
    assert any("Minimum cash (USD)" in line for line in lines)
    assert not any("Fully diluted ownership" in line for line in lines)
    assert lines[-2].endswith("; 96 more results: --all; a month of every line: --month 1 to 6")
    every = planner("show", startup, "--all").out
    assert "Fully diluted ownership" in every
    assert all(key in every for key in planner("show", startup, "--json").json["outputs"])


def test_a_section_is_found_by_a_part_of_its_title(startup: Path) -> None:
    lines = planner("show", startup, "--section", "OWNERSHIP").out.splitlines()
    assert [line for line in lines if line[:1].isalpha()][:1] == ["Fully diluted ownership after all rounds"]
    found = planner("show", startup, "--section", "ownership", "--json").json
    assert "founders_final_share" in found["outputs"]
    assert "training_days" not in found["outputs"]
    (told,) = re.findall("plan.xlsx --section (\\w+)", planner("show", "--help").out)
    assert planner("show", startup, "--section", told).status == 0
    wrong = planner("show", startup, "--section", "cats")
    assert wrong.status == 2
    assert 'no section has "cats" in its title. Sections: Cash; Value; ' in wrong.err


def test_the_balance_sheet_of_a_month_is_a_section(startup: Path) -> None:
    """Headings of the sheets of calculations are found where no results are called so, or of a month."""
    shown = planner("show", startup, "--month", "5", "--section", "balance sheet")
    assert next(line for line in shown.out.splitlines() if line[:1].isalpha()) == "Statements: Balance sheet"
    found = planner("show", startup, "--month", "5", "--section", "balance sheet", "--csv").out
    rows = {row["key"]: float(row["base"]) for row in csv.DictReader(io.StringIO(found))}
    assert {"total_assets_reported", "liabilities_and_equity"} <= rows.keys()
    assert rows["total_assets_reported"] == pytest.approx(rows["liabilities_and_equity"])
    assert "closing_cash" not in rows
    found = planner("show", startup, "--section", "Balance sheet", "--json").json
    assert (found["outputs"], "retained_earnings" in found["calcs"]) == ({}, True)


def test_what_fails_and_what_is_stale_is_shown_alone(plan_file: Path) -> None:
    assert planner("show", plan_file, "--failing").out.splitlines()[0] == "no line fails"
    assert planner("set", plan_file, "reserve_cny=0").status == 0
    stale = planner("show", plan_file, "--stale", "--json").json
    assert "reserve_margin_cny" in stale["outputs"]
    assert "training_days" not in stale["outputs"]
    assert re.search(
        "^1 line fails: --failing; [0-9]+ lines are STALE: --stale; ",
        planner("show", plan_file).out,
        re.MULTILINE,
    )
    assert list(planner("show", plan_file, "--failing", "--json").json["outputs"]) == ["reserve_check"]
    assert planner("refresh", plan_file).status == 0
    assert list(planner("show", plan_file, "--failing", "--json").json["outputs"]) == ["reserve_check"]
    assert "1 line fails: --failing; " in planner("show", plan_file).out
    assert planner("show", plan_file, "--stale").out.splitlines()[0] == "no line is STALE"


def test_one_month_of_every_line_and_of_one(startup: Path) -> None:
    lines = planner("show", startup, "--month", "5", "--key", "fiscal_year").out.splitlines()
    assert lines[2].split()[-4:] == ["2026", "2026", "2026", "agrees"]  # from June 2026
    found = planner("show", startup, "--month", "5", "--csv")
    rows = {row["key"]: row for row in csv.DictReader(io.StringIO(found.out))}
    assert {row["position"] for row in rows.values()} == {"5"}
    assert (rows["fiscal_year"]["low"], rows["fiscal_year"]["unit"]) == ("2026.0", "year")
    assert rows["month_start_date"]["high"] == "2026-10-01"
    assert rows["closing_cash"]["unit"] == "USD"
    others = planner("show", startup, "--month", "1", "--key", "compared_days", "--csv").out
    assert len(others.splitlines()) == 1 + 9  # chips, which have no months
    wrong = planner("show", startup, "--month", "7")
    assert (wrong.status, "there is no month 7. Months: 1 to 6." in wrong.err) == (2, True)


def test_values_separated_by_commas_are_whole_and_alone(startup: Path) -> None:
    keys = ("--key", "training_days", "--key", "month_start_date", "--key", "fiscal_year")
    found = planner("show", startup, "--csv", *keys)
    assert found.err.startswith("plan.xlsx: checked, ")
    rows = list(csv.DictReader(io.StringIO(found.out)))
    json = planner("show", startup, "--json").json
    assert [row["key"] for row in rows] == ["training_days", *["month_start_date"] * 6, *["fiscal_year"] * 6]
    assert float(rows[0]["base"]) == json["outputs"]["training_days"]["base"]
    assert [row["base"] for row in rows[1:7]] == [f"2026-{month:02}-01" for month in range(6, 12)]
    assert [float(row["high"]) for row in rows[7:]] == [2026.0] * 6
    assert planner("show", startup, "--csv", "--json").status == 2


@pytest.mark.usefixtures("whole")
def test_a_chinese_plan_is_told_in_its_units_and_large_numbers_in_its_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(ROOT / "workbooks" / "china-zh.xlsx", "plan.xlsx")
    shown = planner("show", "plan.xlsx").out
    base = planner("show", "plan.xlsx", "--json").json["outputs"]["closing_cash_end"]["base"]
    assert f"{base / 1e8:,.2f} 亿" in shown
    assert "(CNY)" in shown
    assert "（天）" in shown or "(天)" in shown
    assert "plan currency" not in shown


@pytest.mark.parametrize(("option", "name"), [("--key", "training_day"), ("--table", "Roles")])
def test_what_the_plan_does_not_have_is_2_in_json_too(option: str, name: str, startup: Path) -> None:
    found = planner("show", startup, option, name, "--json")
    assert (found.status, found.err, found.json["status"]) == (2, "", "problems")
    (problem,) = found.json["problems"]
    assert problem["remedy"].startswith(f"Did you mean {'training_days' if option == '--key' else 'roles'}")
    assert planner("show", startup, option, name).status == 2


def test_the_rows_of_a_table_are_printed_with_keys_and_units(startup: Path) -> None:
    found = planner("show", startup, "--table", "rounds")
    assert found.status == 0
    lines = found.out.splitlines()
    heads = "Name Round Month (months) Amount (own currency) Currency"
    assert lines[0].split() == heads.split()
    assert lines[1].split() == ["name", "number", "month", "amount", "currency"]
    assert lines[3].split()[:4] == ["Seed", "1", "1", "16,000,000"]
    assert max(map(len, lines[:-1])) <= 100


def test_a_table_without_rows_says_so(plan_file: Path) -> None:
    assert "products: no rows" in planner("show", plan_file, "--table", "products").out.splitlines()


def test_every_value_along_months_has_its_month(startup: Path) -> None:
    months = [*range(1, 7)]  # of a short plan
    lines = planner("show", startup, "--key", "path_index_1").out.splitlines()
    assert lines[3].split() == ["month", "1", "1.0000", "1.0000", "1.0000"]
    assert [line.split()[:2] for line in lines[3:9]] == [["month", f"{month}"] for month in months]
    found = planner("show", startup, "--key", "path_index_1", "--json").json
    assert found["axes"] == {"month": months}
    assert found["calcs"]["path_index_1"]["axis"] == "month"


def test_a_check_that_fails_names_its_first_month_and_by_how_much(plan_file: Path) -> None:
    """The plan of the source pays from its first month on, and has no rounds."""
    assert planner("set", plan_file, "opening_cash=0").status == 0
    json = planner("refresh", plan_file, "--json").json
    cash = json["calcs"]["closing_cash"]
    for one in (one for one in json["failing"] if one["key"] == "cash_check"):
        first = next(month for month, value in enumerate(cash[one["scenario"]], 1) if value < -1)
        assert (one["axis"], one["first"]) == ("month", first)
        assert (one["line"], one["value"]) == ("closing_cash", cash[one["scenario"]][first - 1])
    (line,) = [line for line in planner("check", plan_file).lines if "Cash never runs out" in line]
    assert "in Favourable, Base, Adverse: Cash never runs out (Favourable: first in month 1, where " in line
    assert '"Closing cash" is -' in line


def test_a_check_that_is_one_number_says_what_is_below_zero(plan_file: Path) -> None:
    assert planner("set", plan_file, "reserve_cny=0").status == 0
    json = planner("check", plan_file, "--json").json
    (one,) = [one for one in json["failing"] if (one["key"], one["scenario"]) == ("reserve_check", "base")]
    assert (one["axis"], one["first"], one["line"]) == ("", None, "reserve_margin_cny")
    assert one["value"] == json["outputs"]["reserve_margin_cny"]["base"] < 0
    assert '" is -' in next(note for note in json["notes"] if one["label"] in note)


def test_a_plan_that_fails_its_own_check_is_1_when_strict(plan_file: Path) -> None:
    for command in ("check", "show"):
        assert planner(command, plan_file, "--strict").status == 0
    assert planner("set", plan_file, "opening_cash=0").status == 0
    for command in ("refresh", "check", "show"):
        assert planner(command, plan_file).status == 0
        assert planner(command, plan_file, "--strict").status == 1
    failing = planner("check", plan_file, "--json").json["failing"]
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
    "inputs": ("set plan.xlsx opening_c", "opening_cash="),
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
    both = planner("show", plan_file, "--inputs", "--key", "training_days", "--key", "programme_years").out
    assert [line.split()[0] for line in both.splitlines()[:3:2]] == ["key", "programme_years"]
