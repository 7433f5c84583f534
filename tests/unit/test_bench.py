"""The benchmarks measure what they say, and end: no time is asserted."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from bench import __main__ as bench
from bench import subjects
from bench.budgets import Extent, Row
from bench.measure import in_turn, run
from planner.check.checkers.run import evaluate

TINY = Extent((("moe", 1 / 2),), rounds=1, big_rounds=1, big_rows=300, own_formulas=40, warm=False)
SPIN = "import time\nend = time.process_time() + 0.2\nwhile time.process_time() < end: pass"
CHILD = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {SPIN!r}], check=True)"
LARGE = "held = bytearray(80_000_000); print(len(held))"


def test_time_is_that_of_the_command_and_its_children() -> None:
    measured = run((sys.executable, "-c", CHILD))
    assert measured.seconds > 0.2
    assert measured.processor_seconds > 0.2


def test_memory_is_the_peak_of_the_command() -> None:
    measured = run((sys.executable, "-c", LARGE))
    assert measured.peak_mb > 80
    assert measured.out == "80000000\n"


@pytest.mark.parametrize(("warm", "times"), [(True, 3), (False, 2)])
def test_commands_take_turns(warm: bool, times: int, tmp_path: Path) -> None:
    """The round that warms up is run too, and not counted."""
    log = tmp_path / "log"
    said = {
        name: (sys.executable, "-c", f"open({str(log)!r}, 'a').write({name!r}); print({name!r})")
        for name in ("a", "b")
    }
    found = in_turn(said, 2, warm=warm)
    assert log.read_text() == "ab" * times
    assert {name: measured.out for name, measured in found.items()} == {"a": "a\n", "b": "b\n"}


def test_a_command_that_fails_ends_the_benchmark() -> None:
    with pytest.raises(RuntimeError, match="ended with 3:\nlost"):
        run((sys.executable, "-c", "print('lost'); raise SystemExit(3)"))


def test_a_budget_is_kept_below_it_alone() -> None:
    rows = [Row("fast", "", "", 0.3, 0.5), Row("slow", "", "", 0.5, 0.5)]
    assert [row.kept for row in rows] == [True, False]
    assert bench.verdict(rows) == "1 of 2 budgets are kept; not: slow."
    assert bench.verdict(rows[:1]) == "All 1 budgets are kept."


def test_the_owners_formulas_read_planners_cells_in_three_ways(essay: Path, tmp_path: Path) -> None:
    path = tmp_path / "own.xlsx"
    assert subjects.own_formulas(path, 3_000, essay) > 0.2
    ways = {"name": (2, 11), "cell": (99, 11), "above": (100, 11)}
    found = evaluate(path, {"Mine": [(row, 1) for row, _ in ways.values()] + list(ways.values())}).values
    shown = {found["Mine", *at] for at in ways.values()}
    assert all(isinstance(value, float) and value != 1 for value in shown)


def test_plans_share_a_profile_of_libreoffice(tmp_path: Path) -> None:
    assert subjects.libreoffice_profile(tmp_path) == subjects.libreoffice_profile(tmp_path)


def test_a_tiny_run_measures_every_budget_and_ends(capsys: pytest.CaptureFixture[str]) -> None:
    rows = bench.bench(TINY)
    printed = capsys.readouterr().out
    assert "refresh of moe / openpyxl load + save" in [row.what for row in rows]
    assert "refresh beside 40 own formulas / openpyxl load + save" in [row.what for row in rows]
    for row in rows:
        line = next(line for line in printed.splitlines() if line.startswith(f"| {row.what} "))
        assert re.search(r"\| \d+\.\d\d (x|ms) .*\| below \d+(\.\d+)? (x|ms) .*\| (kept|MISSED) ", line)
    assert "Medians of 1 runs" in printed
