"""`python -m fuzz --cases 20000 --seconds 3600 --seed 4`: mutated workbooks until cases or time run out."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import click

from fuzz import cases, seeds, small
from fuzz.book import Book
from fuzz.cases import Recipe, Verdict
from fuzz.limits import Limits

FINDS = Path(__file__).parent / "finds"
CHUNK = 50
SLOW_TWICE = {"slow", "killed", "memory", "check"}
"""Complaints that a busy machine may cause: they count when they come again."""


@dataclass(slots=True)
class Tally:
    """What a run of the fuzzer has seen."""

    seed: int
    cases: int = 0
    seconds: float = 0.0
    ended: Counter[str] = field(default_factory=Counter)
    finds: list[str] = field(default_factory=list)
    slowest_cpu_s: float = 0.0
    largest_mb: int = 0

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {name: getattr(self, name) for name in self.__slots__} | {"ended": dict(self.ended)}

    def add(self, verdict: Verdict, find: str) -> None:
        """Count a case."""
        self.cases += 1
        self.ended[_outcome(verdict)] += 1
        self.slowest_cpu_s = max(self.slowest_cpu_s, round(verdict.ran.cpu_s, 2))
        self.largest_mb = max(self.largest_mb, verdict.ran.peak >> 20)
        if find:
            self.finds.append(find)


def _outcome(verdict: Verdict) -> str:
    if verdict.complaints:
        return "complaints"
    status = json.loads(verdict.ran.out)["status"]
    return str(status)


class Fuzzer:
    """The seeds, loaded once a process, and where finds go."""

    def __init__(self, folder: Path, seed: int, finds: Path) -> None:
        self.books: dict[str, Book] = seeds.load(folder)
        self.names = sorted(self.books)
        self.seed, self.finds, self.limits = seed, finds, Limits()

    def case(self, number: int) -> tuple[Verdict, str]:
        """One case, and the name of the find that it is."""
        how = cases.recipe(number, self.seed, self.names)
        verdict = cases.attempt(how, self.books, self.limits)
        if verdict.kinds and verdict.kinds <= SLOW_TWICE:
            verdict = cases.attempt(how, self.books, self.limits)
        if not verdict.complaints:
            return verdict, ""
        return verdict, self.keep(how, verdict, number)

    def keep(self, how: Recipe, verdict: Verdict, number: int) -> str:
        """Shrink and save a find."""
        small = cases.shrink(how, self.books, self.limits, verdict.kinds)
        name = f"{'-'.join(sorted(verdict.kinds))}-{self.seed}-{number}"
        again = cases.attempt(small, self.books, self.limits)
        cases.save(small, again if again.complaints else verdict, self.books, self.finds / name)
        return name


_FUZZERS: list[Fuzzer] = []


def _start(folder: Path, seed: int, finds: Path) -> None:
    import planner.check.examine
    import planner.cli.main
    import planner.model  # noqa: F401 - so that every case starts with them
    from planner import check, refresh, set_inputs  # noqa: F401 - likewise

    _FUZZERS[:] = [Fuzzer(folder, seed, finds)]


def _chunk(numbers: range) -> list[tuple[Verdict, str]]:
    return [_FUZZERS[0].case(number) for number in numbers]


def verdicts(numbers: range, jobs: int, start: partial[None]) -> Iterator[tuple[Verdict, str]]:
    """Every case in order; with several jobs, in processes of their own."""
    chunks = (range(at, min(at + CHUNK, numbers.stop)) for at in range(numbers.start, numbers.stop, CHUNK))
    if jobs == 1:
        start()
        for number in numbers:
            yield _FUZZERS[0].case(number)
        return
    with ProcessPoolExecutor(jobs, initializer=start) as pool:
        while some := list(islice(chunks, jobs * 2)):
            for found in pool.map(_chunk, some):
                yield from found


def fuzz(
    count: int, seconds: float, seed: int, jobs: int, folder: Path, finds: Path, first: int = 0
) -> Tally:
    """Run cases until their number or the time is reached."""
    with small.template_in(folder / "templates"):
        seeds.make(folder)
        return _run(range(first, first + count), seconds, seed, jobs, folder, finds)


def _run(numbers: range, seconds: float, seed: int, jobs: int, folder: Path, finds: Path) -> Tally:
    tally, began = Tally(seed), time.monotonic()
    for verdict, find in verdicts(numbers, jobs, partial(_start, folder, seed, finds)):
        tally.add(verdict, find)
        tally.seconds = round(time.monotonic() - began, 1)
        if find:
            click.echo(f"{find}: {'; '.join(verdict.complaints)}", err=True)
        if tally.cases % 500 == 0:
            click.echo(f"{tally.cases} cases, {len(tally.finds)} finds, {tally.seconds:.0f} s", err=True)
        if tally.seconds > seconds:
            break
    return tally


@click.command()
@click.option("--cases", "count", default=1000, show_default=True, help="How many at most.")
@click.option("--seconds", default=3600.0, show_default=True, help="How long at most.")
@click.option("--seed", default=4, show_default=True, help="Another seed gives other cases.")
@click.option("--first", default=0, show_default=True, help="The first case.")
@click.option("--jobs", default=1, show_default=True, help="Processes.")
@click.option("--finds", default=FINDS, type=click.Path(path_type=Path), help="Where finds go.")
def main(count: int, seconds: float, seed: int, first: int, jobs: int, finds: Path) -> None:
    """Give planner mutated workbooks. Exit status 1 where one ends in anything but a result or problems."""
    tally = fuzz(count, seconds, seed, jobs, finds / "seeds", finds, first)
    finds.mkdir(parents=True, exist_ok=True)
    (finds / f"tally-{seed}-{first}.json").write_text(json.dumps(tally.as_dict(), indent=1), encoding="utf-8")
    click.echo(json.dumps(tally.as_dict()))
    sys.exit(bool(tally.finds))


if __name__ == "__main__":
    main()
