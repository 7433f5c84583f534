"""The command line: arguments, printing, exit status. Everything else is imported when a command needs it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from planner import __version__
from planner.cli_handover import handover, verify
from planner.cli_live import doctor, watch
from planner.cli_undo import undo
from planner.options import (
    DROP_SIGNATURE,
    FILE,
    JSON,
    LANGUAGES,
    NO_BACKUP,
    PASSWORD,
    PATH,
    PATHS,
    checker_option,
    print_json,
)
from planner.running import crash, each, finish, outcomes

if TYPE_CHECKING:
    from planner.result import Result

INTERRUPTED = 130
"""Exit status after Ctrl-C, as shells have it."""


class _Planner(click.Group):
    """The commands, and the last line of defence: whatever happens, a person reads one line."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which they are used."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):  # a character that the terminal lacks, or a broken file name
                stream.reconfigure(errors="backslashreplace")
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except KeyboardInterrupt:
            click.echo("planner: stopped; every workbook is as it was, or whole and new", err=True)
            ctx.exit(INTERRUPTED)
        except Exception as error:  # noqa: BLE001 - see above
            click.echo(crash(error, ""), err=True)
            ctx.exit(1)


@click.group(cls=_Planner, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="planner")
def main() -> None:
    """What a large language model costs to train and serve, in a workbook that computes every number twice.

    \b
    planner new plan.xlsx           write a plan
    (edit the blue cells in Excel or LibreOffice)
    planner refresh plan.xlsx       recompute it, check it, write the results back

    Exit status: 0 all agrees, 1 problems or differences, 2 wrong usage, 130 stopped by Ctrl-C.
    """


@main.command()
@PATH
@click.option("--preset", default="essay", show_default=True, help="Values to start from.")
@click.option(
    "--lang",
    "language",
    type=click.Choice(LANGUAGES),
    default=LANGUAGES[0],
    show_default=True,
    help="Language of the workbook.",
)
@click.option("--force", is_flag=True, help="Replace a plan that is there already, keeping it as a backup.")
@JSON
def new(path: str, preset: str, language: str, force: bool, as_json: bool) -> None:
    """Write a new workbook, checked and with all its values.

    A file that is there already stays, unless --force is given; then it is kept as NAME.bak.xlsx. A workbook
    that holds sheets of your own is never replaced.

    With --lang zh everything in the workbook that people read is Chinese: sheets, labels, notes, messages and
    statuses. Its keys are the same, and every other command reads the language from the workbook.
    """
    from planner import plan

    work = partial(plan.new, preset=preset, language=language, force=force)
    finish(each(work, [path]), as_json, verb="wrote")


@main.command()
@PATHS
@checker_option()
@JSON
@click.option("--dry-run", is_flag=True, help="Compare, but write nothing.")
@NO_BACKUP
@DROP_SIGNATURE
@click.option("--live", is_flag=True, help="Refresh the workbook that Excel has open; see docs/live.md.")
@click.option("--save", is_flag=True, help="With --live: also let Excel save it.")
@PASSWORD
def refresh(
    paths: Sequence[str],
    checker: str | None,
    as_json: bool,
    dry_run: bool,
    no_backup: bool,
    drop_signature: bool,
    live: bool,
    save: bool,
    password: str | None,
) -> None:
    """Recompute and check a plan, and write the results back.

    Every formula cell gets the value that it comes to, the engine's values go beside them, and the statuses
    say how the two compare. Only planner's own cells change, in one step, and the version before the change
    is kept as NAME.bak.xlsx; see `planner undo`. Nothing is written when an input cannot be used, or when the
    workbook is open in Excel or LibreOffice.

    With --live the workbook is one that Excel has open, by its full path or by its address in OneDrive or
    SharePoint. Excel itself is the checker, and saving is left to you.

    Many files are done at once, on all cores; one that cannot be used does not stop the others.
    """
    from planner import plan
    from planner.batch import once, without_kept
    from planner.problems import printable

    if save and not live:
        raise click.UsageError("--save goes with --live")
    if live:
        if checker or dry_run or no_backup or drop_signature or password:
            raise click.UsageError("--live goes with --save and --json alone")
        from planner import live_refresh

        one = partial(live_refresh.refresh, save=save)
        finish((result for path in once(paths) for result in each(one, [path])), as_json, verb="refreshed")
        return
    work = partial(
        plan.refresh,
        checker=checker,
        dry_run=dry_run,
        backup=not no_backup,
        password=password,
        drop_signature=drop_signature,
    )
    plans, kept = without_kept(once(paths))
    for path in kept:
        click.echo(printable(f"{path}: left alone, as it is the kept version of another of these"), err=True)
    finish(each(work, plans), as_json, verb="compared" if dry_run else "refreshed")


main.add_command(watch)


@main.command()
@PATHS
@checker_option("all")
@JSON
@PASSWORD
def check(paths: Sequence[str], checker: str | None, as_json: bool, password: str | None) -> None:
    """Compare every formula with the engine. Reads only.

    Exits with 1 when a cell differs, was edited, overwritten or not checked, and when inputs were changed
    after the last refresh.
    """
    from planner import plan
    from planner.batch import once

    names = plan.checkers() if checker == "all" else (checker,)
    items = [(path, name) for path in once(paths) for name in names]
    finish(each(partial(_check, password), items, file=lambda item: item[0]), as_json, verb="checked")


def _check(password: str | None, item: tuple[str, str | None]) -> Result:
    from planner import plan

    return plan.check(*item, password=password)


@main.command()
@PATH
@click.option("--key", "keys", multiple=True, help="Show only this line; may be given several times.")
@click.option("--inputs", is_flag=True, help="Show the inputs, by the keys that `planner set` takes.")
@JSON
@PASSWORD
def show(path: str, keys: Sequence[str], inputs: bool, as_json: bool, password: str | None) -> None:
    """Print the results, or other lines, in the terminal. Reads only.

    The values are the engine's, from the inputs as they stand in the workbook now. A status of STALE says
    that the workbook's summary is older than its inputs.
    """
    from planner import plan

    (result,) = each(partial(plan.check, password=password), [path])
    if result.outputs and not as_json:
        from planner.report.tables import print_results

        print_results(result, keys, inputs)
    finish([result], as_json, verb="checked")


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
@DROP_SIGNATURE
@PASSWORD
def set_command(
    path: str,
    assignments: Sequence[str],
    scenario: str,
    no_backup: bool,
    as_json: bool,
    drop_signature: bool,
    password: str | None,
) -> None:
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
    work = partial(
        plan.set_inputs,
        assignments=values,
        scenario=scenario,
        backup=not no_backup,
        password=password,
        drop_signature=drop_signature,
    )
    finish(each(work, [path]), as_json, verb="set")


@main.command()
@PATH
@click.option("--dry-run", is_flag=True, help="Say what would be put back, but write nothing.")
@NO_BACKUP
@JSON
@DROP_SIGNATURE
@PASSWORD
def repair(
    path: str, dry_run: bool, no_backup: bool, as_json: bool, drop_signature: bool, password: str | None
) -> None:
    """Put back what a plan has lost: names, rows, sheets, tables, keys, formulas. Then refresh.

    Nothing else is touched, and what you typed stays. A row that was deleted comes back at the foot of its
    sheet, a sheet behind the others; cut and paste them to where you like them. Inputs that were gone hold
    the preset's values again: each is named. Formulas of planner's that were edited or typed over are the
    template's again: what stood there is printed.

    A plan that lacks nothing is left as it is. When something cannot be put back, nothing is written.
    """
    from planner import plan

    work = partial(
        plan.repair,
        dry_run=dry_run,
        backup=not no_backup,
        password=password,
        drop_signature=drop_signature,
    )
    finish(each(work, [path]), as_json, verb="would be repaired" if dry_run else "repaired")


main.add_command(undo)


@main.command()
@click.argument("paths", metavar="PATH...", nargs=-1, type=FILE)
@click.option(
    "--waive", metavar="RULE", multiple=True, help="Name or number of a rule that need not hold; repeatable."
)
@checker_option()
@JSON
@click.option("--sarif", "as_sarif", is_flag=True, help="Print one SARIF 2.1.0 log for all files.")
@click.option("--rules", "list_rules", is_flag=True, help="List the rules, and check nothing.")
@PASSWORD
def lint(
    paths: Sequence[str],
    waive: Sequence[str],
    checker: str | None,
    as_json: bool,
    as_sarif: bool,
    list_rules: bool,
    password: str | None,
) -> None:
    """Check any workbook, planner's or not, against the 43 rules of the profession. Reads only.

    \b
    planner lint plan.xlsx
    planner lint model.xlsx --waive input-colours --waive 41

    Exits with 0 when every rule passes or is waived. A rule that could not run says why and counts as a
    finding. docs/lint.md says what each rule checks.
    """
    from planner import linting
    from planner.batch import once
    from planner.report.lint import print_findings, print_rules

    if list_rules:
        print_rules(linting.rules())
        return
    if not paths:
        raise click.UsageError("Missing argument 'PATH...'.")
    if as_json and as_sarif:
        raise click.UsageError("--json and --sarif do not go together")
    if unknown := linting.unknown_rules(waive):
        raise click.UsageError(f"there is no rule {', '.join(unknown)}; `planner lint --rules` lists them")
    work = partial(linting.lint, waive=waive, checker=checker, password=password)
    kept = []
    for path, outcome in outcomes(work, once(paths)):
        result = (
            outcome if not isinstance(outcome, Exception) else linting.refused(path, crash(outcome, path))
        )
        kept.append(result)
        if as_json:
            print_json(result.as_dict())
        elif not as_sarif:
            print_findings(result)
    if as_sarif:
        from planner.report.sarif import sarif

        print_json(sarif(kept, linting.rules(), __version__))
    if not all(result.ok for result in kept):
        sys.exit(1)


main.add_command(handover)
main.add_command(verify)


main.add_command(doctor)
