"""In planner's own workbooks the rules are exact: the example passes all, and small changes do not."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from planner.results.lint import LintResult
from planner.results.statuses import DID_NOT_RUN, FINDS, PASSES
from planner.usecases.lint import lint, rules
from tests.surgery import Surgery, q

Change = Callable[[Surgery], str]
"""Changes a plan, and tells where that must be found."""


def by_name(result: LintResult) -> dict[str, str]:
    """The rules that do not pass, with the first place."""
    return {
        one.rule.name: one.findings[0].where if one.findings else one.status
        for one in result.results
        if one.status != PASSES
    }


def test_the_example_passes_every_rule(essay: Path) -> None:
    result = lint(essay)
    assert by_name(result) == {}
    assert result.ok
    assert result.template == "llm-programme 2.0.0"
    assert len(result.results) == len(rules())


def test_what_lint_reads_it_does_not_change(essay: Path) -> None:
    before = essay.read_bytes(), essay.stat().st_mtime_ns
    lint(essay)
    assert (essay.read_bytes(), essay.stat().st_mtime_ns) == before


def shown(key: str, scenario: str, value: str) -> Change:
    """Another value in the cell of a line or input."""

    def change(book: Surgery) -> str:
        sheet, at = book.line(key, scenario)
        book.cell(sheet, at).find(q("v")).text = value
        return f"{sheet}!{at}"

    return change


def formula(key: str, scenario: str, edit: Callable[[str], str] | None) -> Change:
    """Another formula in a line's cell, or none: its value stays as a typed one."""

    def change(book: Surgery) -> str:
        sheet, at = book.line(key, scenario)
        cell = book.cell(sheet, at)
        found = cell.find(q("f"))
        if edit is None:
            cell.remove(found)
        else:
            found.text = edit(found.text)
        return f"{sheet}!{at}"

    return change


def emptied(key: str, letter: str) -> Change:
    """A line without what stands in one of its columns."""

    def change(book: Surgery) -> str:
        sheet, at = book.line(key)
        row = at.lstrip("ABCDEFGHIJ")
        book.put(sheet, f"{letter}{row}", None)
        return f"{sheet}!A{row}" if letter == "B" else f"{sheet}!D{row}"

    return change


def index_says(column: str, words: str) -> Change:
    """Another text in the row of Tokens in the index on the cover."""

    def change(book: Surgery) -> str:
        row = next(row for row in range(10, 90) if book.value("Cover", f"A{row}") == "Tokens")
        book.put("Cover", f"{column}{row}", words)
        return f"Cover!A{row}"

    return change


def row_without_note(book: Surgery) -> str:
    book.put(*book.table_cell("roles", "Note or source", 0), None)
    sheet, first = book.table_cell("roles", "Function", 0)
    return f"{sheet}!{first}:{book.table_cell('roles', 'Pay', 0)[1]}"


def black_input(book: Surgery) -> str:
    sheet, at = book.table_cell("roles", "Headcount", 0)
    book.cell(sheet, at).set("s", book.cell("Cover", "B7").get("s"))
    return f"{sheet}!{at}"


def no_validation(book: Surgery) -> str:
    rules = book.tree(book.sheets["Serving inputs"]).find(q("dataValidations"))
    rules.getparent().remove(rules)
    first, last = book.line("serving_throughput_from", "low"), book.line("serving_roofline_point", "high")
    return f"{first[0]}!{first[1]}:{last[1]}"  # of the first section


def no_pane(book: Surgery) -> str:
    view = next(book.tree(book.sheets["Tokens"]).iter(q("sheetView")))
    view.remove(view.find(q("pane")))
    return "Tokens!A4"


def no_log(book: Surgery) -> str:
    for row in list(book.tree(book.sheets["Log"]).find(q("sheetData"))):
        if int(row.get("r")) > 4:
            row.getparent().remove(row)
    return "Log!A4"


CHANGES: dict[str, tuple[Change, set[str]]] = {
    "a shown value": (shown("cluster_month_usd", "low", "1"), {"values-agree"}),
    "a typed number over a formula": (
        formula("cluster_month_usd", "base", None),
        {"no-typed-over-formulas"},
    ),
    "an edited formula": (
        formula("cluster_month_usd", "base", lambda text: f"{text}*1"),
        {"no-typed-over-formulas", "one-formula-a-row"},
    ),
    "a high case that follows in a way of its own": (
        formula("parameters_b", "high", lambda text: text.removeprefix("$")),
        {"one-formula-a-row"},
    ),
    "a name in the index": (index_says("A", "Tokenz"), {"links-lead-somewhere"}),
    "headings that scroll away": (no_pane, {"headings-in-view"}),
    "an input without its note": (emptied("deadline_days", "F"), {"input-sources"}),
    "a row of a table without its note": (row_without_note, {"input-sources"}),
    "a line without its unit": (emptied("training_run_usd", "B"), {"units"}),
    "an input in the colour of a formula": (black_input, {"input-colours"}),
    "inputs without validation": (no_validation, {"input-validation"}),
    "an empty log": (no_log, {"version-log"}),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_example_does_not_pass(name: str, essay: Path, tmp_path: Path) -> None:
    change, rules = CHANGES[name]
    path = tmp_path / "plan.xlsx"
    shutil.copy(essay, path)
    with Surgery(path) as book:
        where = change(book)
    found = by_name(lint(path))
    assert {rule: found.get(rule) for rule in rules} == dict.fromkeys(rules, where)


def test_a_kind_in_the_index_must_be_the_template_s(essay: Path, tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    shutil.copy(essay, path)
    with Surgery(path) as book:
        index_says("H", "Control")(book)
    assert by_name(lint(path)) == {"sheet-types": "Tokens"}


def test_inputs_changed_after_the_last_refresh_fail_the_master_check(essay: Path, tmp_path: Path) -> None:
    from planner import plan

    path = tmp_path / "plan.xlsx"
    shutil.copy(essay, path)
    plan.set_inputs(path, {"deadline_days": "91"})
    (result,) = (one for one in lint(path).results if one.rule.name == "master-check")
    assert (result.status, result.findings[0].what) == (FINDS, "the master check says STALE")


def test_a_damaged_plan_is_no_plan_but_still_checked(essay: Path, tmp_path: Path) -> None:
    """What only planner's names can tell was not established, and says so; the rest is read from cells."""
    path = tmp_path / "plan.xlsx"
    shutil.copy(essay, path)
    with Surgery(path) as book:
        book.set_name("in_deadline_days", None)
    result = lint(path)
    statuses = {one.rule.name: one.status for one in result.results}
    reasons = {one.rule.name: one.reason for one in result.results}
    for name in ("values-agree", "sheet-types", "no-typed-over-formulas", "master-check"):
        assert statuses[name] in {DID_NOT_RUN, FINDS}, name
        assert "the name in_deadline_days" in reasons[name], name
    assert statuses["no-circles"] == PASSES
    assert not result.ok


def test_inputs_that_cannot_be_used_leave_the_engine_out(essay: Path, tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    shutil.copy(essay, path)
    with Surgery(path) as book:
        where = shown("deadline_days", "base", "-1")(book)
    (result,) = (one for one in lint(path).results if one.rule.name == "values-agree")
    assert result.status != PASSES
    assert f"planner's engine was not asked: {where}" in result.reason
