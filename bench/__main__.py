"""``python -m bench``: every budget of planner as a ratio, measured here and now."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import subjects
from bench.measure import in_turn, run
from planner.check.checkers.libreoffice import find_program

PYTHON = sys.executable
CELLS = 300
LARGEST = "moe"
"""The preset whose workbook is the largest."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the result."""

    what: str
    ours: str
    theirs: str
    value: float
    budget: float
    unit: str = "x"

    def cells(self) -> tuple[str, ...]:
        verdict = "kept" if self.value < self.budget else "MISSED"
        measured = f"{self.value:.2f} {self.unit}"
        return self.what, self.ours, self.theirs, measured, f"below {self.budget:.3g} {self.unit}", verdict


def seconds(value: float) -> str:
    return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.0f} ms"


def compare(what: str, ours: float, theirs: float, budget: float) -> Row:
    return Row(what, seconds(ours), seconds(theirs), ours / theirs, budget)


def refresh(folder: Path, rounds: int, preset: str, budget: float) -> list[Row]:
    """`planner refresh` against openpyxl and LibreOffice on the same file."""
    plan = folder / f"{preset}.xlsx"
    subjects.preset(plan, preset)
    commands = {
        "refresh": (PYTHON, "-m", "planner", "refresh", plan),
        "openpyxl": (PYTHON, "-m", "bench.openpyxl_round_trip", plan, folder / "saved.xlsx"),
    }
    office = find_program()
    if office is not None:
        profile = subjects.libreoffice_profile(folder)
        to = ("--headless", "--convert-to", "xlsx", "--outdir", folder / "out", plan)
        commands["office"] = (office, profile, *to)
    found = in_turn(commands, rounds)
    ours = found["refresh"].seconds
    what = f"refresh of {preset}"
    rows = [compare(f"{what} / openpyxl load + save", ours, found["openpyxl"].seconds, budget)]
    if office is not None:
        rows.append(compare(f"{what} / LibreOffice recalculation", ours, found["office"].seconds, 1 / 5))
    return rows


def start_up(rounds: int) -> list[Row]:
    """`planner --help` against the least that any program with click takes."""
    found = in_turn(
        {"help": (PYTHON, "-m", "planner", "--help"), "click": (PYTHON, "-c", "import click")}, rounds
    )
    return [compare("--help / import click", found["help"].seconds, found["click"].seconds, 3)]


def big_sheet(folder: Path, rounds: int) -> list[Row]:
    """Patching a few cells of a big sheet against opening and saving it with openpyxl."""
    path = folder / "big.xlsx"
    size_mb = subjects.big(path)
    commands = {
        "patch": (PYTHON, "-m", "bench.patch_cells", path, str(CELLS)),
        "openpyxl": (PYTHON, "-m", "bench.openpyxl_round_trip", path, folder / "saved.xlsx"),
    }
    found = in_turn(commands, rounds)
    ours, theirs = found["patch"], found["openpyxl"]
    what = f"{CELLS} cells in a sheet of {size_mb:.0f} MB"
    return [
        compare(f"{what} / openpyxl", ours.seconds, theirs.seconds, 1 / 3),
        Row(
            f"{what}, peak memory / sheet",
            f"{ours.peak_mb:.0f} MB",
            f"{theirs.peak_mb:.0f} MB with openpyxl",
            ours.peak_mb / size_mb,
            10,
        ),
    ]


def engine(folder: Path) -> list[Row]:
    """One evaluation of the whole plan, one scenario, in a process that has warmed up."""
    milliseconds = float(run((PYTHON, "-m", "bench.engine", folder / f"{LARGEST}.xlsx")).out)
    return [Row("one evaluation of the plan, warm", f"{milliseconds:.2f} ms", "", milliseconds, 2, "ms")]


def machine() -> str:
    """What the numbers were measured on, without names."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    return f"{cores} cores, {memory:.0f} GB, {platform.system()}, Python {platform.python_version()}"


def main() -> None:
    """Measure, and print a table in Markdown."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=11, help="runs of each command (default 11)")
    rounds: int = parser.parse_args().rounds
    with TemporaryDirectory() as name:
        folder = Path(name)
        rows = [*refresh(folder, rounds, "essay", 1), *refresh(folder, rounds, LARGEST, 1 / 2)]
        rows += [*start_up(rounds), *engine(folder)]
        rows += big_sheet(folder, max(1, rounds // 4))
    print(f"Medians of {rounds} runs ({max(1, rounds // 4)} on the big sheet), in turn: {machine()}.\n")
    table = [
        ("what / against what", "planner", "other", "measured", "budget", ""),
        *(row.cells() for row in rows),
    ]
    widths = [max(len(row[i]) for row in table) for i in range(len(table[0]))]
    for number, row in enumerate(table):
        print("|", " | ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)), "|")
        if number == 0:
            print("|", " | ".join("-" * width for width in widths), "|")


if __name__ == "__main__":
    main()
