"""The command sensitivity."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from planner.cli.completing import line_keys
from planner.cli.one_file import end, guarded
from planner.cli.options import JSON, PASSWORD, PATH

if TYPE_CHECKING:
    from planner.problems import Problem
    from planner.results.sensitivity import Sensitivity


@click.command()
@PATH
@click.option(
    "--key",
    "keys",
    multiple=True,
    shell_complete=line_keys,
    help="The result; may be given several times. Key numbers where it is left out.",
)
@click.option(
    "--by",
    type=click.Choice(["range", "10%"]),
    default="range",
    show_default=True,
    help="Try inputs at their Favourable and Adverse values, or every number 10 % lower and higher.",
)
@click.option("--spider", is_flag=True, help="Also along -20 to +20 % of the five numbers that move it most.")
@click.option("--morris", is_flag=True, help="Also the elementary effects of what moves it, after Morris.")
@click.option(
    "--grid",
    nargs=2,
    metavar="KEY=V1,V2,... KEY=V1,...",
    help="One result at every combination of values of two inputs, in the place of the tornado.",
)
@click.option("--csv", "as_csv", is_flag=True, help="Print comma-separated values, numbers in full.")
@JSON
@PASSWORD
def sensitivity(
    path: str,
    keys: Sequence[str],
    grid: tuple[str, str] | None,
    as_csv: bool,
    as_json: bool,
    **more: Any,
) -> None:
    """Say what moves a result: each input alone at a low and a high value, most first. Reads only.

    \b
    planner sensitivity plan.xlsx
    planner sensitivity plan.xlsx --key minimum_cash --by 10% --spider
    planner sensitivity plan.xlsx --key "closing_cash[2027-06]"
    planner sensitivity plan.xlsx --key minimum_cash --grid cost_factor=0.9,1,1.1 opening_cash=3e6,4e6

    The engine computes it; the workbook's own formulas are asked about both ends of the five longest bars of
    each result, or the corners of the grid. Exits with 1 where they do not agree. docs/sensitivity.md says
    what is tried, and what is left out.
    """
    from planner import plan
    from planner.report.sensitivity import print_sensitivity, print_sensitivity_csv

    one_table = "the tornado" if as_csv else "the grid" if grid else ""
    if one_table and (more["spider"] or more["morris"] or (as_csv and as_json)):
        raise click.UsageError(f"this prints {one_table} alone: leave out --spider, --morris and --json.")
    work = partial(plan.sensitivity, path, keys, grid=_values(grid) if grid else None, **more)
    result = guarded(work, path, partial(_failed, path))
    end(result, as_json, print_sensitivity_csv if as_csv else print_sensitivity)


def _values(grid: Sequence[str]) -> dict[str, list[str]]:
    """Key -> values of what was typed as KEY=V1,V2."""
    found: dict[str, list[str]] = {}
    for one in grid:
        head, bracket, tail = one.rpartition("]")
        key, equals, values = tail.partition("=")
        if not equals or not values.strip():
            raise click.UsageError(f"{one!r} is not KEY=V1,V2")
        if (name := f"{head}{bracket}{key}".strip()) in found:
            raise click.UsageError(f"{name} is given twice")
        found[name] = [value.strip() for value in values.split(",")]
    return found


def _failed(path: str, problem: Problem) -> Sensitivity:
    from planner.results.sensitivity import Sensitivity
    from planner.results.statuses import PROBLEMS

    return Sensitivity(path, PROBLEMS, problems=(problem,))
