"""The chain of checkers: who takes over when, and that the result says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.check.checkers import session as session_module
from planner.check.checkers.base import CheckerFailed, FormulaError, NotRun
from planner.check.checkers.run import Session, evaluate
from tests.checkers.support import Book, Sheets

CELL = {"S": [(1, 1)]}


def _whole_column_lookups() -> Sheets:
    """What makes ironcalc hang: it walks a million rows for each of them."""
    formulas = {f"D{row}": f"=MATCH({row}+1000,A:A,0)" for row in range(1, 200)}
    return {"S": {"B1": "=1+1", "B2": "=IF(ISERROR(SUM(D1:D199)),5,6)", **formulas}}


def test_the_default_checker_answers_alone(book: Book) -> None:
    evaluation = evaluate(book({"S": {"A1": "=1+1"}}), CELL)
    assert evaluation.values == {("S", 1, 1): 2.0}
    assert (evaluation.checker, evaluation.fallback_reason, evaluation.second) == ("ironcalc", None, None)


def test_when_the_default_hangs_the_next_takes_over_and_says_so(book: Book) -> None:
    evaluation = evaluate(book(_whole_column_lookups()), {"S": [(1, 2), (2, 2)]}, timeout_s=3)
    assert list(evaluation.values.values()) == [2.0, 5.0]
    assert evaluation.checker == "cellrune"
    assert evaluation.fallback_reason == "ironcalc: timed out after 3 s"


def test_when_the_default_crashes_the_next_takes_over_and_says_so(book: Book) -> None:
    deep = "=" + "(" * 3000 + "1" + ")" * 3000
    evaluation = evaluate(book({"S": {"A1": "=1+1", "B1": deep}}), {"S": [(1, 1), (1, 2)]})
    assert evaluation.values["S", 1, 1] == 2.0
    assert isinstance(evaluation.values["S", 1, 2], NotRun)
    assert evaluation.checker == "cellrune"
    assert evaluation.fallback_reason is not None
    assert evaluation.fallback_reason.startswith("ironcalc: crashed")


def test_a_named_checker_gets_no_help(book: Book) -> None:
    with pytest.raises(CheckerFailed, match=r"^ironcalc: timed out after 1 s$"):
        evaluate(book(_whole_column_lookups()), CELL, checker="ironcalc", timeout_s=1)
    evaluation = evaluate(book({"S": {"A1": "=AGGREGATE(9,6,B1:B2)"}}), CELL, checker="ironcalc")
    assert isinstance(evaluation.values["S", 1, 1], NotRun)
    assert evaluation.second is None


def test_the_next_is_asked_about_cells_without_a_value_and_the_result_says_which(book: Book) -> None:
    formulas = {"A1": "=1+1", "A2": "=AGGREGATE(9,6,B1:B2)", "A3": "=1/0", "A4": "=A4+1"}
    path = book({"S": {**formulas, "B1": 3, "B2": 4}})
    evaluation = evaluate(path, {"S": [(row, 1) for row in range(1, 5)]})
    assert list(evaluation.values.values())[:3] == [2.0, 7.0, FormulaError("#DIV/0!")]
    circular = evaluation.values["S", 4, 1]
    assert isinstance(circular, NotRun)
    assert "ironcalc" in circular.reason
    assert "cellrune" in circular.reason
    assert (evaluation.checker, evaluation.second) == ("ironcalc", "cellrune 0.2.0")
    assert evaluation.from_second == {("S", 2, 1)}
    assert evaluation.fallback_reason is None


def test_an_error_that_only_the_default_sees_gives_way_to_a_value(book: Book) -> None:
    path = book({"S": {"A1": "=SUM(INDEX(B1:B3,1):INDEX(B1:B3,2))", "B1": 3, "B2": 4, "B3": 5}})
    assert evaluate(path, CELL, checker="ironcalc").values["S", 1, 1] == FormulaError("#VALUE!")
    evaluation = evaluate(path, CELL)
    assert evaluation.values["S", 1, 1] == 7.0
    assert evaluation.from_second == {("S", 1, 1)}


def test_cells_that_swallow_an_error_follow_the_checker_that_has_none(book: Book) -> None:
    """Counting, or testing for an error, gives a plain number in either engine."""
    formulas = {
        "A1": "=AGGREGATE(9,6,B1:B2)",
        "A2": '=COUNTIF(A1:A1,">0")',
        "A3": "=IF(ISERROR(A1),5,6)",
        "A4": "=B1/3",
    }
    path = book({"S": {**formulas, "B1": 3, "B2": 4}})
    evaluation = evaluate(path, {"S": [(row, 1) for row in range(1, 5)]})
    assert list(evaluation.values.values()) == [7.0, 1.0, 6.0, 1.0]
    assert evaluation.from_second == {("S", row, 1) for row in (1, 2, 3)}


def test_when_every_checker_fails_each_reason_is_listed(book: Book, tmp_path: Path) -> None:
    garbage = tmp_path / "garbage.xlsx"
    garbage.write_bytes(b"not a workbook")
    with pytest.raises(CheckerFailed, match=r"ironcalc: cannot .*; cellrune: cannot "):
        evaluate(garbage, CELL)


def test_when_no_engine_is_installed_it_says_so(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_module, "_site_directory", lambda _package: None)
    with pytest.raises(CheckerFailed, match="ironcalc: is not installed; cellrune: is not installed"):
        evaluate(book({"S": {"A1": 1}}), CELL)


def test_a_session_started_early_is_used_and_stays_open(book: Book) -> None:
    path = book({"S": {"A1": "=1+1"}})
    with Session() as session:
        child = session._process
        assert evaluate(path, CELL, session=session).values == {("S", 1, 1): 2.0}
        assert session._process is child
        assert evaluate(path, CELL, checker="cellrune", session=session).checker == "cellrune"
        assert child is not None
        assert child.poll() is None
