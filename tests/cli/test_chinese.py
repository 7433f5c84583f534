"""A Chinese workbook through every command: planner reads its language, and writes words of that language."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from openpyxl.utils.cell import range_boundaries
from rich.cells import cell_len, set_cell_size

from planner import plan
from planner.report import drawing
from planner.report.tables import _label
from planner.template.locale import languages
from tests.command import planner
from tests.short import said
from tests.surgery import Surgery


@pytest.fixture
def chinese(plans: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Chinese plan of one's own, as `plan.xlsx` in the current folder."""
    shutil.copy(plans("essay", "zh"), tmp_path / "plan.xlsx")
    monkeypatch.chdir(tmp_path)
    return Path("plan.xlsx")


def master(book: Surgery) -> list[object]:
    """What the three cells with the status of the whole workbook show."""
    return [book.value(*book.place(name)) for name in ("chk_master", "cov_master", "sum_master")]


def last_of_log(book: Surgery) -> list[object]:
    sheet, cells = book.place("log_header")
    top = range_boundaries(cells)[1]
    rows = [[book.value(sheet, f"{letter}{row}") for letter in "ABCDEFGH"] for row in range(top + 1, top + 9)]
    return [row for row in rows if row[0]][-1]


def test_a_choice_is_typed_in_either_language_and_written_in_the_workbook_s(chinese: Path) -> None:
    found = planner("set", chinese, "recompute=full", "--no-backup")
    assert found.status == 0
    assert found.out.splitlines()[0].endswith("recompute was 无, is now 完全")
    assert found.out.splitlines()[1].endswith("status STALE")  # the terminal speaks English
    book = Surgery(chinese)
    assert book.value(*book.line("recompute", "base")) == "完全"
    assert master(book) == ["已过期"] * 3

    refreshed = planner("refresh", chinese, "--no-backup")
    assert refreshed.status == 0
    assert "agree with the engine" in refreshed.out
    book = Surgery(chinese)
    assert master(book) == ["警示"] * 3
    row = last_of_log(book)
    assert row[6] == "一致"
    assert str(row[7]).startswith("一致 ")

    shown = planner("show", chinese, "--key", "training_days", "--key", "recompute")
    assert "单次训练历时（不含中断）" in shown.out
    assert "完全" in shown.out
    assert "status" in shown.out


def test_the_words_that_formulas_compare_with_mean_the_same_to_the_engine(chinese: Path) -> None:
    """A rule in Chinese opens China to all chips; in English the same words name no chip."""
    rule = "exports[所有芯片，美国，2020-01]"
    asked = {"buyer_region": "China", f"{rule}.region": "China"}
    opened = plan.set_inputs(chinese, asked, backup=False)
    assert not opened.problems
    assert opened.checked["agrees"] == opened.checked["cells"]
    assert opened.calcs["open_rules"].base == 1
    closed = plan.set_inputs(chinese, {f"{rule}.chip": "every chip"}, backup=False)
    assert closed.checked["agrees"] == closed.checked["cells"]
    assert closed.calcs["open_rules"].base == 0


def test_an_english_word_in_a_cell_is_refused_with_the_chinese_ones(chinese: Path) -> None:
    with Surgery(chinese) as book:
        sheet, cell = book.line("recompute", "base")
        book.put(sheet, cell, "full")
    found = planner("check", chinese)
    assert found.status == 1
    (line,) = found.lines
    assert line.startswith(f'plan.xlsx {sheet}!{cell}: 激活重计算 is "full", which is not a choice.')
    assert line.endswith("Choose one of: 无, 选择性, 完全.")


def test_what_differs_is_said_in_the_workbook_and_listed_in_english(chinese: Path) -> None:
    with Surgery(chinese) as book:
        sheet, cell = book.line("cluster_month_usd", "base")
        book.put(sheet, cell, 1.0)
    result = plan.refresh(chinese, backup=False)
    assert result.status == "differs"
    assert result.outputs["cluster_month_usd"].status == "OVERWRITTEN"
    book = Surgery(chinese)
    assert set(master(book)) <= {"不一致", "已被覆盖"}
    row = last_of_log(book)
    assert row[6] == "不一致"
    assert "已被覆盖 1 格" in str(row[7])


def test_a_check_of_the_plan_that_fails_is_told_and_counted_in_the_log(chinese: Path) -> None:
    with Surgery(chinese) as book:
        book.put_line("reserve_cny", 1e6)
    result = plan.refresh(chinese, backup=False)
    (note,) = (note for note in result.notes if "备用资金足以覆盖项目" in note)
    assert note.startswith("the plan fails a check of its own in Favourable, Base, Adverse: ")
    assert '"备用资金减项目成本" is -1,806,974,733 (CNY)' in note
    book = Surgery(chinese)
    assert set(master(book)) == {"不达标"}
    assert "；未满足的检查：1；给出警示的检查：3" in str(last_of_log(book)[7])


def test_a_language_that_planner_does_not_have_is_said(chinese: Path) -> None:
    with Surgery(chinese) as book:
        sheet, cells = book.place("planner_template")
        last = cells.partition(":")[2].replace("$", "")
        assert book.value(sheet, last) == "zh"
        book.put(sheet, last, "fr")
    found = planner("check", chinese)
    assert found.status == 1
    (line,) = found.lines
    assert 'names the language "fr", which this planner does not have.' in line
    assert f"Languages: {', '.join(languages())}." in line


@pytest.mark.parametrize("language", ["fr", "zh-CN", "chinese"])
def test_a_language_that_is_none_is_a_wrong_call(language: str, chinese: Path) -> None:
    found = planner("new", "new.xlsx", "--lang", language)
    assert found.status == 2
    known = ", ".join(map(repr, languages()))
    assert f"Invalid value for '--lang': '{language}' is not one of {known}." in found.err
    assert not Path("new.xlsx").exists()


def test_capitals_name_a_language_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = planner("new", "new.xlsx", "--lang", "ZH")
    assert (found.status, said(found)) == (0, [])
    assert set(master(Surgery(Path("new.xlsx")))) == {"警示"}


def test_python_refuses_such_a_language_too(chinese: Path) -> None:
    result = plan.new("new.xlsx", language="fr")
    assert [str(problem) for problem in result.problems] == [
        f'new.xlsx: planner writes no workbooks in the language "fr". Languages: {", ".join(languages())}.'
    ]
    assert not Path("new.xlsx").exists()


@pytest.mark.parametrize("width", [80, 91, 100])
def test_a_table_in_the_terminal_loses_no_letter_of_a_text(
    width: int, chinese: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A text without blanks goes on below, as one with blanks does; a Chinese letter takes two columns."""
    monkeypatch.setattr(drawing, "WIDTH", width)
    result = plan.check(chinese)
    labels = [_label(line).renderable for line in result.inputs.values()]
    found = planner("show", chinese, "--inputs").out.split("\n\n")[1]  # behind whose plan it is
    assert _last_column(found, str(labels[0])[:2]) == _unbroken(map(str, labels))
    found = planner("show", chinese, "--table", "roles").out.partition("\n\n")[2]
    notes = [str(row["note"]) for row in result.tables["roles"]]
    assert _last_column(found, notes[0][:2]).startswith(_unbroken(notes))


def _last_column(table: str, begins: str) -> str:
    """All that the last column says, in which some row begins like that."""
    lines = [line for line in table.splitlines() if "─" not in line]
    first = next(line for line in lines if begins in line)
    offset = cell_len(first[: first.index(begins)])
    return _unbroken(line[len(set_cell_size(line, offset)) :] for line in lines[lines.index(first) :])


def _unbroken(texts: Iterable[str]) -> str:
    return "".join("".join(texts).split())
