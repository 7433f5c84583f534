"""On workbooks of other programs lint neither crashes nor hangs, and it never changes a file."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from planner.book.find import find
from planner.lint import registry
from planner.lint.book import Values, read_book
from planner.problems import PlanError
from planner.usecases.lint import lint
from planner.xlsx.package import open_package
from tests.corpus import NAMES
from tests.lint.damage import damaged
from tests.lint.model import bakery

SECONDS = 30
"""Far more than any of them takes, so that a busy machine does not fail; a hang would."""

DAMAGED = 60


@pytest.mark.parametrize("name", NAMES)
def test_a_foreign_workbook_is_checked_in_full_and_left_alone(
    name: str, corpus: Callable[[str], Path]
) -> None:
    path = corpus(name)
    before, begun = path.read_bytes(), time.monotonic()
    result = lint(path)
    assert time.monotonic() - begun < SECONDS
    assert len(result.results) == len(registry.rules())
    assert not [one.reason for one in result.results if "the rule broke" in one.reason]
    assert not result.ok, "no file of the corpus is a plan for investors"
    assert path.read_bytes() == before


@pytest.mark.parametrize("seed", range(DAMAGED))
def test_a_damaged_workbook_is_checked_or_refused_in_words(seed: int, essay: Path, tmp_path: Path) -> None:
    """Attributes, texts and elements changed at random, in planner's workbook and in another maker's."""
    sound = bakery().write(tmp_path / "bakery.xlsx") if seed % 2 else essay
    path = damaged(sound, tmp_path / "damaged.xlsx", seed)
    before = path.read_bytes()
    try:
        package = open_package(path)
        plan = find(package) if not seed % 2 else None
        book = replace(read_book(package, plan), values=Values(reason="no checker was asked"))
    except PlanError as error:
        assert all(problem.message for problem in error.problems)
        return
    reasons = [result.reason for result in registry.run(book)]
    assert not [reason for reason in reasons if "the rule broke" in reason]
    assert path.read_bytes() == before


def test_thousands_of_formulas_take_seconds(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "large.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Calculations")
    for row in range(300):
        sheet.write(row, 0, f"Line {row}")
        for column in range(2, 22):
            above = f"SUM(C$1:C{row})" if row else "1"
            sheet.write_formula(row, column, f"={above}", None, 1)
    book.close()
    begun = time.monotonic()
    read = read_book(open_package(path))
    registry.run(read)
    assert len(read.formulas) == 6_000
    assert time.monotonic() - begun < SECONDS
