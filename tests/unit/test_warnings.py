"""Checks that warn: what a template must say of them, where they are named, and what a handover asks for."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest

from planner.check.expected import named
from planner.cli.each_file import finish
from planner.handover import judging, rules
from planner.layout.arrange import arrange
from planner.layout.owned import owned_cells
from planner.model import LINES
from planner.results.failing import Failing
from planner.results.plan import Result
from planner.results.statuses import LineStatus, line_statuses, unmet_statuses
from planner.template.errors import TemplateError
from planner.template.load import load_preset, load_template, presets
from planner.template.schema import WARNS
from planner.template.validate import validate
from tests.inputs import engine_inputs

ROOT = Path(__file__).parents[2]
TEMPLATE = load_template()
BREAKS_EVEN = Failing("breakeven_check", "high", "The plan breaks even", "Checks of the plan", "E24")
ACKNOWLEDGED = {"check": "the plan breaks EVEN", "reason": "Costs would be cut.", "by": "the board"}
PLAN = Result(
    "plan.xlsx",
    "agrees",
    "llm-programme",
    "2.0.0",
    master="WARNS",
    warning=(BREAKS_EVEN, replace(BREAKS_EVEN, scenario="base")),
)


def test_the_checks_that_warn_are_those_of_which_the_page_says_so() -> None:
    page = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `(\w+_check)` \|.*\| warns \|$", page, re.MULTILINE)
    told += re.findall(r"`(\w+_check)` \(warns\)", page)
    assert {row.key for row in TEMPLATE.warning} == set(told)
    assert len(TEMPLATE.warning) == 15


def test_a_template_with_checks_that_warn_explains_the_status_and_lists_them_apart() -> None:
    assert WARNS == LineStatus.WARNS
    silent = replace(TEMPLATE, statuses={k: v for k, v in TEMPLATE.statuses.items() if k != WARNS})
    with pytest.raises(
        TemplateError, match=r"\[statuses\] must explain WARNS, as serving_benchmark_check, ends_check"
    ):
        validate(silent)
    (first, keys), *others = TEMPLATE.summary
    at = next(number for number, (_, lines) in enumerate(others) if "breakeven_check" in lines)
    last, warning = others[at]
    mixed = (first, (*keys, "ends_check")), *others[:at], (last, warning[1:]), *others[at + 1 :]
    with pytest.raises(TemplateError, match="the checks that warn, and no other line, in one section"):
        validate(replace(TEMPLATE, summary=mixed))


def test_a_template_that_does_not_explain_the_status_counts_and_names_none() -> None:
    old = [word for word in TEMPLATE.statuses if word != WARNS]
    assert WARNS not in line_statuses(old)
    assert (unmet_statuses(old), unmet_statuses(TEMPLATE.statuses)) == (("FAILS",), ("FAILS", "WARNS"))


def test_the_cover_names_what_warns_apart_from_what_fails() -> None:
    words = {row.key: "OK" for row in TEMPLATE.formulas}
    assert named("WARNS", words, TEMPLATE) == "none"
    words |= {"cash_check": "FAILS", "breakeven_check": "WARNS", "launch_check": "WARNS"}
    assert named("WARNS", words, TEMPLATE) == "No launch waits for its model; The plan breaks even"
    assert named("FAILS", words, TEMPLATE) == "Cash never runs out"


def test_the_formulas_of_the_cover_read_the_status_of_each_check() -> None:
    preset = load_preset("blank")
    layout = arrange(TEMPLATE, preset).layout
    cells = {cell.key: cell for cell in owned_cells(TEMPLATE, preset, layout) if cell.role == "named"}
    assert [cells[word].place.row - layout["cov_master"].row for word in ("FAILS", "WARNS")] == [1, 2]
    for row in TEMPLATE.formulas:
        if row.kind == "check":
            here, other = ("WARNS", "FAILS") if row.warns else ("FAILS", "WARNS")
            assert f'="{here}","; {row.label}","")' in cells[here].formula
            assert row.label not in cells[other].formula
    assert all(len(cell.formula) < 8192 for cell in cells.values()), "Excel takes no longer formula"


@pytest.mark.parametrize("strict", [False, True])
def test_a_warning_is_no_failure_under_strict(strict: bool) -> None:
    finish(iter([PLAN]), as_json=True, verb="checked", strict=strict)
    with pytest.raises(SystemExit) if strict else nullcontext():
        finish(iter([replace(PLAN, failing=(BREAKS_EVEN,))]), as_json=True, verb="checked", strict=strict)


def test_a_handover_wants_each_warning_acknowledged_with_a_reason() -> None:
    (one,) = judging.of_check(PLAN, "plan.xlsx")
    assert (one.rule, one.problem.sheet, one.problem.cell) == ("warnings", "Checks of the plan", "E24")
    said = "The plan breaks even: warns in Adverse, Base, and the plan does not acknowledge it"
    assert one.problem.message == said
    assert one.problem.remedy == (
        "Say why with --acknowledge breakeven_check=REASON --by NAME, or in the plan: `planner set plan.xlsx "
        "'acknowledged[breakeven_check].reason=REASON' 'acknowledged[breakeven_check].by=NAME'`."
    )
    assert "warnings" not in rules.WAIVABLE
    plan = replace(PLAN, tables={"acknowledged": (ACKNOWLEDGED,)})
    assert list(judging.of_check(plan, "plan.xlsx")) == []
    (kept,) = judging.acknowledged(plan)
    assert kept == {
        "key": "breakeven_check",
        "check": "The plan breaks even",
        "scenarios": "high, base",
        "reason": "Costs would be cut.",
        "by": "the board",
    }
    other = replace(PLAN, tables={"acknowledged": ({**ACKNOWLEDGED, "check": "No launch waits"},)})
    assert len(list(judging.of_check(other, "plan.xlsx"))) == 1


def warned(preset: str) -> Iterator[str]:
    """The labels of the checks that warn of a preset at any level, by the engine."""
    for scenario in ("low", "base", "high"):
        lines = LINES.evaluate(engine_inputs(TEMPLATE, load_preset(preset), scenario))
        yield from (row.label for row in TEMPLATE.warning if float(lines[row.key]) == 0)


@pytest.mark.parametrize("preset", presets())
def test_a_preset_acknowledges_what_warns_of_it_and_nothing_else(preset: str) -> None:
    rows = load_preset(preset).tables["acknowledged"]
    wanted = set() if preset == "blank" else set(warned(preset))  # blank is the plan of whoever fills it
    assert {row["check"] for row in rows} == wanted
    assert all(row["reason"].endswith(".") for row in rows)


def test_the_words_of_warnings_are_there_in_chinese() -> None:
    text = (ROOT / "templates/llm-programme/locale/zh.toml").read_text(encoding="utf-8")
    chinese = tomllib.loads(text)
    assert chinese["statuses"]["WARNS"] == "警示"
    words = TEMPLATE.words
    wanted = [words.note_warns, words.named_warns, words.named_fails, TEMPLATE.statuses[WARNS]]
    wanted += [row["reason"] for name in presets() for row in load_preset(name).tables["acknowledged"]]
    assert {said for said in wanted if not any(said in part for part in chinese.values())} == set()
    assert {"acknowledged", "check", "scenarios", "reason", "by"} <= chinese["review"].keys()
