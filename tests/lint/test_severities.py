"""How bad a finding is, which are asked for, and which are accepted with a reason."""

from __future__ import annotations

import json
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from planner.cli.main import main
from planner.lint import registry
from planner.lint.book import read_book
from planner.results.lint import SEVERITIES
from planner.usecases.lint import lint
from planner.xlsx.package import open_package
from tests.lint.breaks import drop, put
from tests.lint.model import bakery
from tests.surgery import Surgery

CALC = "Calculations"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`mixed.xlsx`: an error, a risk, two points of style; and a figure that is typed over a formula."""
    model = bakery()
    for change in (
        put(CALC, "I5", "40%"),
        put("Checks", "C5", "=IF(MATCH(7,Calculations!C3:H3)>0,1,0)", "link flag", 1),
        drop("Cover", "A3"),
        drop(CALC, "B5"),
    ):
        change(model)
    folder = tmp_path_factory.mktemp("severities")
    model.write(folder / "mixed.xlsx")
    return folder


@pytest.fixture
def run(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    shutil.copy(folder / "mixed.xlsx", tmp_path)
    monkeypatch.chdir(tmp_path)

    def planner_lint(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["lint", "mixed.xlsx", *arguments], prog_name="planner")

    return planner_lint


def found(ran: Result) -> list[tuple[str, str]]:
    """Severity and rule of each finding, in JSON."""
    results = json.loads(ran.stdout)["results"]
    return [(one["severity"], result["rule"]) for result in results for one in result["findings"]]


ALL = [
    ("style", "units"),
    ("error", "no-numbers-as-text"),
    ("risk", "exact-lookups"),
    ("style", "sign-convention"),
]


def test_every_rule_has_one_of_three_severities() -> None:
    assert {rule.severity for rule in registry.rules()} == set(SEVERITIES)


def test_errors_come_first_and_each_severity_is_counted(run: Any) -> None:
    lines = run().stdout.splitlines()
    heads = [line.removeprefix("mixed.xlsx: ") for line in lines if line.startswith("mixed.xlsx")]
    assert heads[:3] == ["1 error", "1 risk", "2 points of style"]
    assert heads[-1].startswith("1 error, 1 risk, 2 points of style, ")
    assert lines[1].startswith("  no-numbers-as-text: Calculations!I5: holds the number 40% as text. ")


def test_json_has_the_severity_of_each_finding_and_their_number(run: Any) -> None:
    ran = run("--json")
    assert found(ran) == ALL
    assert json.loads(ran.stdout)["severities"] == {"error": 1, "risk": 1, "style": 2}


def test_sarif_has_a_level_for_each_severity(run: Any) -> None:
    (log,) = json.loads(run("--sarif").stdout)["runs"]
    levels = {one["ruleId"]: one["level"] for one in log["results"]}
    assert levels["no-numbers-as-text"] == "error"
    assert levels["exact-lookups"] == "warning"
    assert levels["units"] == levels["sign-convention"] == "note"


@pytest.mark.parametrize(
    ("only", "rules"),
    [
        (["error"], ["no-numbers-as-text"]),
        (["risk", "error"], ["no-numbers-as-text", "exact-lookups"]),
        (["units"], ["units"]),
        (["25", "style"], ["units", "no-numbers-as-text", "sign-convention"]),
    ],
)
def test_only_what_is_asked_for_is_told_and_counts(only: list[str], rules: list[str], run: Any) -> None:
    ran = run("--json", *(word for one in only for word in ("--only", one)))
    assert ran.exit_code == 1
    assert [rule for _, rule in found(ran)] == rules


def test_what_is_not_asked_for_does_not_fail(run: Any) -> None:
    ran = run("--only", "no-circles")
    assert ran.exit_code == 0
    assert "1 of 1 rules pass" in ran.stdout


def test_an_unknown_severity_is_a_wrong_call(run: Any) -> None:
    ran = run("--only", "errors")
    assert ran.exit_code == 2
    assert 'there is no rule or severity "errors". Did you mean error' in ran.output


def test_the_first_places_stand_on_the_line_of_a_rule_and_all_are_listed_when_asked(tmp_path: Path) -> None:
    model = bakery()
    for at in ("J4", "J6", "J8", "J10", "J12"):
        put(CALC, at, "40%")(model)
    path = model.write(tmp_path / "many.xlsx")
    few, every = (
        CliRunner().invoke(main, ["lint", str(path), "--only", "25", *more]).stdout.splitlines()
        for more in ([], ["--all"])
    )
    assert "Calculations!J4, Calculations!J6, Calculations!J8 and 2 more: holds" in few[1]
    assert [line.split()[0] for line in every[1:-1]] == [f"{CALC}!J{row}" for row in (4, 6, 8, 10, 12)]


@pytest.mark.parametrize("waived", ["no-numbers-as-text", "exact-lookups", "units"])
def test_a_waived_rule_silences_no_other(waived: str, folder: Path) -> None:
    book = read_book(open_package(folder / "mixed.xlsx"))
    plain, less = registry.run(book), registry.run(book, {waived})
    assert [one.findings for one in plain] == [one.findings for one in less]
    changed = [one.rule.name for one, other in zip(plain, less, strict=True) if one.status != other.status]
    assert changed == [waived]


def test_what_a_baseline_accepts_with_a_reason_is_not_told_again(run: Any) -> None:
    ran = run("--write-baseline", "lint.toml", "--reason", "as the auditor left it")
    assert (ran.exit_code, ran.stdout) == (0, "lint.toml: 4 findings of mixed.xlsx\n")
    ran = run("--baseline", "lint.toml")
    assert ran.exit_code == 0
    assert "4 accepted by the baseline" in ran.stdout
    entries = tomllib.loads(Path("lint.toml").read_text())["accepted"]
    assert {one["reason"] for one in entries} == {"as the auditor left it"}


def test_a_finding_without_a_reason_is_still_told(run: Any) -> None:
    run("--write-baseline", "lint.toml")
    text = Path("lint.toml").read_text().replace('reason = ""', 'reason = "a quote"', 1)
    Path("lint.toml").write_text(text)
    ran = run("--baseline", "lint.toml", "--json")
    assert ran.exit_code == 1
    assert found(ran) == [one for one in ALL if one[0] != "error"]  # errors stand first in the file
    run("--write-baseline", "lint.toml", "--reason", "later")
    reasons = [one["reason"] for one in tomllib.loads(Path("lint.toml").read_text())["accepted"]]
    assert reasons == ["a quote", "later", "later", "later"]


def test_a_finding_that_is_gone_is_told(run: Any) -> None:
    run("--write-baseline", "lint.toml", "--reason", "known")
    with Surgery(Path("mixed.xlsx")) as book:
        book.put(CALC, "I5", 0.4)
    ran = run("--baseline", "lint.toml")
    assert f"gone from what the baseline accepts: {CALC}!I5 no-numbers-as-text: holds" in ran.stdout
    (gone,) = json.loads(run("--baseline", "lint.toml", "--json").stdout)["gone"]
    assert (gone["rule"], gone["cell"], gone["reason"]) == ("no-numbers-as-text", "I5", "known")
    ran = run("--baseline", "lint.toml", "--only", "units", "--json")
    assert json.loads(ran.stdout)["gone"] == [], "a rule that was not asked says nothing"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("accepted = 3", "has no list of entries"),
        ("[[accepted]]\nsheet = 'A'", "entry 1 names no rule"),
        ("[[accepted]]\nrule = 'units'\nreason = 3", 'entry 1: "reason" is no text'),
        ("accepted", "is no TOML"),
        (None, "cannot be read"),
    ],
)
def test_a_baseline_that_is_none_is_one_line(text: str | None, said: str, run: Any) -> None:
    if text is not None:
        Path("lint.toml").write_text(text)
    ran = run("--baseline", "lint.toml")
    assert ran.exit_code == 1
    (line,) = ran.stderr.splitlines()
    assert line.startswith("lint.toml: the baseline ") and said in line


@pytest.mark.parametrize("more", [["mixed.xlsx", "--baseline", "b.toml"], ["--reason", "so"]])
def test_wrong_calls_with_a_baseline(more: list[str], run: Any) -> None:
    assert run(*more).exit_code == 2


def test_an_owners_sheet_in_a_plan_is_judged_for_errors_and_risks_alone(essay: Path, tmp_path: Path) -> None:
    """M11: ten cells for a board met 23 refusals, most of house style; what misleads is still told."""
    path = Path(shutil.copy(essay, tmp_path / "plan.xlsx"))
    cells: dict[str, tuple[object, str | None]] = {
        "A1": ("Board", None),
        "A2": ("Cash at the end", None),
        "B2": (3.5, "1.5+2"),
        "A3": ("Twice", None),
        "B3": (8.75, "B2*2.5"),
    }
    with Surgery(path) as book:
        book.add_sheet("My board pack", cells)
    assert lint(path).ok
    with Surgery(path) as book:
        book.put("My board pack", "A5", "1,200")
    result = lint(path)
    assert [(one.severity, one.where) for one in result.findings] == [("error", "My board pack!A5")]
