"""The command explain."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from planner.cli.completing import line_keys
from planner.cli.options import FILE, JSON, PASSWORD, PATH, Level
from planner.report.printing import print_json

if TYPE_CHECKING:
    from planner.results.explain import Explained

SHOWN_DEPTH = 2


@click.command()
@PATH
@click.argument("key", shell_complete=line_keys)
@click.option(
    "--scenario",
    type=Level(),
    default="base",
    show_default=True,
    help="Which of the three.",
)
@click.option("--month", help="Of a line along months, this month; of another, its year or chip.")
@click.option(
    "--depth",
    type=int,
    help=f"Levels of parts; {SHOWN_DEPTH} in the terminal and all in JSON where it is left out.",
)
@click.option(
    "--html", type=FILE, default=None, help="Write a page with every number of the plan to this file."
)
@JSON
@PASSWORD
def explain(
    path: str,
    key: str,
    scenario: str,
    month: str | None,
    depth: int | None,
    html: str | None,
    as_json: bool,
    password: str | None,
) -> None:
    """Print what a number is made of, down to the inputs. Reads only.

    \b
    planner explain plan.xlsx minimum_cash
    planner explain plan.xlsx r_and_d --month 14 --depth 4
    planner explain plan.xlsx roles.headcount           a column of a table
    planner explain plan.xlsx "roles[Founders].headcount"
    planner explain plan.xlsx minimum_cash --html trace.html

    Values are those that the workbook holds. Parts stand in the order of their effect, which the engine
    finds: by how many per cent the number above all changes where the part is 1 % larger.
    """
    from planner.report.explain import print_explained

    levels = SHOWN_DEPTH if depth is None and not as_json else depth
    asked = {"scenario": scenario, "month": month, "depth": levels, "html": html or "", "password": password}
    result = _explained(path, key, asked)
    if as_json:
        print_json(result.as_dict())
    else:
        print_explained(result)
    if not result.ok:
        sys.exit(2 if result.misused else 1)


def _explained(path: str, key: str, asked: dict[str, Any]) -> Explained:
    """The tree; where planner itself fails, a result with one problem that says so."""
    from planner import plan
    from planner.cli.each_file import crash
    from planner.results.explain import Explained
    from planner.results.statuses import PROBLEMS

    try:
        return plan.explain(path, key, **asked)
    except Exception as error:  # noqa: BLE001 - must not reach a person as a traceback
        return Explained(path, PROBLEMS, problems=(crash(error, path),))
