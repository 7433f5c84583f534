"""The command refresh."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from planner.cli.each_file import each, finish
from planner.cli.options import (
    DROP_SIGNATURE,
    JSON,
    NO_BACKUP,
    PASSWORD,
    PATHS,
    STRICT,
    checker_option,
)
from planner.report.printing import say

if TYPE_CHECKING:
    from planner.results.plan import Result


@click.command()
@PATHS
@checker_option()
@JSON
@STRICT
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
    strict: bool,
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
    if save and not live:
        raise click.UsageError("--save goes with --live")
    if live:
        if checker or dry_run or no_backup or drop_signature or password:
            raise click.UsageError("--live goes with --save, --strict and --json alone")
        finish(_live(paths, save=save), as_json, "refreshed", strict=strict)
        return
    options = {"checker": checker, "dry_run": dry_run, "backup": not no_backup}
    options |= {"password": password, "drop_signature": drop_signature}
    finish(_closed(paths, options), as_json, "compared" if dry_run else "refreshed", strict=strict)


def _live(paths: Sequence[str], *, save: bool) -> Iterator[Result]:
    """The refresh of each workbook that Excel has open."""
    from planner.cli.pool import once
    from planner.usecases import live

    work = partial(live.refresh, save=save)
    return (result for path in once(paths) for result in each(work, [path]))


def _closed(paths: Sequence[str], options: Mapping[str, Any]) -> Iterator[Result]:
    """The refresh of each file, but of those that are the kept version of another."""
    from planner import plan
    from planner.cli.pool import once, without_kept

    plans, kept = without_kept(once(paths))
    for path in kept:
        say(f"{path}: left alone, as it is the kept version of another of these", err=True)
    return each(partial(plan.refresh, **options), plans)
