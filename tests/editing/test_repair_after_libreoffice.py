"""A plan that its owner broke in LibreOffice: all at once, as LibreOffice stores it, and repaired."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.command import planner
from tests.editing.office import Edit, Office
from tests.once import made_once
from tests.short import said
from tests.surgery import Surgery


def _damages(plan: Path) -> tuple[Edit, ...]:
    status = "".join(filter(str.isalpha, Surgery(plan).place("chk_statuses")[1].partition(":")[0]))
    return (
        ("type_input", "in_discount_rate", 1, 0.0725),
        ("delete_row_of", "in_pool_gpus"),
        ("delete_row_of", "out_training_flop"),
        ("delete_sheet", "Serving"),
        ("delete_column", "Checks", status),
        ("type_input", "out_training_days", 1, 30),
        ("insert_column", "Assumptions", "A"),
        ("delete_row_of", "in_overhead"),
    )


@pytest.fixture(scope="module")
def broken(office: Office, essay: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The broken plan. Not to be changed."""

    def make(folder: Path) -> None:
        office.edit(essay, _damages(essay), folder / "plan.xlsx")

    return made_once(tmp_path_factory, "broken-in-libreoffice", make) / "plan.xlsx"


def test_what_was_broken_in_libreoffice_is_named_mended_and_agrees(
    broken: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, office: Office
) -> None:
    shutil.copy(broken, tmp_path / "plan.xlsx")
    monkeypatch.chdir(tmp_path)
    told = planner("refresh", "plan.xlsx")
    assert told.status == 1
    assert "plan.xlsx Serving: this sheet is missing. " in told.err
    assert (
        'the cells of in_pool_gpus ("GPUs that could be pulled together from stock") were deleted. '
        in told.err
    )
    assert all("`planner repair plan.xlsx`" in line for line in told.lines)
    found = planner("repair", "plan.xlsx")
    assert found.status == 0, found.err
    for text in (
        "plan.xlsx Serving: the sheet is back, with ",
        "the input pool_gpus",
        "the input overhead",
        "the line training_flop",
        "the formula of training_days is the template's again; there stood 30",
    ):
        assert text in found.out
    refreshed = planner("refresh", "plan.xlsx")
    assert (refreshed.status, said(refreshed)) == (0, [])
    book = Surgery(Path("plan.xlsx"))
    assert book.value(*book.line("discount_rate")) == 0.0725
    sheet, cell = book.line("overhead")
    looks = ("recalculate",), ("read", sheet, cell), ("read_name", "cov_master")
    assert office.look(Path("plan.xlsx"), *looks)[1:] == [pytest.approx(0.1, rel=1e-12), ["WARNS"]]
