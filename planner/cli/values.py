"""Two commands of the command line: show prints values, set types them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import click

from planner.cli.completing import input_keys, line_keys, table_names
from planner.cli.each_file import each, finish
from planner.cli.options import DROP_SIGNATURE, JSON, NO_BACKUP, PASSWORD, PATH, STRICT
from planner.results.statuses import PROBLEMS

if TYPE_CHECKING:
    from planner.problems import Problem
    from planner.results.plan import Result


@click.command()
@PATH
@click.option(
    "--key",
    "keys",
    multiple=True,
    shell_complete=line_keys,
    help="Show only this line; may be given several times.",
)
@click.option("--inputs", is_flag=True, help="Show the inputs, by the keys that `planner set` takes.")
@click.option(
    "--table",
    "tables",
    multiple=True,
    shell_complete=table_names,
    help="Show the rows of this table; may be given several times.",
)
@JSON
@STRICT
@PASSWORD
def show(
    path: str,
    keys: Sequence[str],
    inputs: bool,
    tables: Sequence[str],
    as_json: bool,
    strict: bool,
    password: str | None,
) -> None:
    """Print the results, or other lines, in the terminal. Reads only.

    \b
    planner show plan.xlsx --key training_days --key closing_cash_reported
    planner show plan.xlsx --inputs
    planner show plan.xlsx --table roles

    The values are the engine's, from the inputs as they stand in the workbook now. A status of STALE says
    that the workbook's summary is older than its inputs. With --json the object holds what was asked for
    alone, and everything where nothing was.
    """
    from planner import plan

    (result,) = each(partial(plan.check, password=password), [path])
    if result.outputs and (wrong := _unknown(result, keys, tables)) is not None:
        if not as_json:
            raise click.UsageError(f"{wrong.message}. {wrong.remedy}")
        result = replace(result.only((), (), inputs=False), status=PROBLEMS, problems=(wrong,))
    elif as_json and (keys or tables or inputs):
        result = result.only(keys, tables, inputs=inputs)
    elif result.outputs and not as_json:
        from planner.report.tables import print_results

        print_results(result, keys, tables, inputs=inputs)
    finish([result], as_json, "checked", strict=strict)


def _unknown(result: Result, keys: Sequence[str], tables: Sequence[str]) -> Problem | None:
    """The first of the keys and tables that the plan does not have."""
    from planner.problems import Problem, did_you_mean, quoted

    for key in keys:
        if key in result.tables:
            message, remedy = f"{key} is a table, not a line", f"Use --table {key}."
        elif key not in result.lines:
            message = f"there is no line {quoted(key)}"
            remedy = did_you_mean(key, result.lines, "`planner show PATH --json` has every key.")
        else:
            continue
        return Problem(message, remedy, result.file, key=key, usage=True)
    for table in tables:
        if table not in result.tables:
            remedy = did_you_mean(table, result.tables, f"Tables: {', '.join(result.tables)}.")
            message = f"there is no table {quoted(table)}"
            return Problem(message, remedy, result.file, key=table, usage=True)
    return None


@click.command("set")
@PATH
@click.argument("assignments", metavar="KEY=VALUE...", nargs=-1, required=True, shell_complete=input_keys)
@click.option(
    "--scenario",
    type=click.Choice(["low", "base", "high"], case_sensitive=False),
    help="Which column to type into, base where it is left out; low and high follow base until they have a "
    "value of their own. Cells of tables have no scenarios.",
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
    planner set plan.xlsx usd_cny=7.2 overhead=15% plan_date=2026-11-24
    planner set plan.xlsx serving_latency_s=25 --scenario high
    planner set plan.xlsx serving_latency_s= --scenario high      follows base again
    planner set plan.xlsx "data_mix[Wikipedia].tokens_b=4"

    `planner show PATH --inputs` lists the keys, and behind them every table with its rows and columns.

    A cell of a table is TABLE[ROW].COLUMN, in quotes, as shells read brackets themselves. ROW is what stands
    in the first column of `planner show PATH --table TABLE`, with its spaces and commas:

    \b
    "roles[Systems engineer].headcount=4"            the row of a name
    "data_mix[Common Crawl, filtered].epochs=50%"    a name with a comma; a percentage
    "rounds[2].amount=8e6"                           the row of a number
    "rounds[Series A].amount=8e6"                    the same row, by a name that it alone has
    "chips[H100].date=2026-05-04"                    a day
    "data_mix[Wikipedia].date="                      nothing: an optional cell is emptied

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
