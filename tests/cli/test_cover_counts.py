"""What the cover says counts for the status of the whole workbook, at once where a text is typed over."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from planner.check.checkers.base import by_sheet
from planner.check.checkers.run import evaluate
from tests.command import planner
from tests.surgery import Surgery

TEXTS = ("cov_answer_1", "cov_answer_2", "cov_answer_3", "cov_currency", "cov_money")
MASTERS = ("chk_master", "cov_master", "sum_master")


def masters(path: Path, checker: str = "") -> list[object]:
    """What the three cells show: in the file, or when a checker calculates it as it stands."""
    book = openpyxl.load_workbook(path, data_only=True)
    cells = []
    for name in MASTERS:
        ((sheet, address),) = book.defined_names[name].destinations
        cells.append(book[sheet][address.replace("$", "")])
    if not checker:
        return [cell.value for cell in cells]
    places = [(cell.parent.title, cell.row, cell.column) for cell in cells]
    found = evaluate(path, by_sheet(places), checker=checker)
    return [found.values[place] for place in places]


def put(path: Path, name: str, value: object, formula: str | None = None) -> None:
    with Surgery(path) as book:
        book.put(*book.place(name), value, formula)


@pytest.mark.parametrize(
    ("name", "checker"),
    [*((name, "ironcalc") for name in TEXTS), (TEXTS[0], "cellrune"), (TEXTS[0], "libreoffice")],
)
def test_a_text_that_is_typed_over_is_noticed_by_the_workbook_itself(
    name: str, checker: str, plan_file: Path, request: pytest.FixtureRequest
) -> None:
    if checker == "libreoffice":
        request.getfixturevalue("soffice")
    with Surgery(plan_file) as book:
        shown = book.value(*book.place(name))
    put(plan_file, name, shown)  # the very words, which a change of an input would leave behind
    assert masters(plan_file, checker) == ["OVERWRITTEN"] * 3


@pytest.mark.parametrize("name", TEXTS)
def test_check_and_refresh_say_so_and_the_file_shows_it(name: str, plan_file: Path) -> None:
    put(plan_file, name, "all is well")
    for command in ("check", "refresh"):
        found = planner(command, plan_file, "--json")
        assert found.status == 1
        assert found.json["checked"]["overwritten"] == 1
        assert found.json["master"] not in {"OK", "WARNS", "STALE", "FAILS"}
    assert set(masters(plan_file)) == {found.json["master"]}


EDITS: dict[str, tuple[str, object, str]] = {
    "another sentence": ("cov_answer_1", "all is well", '"all is "&"well"'),
    "the other unit": ("cov_money", "million CNY", '"million "&"CNY"'),
}


@pytest.mark.parametrize("what", EDITS)
def test_an_edited_formula_counts_from_the_next_check_on(what: str, plan_file: Path) -> None:
    put(plan_file, *EDITS[what])
    for command in ("check", "refresh", "check"):
        found = planner(command, plan_file, "--json")
        assert (found.status, found.json["checked"]["edited"]) == (1, 1)
        assert found.json["master"] in {"EDITED", "DIFFERS"}
    assert set(masters(plan_file)) == {found.json["master"]}


def test_the_lines_that_a_sentence_quotes_say_why(plan_file: Path) -> None:
    put(plan_file, "cov_answer_2", "It breaks even at once.")
    found = planner("refresh", plan_file, "--json")
    assert found.json["master"] == "OVERWRITTEN"
    book = openpyxl.load_workbook(plan_file, data_only=True)
    wrong = []
    for name in book.defined_names:
        if name.startswith("chk_") and name not in {"chk_master", "chk_words", "chk_keys", "chk_limits"}:
            ((sheet, cells),) = book.defined_names[name].destinations
            row: Sequence[Sequence[object]] = book[sheet][cells.replace("$", "")]  # type: ignore[assignment]
            if getattr(row[0][-1], "value", None) == "OVERWRITTEN":
                wrong.append(name.removeprefix("chk_"))
    assert sorted(wrong) == ["breakeven_month"]


def test_put_back_it_is_ok_again(plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        place = book.place("cov_answer_1")
        formula, shown = book.formula(*place), book.value(*place)
    put(plan_file, "cov_answer_1", "all is well")
    assert planner("refresh", plan_file).status == 1
    put(plan_file, "cov_answer_1", shown, formula)
    assert planner("refresh", plan_file).status == 0
    assert masters(plan_file) == ["WARNS"] * 3


def test_a_chinese_cover_counts_too(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    assert planner("new", path, "--lang", "zh", "--preset", "china").status == 0
    put(path, "cov_answer_2", "一切正常")
    assert masters(path, "ironcalc") == ["已被覆盖"] * 3
    assert planner("refresh", path).status == 1
    assert masters(path) == ["已被覆盖"] * 3
