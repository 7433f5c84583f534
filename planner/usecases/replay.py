"""The use case replay: one draw of a simulation as a plan of its own, checked as every other."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

from planner.book.assign import edits_of, typed
from planner.book.find import find
from planner.check import examine
from planner.disk.replace import write_back
from planner.problems import PlanError, Problem
from planner.repair.margins import with_printed
from planner.repair.uptodate import of_today
from planner.results.plan import Result
from planner.risk.asked import refuse_unfit, trial_of
from planner.usecases.evaluation import asking, checker_of, draft_of
from planner.usecases.new import free_to_write
from planner.usecases.opening import result_or_problems
from planner.usecases.refresh import recomputed
from planner.usecases.simulate import one_draw, risk_of
from planner.usecases.summary import changes_of
from planner.xlsx.openfile import State
from planner.xlsx.package import open_package


@result_or_problems
def replay(
    path: Path | str,
    trial: int,
    out: Path | str,
    *,
    seed: int | None = None,
    force: bool = False,
    checker: str | None = None,
    password: str | None = None,
    now: datetime | None = None,
) -> Result:
    """Write a plan whose base is one draw of another plan, computed and checked. The other stays.

    Args:
        trial: the number of the draw.
        out: the workbook to write.
        seed: of the simulation.
        force: replace a plan that is there already, keeping it as a backup.
        checker: the program that evaluates the formulas.
        password: of an encrypted plan; what is written is encrypted alike.
        now: the time that the log of the new plan is given.
    """
    out, old = Path(out), _free(Path(path), trial, Path(out), seed, force)
    with checker_of(checker) as ask:
        package, _ = of_today(open_package(Path(path), password))
        book = find(package)
        with asking(book) as of_inputs:
            risk = risk_of(examine.computed(book, of_inputs), seed)
        entries = typed(book, one_draw(risk, trial), force=True)
        with draft_of(book, edits_of(entries)) as own:
            drawn = find(replace(open_package(own), path=out, encryption=package.encryption))
            with ask.file_of(drawn, own) as seen:
                outcome = recomputed(examine.computed(drawn, partial(ask, seen)), ask, now)
            made = with_printed(drawn.package, drawn, outcome.texts, outcome.edits)
            written = write_back(made, outcome.edits.by_sheet, target=out, over=old, on_load=outcome.on_load)
    return replace(outcome.result, changes=changes_of(book, entries), sha256=written.state.sha256)


def _free(path: Path, trial: int, out: Path, seed: int | None, force: bool) -> State | None:
    """What the file there is now, if a draw may replace it. Raises PlanError."""
    trial_of(str(path), trial)
    refuse_unfit(str(path), 1, seed, 0)
    if out.resolve() == path.resolve():
        message = "a draw would stand in the place of the plan that it is drawn from"
        raise PlanError(Problem(message, "Name another file with --out.", str(path)))
    return free_to_write(out, force)
