"""The command line: arguments, printing, exit status. Everything else is imported when a command needs it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import click

from planner import __version__
from planner.cli_handover import handover, verify
from planner.options import (
    CHECKERS,
    DROP_SIGNATURE,
    FILE,
    JSON,
    LANGUAGES,
    NO_BACKUP,
    PASSWORD,
    PATH,
    PATHS,
    checker_option,
)

if TYPE_CHECKING:
    from planner.problems import Problem
    from planner.result import Result

DEBUG = "PLANNER_DEBUG"
INTERRUPTED = 130
"""Exit status after Ctrl-C, as shells have it."""

Item = TypeVar("Item")
Out = TypeVar("Out")


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
            click.echo(_crash(error, ""), err=True)
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
    _finish(_each(work, [path]), as_json, verb="wrote")


@main.command()
@PATHS
@checker_option()
@JSON
@click.option("--dry-run", is_flag=True, help="Compare, but write nothing.")
@NO_BACKUP
@DROP_SIGNATURE
@PASSWORD
def refresh(
    paths: Sequence[str],
    checker: str | None,
    as_json: bool,
    dry_run: bool,
    no_backup: bool,
    drop_signature: bool,
    password: str | None,
) -> None:
    """Recompute and check a plan, and write the results back.

    Every formula cell gets the value that it comes to, the engine's values go beside them, and the statuses
    say how the two compare. Only planner's own cells change, in one step, and the version before is kept as
    NAME.bak.xlsx. Nothing is written when an input cannot be used, or when the workbook is open in Excel or
    LibreOffice.

    Many files are done at once, on all cores; one that cannot be used does not stop the others.
    """
    from planner import plan
    from planner.batch import once

    work = partial(
        plan.refresh,
        checker=checker,
        dry_run=dry_run,
        backup=not no_backup,
        password=password,
        drop_signature=drop_signature,
    )
    _finish(_each(work, once(paths)), as_json, verb="compared" if dry_run else "refreshed")


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
    from planner.batch import once

    names = CHECKERS if checker == "all" else (checker,)
    items = [(path, name) for path in once(paths) for name in names]
    _finish(_each(partial(_check, password), items, file=lambda item: item[0]), as_json, verb="checked")


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

    (result,) = _each(partial(plan.check, password=password), [path])
    if result.outputs and not as_json:
        from planner.report.tables import print_results

        print_results(result, keys, inputs)
    _finish([result], as_json, verb="checked")


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
    _finish(_each(work, [path]), as_json, verb="set")


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
    _finish(_each(work, [path]), as_json, verb="would be repaired" if dry_run else "repaired")


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
    from planner.report.terminal import print_json

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
    for path, outcome in _outcomes(work, once(paths)):
        result = (
            outcome if not isinstance(outcome, Exception) else linting.refused(path, _crash(outcome, path))
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


def _each(
    work: Callable[[Item], Result], items: Sequence[Item], file: Callable[[Item], str] = str
) -> Iterator[Result]:
    """The result of every file; where planner itself fails on one, a result with one problem that says so."""
    from planner.result import refused

    for item, outcome in _outcomes(work, items):
        yield (
            outcome
            if not isinstance(outcome, Exception)
            else refused(file(item), (_crash(outcome, file(item)),))
        )


def _outcomes(work: Callable[[Item], Out], items: Sequence[Item]) -> Iterator[tuple[Item, Out | Exception]]:
    """What came of every item, with progress where somebody watches; a bad one does not stop the others."""
    from planner.batch import outcomes
    from planner.report.progress import progress

    with closing(outcomes(work, items)) as found, progress(len(items)) as one_more:
        for item, outcome in zip(items, found, strict=True):
            result: Out | Exception
            try:
                result = outcome()
            except Exception as error:  # noqa: BLE001 - must not reach a person as a traceback
                result = error
            with one_more():
                yield item, result


def _crash(error: Exception, file: str) -> Problem:
    """What to tell of an error that no use case foresees; where PLANNER_DEBUG is set, it goes on."""
    from planner.problems import Problem

    if os.environ.get(DEBUG):
        raise error
    if isinstance(error, MemoryError):
        message, remedy = "there is not enough memory for this file", "Close other programs, then try again."
        return Problem(message, remedy, file)
    if isinstance(error, OSError) and not file:  # a user's files are read and written elsewhere
        return Problem(f"planner cannot write its output ({error.strerror or error})", "", file)
    what = "planner failed on this file" if file else "planner failed"
    message = f"{what}: {type(error).__name__}: {error}".rstrip(": ")
    return Problem(message, f"Please report it, with what it prints where the variable {DEBUG} is set.", file)


def _finish(results: Iterable[Result], as_json: bool, verb: str) -> None:
    """Print results and problems, each as it comes; exit with 1 unless everything agrees."""
    from planner.report.terminal import print_json, print_outcome

    agrees = True
    for result in results:
        agrees &= result.ok
        if as_json:
            print_json(result.as_dict())
        else:
            print_outcome(result, verb)
    if not agrees:
        sys.exit(1)
