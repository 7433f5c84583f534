"""The command show: results, inputs, single lines or the rows of a table, in the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from planner.cli.completing import line_keys, table_names
from planner.cli.each_file import each, finish
from planner.cli.options import JSON, PASSWORD, PATH, STRICT
from planner.results.statuses import PROBLEMS

if TYPE_CHECKING:
    from planner.problems import Problem
    from planner.report.wanted import Wanted
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
@click.option("--all", "every", is_flag=True, help="Show every result, section by section.")
@click.option(
    "--section",
    "sections",
    multiple=True,
    help="Show only sections whose titles hold this text; with --month, or where no results are called so, "
    "those of the sheets of calculations, such as Balance sheet. May be given several times.",
)
@click.option("--failing", is_flag=True, help="Show only lines that fail, or could not be compared.")
@click.option("--stale", is_flag=True, help="Show only lines whose summary is older than the inputs.")
@click.option("--month", type=int, metavar="N", help="Show lines along months at this month alone.")
@click.option("--inputs", is_flag=True, help="Show the inputs, by the keys that `planner set` takes.")
@click.option(
    "--table",
    "tables",
    multiple=True,
    shell_complete=table_names,
    help="Show the rows of this table; may be given several times.",
)
@click.option("--csv", "as_csv", is_flag=True, help="Print lines as comma-separated values, numbers in full.")
@JSON
@STRICT
@PASSWORD
def show(
    path: str, keys: Sequence[str], tables: Sequence[str], inputs: bool, as_csv: bool, **more: Any
) -> None:
    """Print the key numbers, or other lines, in the terminal. Reads only.

    \b
    planner show plan.xlsx --all
    planner show plan.xlsx --key training_days --key closing_cash_end
    planner show plan.xlsx --section cash --csv
    planner show plan.xlsx --month 12
    planner show plan.xlsx --inputs
    planner show plan.xlsx --table roles

    The values are the engine's, from the inputs as they stand in the workbook now. A status of STALE says
    that the workbook's summary is older than its inputs. With --json the object holds what was asked for
    alone, and everything where nothing was.
    """
    from planner import plan
    from planner.report.wanted import Wanted

    strict, as_json = more.pop("strict"), more.pop("as_json")
    if as_csv and (as_json or inputs or tables):
        raise click.UsageError("--csv prints lines alone: leave out --json, --inputs and --table.")
    (result,) = each(partial(plan.check, password=more.pop("password")), [path])
    asked = _Asked(keys, tables, inputs, Wanted(**more))
    if result.outputs and (wrong := _unknown(result, keys, tables) or _nowhere(result, asked.wanted)):
        if not as_json:
            raise click.UsageError(f"{wrong.message}. {wrong.remedy}")
        result = replace(result.only((), (), inputs=False), status=PROBLEMS, problems=(wrong,))
    elif as_json:
        result = _alone(result, asked)
    elif result.outputs:
        _print(result, asked, as_csv)
    finish([result], as_json, "checked", strict=strict, data=as_csv)


class _Asked(NamedTuple):
    """What was asked for."""

    keys: Sequence[str]
    tables: Sequence[str]
    inputs: bool
    wanted: Wanted


def _alone(result: Result, asked: _Asked) -> Result:
    """What was asked for alone, and everything where nothing was."""
    from planner.report.wanted import wanted_lines

    keys, tables, inputs, wanted = asked
    if keys or tables or inputs:
        return result.only(keys, tables, inputs=inputs)
    if wanted.is_short:
        return result
    found = [line.key for _, lines in wanted_lines(result, wanted) for line in lines]
    return result.only(found, (), inputs=False)


def _print(result: Result, asked: _Asked, as_csv: bool) -> None:
    from planner.report.wanted import wanted_lines

    keys, tables, inputs, wanted = asked
    if as_csv:
        from planner.report.lines_csv import print_csv

        found = [line for _, lines in wanted_lines(result, wanted) for line in lines]
        print_csv([result.lines[key] for key in keys] or found, wanted.month)
    else:
        from planner.report.tables import print_results

        print_results(result, keys, tables, wanted, inputs=inputs)


def _nowhere(result: Result, wanted: Wanted) -> Problem | None:
    """The section or month that the plan does not have."""
    from planner.problems import Problem, quoted
    from planner.report.wanted import months_of, unknown_section

    if (text := unknown_section(result, wanted.sections)) is not None:
        titles = "; ".join(title for title, _ in result.sections)
        if result.calc_sections:
            titles += f"; and those of calculations, such as {result.calc_sections[-1][0]}"
        message = f"no section has {quoted(text)} in its title"
        return Problem(message, f"Sections: {titles}.", result.file, usage=True)
    months = months_of(result)
    if wanted.month is not None and wanted.month not in months:
        message = f"there is no month {wanted.month}"
        return Problem(message, f"Months: 1 to {len(months)}.", result.file, usage=True)
    return None


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
