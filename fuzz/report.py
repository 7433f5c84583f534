"""`python -m fuzz.report`: everything at once, written to docs/reliability.md. Takes two hours on two cores.

python -m fuzz.report --tally FILE --tally FILE     takes the fuzzer's cases from runs of `python -m fuzz`
python -m fuzz.report --cases 500 --kills 20        a quick look
"""

from __future__ import annotations

import ast
import json
import os
import platform
import signal
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

import planner.check.examine
import planner.cli.main
import planner.model  # noqa: F401 - all of planner, so that forked processes start with it
from fuzz import faults_all, foreign, hostile, hostile_all, kills, many
from fuzz.__main__ import FINDS, fuzz
from fuzz.faults import Told
from fuzz.foreign import Kept
from fuzz.hostile import Met
from fuzz.kills import Kills
from fuzz.many import Many

ROOT = Path(__file__).parents[1]
REPORT = ROOT / "docs" / "reliability.md"
HEAD = ROOT / "fuzz" / "reliability.md"
FOUND = ROOT / "tests" / "reliability" / "short_plans" / "test_found_by_fuzzing.py"
SEED = 4
TERMINAL = (signal.SIGHUP, signal.SIGINT)
"""Signals that a shell lets what runs in the background ignore, with all that it starts."""


@dataclass(slots=True)
class Measured:
    """All that a report says."""

    kept: list[Kept] = field(default_factory=list)
    kills: Kills = field(default_factory=Kills)
    told: list[Told] = field(default_factory=list)
    met: list[Met] = field(default_factory=list)
    tallies: list[dict[str, Any]] = field(default_factory=list)
    many: Many | None = None


def measure(count: int, kill_count: int, plans: int, tallies: Sequence[Path], jobs: int) -> Measured:
    """Do it all."""
    found = Measured()
    with tempfile.TemporaryDirectory(prefix="report-") as scratch:
        root = Path(scratch)
        plan = _new_plan(root / "plan.xlsx")
        if plans:
            _say(f"{plans} plans in one call")
            found.many = many.measure(plan, root / "many", plans)
        _say("foreign features")
        found.kept = foreign.try_all(plan, root / "foreign")
        _say(f"{kill_count} kills")
        found.kills = kills.kill(plan, root / "kills", kill_count, SEED)
        _say("faults of the machine")
        for name in faults_all.faults():
            found.told.append(faults_all.attempt(name, plan, root / "faults" / name))
        _say("hostile files")
        found.met = [hostile.meet(one, plan) for one in hostile_all.hostile_files().values()]
    found.tallies = [json.loads(path.read_text(encoding="utf-8")) for path in tallies]
    if not tallies:
        _say(f"{count} fuzz cases")
        tally = fuzz(count, float("inf"), SEED, jobs, FINDS / "seeds", FINDS)
        found.tallies = [tally.as_dict()]
    return found


def _new_plan(path: Path) -> Path:
    from planner import plan

    if not plan.new(path).ok:
        raise RuntimeError("a new plan does not agree")
    return path


def _say(what: str) -> None:
    click.echo(f"{datetime.now(UTC):%H:%M:%S} {what}", err=True)


def written(found: Measured) -> str:
    """The report."""
    head = HEAD.read_text(encoding="utf-8")
    return head.format(
        date=f"{datetime.now(UTC):%Y-%m-%d}",
        machine=_machine(),
        table="\n".join(_table(found)),
        kills="\n".join(_kills(found.kills)),
        faults="\n".join(_faults(found.told)),
        hostile="\n".join(_hostile(found.met)),
        fuzz="\n".join(_fuzz(found.tallies)),
        finds="\n".join(_found()),
        foreign="\n".join(_foreign(found.kept)),
        many="\n".join(_many(found.many)),
    )


def _machine() -> str:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return f"{cores} cores, {memory:.0f} GB, {platform.system()}, Python {platform.python_version()}"


def _table(found: Measured) -> Iterable[str]:
    yield "| what | tried | held | lost or broken |"
    yield "| --- | --- | --- | --- |"
    for what, count, held in _rows(found):
        yield f"| {what} | {count:,} | {held:,} | {count - held:,} |"


def _rows(found: Measured) -> tuple[tuple[str, int, int], ...]:
    tried = [told for told in found.told if told.tried]
    cases = sum(tally["cases"] for tally in found.tallies)
    finds = sum(len(tally["finds"]) for tally in found.tallies)
    return (
        ("foreign features kept", len(found.kept), sum(kept.kept for kept in found.kept)),
        ("kills survived", found.kills.tried, found.kills.survived),
        ("faults of the machine survived", len(tried), sum(told.survived for told in tried)),
        ("hostile files that end in a result or a problem", len(found.met), _good(found.met)),
        ("fuzz cases that end in a result or a problem", cases, cases - finds),
    )


def _good(met: Sequence[Met]) -> int:
    return sum(not one.failures for one in met)


def _kills(found: Kills) -> Iterable[str]:
    counts = found.found
    yield (
        f"{counts['killed']} of {found.tried} runs were killed before they ended. The workbook was then "
        f"the old one {counts['old']} times and the new one {counts['new']} times, always whole; "
        f"{counts['left over']} kills left temporary files, and the next run removed them."
    )
    yield from (f"- {failure}" for failure in found.failures)


def _faults(told: Sequence[Told]) -> Iterable[str]:
    yield "| fault | what planner says |"
    yield "| --- | --- |"
    for one in told:
        said = one.line if one.tried else f"not tried: {one.line}"
        if one.failures:
            said = f"**{'; '.join(one.failures)}**"
        yield f"| {_words(one.name)} | {_short(said)} |"


def _short(line: str) -> str:
    """Without the folder, and with the result's numbers left out."""
    first = line.splitlines()[0] if line else ""
    text = first.rpartition("plans/")[2].replace("|", "\\|").removeprefix("plan.xlsx: ")
    return "the workbook is refreshed" if text.endswith(("status OK", "status WARNS")) else text[:160]


def _hostile(met: Sequence[Met]) -> Iterable[str]:
    refused = sum(one.said != "a result" for one in met)
    slowest = max(met, key=lambda one: one.cpu_s)
    largest = max(met, key=lambda one: one.peak)
    yield (
        f"{len(met)} files: {refused} end in problems, {len(met) - refused} in a result. The slowest is "
        f"{_words(slowest.name)} ({slowest.cpu_s:.1f} s of processor time), the largest "
        f"{_words(largest.name)} ({largest.peak >> 20} MB)."
    )
    yield ""
    yield ", ".join(sorted(_words(one.name) for one in met)) + "."
    yield from (f"- {one.name}: {'; '.join(one.failures)}" for one in met if one.failures)


def _fuzz(tallies: Sequence[dict[str, Any]]) -> Iterable[str]:
    ended: Counter[str] = Counter()
    for tally in tallies:
        ended.update(tally["ended"])
    seeds = ", ".join(sorted({str(tally["seed"]) for tally in tallies}))
    endings = ", ".join(f"{count:,} {ending}" for ending, count in ended.most_common())
    yield (
        f"Seed {seeds}: {endings}. The slowest case took "
        f"{max(tally['slowest_cpu_s'] for tally in tallies):.1f} s of processor time, the largest process "
        f"{max(tally['largest_mb'] for tally in tallies):,} MB."
    )
    yield from (f"- {find}" for tally in tallies for find in tally["finds"])


def _found() -> Iterable[str]:
    """What the tests of earlier finds are called."""
    tree = ast.parse(FOUND.read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield f"- {_words(node.name.removeprefix('test_'))}"


def _foreign(kept: Sequence[Kept]) -> Iterable[str]:
    by_workbook: dict[str, list[str]] = {}
    for one in kept:
        by_workbook.setdefault(one.workbook, []).append(
            one.feature if one.kept else f"**{one.feature} LOST**"
        )
    for workbook, listed in by_workbook.items():
        yield f"- {workbook}: {', '.join(listed)}"


def _many(found: Many | None) -> Iterable[str]:
    if found is None:
        return
    one, each = found.one_by_one / found.at_once, found.separately / found.at_once
    yield (
        f"{found.plans} plans in one call: {found.at_once:.0f} s with {found.processes} processes, "
        f"{found.one_by_one:.0f} s one after the other in one process ({one:.1f} times as long), "
        f"{found.separately:.0f} s with a call for each ({each:.1f} times as long)."
    )


def _words(name: str) -> str:
    return name.replace("_", " ")


@click.command()
@click.option("--cases", "count", default=20_000, show_default=True, help="Fuzz cases.")
@click.option("--kills", "kill_count", default=300, show_default=True, help="Kills.")
@click.option("--plans", default=200, show_default=True, help="Plans refreshed in one call.")
@click.option("--jobs", default=1, show_default=True, help="Processes of the fuzzer.")
@click.option(
    "--tally", "tallies", multiple=True, type=click.Path(path_type=Path), help="A run of the fuzzer."
)
@click.option("--out", default=REPORT, type=click.Path(path_type=Path), help="Where the report goes.")
def main(count: int, kill_count: int, plans: int, jobs: int, tallies: Sequence[Path], out: Path) -> None:
    """Write the report. Exit status 1 where anything was lost."""
    for name in TERMINAL:
        signal.signal(name, signal.SIG_DFL)
    found = measure(count, kill_count, plans, tallies, jobs)
    text = written(found)
    out.write_text(text, encoding="utf-8")
    if any(count != held for _, count, held in _rows(found)):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
