"""What the check and the lint of a copy say against handing it over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from shlex import quote
from typing import Any

from planner.book.acknowledging import TABLE as ACKNOWLEDGED
from planner.book.find import Book
from planner.book.of_preset import changed
from planner.book.read import held_inputs
from planner.handover import rules
from planner.problems import Problem
from planner.results.handover import Refusal
from planner.results.levels import level_words
from planner.results.lint import LintResult, RuleResult
from planner.results.plan import Result
from planner.results.statuses import AGREES, DID_NOT_RUN, DIFFERS, EDITED, OVERWRITTEN, WAIVED, LineStatus

FEW = 3
"""Inputs that a refusal names."""

FRESH = ("cached-values", "values-agree")
"""Rules of lint that together say that every value in the file is what its formula comes to."""

MAY_BE_HANDED_OVER = (LineStatus.OK, LineStatus.WARNS, LineStatus.STALE, LineStatus.NOT_CHECKED)
"""Statuses of a plan that are not refused here; the last two are problems of their own, and what warns
is asked for by name."""


def of_check(result: Result, file: str, book: Book | None = None) -> Iterator[Refusal]:
    """Checks that are missing or failed, and values that are stale.

    Args:
        result: of `check` on the copy; `file` is what the sender calls the workbook.
        book: the copy, where it could be checked.
    """
    if not result.template:
        first, others = result.problems[0], len(result.problems) - 1
        more = f" ({others:,} more problems stand in the way)" if others else ""
        what = f"the workbook could not be checked: {first.message}{more}"
        yield rules.refusal(rules.CHECKS, what, file, first.sheet, first.cell)
        return
    if result.status == DIFFERS:
        counts, first_cell = result.checked, result.differences[0]
        what = f"{counts[AGREES]:,} of {counts['cells']:,} formula cells agree with the engine"
        what += f"; the first that does not is {first_cell.status.replace('_', ' ')}"
        lost = any(one.status in {EDITED, OVERWRITTEN} for one in result.differences)
        remedy = rules.PUT_BACK if lost else ""
        yield rules.refusal(rules.CHECKS, what, file, first_cell.sheet, first_cell.cell, remedy=remedy)
    elif result.master not in MAY_BE_HANDED_OVER:
        what = "; ".join(note for note in result.notes if "check of its own" in note)
        yield rules.refusal(rules.CHECKS, what or f"the status of the workbook is {result.master}", file)
    yield from _unacknowledged(result, file)
    for problem in result.problems:
        yield rules.refusal(rules.STALE, problem.message, file, problem.sheet, problem.cell)
    for sheet in result.stale_sheets:
        what = "the sheet is STALE: the plan has moved on since it was written"
        yield rules.refusal(rules.STALE, what, file, sheet, remedy=rules.ANEW)
    yield from _lapsed(result, file, book) if book else ()


def acknowledged(result: Result) -> list[dict[str, str]]:
    """What the plan says of each check that warns: key, label, scenarios, reason, by; or blank."""
    rows = {str(row["check"]).casefold(): row for row in result.tables.get(ACKNOWLEDGED, ())}
    found: dict[str, dict[str, str]] = {}
    for one in result.warning:
        row = rows.get(one.label.casefold(), {})
        said = {name: str(row.get(name) or "") for name in ("reason", "by")}
        kept = found.setdefault(one.key, {"key": one.key, "check": one.label, "scenarios": "", **said})
        kept["scenarios"] += f", {one.scenario}" if kept["scenarios"] else one.scenario
    return list(found.values())


def _unacknowledged(result: Result, file: str) -> Iterator[Refusal]:
    """Each check that warns and that the plan does not acknowledge with a reason."""
    places = {one.key: one for one in reversed(result.warning)}
    for one in acknowledged(result):
        if not one["reason"]:
            levels = level_words(one["scenarios"].split(", "))
            what = f"{one['check']}: warns in {levels}, and the plan does not acknowledge it"
            place = places[one["key"]]
            yield rules.refusal(rules.WARNINGS, what, file, place.sheet, place.cell, key=one["key"])


def _lapsed(result: Result, file: str, book: Book) -> Iterator[Refusal]:
    """Each check that warns and that planner alone acknowledges, for a preset that the plan differs from."""
    given = {str(row.get("check")).casefold(): row for row in book.preset.tables.get(ACKNOWLEDGED, ())}
    ours = [one for one in acknowledged(result) if one["reason"] and _is_of(given, one)]
    differ = list(changed(book, held_inputs(book))) if ours else []
    if not differ:
        return
    more = f" and {len(differ) - FEW} more" if len(differ) > FEW else ""
    places = {one.key: one for one in reversed(result.warning)}
    for one in ours:
        what = (
            f"{one['check']}: warns in {one['scenarios']}, and is acknowledged by planner for the preset "
            f"{book.preset.name} alone, from which this plan differs ({', '.join(differ[:FEW])}{more})"
        )
        place = places[one["key"]]
        yield rules.refusal(rules.WARNINGS, what, file, place.sheet, place.cell, remedy=rules.YOUR_REASON)


def _is_of(given: Mapping[str, Mapping[str, Any]], one: Mapping[str, str]) -> bool:
    """Whether a check is acknowledged in the words of the preset."""
    row = given.get(one["check"].casefold(), {})
    return bool(row) and all(one[key] == str(row.get(key) or "") for key in ("reason", "by"))


def of_lint(result: LintResult, file: str) -> Iterator[Refusal]:
    """Each rule of lint that finds something, did not run, or was waived with cause."""
    for problem in result.problems:
        yield Refusal(rules.LINT, replace(problem, file=file))
    for outcome in result.results:
        if not outcome.ok or (outcome.status == WAIVED and (outcome.findings or outcome.reason)):
            yield _of_rule(outcome, file)


def values_are_fresh(result: Result, lint: LintResult | None, *, recalculates: bool) -> bool:
    """Whether every formula of the workbook is known to come to the value that the file holds.

    Args:
        recalculates: whether the workbook asks Excel to recalculate it on load, which `refresh` leaves in it
            where formulas stand that are not planner's.
    """
    if not result.ok:
        return False
    if lint is None:
        return not recalculates
    return all(outcome.status == "passes" for outcome in lint.results if outcome.rule.name in FRESH)


def _of_rule(outcome: RuleResult, file: str) -> Refusal:
    name, found = outcome.rule.name, outcome.findings
    remedy = f"`planner lint {quote(file)}` lists what to mend; or pass --waive {name}."
    if not found:
        word = "did not run" if outcome.status in {DID_NOT_RUN, WAIVED} else outcome.status
        return Refusal(name, Problem(f"the rule {name} of lint {word}: {outcome.reason}", remedy, file))
    first, more = found[0], len(found) - 1
    others = f" ({more:,} more finding{'s' if more > 1 else ''})" if more else ""
    return Refusal(name, Problem(f"{name}: {first.what}{others}", remedy, file, first.sheet, first.cell))
