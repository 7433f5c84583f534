"""Every status has one home: elsewhere it is named, not spelled."""

from __future__ import annotations

import ast
from pathlib import Path

from planner.results import statuses
from planner.results.statuses import (
    CELL_STATUSES,
    LINE_STATUSES,
    NOT_CHECKED,
    NOT_RUN,
    TELLING,
    LineStatus,
    line_status,
)

HOME = Path(statuses.__file__)
PACKAGE = HOME.parents[1]
SPELLED = {*CELL_STATUSES, *LINE_STATUSES, NOT_CHECKED, line_status("agrees")}


def spellings(path: Path) -> list[str]:
    """Statuses that a file spells, with the lines, but in the words of a sentence.

    `not_run` is also what a checker's process answers.
    """
    free = {NOT_RUN} if path.parent.name == "checkers" else set()
    free |= {LineStatus.WARNS} if path.name == "schema.py" else set()  # a template may not import results
    tree = ast.parse(path.read_text(encoding="utf-8"))
    sentences = [part for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values]
    return [
        f"{path.relative_to(PACKAGE)}:{node.lineno} {node.value}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in SPELLED - free
        if node not in sentences
    ]


def test_no_other_file_spells_a_status() -> None:
    assert len(spellings(HOME)) >= len(SPELLED)
    assert [line for path in PACKAGE.rglob("*.py") if path != HOME for line in spellings(path)] == []


def test_the_orders_hold_the_same_statuses() -> None:
    assert len({*CELL_STATUSES}) == len(CELL_STATUSES) == len(TELLING)
    assert {*CELL_STATUSES} == {*TELLING}
    assert [line_status(one) for one in (*CELL_STATUSES, NOT_CHECKED)] == [
        "AGREES",
        "DIFFERS",
        "EDITED",
        "OVERWRITTEN",
        "NOT RUN",
        "NOT CHECKED",
    ]


def test_the_worst_line_status_is_told_first() -> None:
    assert (
        *("DIFFERS", "EDITED", "OVERWRITTEN", "NOT RUN", "NOT CHECKED"),
        *("STALE", "FAILS", "ERROR", "WARNS", "OK"),
    ) == LINE_STATUSES
