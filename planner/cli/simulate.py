"""The commands simulate and replay."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from planner.cli.completing import line_keys
from planner.cli.each_file import each, finish
from planner.cli.options import FILE, INTERRUPTED, JSON, NO_BACKUP, PASSWORD, PATH, PATHS, checker_option
from planner.report.printing import print_json

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from planner.results.simulated import Simulated

SEED = click.option("--seed", type=int, help="Another number makes other draws.  [default: 1]")


@click.command()
@PATHS
@click.option("--draws", type=int, default=10_000, show_default=True, help="How many.")
@SEED
@click.option(
    "--sampling",
    type=click.Choice(["hdr", "sobol"]),
    default="hdr",
    show_default=True,
    help="Draws that anybody can make again, or a Sobol sequence, whose figures are nearer.",
)
@click.option(
    "--key", "keys", multiple=True, shell_complete=line_keys, help="A result beside the key numbers."
)
@click.option(
    "--replay",
    type=int,
    default=20,
    show_default=True,
    help="How many draws a checker evaluates too, all cells of the plan in each.",
)
@click.option("--write", is_flag=True, help="Put the sheets Risk inputs, Draws and Risk into the plan.")
@click.option(
    "--keep", type=int, default=1_000, show_default=True, help="How many draws stand on the sheet of draws."
)
@click.option(
    "--jobs", type=click.IntRange(1, 256), default=1, show_default=True, help="Processes that draw."
)
@click.option("--scheduler", metavar="ADDRESS", help="Let a Dask scheduler draw, such as tcp://host:8786.")
@NO_BACKUP
@checker_option()
@JSON
@PASSWORD
def simulate(
    paths: Sequence[str], *, as_json: bool, no_backup: bool, jobs: int, scheduler: str | None, **asked: Any
) -> None:
    """Draw what is uncertain in a plan many times, and say how likely its money lasts.

    \b
    planner simulate plan.xlsx
    planner simulate plan.xlsx --draws 100000 --key training_elapsed_usd --json
    planner simulate plan.xlsx --write             sheets with a table to edit, the draws, figures
    planner simulate *.xlsx                        one row a plan

    Every input whose low or high differs from its base is drawn: low and high are read as P10 and P90. A draw
    follows from its number alone, so that `planner replay` makes any of them again, and some are evaluated by
    an independent checker at once. Ctrl-C keeps what is done. However many processes or machines draw, the
    numbers are the same. docs/simulate.md has the method.
    """
    if jobs > 1 and scheduler:
        raise click.UsageError("a scheduler has workers of its own: leave out --jobs or --scheduler.")
    plans = _plans(paths)
    results = _results(plans, {**asked, "backup": not no_backup}, jobs, scheduler)
    _shown(results, as_json, several=len(plans) > 1)
    if any(result.stopped for result in results):
        sys.exit(INTERRUPTED)
    if not all(result.ok for result in results):
        sys.exit(2 if any(result.misused for result in results) else 1)


def _plans(paths: Sequence[str]) -> list[str]:
    """The files; of many without those that are the kept version of another."""
    from planner.cli.pool import once, without_kept
    from planner.report.printing import say

    files = once(paths)
    plans, kept = without_kept(files) if len(files) > 1 else (files, [])
    for path in kept:
        say(f"{path}: left alone, as it is the kept version of another of these", err=True)
    return plans


def _shown(results: Sequence[Simulated], as_json: bool, *, several: bool) -> None:
    from planner.report.portfolio import print_portfolio
    from planner.report.simulated import print_simulated

    if as_json:
        for result in results:
            print_json(result.as_dict())
    elif several:
        print_portfolio(results)
    else:
        print_simulated(results[0])


def _results(
    plans: Sequence[str], asked: dict[str, Any], jobs: int, scheduler: str | None
) -> list[Simulated]:
    """The simulation of each plan: of one with a bar, of many on all cores, or by who was asked to draw."""
    from planner.cli.each_file import crash, outcomes
    from planner.problems import PlanError
    from planner.report.simulated import told
    from planner.results.simulated import Simulated

    try:
        with _executor(jobs, scheduler) as executor:
            if len(plans) == 1 or executor is not None:
                with told() as progress:
                    more = {**asked, "executor": executor, "told": progress}
                    return [_simulated(path, more) for path in plans]
            work = partial(_simulated, asked=asked)
            return [
                Simulated(path, problems=(crash(found, path),)) if isinstance(found, Exception) else found
                for path, found in outcomes(work, plans)
            ]
    except PlanError as error:
        return [Simulated(path, problems=error.problems) for path in plans[:1]]


@contextmanager
def _executor(jobs: int, scheduler: str | None) -> Iterator[Executor | None]:
    """Who draws: processes here, workers of a scheduler, or nobody but this process. Raises PlanError."""
    if scheduler:
        from planner.usecases.scheduler import executor_at

        with executor_at(scheduler) as executor:
            yield executor
    elif jobs > 1:
        from planner.cli.pool import pool_of

        pool = pool_of(jobs)
        try:
            yield pool
        finally:
            pool.shutdown(cancel_futures=True)
    else:
        yield None


def _simulated(path: str, asked: dict[str, Any]) -> Simulated:
    """The simulation; where planner itself fails, a result with one problem that says so."""
    from planner import plan
    from planner.cli.each_file import crash
    from planner.results.simulated import Simulated

    try:
        return plan.simulate(path, **asked)
    except Exception as error:  # noqa: BLE001 - must not reach a person as a traceback
        return Simulated(path, problems=(crash(error, path),))


@click.command()
@PATH
@click.argument("trial", type=int)
@click.option("--out", type=FILE, required=True, help="The workbook to write.")
@SEED
@click.option("--force", is_flag=True, help="Replace a plan that is there already, keeping it as a backup.")
@checker_option()
@JSON
@PASSWORD
def replay(path: str, trial: int, out: str, *, as_json: bool, **asked: Any) -> None:
    """Write one draw of a simulation as a plan of its own, computed and checked.

    \b
    planner replay plan.xlsx 4711 --out draw.xlsx

    Its base case has the inputs of the draw; what it shows at base is what the simulation counted. The plan
    that it is drawn from stays as it is.
    """
    from planner import plan

    finish(each(partial(plan.replay, trial=trial, out=out, **asked), [path]), as_json, verb="replayed")
