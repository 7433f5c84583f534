"""Rows that stand for each position of an axis, lines that look back, and mistakes of both that are named."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from planner.check.causes import with_first_causes
from planner.check.compare import CellCheck
from planner.layout.owned_cell import OwnedCell
from planner.layout.places import Place
from planner.results.statuses import AGREES
from planner.template import load as loading
from planner.template.errors import TemplateError
from planner.template.load import load_template
from planner.template.schema import Template

TEMPLATE = load_template()

Broken = Callable[[str, str, str], Template]


def test_a_row_becomes_one_for_each_position_under_one_another() -> None:
    rows = TEMPLATE.rows_of("cluster_held")
    assert [row.key for row in rows] == [f"cluster_held_{number}" for number in range(1, 7)]
    sheet = TEMPLATE.sheet_of(rows[0])
    first = sheet.items.index(rows[0])
    assert sheet.items[first : first + 6] == tuple(rows)


def test_the_number_stands_in_label_and_references_and_nowhere_else() -> None:
    third = TEMPLATE.row("cluster_use_3")
    assert third.label == "Cluster 3: share of the month in which a phase runs"
    assert third.formula.startswith("SUMPRODUCT(({phase_cluster_row@all}={cluster@3})*")
    assert "{cluster_use_3}" in TEMPLATE.row("cluster_need_gpus_3").formula
    assert "{cluster_paid_gpus@3}" in TEMPLATE.row("cluster_need_gpus_3").formula
    assert "#" not in "".join(row.formula + row.label for _, row in TEMPLATE.rows())
    assert TEMPLATE.row("phase_data_1").format == "#,##0_);(#,##0);0_)"


def test_a_line_of_its_own_is_none_of_several() -> None:
    assert TEMPLATE.rows_of("revenue") == ()
    assert TEMPLATE.rows_of("cluster_held_1") == ()


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Broken:
    """Loads a copy of the template in which one text of one file is replaced."""

    def load(file: str, old: str, new: str) -> Template:
        folder = tmp_path / "llm-programme"
        shutil.copytree(loading.templates_folder() / "llm-programme", folder)
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        monkeypatch.setattr(loading, "templates_folder", lambda: tmp_path)
        return load_template.__wrapped__()

    return load


RENT, INCOME = "sheets/cluster_rent.toml", "sheets/income.toml"
TO_DATE = '"SUM({operating_cash_flow@todate})"'
HOURS = '"SUM({cluster_gpus@block})*{hours_per_month}"'
MISTAKES = {
    "axis": (RENT, 'each = "cluster"', 'each = "claster"', "no such axis"),
    "number in the label": (RENT, "Cluster #: share", "Cluster: share", "label of cluster_use wants a #"),
    "number without each": (
        INCOME,
        HOURS,
        '"{cluster_gpus_#}"',
        "training_gpu_hours_paid has a # and says no",
    ),
    "each along no axis": (
        "sheets/hours.toml",
        'key = "hours_per_month"',
        'key = "hours_per_month"\neach = "model"',
        "runs along no axis",
    ),
    "number of another axis": (INCOME, HOURS, '"{cluster_gpus_7}"', r"no \{cluster_gpus_7\}"),
    "rows together without a way": (INCOME, HOURS, '"SUM({cluster_gpus})"', "unknown qualifier"),
    "rows together as a line": (INCOME, HOURS, '"SUM({cluster_gpus@all})"', "unknown qualifier"),
    "one line as rows": (INCOME, HOURS, '"SUM({training_rent@block})"', "unknown qualifier"),
    "scenario of another": (INCOME, HOURS, '"{scenario@low}"', "unknown qualifier"),
    "last of several columns": (
        "sheets/time.toml",
        "{price_paths.year_1:year_6}",
        "{price_paths.year_1:year_7}",
        r"no \{price_paths.year_1:year_7\}",
    ),
    "itself": (INCOME, TO_DATE, '"SUM({cumulative_cash_flow@todate})"', "need one another"),
    "rows of which it is one": (
        RENT,
        '"{cluster_paid_gpus@#}*',
        '"SUM({cluster_need_gpus@block})*',
        "need one another: .*cluster_need_gpus_1",
    ),
    "later positions of what needs it earlier": (
        "sheets/phase_timing.toml",
        "SUMIFS({phase_end@before},{phase@before},{phase_after_row})",
        "SUM({phase_end@before})+SUM({phase_first_month@all})",
        "reads a whole line that needs phase_begin at earlier positions|need one another",
    ),
    "all positions of what looks back at it": (
        "sheets/phase_timing.toml",
        '"{phase_begin}+{phase_days}/{days_per_month}"',
        '"SUM({phase_begin@all})+{phase_days}"',
        "phase_end reads a whole line that needs phase_end at earlier positions",
    ),
}


@pytest.mark.parametrize(("file", "old", "new", "message"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_named(file: str, old: str, new: str, message: str, broken: Broken) -> None:
    with pytest.raises(TemplateError, match=message):
        broken(file, old, new)


def test_of_two_lines_of_which_one_looks_back_at_the_other_the_first_cause_is_found() -> None:
    def check(key: str, status: str) -> CellCheck:
        cell = OwnedCell(Place("Training", 1, 1), "", "line", key, "base", 0)
        return CellCheck(cell, 1.0, 2.0, status)

    checks = [check("phase_end", "differs"), check("phase_begin", "differs"), check("phase_days", AGREES)]
    marked = with_first_causes(checks, TEMPLATE)
    assert {one.cell.key for one in marked if one.first_cause} == {"phase_begin"}
