"""Whatever the machine does, the workbook is the old one or the new one, and nothing else stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from fuzz.faults_all import attempt, faults

TWINS = {
    "disk_full_at_the_first_page",
    "disk_full_at_the_last_page_of_the_new_version",
    "room_for_one_more_name",
    "file_size_limit_at_the_new_version",
    "temporary_folder_on_another_disk",
    "replaced_by_another_program",
    "opened_in_excel_meanwhile",
    "folder_of_somebody_else",
    "longest_name",
    "strange_names",
    "terminated",
    "terminal_closed",
}
"""Slow, or much like others; `python -m fuzz.report` tries them all."""


@pytest.mark.parametrize("name", [name for name in faults() if name not in TWINS])
def test_a_fault_costs_nobody_a_workbook(name: str, essay: Path, tmp_path: Path) -> None:
    told = attempt(name, essay, tmp_path)
    if not told.tried:
        pytest.skip(told.line)
    assert told.failures == ()


def test_the_twins_are_faults() -> None:
    assert set(faults()) > TWINS
