"""Kill -9 at a few moments of a refresh; `python -m fuzz.report` tries 300."""

from __future__ import annotations

from pathlib import Path

from fuzz.kills import kill, kill_undos

KILLS = 3


def test_a_killed_refresh_leaves_a_whole_workbook_and_the_next_one_cleans_up(
    essay: Path, tmp_path: Path
) -> None:
    kills = kill(essay, tmp_path / "victim", KILLS, seed=4)
    assert kills.failures == []
    assert (kills.tried, kills.survived) == (KILLS, KILLS)
    assert kills.found["killed"] >= 2


def test_a_killed_undo_leaves_both_versions_and_the_next_one_swaps_them(essay: Path, tmp_path: Path) -> None:
    kills = kill_undos(essay, tmp_path / "victim", 2 * KILLS, seed=4)
    assert kills.failures == []
    assert (kills.tried, kills.survived) == (2 * KILLS, 2 * KILLS)
    assert kills.found["killed"] >= KILLS
