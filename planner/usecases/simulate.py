"""The use case simulate: a plan drawn many times, its figures, and some draws replayed by a checker."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial
from pathlib import Path

from planner.book.find import find
from planner.check import examine
from planner.check.examine import Reading
from planner.check.whatif import Model
from planner.problems import PlanError, Problem
from planner.repair.uptodate import of_today
from planner.results.simulated import Replayed, Simulated
from planner.risk.asked import refuse_unfit, results_of
from planner.risk.choosing import chosen
from planner.risk.default_rows import default_rows
from planner.risk.drawing import draw_of, draws_of, shares_of
from planner.risk.running import Engine, Run, run
from planner.risk.telling import Risk, simulated
from planner.template.review import risk_texts
from planner.usecases.asked import several
from planner.usecases.evaluation import Checker, checker_of
from planner.usecases.replaying import Replay, can_be_computed
from planner.xlsx.package import open_package

DRAWS, SEED, REPLAYED = 10_000, 1, 20
Told = Callable[[str, int, int], None]
"""Is given what is being counted, `draws` or `replayed`, how many are done, and of how many."""


def simulate(
    path: Path | str,
    *,
    draws: int = DRAWS,
    seed: int | None = None,
    keys: Collection[str] = (),
    replay: int = REPLAYED,
    checker: str | None = None,
    password: str | None = None,
    told: Told | None = None,
) -> Simulated:
    """Draw the uncertain inputs of a plan many times, and say what its results come to. Reads only.

    Args:
        draws: how many.
        seed: another one makes other draws; 1 where it is left out.
        keys: results beside the key numbers, each one number.
        replay: how many draws a checker evaluates too, all cells of the plan in each.
        checker: the program that does; by default two, the second where one fails.
        password: of an encrypted plan.
        told: is told of progress.
    """
    file, say = str(path), told or _nobody
    try:
        refuse_unfit(file, draws, seed, replay)
        with checker_of(checker) as ask:
            package, older = of_today(open_package(Path(path), password))
            book = find(package)
            wanted = results_of(book.template, several(keys), file)
            with ask.file_of(book) as seen:
                risk = risk_of(examine.computed(book, partial(ask, seen)), seed)
                found = _run(risk, draws, wanted, say)
                replayed = _replayed(risk, found, replay, ask, seen, say)
    except PlanError as error:
        return Simulated(file, problems=error.problems)
    return simulated(risk, found, replayed, draws, () if older is None else [older.due()])


def _nobody(what: str, done: int, of: int) -> None:
    """Where nobody asks how far it is."""


def risk_of(reading: Reading, seed: int | None) -> Risk:
    """What is uncertain in a plan. Raises PlanError where nothing is."""
    template = reading.book.template
    rows = default_rows(template, reading.inputs, risk_texts(template.language))
    if not rows:
        message = "nothing in this plan is uncertain: every input is the same at all three levels"
        remedy = "Type what an input may be, as in `planner set PATH mfu=0.3 --scenario low`."
        raise PlanError(Problem(message, remedy, reading.book.source.file))
    return Risk(reading, rows, SEED if seed is None else seed)


def _run(risk: Risk, draws: int, wanted: Sequence[str], told: Told) -> Run:
    template = risk.book.template
    model = Model(risk.book.source.file, template, risk.reading.inputs)
    checks = [row.key for row in template.formulas if row.kind == "check"]
    engine = Engine(model, risk.rows, wanted, checks)
    return run(
        engine,
        draws,
        lambda trials: shares_of(risk.rows, trials, risk.seed),
        lambda done: told("draws", done, draws),
    )


def _replayed(risk: Risk, found: Run, count: int, ask: Checker, seen: Path, told: Told) -> Replayed | None:
    """Some of the draws evaluated by a checker; None where nobody asked for it, or the run was stopped."""
    if not count or found.stopped:
        return None
    kept = {key: values[: len(found.cash)] for key, values in found.results.items()}
    drawn = [(at + 1, draw_of(risk.rows, found.inputs, at)) for at in chosen(kept, count, risk.seed)]
    sound = [one for one in drawn if can_be_computed(risk.reading, risk.rows, one[1])]
    return Replay(risk.reading, risk.rows, ask, seen).of(
        sound, lambda done: told("replayed", done, len(sound))
    )


def one_draw(risk: Risk, trial: int) -> dict[str, float | str]:
    """The inputs of one draw, in the words of the plan."""
    import numpy as np

    return draw_of(risk.rows, draws_of(risk.rows, shares_of(risk.rows, np.array([trial]), risk.seed)), 0)
