"""The command solve."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import click

from planner.cli.completing import line_keys
from planner.cli.one_file import end, guarded
from planner.cli.options import JSON, NO_BACKUP, PASSWORD, PATH, Level

if TYPE_CHECKING:
    from planner.problems import Problem
    from planner.results.solved import Solved


@click.command()
@PATH
@click.option("--set", "key", required=True, metavar="KEY", help="The input, as `planner set` has it.")
@click.option(
    "--until",
    required=True,
    metavar="CONDITION",
    shell_complete=line_keys,
    help="What is to be met, in quotes: a result, one of >=, <=, >, < and =, and a number.",
)
@click.option("--level", type=Level(), default="base", show_default=True, help="Where it is to be met.")
@click.option(
    "--probability",
    type=float,
    metavar="P",
    help="In what share of the draws of a simulation it is to be met, such as 0.9, in the place of a level.",
)
@click.option(
    "--draws", type=int, default=1_000, show_default=True, help="How many, the same at every value."
)
@click.option(
    "--between",
    nargs=2,
    metavar="LO HI",
    help="The first and last value that may be the answer.  [default: the bounds of the input]",
)
@click.option("--write", is_flag=True, help="Type the answer into the plan, as `planner set` does.")
@NO_BACKUP
@JSON
@PASSWORD
def solve(path: str, key: str, until: str, no_backup: bool, as_json: bool, **more: Any) -> None:
    """Find the value of an input at which a result meets a condition, and a hair less does not.

    \b
    planner solve plan.xlsx --set "rounds[Seed].amount" --until "minimum_cash>=0"
    planner solve plan.xlsx --set "roles[Sales].start_month" --until "npv>=0" --level Adverse
    planner solve plan.xlsx --set price_factor --until "breakeven_month<=36" --between 0.5 2
    planner solve plan.xlsx --set opening_cash --until "closing_cash[2027-06]>=2e6" --write
    planner solve plan.xlsx --set "rounds[Seed].amount" --until "minimum_cash>=0" --probability 0.9

    Where more than one value will do, it is the one nearest to what stands in the plan. Whole numbers and
    days are solved as such, all else to ten digits. The answer and its neighbour are put back into the
    workbook, whose own formulas have to agree. Nothing is written without --write.

    Exits with 1 where there is no such value, or every one of them will do. docs/solve.md says how it looks.
    """
    from planner import plan
    from planner.report.solved import print_solved

    work = partial(plan.solve, path, key, until, backup=not no_backup, **more)
    end(guarded(work, path, partial(_failed, path)), as_json, print_solved)


def _failed(path: str, problem: Problem) -> Solved:
    from planner.results.solved import Solved
    from planner.results.statuses import PROBLEMS

    return Solved(path, PROBLEMS, problems=(problem,))
