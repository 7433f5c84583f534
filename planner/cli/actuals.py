"""The command actuals."""

from __future__ import annotations

import sys
from typing import Any

import click

from planner.cli.options import (
    DROP_SIGNATURE,
    FILE,
    JSON,
    NO_BACKUP,
    PASSWORD,
    PATH,
    checker_option,
)
from planner.report.printing import print_json

CHECK_ALONE = "--check takes no --from and no --map: it looks at the actuals that the plan has"
BOTH = "give --from FILE and --map MAP.toml, or --through MONTH alone, or --check"
ONE_OF_TWO = "--replace and --add are one or the other"


def _refuse(source: str | None, mapping: str | None, asked: dict[str, Any], *, check: bool) -> None:
    """Options that do not go together."""
    if check and (source or mapping):
        raise click.UsageError(CHECK_ALONE)
    alone = asked["through"] and not source and not mapping
    if not check and not alone and not (source and mapping):
        raise click.UsageError(BOTH)
    if asked["replace"] and asked["add"]:
        raise click.UsageError(ONE_OF_TWO)


@click.command()
@PATH
@click.option("--from", "source", type=FILE, metavar="FILE", help="A CSV, or a Parquet file.")
@click.option("--map", "mapping", type=FILE, metavar="MAP", help="A TOML file: docs/actuals.md shows one.")
@click.option(
    "--through",
    metavar="MONTH",
    default="",
    help="The last month that counts, as 2027-03.  [default: the last of the file]",
)
@click.option(
    "--waive",
    metavar="NAME",
    multiple=True,
    help="Leave out rows of this name, which no rule takes; may be given several times.",
)
@click.option(
    "--replace", is_flag=True, help="What another file told of the same months and lines gives way."
)
@click.option("--add", is_flag=True, help="It counts beside what another file told of the same.")
@click.option("--check", is_flag=True, help="Compare the actuals of the plan with the engine. Reads only.")
@checker_option()
@click.option("--dry-run", is_flag=True, help="Say what would be written, but write nothing.")
@NO_BACKUP
@JSON
@DROP_SIGNATURE
@PASSWORD
def actuals(
    path: str,
    source: str | None,
    mapping: str | None,
    check: bool,
    no_backup: bool,
    as_json: bool,
    **asked: Any,
) -> None:
    """Bring months that have passed into a plan: what was paid and received, beside what was planned.

    \b
    planner actuals plan.xlsx --from bank.csv --map bank.toml --dry-run
    planner actuals plan.xlsx --from focus.parquet --map cloud.toml --through 2027-03
    planner actuals plan.xlsx --through 2027-02
    planner actuals plan.xlsx --check

    It reads a ledger or bank statement (CSV) or a FOCUS 1.2 billing export (CSV or Parquet), sums it by month
    and line of the plan, and writes the sheet Actuals: what was read, plan and actual with their variance,
    split into price and volume where both are known, and the reforecast of cash, runway and break-even. The
    plan stays as it was. Rows that no rule of the map takes are listed and refused, unless they are waived.
    """
    _refuse(source, mapping, asked, check=check)
    from planner import plan
    from planner.cli.each_file import crash
    from planner.report.actuals import print_actuals
    from planner.results.actuals import ActualsRead
    from planner.results.statuses import PROBLEMS

    try:
        result = plan.actuals(path, source or "", mapping or "", backup=not no_backup, **asked)
    except Exception as error:  # noqa: BLE001 - must not reach a person as a traceback
        result = ActualsRead(path, PROBLEMS, problems=(crash(error, path),))
    print_json(result.as_dict()) if as_json else print_actuals(result)
    if not result.ok:
        sys.exit(2 if any(problem.usage for problem in result.problems) else 1)
