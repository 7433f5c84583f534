"""The command line: arguments, printing, exit status. Everything else is imported when a command needs it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from planner import __version__

if TYPE_CHECKING:
    from planner.result import Result

CHECKERS = ("ironcalc", "cellrune", "libreoffice")
CHECKER_HELP = "Which program evaluates the formulas; without it ironcalc, and cellrune where that one fails."

PATHS = click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=str))
PATH = click.argument("path", type=click.Path(path_type=str))
JSON = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object a file on standard output."
)
NO_BACKUP = click.option("--no-backup", is_flag=True, help="Do not keep the version before as NAME.bak.xlsx.")


def _checker(*more: str) -> Callable[[Any], Any]:
    choices = click.Choice([*CHECKERS, *more])
    return click.option("--checker", type=choices, help=CHECKER_HELP)


class _InOrder(click.Group):
    """Lists the commands in the order in which they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(cls=_InOrder, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="planner")
def main() -> None:
    """What a large language model costs to train and serve, in a workbook that computes every number twice.

    \b
    planner new plan.xlsx           write a plan
    (edit the blue cells in Excel or LibreOffice)
    planner refresh plan.xlsx       recompute it, check it, write the results back

    Exit status: 0 all agrees, 1 problems or differences, 2 wrong usage.
    """


@main.command()
@PATH
@click.option("--preset", default="essay", show_default=True, help="Values to start from.")
@click.option("--force", is_flag=True, help="Replace a plan that is there already, keeping it as a backup.")
@JSON
def new(path: str, preset: str, force: bool, as_json: bool) -> None:
    """Write a new workbook, checked and with all its values.

    A file that is there already stays, unless --force is given; then it is kept as NAME.bak.xlsx. A workbook
    that holds sheets of your own is never replaced.
    """
    from planner import plan

    _finish([plan.new(path, preset, force=force)], as_json, verb="wrote")


@main.command()
@PATHS
@_checker()
@JSON
@click.option("--dry-run", is_flag=True, help="Compare, but write nothing.")
@NO_BACKUP
def refresh(paths: Sequence[str], checker: str | None, as_json: bool, dry_run: bool, no_backup: bool) -> None:
    """Recompute and check a plan, and write the results back.

    Every formula cell gets the value that it comes to, the engine's values go beside them, and the statuses
    say how the two compare. Only planner's own cells change, in one step, and the version before is kept as
    NAME.bak.xlsx. Nothing is written when an input cannot be used, or when the workbook is open in Excel or
    LibreOffice.
    """
    from planner import plan

    results = (plan.refresh(path, checker, dry_run=dry_run, backup=not no_backup) for path in paths)
    _finish(results, as_json, verb="compared" if dry_run else "refreshed")


@main.command()
@PATHS
@_checker("all")
@JSON
def check(paths: Sequence[str], checker: str | None, as_json: bool) -> None:
    """Compare every formula with the engine. Reads only.

    Exits with 1 when a cell differs, was edited, overwritten or not checked, and when inputs were changed
    after the last refresh.
    """
    from planner import plan

    names = CHECKERS if checker == "all" else (checker,)
    _finish((plan.check(path, name) for path in paths for name in names), as_json, verb="checked")


@main.command()
@PATH
@click.option("--key", "keys", multiple=True, help="Show only this line; may be given several times.")
@click.option("--inputs", is_flag=True, help="Show the inputs, by the keys that `planner set` takes.")
@JSON
def show(path: str, keys: Sequence[str], inputs: bool, as_json: bool) -> None:
    """Print the results, or other lines, in the terminal. Reads only.

    The values are the engine's, from the inputs as they stand in the workbook now. A status of STALE says
    that the workbook's summary is older than its inputs.
    """
    from planner import plan

    result = plan.check(path)
    if result.outputs and not as_json:
        _print_tables(result, keys, inputs)
    _finish([result], as_json, verb="checked")


def _print_tables(result: Result, keys: Sequence[str], inputs: bool) -> None:
    from planner.report.tables import print_inputs, print_lines
    from planner.report.terminal import unknown_key

    known = {**result.inputs, **result.calcs, **result.outputs}
    for key in keys:
        if key not in known:
            raise click.UsageError(unknown_key(key, list(known)))
    if inputs:
        print_inputs(result)
    if keys or not inputs:
        print_lines(result, keys)


@main.command("set")
@PATH
@click.argument("assignments", metavar="KEY=VALUE...", nargs=-1, required=True)
@click.option(
    "--scenario",
    type=click.Choice(["low", "base", "high"]),
    default="base",
    show_default=True,
    help="Which column to type into; low and high follow base until they have a value of their own.",
)
@NO_BACKUP
@JSON
def set_command(path: str, assignments: Sequence[str], scenario: str, no_backup: bool, as_json: bool) -> None:
    """Type values into input cells, without touching anything else. Then refresh.

    \b
    planner set plan.xlsx usd_cny=7.2 overhead=15%
    planner set plan.xlsx serving_latency_s=25 --scenario high
    planner set plan.xlsx "data_mix[Wikipedia].tokens_b=4"

    `planner show PATH --inputs` lists the keys. A cell of a table is TABLE[ROW].COLUMN. When one value does
    not fit, none is written.
    """
    from planner import plan

    values: dict[str, str] = {}
    for assignment in assignments:
        key, equals, value = assignment.partition("=")
        if not equals:
            raise click.UsageError(f"{assignment!r} is not KEY=VALUE")
        if key.strip() in values:
            raise click.UsageError(f"{key.strip()} is given twice")
        values[key.strip()] = value.strip()
    result = plan.set_inputs(path, values, scenario=scenario, backup=not no_backup)
    _finish([result], as_json, verb="set")


@main.command()
def doctor() -> None:
    """Show which checkers and programs this machine has.

    One checker is enough. LibreOffice is a third opinion, for `planner check --checker all`.
    """
    from planner import plan
    from planner.report.terminal import print_doctor

    programs = plan.doctor()
    print_doctor(programs)
    if not any(program.usable and program.name in CHECKERS for program in programs):
        sys.exit(1)


def _finish(results: Iterable[Result], as_json: bool, verb: str) -> None:
    """Print results and problems, each as it comes; exit with 1 unless everything agrees."""
    agrees = True
    for result in results:
        agrees &= result.ok
        if as_json:
            import json

            click.echo(json.dumps(result.as_dict(), ensure_ascii=False))
        else:
            from planner.report.terminal import print_outcome

            print_outcome(result, verb)
    if not agrees:
        sys.exit(1)
