"""A case: by its number and a seed, a workbook, its mutations, and the command that is given the result."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from fuzz import oracle, seeds
from fuzz.book import Book
from fuzz.hostile_texts import NUMBERS, TEXTS
from fuzz.limits import Limits, Ran, run
from fuzz.mutate import MUTATIONS, weight

Step = tuple[str, int]
"""A mutation, and the seed of its chance."""

COMMANDS = (
    ("refresh",),
    ("refresh",),
    ("refresh",),
    ("refresh", "--dry-run"),
    ("check",),
    ("show",),
    ("set",),
)
KEYS = (
    "deadline_days",
    "mfu",
    "nosuch",
    "gpu_prices[Source, 3 years].price_per_server_month",
    "data_mix[Wikipedia].tokens_b",
    "data_mix[x].y",
    "[]",
    "",
)
MOST_STEPS = 6


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a case is made; enough to make it again."""

    book: str
    command: tuple[str, ...]
    steps: tuple[Step, ...]

    @property
    def writes(self) -> bool:
        """Whether the command may change the file."""
        return self.command[0] in {"refresh", "set"} and "--dry-run" not in self.command


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a case."""

    ran: Ran
    complaints: tuple[str, ...]

    @property
    def kinds(self) -> frozenset[str]:
        """What sorts of complaints there are."""
        return frozenset(complaint.partition(":")[0] for complaint in self.complaints)


def recipe(number: int, seed: int, names: list[str]) -> Recipe:
    """The case of that number."""
    chance = Random(f"{seed}/{number}")
    book = seeds.choose(names, chance)
    command = chance.choice(COMMANDS)
    if command == ("set",):
        keys = chance.sample(KEYS, chance.choice((1, 1, 3)))
        assignments = [f"{key}={chance.choice(_values())}" for key in keys]
        command = ("set", "--", *assignments)
    kinds = [name for name in MUTATIONS if book.startswith("plan-") or name.startswith("packed.")]
    count = chance.choice((1, 1, 1, 2, 2, 3, MOST_STEPS))
    chosen = chance.choices(kinds, [weight(name) for name in kinds], k=count)
    return Recipe(book, command, tuple((name, chance.randrange(1 << 32)) for name in chosen))


def _values() -> list[str]:
    """What can stand in a command line."""
    return [text for text in (*TEXTS, *NUMBERS) if "\0" not in text and len(text) < 50_000]


def build(how: Recipe, books: Mapping[str, Book]) -> bytes:
    """The file of a case."""
    book = books[how.book].copy()
    for name, seed in how.steps:
        MUTATIONS[name](book, Random(seed))
    return book.pack()


def attempt(how: Recipe, books: Mapping[str, Book], limits: Limits) -> Verdict:
    """Run a case and judge it."""
    with tempfile.TemporaryDirectory(prefix="fuzz-") as scratch:
        folder, temporary = Path(scratch, "case"), Path(scratch, "tmp")
        folder.mkdir()
        temporary.mkdir()
        data = build(how, books)
        (folder / oracle.FILE).write_bytes(data)
        environment = {"TMPDIR": str(temporary), "PLANNER_DEBUG": "1", "PLANNER_PASSWORD": seeds.PASSWORD}
        tempfile.tempdir, kept = str(temporary), tempfile.tempdir
        try:
            command, *more = how.command
            ran = run((command, "--json", oracle.FILE, *more), folder, limits, environment)
            found = oracle.complaints(ran, folder, data, limits, writes=how.writes)
            if (
                how.command == ("refresh",)
                and ran.status == 0
                and not oracle.is_volatile(folder / oracle.FILE)
            ):
                again = run(("check", "--json", oracle.FILE), folder, limits, environment)
                found += (
                    [] if again.status == 0 else [f"check: a refresh agrees, a check says {again.out[-500:]}"]
                )
        finally:
            tempfile.tempdir = kept
        if left := sorted(path.name for path in temporary.iterdir()):
            found.append(f"left: temporary files {left}")
        return Verdict(ran, tuple(found))


def shrink(how: Recipe, books: Mapping[str, Book], limits: Limits, kinds: frozenset[str]) -> Recipe:
    """The same complaint with as few mutations as it takes."""
    for step in how.steps:
        fewer = replace(how, steps=tuple(other for other in how.steps if other != step))
        if attempt(fewer, books, limits).kinds & kinds:
            how = fewer
    return how


def save(how: Recipe, verdict: Verdict, books: Mapping[str, Book], path: Path) -> None:
    """The file of a find, and beside it how it came about."""
    import json

    path.parent.mkdir(parents=True, exist_ok=True)
    path.with_suffix(".xlsx").write_bytes(build(how, books))
    story = {
        "book": how.book,
        "command": how.command,
        "steps": how.steps,
        "complaints": verdict.complaints,
        "err": verdict.ran.err[-5000:],
        "out": verdict.ran.out[-2000:],
    }
    path.with_suffix(".json").write_text(json.dumps(story, indent=1), encoding="utf-8")
