"""The command set: it types values into input cells."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import click

from planner.cli.completing import input_keys
from planner.cli.each_file import each, finish
from planner.cli.options import DROP_SIGNATURE, JSON, NO_BACKUP, PASSWORD, PATH, Level

if TYPE_CHECKING:
    pass


@click.command("set")
@PATH
@click.argument("assignments", metavar="KEY=VALUE...", nargs=-1, required=True, shell_complete=input_keys)
@click.option(
    "--scenario",
    type=Level(),
    help="Which column to type into, base where it is left out; low (Favourable) and high (Adverse) follow "
    "base until they have a value of their own. Cells of tables have no scenarios.",
)
@click.option("--force", is_flag=True, help="Replace formulas of your own that stand in these cells.")
@NO_BACKUP
@JSON
@DROP_SIGNATURE
@PASSWORD
def set_command(
    path: str,
    assignments: Sequence[str],
    scenario: str | None,
    force: bool,
    no_backup: bool,
    as_json: bool,
    drop_signature: bool,
    password: str | None,
) -> None:
    """Type values into input cells, without touching anything else. Then refresh.

    \b
    planner set plan.xlsx opening_cash=5e6 discount_rate=12% plan_start=2026-12-01
    planner set plan.xlsx cost_factor=1.3 --scenario Adverse
    planner set plan.xlsx cost_factor= --scenario Adverse      follows base again
    planner set plan.xlsx "roles[Systems engineer].headcount=4"

    `planner show PATH --inputs` lists the keys, and behind them every table with its rows and columns.

    A cell of a table is TABLE[ROW].COLUMN, in quotes, as shells read brackets themselves. ROW is what stands
    in the first column of `planner show PATH --table TABLE`, with its spaces and commas:

    \b
    "roles[Systems engineer].headcount=4"            the row of a name
    "data_mix[Common Crawl, filtered].epochs=50%"    a name with a comma; a percentage
    "rounds[Series A].amount=8e6"                    the money of a round
    "currencies[USD].year_1=7.2"                     an exchange rate
    "chips[H100].date=2026-05-04"                    a day
    "data_mix[Wikipedia].date="                      nothing: an optional cell is emptied

    Why a check may warn is a row of its own; `set` adds it to the table:

    \b
    "acknowledged[breakeven_check].reason=Sold before" "acknowledged[breakeven_check].by=CFO"

    A row of a table is taken out by its name and nothing:

    \b
    "rounds[Series B]="                              the rows below it move up

    When one value does not fit, none is written. A formula of your own stays unless --force is given.

    A key, table, row or column that the plan does not have is wrong usage: 2. So is a scenario for a cell of
    a table, which holds for all three.
    """
    from planner import plan

    work = partial(
        plan.set_inputs,
        assignments=_by_key(assignments),
        scenario=scenario,
        force=force,
        backup=not no_backup,
        password=password,
        drop_signature=drop_signature,
    )
    finish(each(work, [path]), as_json, verb="set")


def _by_key(assignments: Sequence[str]) -> dict[str, str]:
    """Key -> value of what was typed as KEY=VALUE."""
    values: dict[str, str] = {}
    for assignment in assignments:
        key, equals, value = assignment.partition("=")
        if not equals:
            raise click.UsageError(f"{assignment!r} is not KEY=VALUE")
        if key.strip() in values:
            raise click.UsageError(f"{key.strip()} is given twice")
        values[key.strip()] = value.strip()
    return values
