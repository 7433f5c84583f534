"""What is measured, each against its budget."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench import subjects
from bench.measure import Command, Measured, in_turn, run
from planner.check.checkers.libreoffice import find_program

PYTHON = sys.executable
CELLS = 300


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is measured.

    Attributes:
        presets: with the budget of their refresh against openpyxl; the last one is the largest.
        rounds: runs of each command.
        big_rounds: the same for files so large that one run takes many seconds; none of them is left out.
        big_rows: rows of the big sheet, of 40 cells each.
        own_formulas: how many of the owner's own formulas stand beside the plan, and as many numbers.
        warm: one run more of each command goes before, and is not counted.
    """

    presets: tuple[tuple[str, float], ...]
    rounds: int
    big_rounds: int
    big_rows: int
    own_formulas: int
    warm: bool = True


FULL = Extent((("essay", 1), ("moe", 1 / 2)), rounds=11, big_rounds=2, big_rows=15_000, own_formulas=500_000)
SHORT = Extent((("essay", 1), ("moe", 1 / 2)), rounds=3, big_rounds=1, big_rows=7_500, own_formulas=50_000)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the result."""

    what: str
    ours: str
    theirs: str
    value: float
    budget: float
    unit: str = "x"
    processor: str = ""

    @property
    def kept(self) -> bool:
        """Whether the budget is."""
        return self.value < self.budget

    def cells(self) -> tuple[str, ...]:
        """As a line of a table."""
        verdict = "kept" if self.kept else "MISSED"
        budget = f"below {self.budget:.3g} {self.unit}"
        return (
            self.what,
            self.ours,
            self.theirs,
            f"{self.value:.2f} {self.unit}",
            self.processor,
            budget,
            verdict,
        )


HEADER = ("what / against what", "planner", "other", "measured", "processor", "budget", "")


def measure(extent: Extent, folder: Path) -> Iterator[Row]:
    """Every row, as soon as it is known."""
    for preset, budget in extent.presets:
        yield from refresh(folder, extent, preset, budget)
    yield from start_up(extent.rounds)
    yield from engine(folder / f"{extent.presets[-1][0]}.xlsx")
    yield from sweep(folder / f"{extent.presets[-1][0]}.xlsx")
    yield from big_sheet(folder, extent.big_rounds, extent.big_rows)
    yield from own_formulas(folder, extent.big_rounds, extent.own_formulas, extent.presets[0][0])


def refresh(folder: Path, extent: Extent, preset: str, budget: float) -> list[Row]:
    """`planner refresh` against openpyxl and LibreOffice on the same file."""
    plan = folder / f"{preset}.xlsx"
    run((PYTHON, "-m", "planner", "new", plan, "--preset", preset))
    commands = _refresh_and_openpyxl(plan)
    office = find_program()
    if office is not None:
        profile = subjects.libreoffice_profile(folder)
        to = ("--headless", "--convert-to", "xlsx", "--outdir", folder / "out", plan)
        commands["office"] = (office, profile, *to)
    found = in_turn(commands, extent.rounds, warm=extent.warm)
    what = f"refresh of {preset}"
    rows = [_times(f"{what} / openpyxl load + save", found["refresh"], found["openpyxl"], budget)]
    if office is not None:
        rows.append(_times(f"{what} / LibreOffice recalculation", found["refresh"], found["office"], 1 / 5))
    return rows


def start_up(rounds: int) -> list[Row]:
    """`planner --help` against the least that any program with click takes."""
    commands: dict[str, Command] = {
        "help": (PYTHON, "-m", "planner", "--help"),
        "click": (PYTHON, "-c", "import click"),
    }
    found = in_turn(commands, rounds)
    return [_times("--help / import click", found["help"], found["click"], 3)]


def engine(plan: Path) -> list[Row]:
    """One evaluation of the whole plan, one scenario, in a process that has warmed up."""
    milliseconds = float(run((PYTHON, "-m", "bench.engine", plan)).out)
    return [Row("one evaluation of the plan, warm", f"{milliseconds:.2f} ms", "", milliseconds, 3, "ms")]


def sweep(plan: Path) -> list[Row]:
    """A thousand points of two inputs against single evaluations, in one process."""
    ours, one = map(float, run((PYTHON, "-m", "bench.sweep", plan)).out.split())
    what = "sweep of 1,000 points / one evaluation"
    return [Row(what, f"{ours:.0f} ms", f"{one:.2f} ms", ours / one, 100)]


def big_sheet(folder: Path, rounds: int, rows: int) -> list[Row]:
    """Patching a few cells of a big sheet against opening and saving it with openpyxl."""
    path = folder / "big.xlsx"
    size_mb = float(run((PYTHON, "-m", "bench.subjects", "big", path, str(rows))).out)
    commands: dict[str, Command] = {
        "patch": (PYTHON, "-m", "bench.patch_cells", path, str(CELLS), str(rows)),
        "openpyxl": (PYTHON, "-m", "bench.openpyxl_round_trip", path, folder / "saved.xlsx"),
    }
    found = in_turn(commands, rounds, warm=False)
    ours, theirs = found["patch"], found["openpyxl"]
    what = f"{CELLS} cells in a sheet of {size_mb:.0f} MB"
    with_openpyxl = f"{theirs.peak_mb:.0f} MB with openpyxl"
    memory = ours.peak_mb / size_mb
    return [
        _times(f"{what} / openpyxl", ours, theirs, 1 / 3),
        Row(f"{what}, peak memory / sheet", f"{ours.peak_mb:.0f} MB", with_openpyxl, memory, 10),
    ]


def own_formulas(folder: Path, rounds: int, count: int, preset: str) -> list[Row]:
    """A refresh of a plan beside which the owner has many formulas that read planner's cells."""
    plan = folder / "own.xlsx"
    run((PYTHON, "-m", "bench.subjects", "own", plan, str(count), folder / f"{preset}.xlsx"))
    found = in_turn(_refresh_and_openpyxl(plan), rounds, warm=False)
    ours, theirs = found["refresh"], found["openpyxl"]
    what = f"refresh beside {count:,} own formulas"
    memory = ours.peak_mb / theirs.peak_mb
    return [
        _times(f"{what} / openpyxl load + save", ours, theirs, 1),
        Row(f"{what}, peak memory", f"{ours.peak_mb:.0f} MB", f"{theirs.peak_mb:.0f} MB", memory, 1),
    ]


def _refresh_and_openpyxl(plan: Path) -> dict[str, Command]:
    return {
        "refresh": (PYTHON, "-m", "planner", "refresh", plan),
        "openpyxl": (PYTHON, "-m", "bench.openpyxl_round_trip", plan, plan.with_name("saved.xlsx")),
    }


def _times(what: str, ours: Measured, theirs: Measured, budget: float) -> Row:
    processor = f"{ours.processor_seconds / theirs.processor_seconds:.2f} x"
    ratio = ours.seconds / theirs.seconds
    return Row(what, _seconds(ours.seconds), _seconds(theirs.seconds), ratio, budget, processor=processor)


def _seconds(value: float) -> str:
    return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.0f} ms"
