"""Formulas that somebody edited or typed over: found, shown, told how to mend, and never written over."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command import planner
from tests.short import said
from tests.surgery import Error, Surgery

DAYS = 25.4313151041667
"""6 x 300e9 x 175e9 / (1024 x 140e12) / 86400 of essay.md, to the digits that messages show."""
RUN_DAYS = 6 * 300e9 * 175e9 / (1024 * 140e12) / 86400
FAILURES_A_DAY = 128 / 153.8
"""Of 128 servers; one fails every 153.8 days (Meta RSC-1, arXiv 2410.21680)."""

READERS = {
    "training_gpu_hours": ("737,280", "625,000"),  # 1024 GPUs x 24 x 30, or DAYS
    "training_elapsed_days": ("30", "25.4313151041667"),  # no time is lost in the source model
    "training_run_usd": ("1,958,528", "1,660,264.75694444"),  # 128 servers x 15,301 USD, in 30 days
    "training_elapsed_gpu_hours": ("737,280", "625,000"),
    "expected_failures": (f"{30 * FAILURES_A_DAY:.15g}", f"{RUN_DAYS * FAILURES_A_DAY:.15g}"),
    "training_elapsed_usd": ("1,958,528", "1,660,264.75694444"),
}
"""The lines that read the days of a run: what they come to with 30 days, and in truth."""


def test_an_edited_formula_is_named_with_its_remedy_and_its_dependents_follow(plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        sheet, cell = book.line("training_days")
        formula = book.formula(sheet, cell)
        book.put(sheet, cell, 30, "30+0")
        readers = [book.line(key)[1] for key in READERS]
    found = planner("refresh", plan_file)
    assert found.status == 1
    assert said(found) == [
        f"plan.xlsx {sheet}!{cell}: training_days has an edited formula, which gives 30, expected {DAYS}. "
        f"Put back ={formula}",
        *(
            f"plan.xlsx {sheet}!{reader}: {key} differs: the formula gives {theirs}, "
            f"the engine {ours} (+17.96%)."
            for reader, (key, (theirs, ours)) in zip(readers, READERS.items(), strict=True)
        ),
    ]
    assert found.out.endswith("; 6 differ; 1 edited; status DIFFERS\n")
    book = Surgery(plan_file)
    assert (book.formula(sheet, cell), book.value(sheet, cell)) == ("30+0", 30)
    assert _status(book, "training_days") == "EDITED"


@pytest.mark.parametrize(
    ("constant", "shown"),
    [(30, "30"), ("soon", "soon"), (None, "nothing"), (True, "1"), (Error("#N/A"), "#N/A")],
)
def test_a_constant_where_a_formula_was_is_named_and_stays(
    constant: object, shown: str, plan_file: Path
) -> None:
    with Surgery(plan_file) as book:
        sheet, cell = book.line("training_days")
        formula = book.formula(sheet, cell)
        book.put(sheet, cell, constant)
        before = book.cell(sheet, cell).items(), "".join(book.cell(sheet, cell).itertext())
    found = planner("refresh", plan_file)
    assert found.status == 1
    assert found.lines[0] == (
        f"plan.xlsx {sheet}!{cell}: training_days was overwritten: {shown} stands there, expected {DAYS}. "
        f"Put back ={formula}"
    )
    assert all("differs" in line for line in said(found)[1:])
    told = [line.split()[2] for line in said(found)[1:]]
    assert set(told) >= set(READERS)  # and what reads these, where it is an error; not what shows them
    assert len(told) == len(set(told))
    book = Surgery(plan_file)
    assert (book.cell(sheet, cell).items(), "".join(book.cell(sheet, cell).itertext())) == before
    assert _status(book, "training_days") == "OVERWRITTEN"


def test_json_lists_each_changed_cell_with_its_status(plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        edited, overwritten = book.line("tokens_per_parameter"), book.line("pool_clusters", "low")
        book.put(*edited, 2, "1+1")
        book.put(*overwritten, 5)
        formula = book.formula(*book.line("pool_clusters", "high"))
    found = planner("check", plan_file, "--json")
    assert found.status == 1
    assert found.json["status"] == "differs"
    checked = found.json["checked"]
    assert (checked["edited"], checked["overwritten"], checked["differs"]) == (1, 1, 0)
    first, second = sorted(found.json["differences"], key=lambda difference: difference["status"])
    assert (first["key"], first["sheet"], first["cell"], first["status"], first["formula"]) == (
        "tokens_per_parameter", *edited, "edited", 2.0,
    )  # fmt: skip
    assert first["engine"] == pytest.approx(300 / 175, rel=1e-12)
    assert (second["key"], second["cell"], second["status"], second["formula"]) == (
        "pool_clusters", overwritten[1], "overwritten", 5.0,
    )  # fmt: skip
    assert second["remedy"] == f"Put back ={formula.replace('E', 'C')}"


def test_a_number_typed_over_summary_does_not_stand_beside_an_ok(plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        sheet, cells = book.place("sum_training_days")
        cell = cells.partition(":")[0]
        formula = book.formula(sheet, cell)
        book.put(sheet, cell, 12)
    found = planner("refresh", plan_file)
    assert found.status == 1
    assert said(found) == [
        f"plan.xlsx {sheet}!{cell}: training_days was overwritten: 12 stands there, expected {DAYS}. "
        f"Put back ={formula}"
    ]
    assert found.out.endswith("; 1 overwritten; status OVERWRITTEN\n")
    assert _status(Surgery(plan_file), "training_days") == "OVERWRITTEN"


@pytest.mark.parametrize(
    ("name", "value", "formula", "message"),
    [
        (
            "sum_master",
            "OK",
            None,
            "the status of the whole workbook was overwritten: OK stands there, expected WARNS.",
        ),
        ("chk_limits", 1, "1", "the tolerance has an edited formula, which gives 1, expected 1e-09."),
        (
            "chk_counts",
            0,
            None,
            "the number of rows that are DIFFERS was overwritten: 0 stands there, expected 0.",
        ),
    ],
)
def test_the_cells_that_judge_are_watched_too(
    name: str, value: object, formula: str | None, message: str, plan_file: Path
) -> None:
    with Surgery(plan_file) as book:
        sheet, cells = book.place(name)
        cell = cells.partition(":")[0]
        before = book.formula(sheet, cell)
        book.put(sheet, cell, value, formula)
    assert f"plan.xlsx {sheet}!{cell}: {message} Put back ={before}" in planner("check", plan_file).lines
    found = planner("refresh", plan_file)
    assert found.status == 1
    assert found.out.endswith("status NOT CHECKED\n")
    book = Surgery(plan_file)
    for key in ("training_days", "pool_clusters"):
        assert _status(book, key) == "NOT CHECKED"
    assert book.value(*book.place("cov_master")) == "NOT CHECKED"


def test_after_the_formula_is_back_everything_agrees_again(plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        place = book.line("training_days")
        formula = book.formula(*place)
        book.put(*place, 30)
    assert planner("refresh", plan_file).status == 1
    with Surgery(plan_file) as book:
        book.put(*place, DAYS, formula)
    before = planner("check", plan_file)
    assert before.status == 1
    assert before.lines[0] == (
        "plan.xlsx: every cell agrees, but the summary does not say so: 1 line is OVERWRITTEN, "
        "6 lines are DIFFERS. Run `planner refresh` on it."
    )
    assert planner("refresh", plan_file).status == 0
    assert said(planner("check", plan_file)) == []


def test_a_verdict_that_planner_never_writes_is_no_ok(plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        sheet, cells = book.place("chk_training_days")
        verdict = next(
            cell.get("r")
            for cell in book.row(sheet, int("".join(filter(str.isdigit, cells.partition(":")[0]))))
            if book.value(sheet, cell.get("r")) == "AGREES"
        )
        book.put(sheet, verdict, "FINE")
    found = planner("check", plan_file)
    assert found.status == 1
    assert found.lines[0] == (
        "plan.xlsx: every cell agrees, but the summary does not say so: 1 line is FINE. "
        "Run `planner refresh` on it."
    )
    assert found.out.endswith("status ERROR\n")


def _status(book: Surgery, key: str) -> str | float | None:
    """The word on Summary beside a line."""
    sheet, cells = book.place(f"sum_{key}")
    return book.value(sheet, cells.partition(":")[2])
