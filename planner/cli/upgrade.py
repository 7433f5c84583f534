"""The command upgrade."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import click

from planner.cli.each_file import each, finish
from planner.cli.one_file import end, guarded
from planner.cli.options import DROP_SIGNATURE, JSON, NO_BACKUP, PASSWORD, PATH, checker_option
from planner.results.statuses import PROBLEMS

if TYPE_CHECKING:
    from planner.problems import Problem


@click.command()
@PATH
@click.option("--data", is_flag=True, help="Take the newest reference data, prices and chips, instead.")
@click.option("--choose", is_flag=True, help="With --data: renew rows too that the plan has chosen.")
@checker_option()
@click.option("--dry-run", is_flag=True, help="Say what would become of everything, but write nothing.")
@NO_BACKUP
@JSON
@DROP_SIGNATURE
@PASSWORD
def upgrade(path: str, data: bool, choose: bool, no_backup: bool, as_json: bool, **asked: Any) -> None:
    """Bring a plan of an earlier template to today's: its inputs, its notes and your own sheets.

    Every input finds its place in the new template, or a line says why nothing takes it; where another number
    comes out, the line says that too. Your own sheets stay as they are, and formulas of yours that read
    planner's cells follow them; those that read what is gone are listed with what to read instead. A sheet
    Upgrade in the plan lists everything.

    A plan of today's template is left alone. With --data it takes the newest reference data of its template:
    new rows come below its own in the tables GPU prices and Chips, and a row that nobody has edited is
    renewed, unless the plan has chosen it. --choose renews those too. Statuses turn STALE until the next
    refresh.

    \b
    planner upgrade plan.xlsx --data --dry-run
    planner upgrade plan.xlsx --data

    The version before is kept as NAME.bak.xlsx; see `planner undo`.
    """
    from planner import plan

    asked["backup"] = not no_backup
    if data:
        _data(path, as_json, choose=choose, **asked)
        return
    if choose:
        raise click.UsageError("--choose goes with --data: `planner upgrade PATH --data --choose`.")
    work = partial(plan.upgrade, **asked)
    finish(each(work, [path]), as_json, verb="would be upgraded" if asked["dry_run"] else "upgraded")


def _data(path: str, as_json: bool, **asked: Any) -> None:
    """The newest reference data for a plan of today's template."""
    from planner import plan
    from planner.report.reference import print_reference
    from planner.results.reference import ReferenceUpgraded

    def failed(problem: Problem) -> ReferenceUpgraded:
        return ReferenceUpgraded(path, PROBLEMS, problems=(problem,))

    end(guarded(lambda: plan.upgrade(path, data=True, **asked), path, failed), as_json, print_reference)
