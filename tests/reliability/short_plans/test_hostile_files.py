"""Every hostile file ends in a result or in problems, within 10 s and 1 GB, and none is half changed."""

from __future__ import annotations

from pathlib import Path

import pytest

import planner.check.examine
import planner.model  # noqa: F401 - so that every forked process starts with them
from fuzz.hostile import Hostile, meet
from fuzz.hostile_all import hostile_files
from planner import check, refresh, set_inputs  # noqa: F401 - likewise

LIGHT = [hostile for hostile in hostile_files().values() if not hostile.heavy]


@pytest.mark.parametrize("hostile", LIGHT, ids=lambda hostile: hostile.name)
def test_a_hostile_file_ends_in_a_result_or_a_problem(hostile: Hostile, essay: Path) -> None:
    assert meet(hostile, essay).failures == ()
