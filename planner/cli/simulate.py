"""The commands simulate and replay."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from planner.cli.completing import line_keys
from planner.cli.each_file import each, finish
from planner.cli.options import FILE, INTERRUPTED, JSON, NO_BACKUP, PASSWORD, PATH, checker_option
from planner.report.printing import print_json

if TYPE_CHECKING:
    from planner.results.simulated import Simulated

SEED = click.option("--seed", type=int, help="Another number makes other draws.  [default: 1]")


@click.command()
@PATH
@click.option("--draws", type=int, default=10_000, show_default=True, help="How many.")
@SEED
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
@NO_BACKUP
@checker_option()
@JSON
@PASSWORD
def simulate(path: str, *, as_json: bool, no_backup: bool, **asked: Any) -> None:
    """Draw what is uncertain in a plan many times, and say how likely its money lasts.

    \b
    planner simulate plan.xlsx
    planner simulate plan.xlsx --draws 100000 --key training_elapsed_usd --json
    planner simulate plan.xlsx --write             sheets with a table to edit, the draws, figures

    Every input whose low or high differs from its base is drawn: low and high are read as P10 and P90. A draw
    follows from its number alone, so that `planner replay` makes any of them again, and some are evaluated by
    an independent checker at once. Ctrl-C keeps what is done. docs/simulate.md has the method.
    """
    from planner.report.simulated import print_simulated, told

    with told() as progress:
        result = _simulated(path, {**asked, "backup": not no_backup, "told": progress})
    if as_json:
        print_json(result.as_dict())
    else:
        print_simulated(result)
    if result.stopped:
        sys.exit(INTERRUPTED)
    if not result.ok:
        sys.exit(2 if result.misused else 1)


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
