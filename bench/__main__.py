"""``python -m bench``: every budget of planner as a ratio, measured here and now."""

from __future__ import annotations

import argparse
import os
import platform
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.budgets import FULL, HEADER, SHORT, Extent, Row, measure


def machine() -> str:
    """What the numbers were measured on, without names."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    return f"{cores} cores, {memory:.0f} GB, {platform.system()}, Python {platform.python_version()}"


def table(rows: list[Row]) -> str:
    """The rows as a table in Markdown."""
    lines = [HEADER, *(row.cells() for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(HEADER))]
    written = [
        " | ".join(f"{cell:{width}}" for cell, width in zip(line, widths, strict=True)) for line in lines
    ]
    written.insert(1, " | ".join("-" * width for width in widths))
    return "\n".join(f"| {line} |" for line in written)


def verdict(rows: list[Row]) -> str:
    """How many budgets are kept, and which are not."""
    missed = [row.what for row in rows if not row.kept]
    if not missed:
        return f"All {len(rows)} budgets are kept."
    return f"{len(rows) - len(missed)} of {len(rows)} budgets are kept; not: {'; '.join(missed)}."


def bench(extent: Extent) -> list[Row]:
    """Measure, and print what came of it. A command that fails raises; a time that is missed does not."""
    with TemporaryDirectory() as name:
        rows = list(measure(extent, Path(name)))
    big = f"{extent.big_rounds} on the big files"
    print(f"Medians of {extent.rounds} runs ({big}), in turn: {machine()}.\n")
    print(table(rows))
    print(f"\n{verdict(rows)}")
    return rows


def main() -> None:
    """Read the options, and measure."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rounds", type=int, help=f"runs of each command (default {FULL.rounds})")
    parser.add_argument("--short", action="store_true", help="few runs on smaller files: a minute or two")
    options = parser.parse_args()
    extent = SHORT if options.short else FULL
    bench(extent if options.rounds is None else replace(extent, rounds=options.rounds))


if __name__ == "__main__":
    main()
