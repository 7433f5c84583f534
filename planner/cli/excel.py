"""Two commands of the command line: watch, and doctor with its look at the Excel that is open."""

from __future__ import annotations

import sys
import time

import click

from planner.cli.options import CHECKERS, INTERRUPTED, NO_BACKUP, PASSWORD, PATH, checker_option
from planner.report.printing import print_json, say


@click.command()
@PATH
@checker_option(text="Which program evaluates a closed file.")
@click.option("--save", is_flag=True, help="Let Excel save a workbook that was refreshed while it is open.")
@NO_BACKUP
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a save on standard output.")
@PASSWORD
def watch(
    path: str, checker: str | None, save: bool, no_backup: bool, as_json: bool, password: str | None
) -> None:
    """Refresh a plan after each save, until Ctrl-C.

    Each save gives one line with the time and what came of it. A workbook that Excel has open is refreshed
    there, as with `planner refresh --live`; one that is closed, in the file. Saves of planner's own are not
    followed.
    """
    from planner.report.terminal import print_outcome, print_watched
    from planner.usecases.watch import unwatchable
    from planner.usecases.watch import watch as watching

    if (refusal := unwatchable(path)) is not None:
        if as_json:
            print_json(refusal.as_dict())
        else:
            print_outcome(refusal, "watched")
        sys.exit(1)
    say(f"{path}: watched; Ctrl-C ends this", err=True)
    try:
        for result in watching(path, checker=checker, backup=not no_backup, save=save, password=password):
            if as_json:
                print_json(result.as_dict())
            else:
                print_watched(result, time.strftime("%H:%M:%S"))
            sys.stdout.flush()
    except KeyboardInterrupt:  # the way to end it
        sys.exit(INTERRUPTED)
    sys.exit(1)  # it ends by itself only where it cannot watch


@click.command()
@click.option("--live", is_flag=True, help="Look at the Excel that is open instead, and at what it has open.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on standard output.")
def doctor(live: bool, as_json: bool) -> None:
    """Show which checkers and programs this machine has.

    One checker is enough. LibreOffice, and Excel where it is installed, are further opinions, for
    `planner check --checker all`.

    With --live: whether planner reaches the Excel that is open, whether Excel can be held and let go again,
    and which of the workbooks that it has open are plans. Nothing is written.
    """
    from planner.report.terminal import print_doctor

    if live:
        from planner.usecases import live as live_refresh

        programs = live_refresh.doctor()
        fine = all(program.usable for program in programs if program.name != "workbook")
    else:
        from planner import plan

        programs = plan.doctor()
        fine = any(program.usable and program.name in CHECKERS for program in programs)
    if as_json:
        print_json({"programs": [program.as_dict() for program in programs]})
    else:
        print_doctor(programs)
    if not fine:
        sys.exit(1)
