"""The command diff."""

from __future__ import annotations

import sys
from typing import Any

import click

from planner.cli.completing import line_keys
from planner.cli.options import DROP_SIGNATURE, FILE, JSON, NO_BACKUP, PASSWORD, Level
from planner.report.printing import print_json


@click.command()
@click.argument("before", metavar="A", type=FILE)
@click.argument("after", metavar="[B]", required=False, type=FILE)
@click.option(
    "--key",
    "keys",
    multiple=True,
    shell_complete=line_keys,
    help="Explain the change of this line; may be given several times.",
)
@click.option("--all", "every", is_flag=True, help="Print and explain all results that changed.")
@click.option(
    "--scenario",
    type=Level(),
    default="base",
    show_default=True,
    help="Whose changes are explained.",
)
@click.option(
    "--into",
    metavar="PATH",
    type=FILE,
    help="Write it all as a sheet into this plan, mostly B itself, for its next reader.",
)
@NO_BACKUP
@DROP_SIGNATURE
@JSON
@PASSWORD
def diff(before: str, after: str | None, *, no_backup: bool, as_json: bool, **asked: Any) -> None:
    """Say what changed from plan A to plan B, and what each change did.

    Reads only, but for the plan of --into.

    \b
    planner diff old.xlsx new.xlsx
    planner diff plan.xlsx                      with the version that planner kept of it
    planner diff startup plan.xlsx              with a preset
    planner diff deal-may deal-june.zip         two packages of `planner handover`
    planner diff old.xlsx new.xlsx --key minimum_cash
    planner diff old.xlsx new.xlsx --into new.xlsx      as its sheet Changes

    What the inputs did is computed by the engine, by Shapley's value: the effect of a change is what it does
    on top of the others, averaged over every order in which they could have been made, so that all effects
    add up to the change. Up to 8 changes are looked at in every order; of more, a sample, with its error.
    """
    from planner import plan
    from planner.cli.each_file import crash
    from planner.report.diff import print_compared
    from planner.results.diff import Compared
    from planner.results.statuses import PROBLEMS

    try:
        result = plan.diff(before, after, backup=not no_backup, **asked)
    except Exception as error:  # noqa: BLE001 - must not reach a person as a traceback
        result = Compared(after or before, PROBLEMS, problems=(crash(error, after or before),))
    if as_json:
        print_json(result.as_dict())
    else:
        print_compared(result, every=asked["every"])
    if not result.ok:
        sys.exit(2 if result.misused else 1)
