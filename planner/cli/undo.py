"""The command undo."""

from __future__ import annotations

import sys

import click

from planner.cli.options import JSON, PASSWORD, PATH
from planner.report.printing import print_json


@click.command()
@PATH
@click.option("--dry-run", is_flag=True, help="List what would come back, but write nothing.")
@JSON
@PASSWORD
def undo(path: str, dry_run: bool, as_json: bool, password: str | None) -> None:
    """Bring back the version of a plan that planner kept, and keep the present one in its place.

    \b
    planner undo plan.xlsx --dry-run
    planner undo plan.xlsx

    planner keeps a plan as NAME.bak.xlsx as it was before the first change since its last refresh with every
    cell in agreement. The two files change places, so a second undo brings the change back. Whole files are
    swapped: inputs, sheets of your own, formats and the log alike.
    """
    from planner import plan
    from planner.cli.each_file import crash
    from planner.report.undo import print_undone
    from planner.results.statuses import PROBLEMS
    from planner.results.undo import Undone

    try:
        result = plan.undo(path, dry_run=dry_run, password=password)
    except Exception as error:  # noqa: BLE001 - must not reach a person as a traceback
        result = Undone(path, PROBLEMS, dry_run, problems=(crash(error, path),))
    if as_json:
        print_json(result.as_dict())
    else:
        print_undone(result)
    if not result.ok:
        sys.exit(1)
