"""The use case simulate: a plan drawn many times, its figures, and some draws replayed by a checker."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from planner.book.find import Book, find
from planner.check import examine
from planner.check.examine import Reading
from planner.check.whatif import Model
from planner.disk.replace import check_replaceable
from planner.problems import PlanError, Problem
from planner.repair.uptodate import of_today
from planner.results.simulated import Replayed, Simulated
from planner.risk.asked import refuse_unfit, results_of
from planner.risk.choosing import chosen
from planner.risk.default_rows import default_rows
from planner.risk.drawing import draw_of, draws_of, shares_of
from planner.risk.engine import Engine
from planner.risk.running import NotDrawn, Run, run
from planner.risk.sampling import HDR, sampler_of
from planner.risk.standing import table_of
from planner.risk.telling import Risk, simulated
from planner.risk.work import Work
from planner.template.review import risk_texts
from planner.usecases.asked import several
from planner.usecases.evaluation import Checker, checker_of
from planner.usecases.opening import opened
from planner.usecases.replaying import Replay
from planner.xlsx.package import open_package

DRAWS, SEED, REPLAYED, KEPT = 10_000, 1, 20, 1_000
Told = Callable[[str, int, int], None]
"""Is given what is being counted, `draws` or `replayed`, how many are done, and of how many."""


def simulate(
    path: Path | str,
    *,
    draws: int = DRAWS,
    seed: int | None = None,
    keys: Collection[str] = (),
    replay: int = REPLAYED,
    write: bool = False,
    keep: int = KEPT,
    backup: bool = True,
    checker: str | None = None,
    password: str | None = None,
    told: Told | None = None,
    sampling: str = HDR,
    executor: Executor | None = None,
) -> Simulated:
    """Draw the uncertain inputs of a plan many times, and say what its results come to.

    Args:
        draws: how many.
        seed: another one makes other draws; left out, that of the sheet Risk inputs, or 1.
        keys: results beside the key numbers, each one number.
        replay: how many draws a checker evaluates too, all cells of the plan in each.
        write: put the sheets Risk inputs, Draws and Risk into the plan; without it nothing is written.
        keep: how many draws stand on the sheet of draws then.
        backup: keep the version before as `NAME.bak.xlsx`.
        checker: the program that evaluates formulas; by default two, the second where one fails.
        password: of an encrypted plan.
        told: is told of progress.
        sampling: `hdr`, whose draws anybody can make again from their numbers, or `sobol`, whose figures
            are nearer to the truth with as many draws; it takes scipy, and no sheets are written of it.
        executor: who computes the draws, such as a ProcessPoolExecutor; the numbers are the same to the bit.
    """
    try:
        refuse_unfit(str(path), draws, seed, replay, keep, sampling, write=write)
        with checker_of(checker) as ask:
            book, notes = _opened(path, password, write=write)
            asked = _Asked(draws, seed, several(keys), replay, told or _nobody, sampling, executor)
            risk, found, out = _drawn(book, asked, notes, ask)
            return _written(risk, found, out, keep, ask, backup=backup) if write else out
    except PlanError as error:
        return Simulated(str(path), problems=error.problems)


class _Asked(NamedTuple):
    """What is wanted of a simulation."""

    draws: int
    seed: int | None
    keys: Sequence[str]
    replay: int
    told: Told
    sampling: str = HDR
    executor: Executor | None = None


def _drawn(book: Book, asked: _Asked, notes: Sequence[str], ask: Checker) -> tuple[Risk, Run, Simulated]:
    """The plan drawn, some of the draws replayed, and what came of it."""
    with ask.file_of(book) as seen:
        risk = risk_of(examine.computed(book, partial(ask, seen)), asked.seed)
        found = _run(risk, asked)
        replayed = _replayed(risk, found, asked.replay, ask, seen, asked.told)
    return risk, found, simulated(risk, found, replayed, asked.draws, notes, asked.sampling)


def _opened(path: Path | str, password: str | None, *, write: bool) -> tuple[Book, list[str]]:
    """The plan, and what to say of it. Raises PlanError where it is to be written and could not be."""
    package = opened(path, password, drop_signature=False) if write else open_package(Path(path), password)
    if write:
        check_replaceable(package.path)
    package, older = of_today(package)
    return find(package), [] if older is None else [older.due()]


def _written(
    risk: Risk, found: Run, told_of: Simulated, keep: int, ask: Checker, *, backup: bool
) -> Simulated:
    """With the sheets in the plan; where replayed draws differ, or the run was stopped, it stays as it is."""
    if not told_of.ok or found.stopped:
        return told_of
    from planner.usecases.risk_sheets import write_sheets

    return replace(told_of, sha256=write_sheets(risk, found, told_of, keep, ask, backup=backup))


def _nobody(what: str, done: int, of: int) -> None:
    """Where nobody asks how far it is."""


def risk_of(reading: Reading, seed: int | None) -> Risk:
    """What is uncertain in a plan. Raises PlanError where nothing is."""
    template, table = reading.book.template, table_of(reading.book)
    if table is not None:
        rows, own = table.rows, table.seed
    else:
        rows, own = default_rows(template, reading.inputs, risk_texts(template.language)), SEED
    if not rows:
        message = "nothing in this plan is uncertain: every input is the same at all three levels"
        remedy = "Type what an input may be, as in `planner set PATH mfu=0.3 --scenario low`."
        raise PlanError(Problem(message, remedy, reading.book.source.file))
    return Risk(reading, rows, own if seed is None else seed)


def _run(risk: Risk, asked: _Asked) -> Run:
    """The draws. Raises PlanError where whoever was to compute them is gone."""
    file, template = risk.book.source.file, risk.book.template
    model = Model(file, template, risk.reading.inputs)
    checks = [row.key for row in template.formulas if row.kind == "check"]
    engine = Engine(model, risk.rows, results_of(template, asked.keys, file), checks)
    work = Work(engine, sampler_of(asked.sampling, risk.rows, risk.seed, file))
    try:
        return run(work, asked.draws, lambda done: asked.told("draws", done, asked.draws), asked.executor)
    except NotDrawn as error:
        message = f"who was to compute the draws has not done so ({error})"
        remedy = "Start it again, or leave out --scheduler and --jobs."
        raise PlanError(Problem(message, remedy, file)) from error


def _replayed(risk: Risk, found: Run, count: int, ask: Checker, seen: Path, told: Told) -> Replayed | None:
    """Some of the draws evaluated by a checker; None where nobody asked for it, or the run was stopped."""
    if not count or found.stopped:
        return None
    kept = {key: values[: len(found.cash)] for key, values in found.results.items()}
    which = chosen(kept, count, risk.seed)
    drawn = [(at + 1, draw_of(risk.rows, found.inputs, at)) for at in which]
    results = {key: {at + 1: float(values[at]) for at in which} for key, values in kept.items()}
    replay = Replay(risk.reading, risk.rows, ask, seen)
    return replay.of(drawn, lambda done: told("replayed", done, len(drawn)), results)


def one_draw(risk: Risk, trial: int) -> dict[str, float | str]:
    """The inputs of one draw, in the words of the plan."""
    import numpy as np

    return draw_of(risk.rows, draws_of(risk.rows, shares_of(risk.rows, np.array([trial]), risk.seed)), 0)
