"""The command line: arguments, printing, exit status. Everything else is imported when a command needs it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import partial
from io import StringIO
from typing import TYPE_CHECKING, Any

import click

from planner import __version__
from planner.cli.actuals import actuals
from planner.cli.completing import preset_names
from planner.cli.diff import diff
from planner.cli.each_file import crash, each, finish
from planner.cli.excel import doctor, watch
from planner.cli.explain import explain
from planner.cli.handover import handover, verify
from planner.cli.lint import lint
from planner.cli.options import (
    DROP_SIGNATURE,
    INTERRUPTED,
    JSON,
    LANGUAGES,
    NO_BACKUP,
    PASSWORD,
    PATH,
    PATHS,
    STRICT,
    checker_option,
)
from planner.cli.predict import predict
from planner.cli.prices import prices
from planner.cli.refresh import refresh
from planner.cli.sensitivity import sensitivity
from planner.cli.show import show
from planner.cli.simulate import replay, simulate
from planner.cli.solve import solve
from planner.cli.undo import undo
from planner.cli.upgrade import upgrade
from planner.cli.values import set_command
from planner.report.printing import say

if TYPE_CHECKING:
    from planner.results.plan import Result


class _Planner(click.Group):
    """The commands, and the last line of defence: whatever happens, a person reads one line."""

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run the program and end it. What was called wrongly is said in cleaned letters."""
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):  # a character that the terminal lacks, or a broken file name
                stream.reconfigure(errors="backslashreplace")
        try:
            status = super().main(*args, **extra | {"standalone_mode": False})
        except click.ClickException as error:
            text = StringIO()
            error.show(text)
            for line in text.getvalue().rstrip("\n").split("\n"):
                say(line, err=True)
            sys.exit(error.exit_code)
        except click.Abort:  # Ctrl-C before a command has begun
            status = _stopped()
        sys.exit(status or 0)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which they are used."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            try:
                return super().invoke(ctx)
            except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
                raise
            except Exception as error:  # noqa: BLE001 - see above
                say(str(crash(error, "")), err=True)
                ctx.exit(1)
        except KeyboardInterrupt:
            ctx.exit(_stopped())


def _stopped() -> int:
    """What is said after Ctrl-C, and the exit status."""
    say("planner: stopped; every workbook is as it was, or whole and new", err=True)
    return INTERRUPTED


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
@click.option(
    "--preset",
    shell_complete=preset_names,
    help="Values to start from.  [default: essay, with --ask the nearest]",
)
@click.option(
    "--lang",
    "language",
    type=click.Choice(LANGUAGES, case_sensitive=False),
    default=LANGUAGES[0],
    show_default=True,
    help="Language of the workbook.",
)
@click.option("--ask", is_flag=True, help="Ask for what matters most, and take the rest from the preset.")
@click.option("--force", is_flag=True, help="Replace a plan that is there already, keeping it as a backup.")
@JSON
def new(path: str, preset: str | None, language: str, ask: bool, force: bool, as_json: bool) -> None:
    """Write a new workbook, checked and with all its values.

    A file that is there already stays, unless --force is given; then it is kept as NAME.bak.xlsx. A workbook
    that holds sheets of your own is never replaced.

    With --ask it puts fifteen questions, and asks for company and title. The size of the model and of the
    cluster choose the nearest preset; from then on Enter keeps its value, and every other input is the
    preset's. Type answers as `planner set` takes them.

    With --lang zh everything in the workbook that people read is Chinese: sheets, labels, notes, messages and
    statuses. Its keys are the same, and every other command reads the language from the workbook.
    """
    from planner import plan

    inputs: dict[str, str] = {}
    if ask:
        from planner.cli.asking import asked
        from planner.usecases.new import free_for

        found = free_for(path, preset or "essay", language=language, force=force)
        if not found.ok:
            finish([found], as_json, verb="wrote")  # which ends here
        preset, inputs = asked(language, preset)
    work = partial(plan.new, preset=preset or "essay", language=language, inputs=inputs, force=force)
    finish(each(work, [path]), as_json, verb="wrote")


main.add_command(refresh)
main.add_command(watch)


@main.command()
@PATHS
@checker_option("all")
@JSON
@STRICT
@PASSWORD
def check(
    paths: Sequence[str], checker: str | None, as_json: bool, strict: bool, password: str | None
) -> None:
    """Compare every formula with the engine. Reads only.

    Exits with 1 when a cell differs, was edited, overwritten or not checked, and when inputs were changed
    after the last refresh. A plan whose cash runs out may agree in every cell: --strict exits with 1 there
    too.
    """
    from planner import plan
    from planner.cli.pool import once

    names = plan.checkers() if checker == "all" else (checker,)
    items = [(path, name) for path in once(paths) for name in names]
    finish(
        each(partial(_check, plan.check, password), items, file=lambda item: item[0]),
        as_json,
        "checked",
        strict=strict,
    )


def _check(use_case: Callable[..., Result], password: str | None, item: tuple[str, str | None]) -> Result:
    return use_case(*item, password=password)


main.add_command(show)
main.add_command(explain)
main.add_command(diff)
main.add_command(set_command)
main.add_command(prices)
main.add_command(actuals)
main.add_command(predict)
main.add_command(sensitivity)
main.add_command(solve)
main.add_command(simulate)
main.add_command(replay)


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


main.add_command(upgrade)
main.add_command(undo)


main.add_command(lint)
main.add_command(handover)
main.add_command(verify)
main.add_command(doctor)
