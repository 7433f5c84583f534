"""What lint answers: statuses, exit status, terminal, JSON, SARIF."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from msoffcrypto.format.ooxml import OOXMLFile

from planner.check.checkers.base import CheckerFailed
from planner.cli.main import main
from planner.lint import registry
from planner.lint.book import Values, Workbook, read_book
from planner.lint.registry import Gap, Hit, blocks
from planner.problems import PlanError, Problem
from planner.results.statuses import DID_NOT_RUN, FINDS, PASSES, WAIVED
from planner.usecases import lint as linting
from planner.usecases.lint import lint, rules
from planner.xlsx.package import open_package
from tests.lint.breaks import drop
from tests.lint.model import bakery
from tools import lint_rules

RULES = len(rules())
SECRET = "open sesame"  # noqa: S105


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`sound.xlsx`, and `broken.xlsx` without its note on signs and a unit."""
    folder = tmp_path_factory.mktemp("lint")
    bakery().write(folder / "sound.xlsx")
    model = bakery()
    for change in (drop("Cover", "A3"), drop("Calculations", "B5")):
        change(model)
    model.write(folder / "broken.xlsx")
    return folder


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.chdir(folder)

    def planner_lint(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["lint", *arguments], prog_name="planner")

    return planner_lint


def test_a_clean_workbook_exits_with_0_and_says_so_in_one_line(run: Any) -> None:
    ran = run("sound.xlsx")
    assert ran.exit_code == 0
    (line,) = ran.stdout.splitlines()
    assert line.startswith(f"sound.xlsx: {RULES} of {RULES} rules pass (formulas evaluated by ironcalc ")


def test_findings_are_a_line_a_rule_and_exit_with_1(run: Any) -> None:
    ran = run("broken.xlsx")
    assert ran.exit_code == 1
    first, unit, signs, last = ran.stdout.splitlines()
    assert first == "broken.xlsx: 2 points of style"
    words = "  units: Calculations!A5: 'Revenue' has no unit. Write the unit into the column of units."
    assert unit == words
    assert signs.startswith("  sign-convention: the workbook: no text says")
    assert last.startswith(f"broken.xlsx: 2 points of style, {RULES - 2} of {RULES} rules pass (")


def test_a_waived_rule_is_shown_and_does_not_count(run: Any) -> None:
    ran = run("broken.xlsx", "--waive", "sign-convention", "--waive", "11")
    assert ran.exit_code == 0
    assert "broken.xlsx: waived units, 1 finding" in ran.stdout
    assert "broken.xlsx: waived sign-convention, 1 finding" in ran.stdout
    assert f"{RULES - 2} of {RULES} rules pass, 2 waived" in ran.stdout


def test_an_unknown_rule_is_a_wrong_call(run: Any) -> None:
    ran = run("sound.xlsx", "--waive", "sign-conventions")
    assert ran.exit_code == 2
    assert 'there is no rule "sign-conventions". Did you mean sign-convention?' in ran.output


@pytest.mark.parametrize("arguments", [[], ["sound.xlsx", "--json", "--sarif"], ["--waive", "units"]])
def test_other_wrong_calls(run: Any, arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


def test_the_rules_are_listed_without_a_file(run: Any) -> None:
    ran = run("--rules")
    assert ran.exit_code == 0
    lines = ran.stdout.splitlines()
    assert len(lines) == RULES
    words = "13 style no-literals No typed numbers in formulas (F3.04-01, P14)"
    assert " ".join(lines[12].split()) == words


def test_a_file_that_cannot_be_read_is_one_problem(run: Any) -> None:
    ran = run("missing.xlsx", "sound.xlsx")
    assert ran.exit_code == 1
    assert ran.stderr.splitlines() == ["missing.xlsx: there is no such file. Check the path."]
    assert ran.stdout.startswith(f"sound.xlsx: {RULES} of {RULES}")


def test_json_is_one_object_a_file(run: Any) -> None:
    ran = run("sound.xlsx", "broken.xlsx", "--json", "--waive", "units")
    assert ran.exit_code == 1
    sound, broken = map(json.loads, ran.stdout.splitlines())
    assert (sound["file"], sound["status"]) == ("sound.xlsx", "clean")
    assert sound["rules"] == {"passes": RULES - 1, "finds": 0, "not_run": 0, "waived": 1}
    assert (broken["status"], broken["checker"]["name"], broken["template"]) == ("findings", "ironcalc", "")
    assert broken["rules"] == {"passes": RULES - 2, "finds": 1, "not_run": 0, "waived": 1}
    (units,) = (one for one in broken["results"] if one["rule"] == "units")
    assert units == {
        "number": 11,
        "rule": "units",
        "severity": "style",
        "status": "waived",
        "reason": "",
        "accepted": 0,
        "findings": [
            {
                "severity": "style",
                "sheet": "Calculations",
                "cell": "A5",
                "what": "'Revenue' has no unit",
                "remedy": "Write the unit into the column of units.",
            }
        ],
    }


@pytest.fixture
def log(run: Any) -> dict[str, Any]:
    ran = run("broken.xlsx", "missing.xlsx", "--sarif", "--waive", "units")
    assert ran.exit_code == 1
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def test_sarif_has_what_its_schema_requires(log: dict[str, Any]) -> None:
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-2.1.0.json")
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "planner lint"
    assert [rule["id"] for rule in driver["rules"]] == [rule.name for rule in rules()]
    for rule in driver["rules"]:
        assert rule["shortDescription"]["text"]
        assert rule["fullDescription"]["text"]
        assert rule["defaultConfiguration"]["level"] in {"none", "note", "warning", "error"}
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"]
        assert result["kind"] in {"fail", "open"}
        assert result["level"] == ("note" if result["kind"] == "fail" else "none")
        for location in result["locations"]:
            assert location["physicalLocation"]["artifactLocation"]["uri"] == "broken.xlsx"


def test_sarif_tells_the_cell_and_suppresses_what_is_waived(log: dict[str, Any]) -> None:
    units, signs = log["runs"][0]["results"]
    assert units["locations"][0]["logicalLocations"] == [
        {"name": "A5", "fullyQualifiedName": "Calculations!A5", "kind": "cell"}
    ]
    assert units["suppressions"] == [{"kind": "external", "justification": "waived in the call"}]
    assert "suppressions" not in signs
    assert "logicalLocations" not in signs["locations"][0]


def test_sarif_says_which_file_could_not_be_read(log: dict[str, Any]) -> None:
    (invocation,) = log["runs"][0]["invocations"]
    assert invocation["executionSuccessful"] is False
    assert "missing.xlsx" in invocation["toolExecutionNotifications"][0]["message"]["text"]


def test_a_rule_without_values_did_not_run_and_is_open_in_sarif(folder: Path, run: Any) -> None:
    book = read_book(open_package(folder / "sound.xlsx"))
    (result,) = (one for one in registry.run(book) if one.rule.name == "values-agree")
    assert (result.status, result.ok) == (DID_NOT_RUN, False)
    assert "were not compared: no checker was asked" in result.reason


def test_a_rule_that_breaks_did_not_run_and_the_others_did(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(_: Workbook) -> Iterator[Hit | Gap]:
        raise ZeroDivisionError("by nothing")

    def damaged(_: Workbook) -> Iterator[Hit | Gap]:
        raise PlanError(Problem("its part comments.xml is damaged", ""))
        yield

    rule, other = registry.rules()[6:8]
    monkeypatch.setitem(registry._CHECKS, rule.number, (rule, breaks))
    monkeypatch.setitem(registry._CHECKS, other.number, (other, damaged))
    found = registry.run(replace(read_book(open_package(folder / "sound.xlsx")), values=Values()))
    assert found[6].status == DID_NOT_RUN
    assert found[6].reason == "the rule broke on this workbook (ZeroDivisionError: by nothing)"
    assert (found[7].status, found[7].reason) == (DID_NOT_RUN, "its part comments.xml is damaged")
    assert found[8].status == PASSES


def test_a_rule_that_could_only_look_at_a_part_says_so_beside_its_findings(
    folder: Path, monkeypatch: pytest.MonkeyPatch, run: Any
) -> None:
    def partly(_: Workbook) -> Iterator[Hit | Gap]:
        yield Hit("is wrong", "Inputs", 4, 3)
        yield Gap("one sheet could not be read")

    rule = registry.rules()[6]
    monkeypatch.setitem(registry._CHECKS, rule.number, (rule, partly))
    result = lint(folder / "sound.xlsx").results[6]
    assert (result.status, result.reason) == (FINDS, "one sheet could not be read")
    assert "one-time-axis may leave something out: one sheet could not be read" in run("sound.xlsx").stdout
    assert lint(folder / "sound.xlsx", waive=["7"]).results[6].status == WAIVED


def test_without_a_checker_values_are_not_vouched_for(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise CheckerFailed("ironcalc", "it is not installed")

    monkeypatch.setattr(linting, "evaluate", fails)
    result = lint(folder / "sound.xlsx")
    values = result.results[2]
    assert (values.rule.name, values.status) == ("values-agree", DID_NOT_RUN)
    assert "ironcalc: it is not installed" in values.reason
    assert [one.rule.name for one in result.results if one.status != PASSES] == ["values-agree"]


def test_an_encrypted_workbook_is_checked_under_its_password(folder: Path, tmp_path: Path) -> None:
    out = io.BytesIO()
    OOXMLFile(io.BytesIO((folder / "sound.xlsx").read_bytes())).encrypt(SECRET, out)
    path = tmp_path / "locked.xlsx"
    path.write_bytes(out.getvalue())
    assert lint(path, password=SECRET).ok
    (problem,) = lint(path).problems
    assert "encrypted" in problem.message


def test_lint_needs_no_program_that_writes_workbooks() -> None:
    """It reads the XML; in its own process it loads neither openpyxl nor an engine nor the model's arrays."""
    code = (
        "import sys, planner.usecases.lint as linting; linting.rules();"
        "print(*{name.partition('.')[0] for name in sys.modules})"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"openpyxl", "pandas", "numpy", "lxml", "ironcalc", "cellrune"} & set(ran.stdout.split())


def test_the_fields_of_the_json_object_are_documented(run: Any) -> None:
    found = json.loads(run("broken.xlsx", "--json").stdout)
    page = lint_rules.PAGE.read_text(encoding="utf-8").partition("## The JSON object")[2]
    names = [*found, *found["results"][0], *found["results"][0]["findings"], *found["rules"]]
    assert [name for name in names if f"`{name}" not in page and f".{name}`" not in page] == []


def test_cells_side_by_side_are_one_finding() -> None:
    cells = [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (2, 3), (4, 1), (5, 5)]
    assert [str(area) for area in blocks(cells)] == ["A1:C2", "A4", "E5"]
    assert [str(area) for area in blocks([(1, 1), (2, 1), (2, 2)])] == ["A1", "A2:B2"]


def test_the_page_of_rules_is_current() -> None:
    assert lint_rules.PAGE.read_text(encoding="utf-8") == lint_rules.page(), "rebuild it with `make docs`"
