"""Whatever the machine does, the workbook is the old one or the new one, and nothing else stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from fuzz.faults import attempt, faults


@pytest.mark.parametrize("name", faults())
def test_a_fault_costs_nobody_a_workbook(name: str, essay: Path, tmp_path: Path) -> None:
    told = attempt(name, essay, tmp_path)
    if not told.tried:
        pytest.skip(told.line)
    assert told.failures == ()
