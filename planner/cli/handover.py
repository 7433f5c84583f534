"""The commands handover and verify."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import click

from planner.cli.completing import waivable_names
from planner.cli.options import FILE, JSON, PASSWORD, PATH, no_such
from planner.report.printing import print_json

if TYPE_CHECKING:
    from planner.results.handover import Delivery, Receipt

Ended = TypeVar("Ended", "Delivery", "Receipt")


@click.command()
@PATH
@click.option(
    "--out", "folder", metavar="DIR", required=True, type=FILE, help="New or empty folder for the package."
)
@click.option(
    "--password",
    envvar="PLANNER_HANDOVER_PASSWORD",
    help="Encrypt the workbook in the package with it; in the variable PLANNER_HANDOVER_PASSWORD no list of "
    "processes shows it.",
)
@click.option(
    "--source-password",
    envvar="PLANNER_PASSWORD",
    help="Password of PATH where it is encrypted; also in the variable PLANNER_PASSWORD.",
)
@click.option(
    "--comments", type=click.Choice(["strip", "keep"]), help="What becomes of comments, where there are some."
)
@click.option(
    "--waive",
    metavar="RULE",
    multiple=True,
    shell_complete=waivable_names,
    help="A rule that need not hold: a name that a refusal gives, or a name or number of lint; repeatable.",
)
@click.option(
    "--acknowledge",
    metavar="CHECK=REASON",
    multiple=True,
    help="A check that warns, by its key or label, and why the plan is handed over all the same; repeatable.",
)
@click.option("--by", metavar="NAME", default="", help="Who acknowledges them; needed with --acknowledge.")
@click.option("--no-pdf", is_flag=True, help="Make no PDF, although LibreOffice is there.")
@JSON
def handover(
    path: str,
    folder: str,
    password: str | None,
    source_password: str | None,
    comments: str | None,
    waive: Sequence[str],
    acknowledge: Sequence[str],
    by: str,
    no_pdf: bool,
    as_json: bool,
) -> None:
    """Make the package for investors: a clean copy, a PDF, a page that says how to check it, a manifest.

    \b
    planner handover plan.xlsx --out deal
    planner handover plan.xlsx --out deal --comments strip --waive hidden-rows
    planner handover plan.xlsx --out deal --acknowledge "breakeven_check=sold in month 40" --by CFO

    The workbook itself stays as it is. Author, company, paths, printers and the like are taken out of the
    copy. It is refused, and nothing is written, where it holds macros, links, connections, embedded things,
    pivot caches or anything hidden, where its check or lint finds something, or where values are stale; each
    by a name that --waive takes. A check that warns needs a reason: in the plan's table acknowledged, or with
    --acknowledge for this package alone. docs/handover.md says it all.
    """
    from planner.report.delivery import print_delivery
    from planner.usecases import handover as handing_over

    _known_alone(waive)
    if password == "":
        raise click.UsageError("an empty password protects nothing")
    work = partial(handing_over.handover, password=password, source_password=source_password)
    said = _reasons(acknowledge, by)
    result = work(
        path, folder, waive=waive, comments=comments or "", acknowledge=said, by=by.strip(), pdf=not no_pdf
    )
    _end(result, print_delivery, as_json=as_json)


def _reasons(acknowledge: Sequence[str], by: str) -> dict[str, str]:
    """Check -> reason of what was typed as CHECK=REASON; a usage error where one has none."""
    if bool(by.strip()) != bool(acknowledge):
        raise click.UsageError("--acknowledge CHECK=REASON and --by NAME go together: why, and who says so")
    said: dict[str, str] = {}
    for one in acknowledge:
        check, _, reason = (part.strip() for part in one.partition("="))
        if not check or not reason:
            raise click.UsageError(f"{one!r} gives no reason: it is --acknowledge CHECK=REASON")
        if check in said:
            raise click.UsageError(f"{check} is acknowledged twice")
        said[check] = reason
    return said


def _known_alone(waive: Sequence[str]) -> None:
    """A usage error where a rule to be waived does not exist."""
    from planner.usecases import handover as handing_over

    if unknown := handing_over.unknown_rules(waive):
        known = ", ".join(handing_over.RULES)
        otherwise = f"There are {known}, and those of `planner lint --rules`."
        raise click.UsageError(no_such("rule", unknown, handing_over.known_rules(), otherwise))


@click.command()
@click.argument("folder", metavar="DIR", type=FILE)
@PASSWORD
@JSON
def verify(folder: str, password: str | None, as_json: bool) -> None:
    """Check a package that somebody received. Reads only.

    Compares every file with the manifest, so that nothing is missing, added or changed, and repeats the check
    of the workbook. Exits with 1 when anything deviates, and when the workbook cannot be checked.
    """
    from planner.report.delivery import print_receipt
    from planner.usecases import handover as handing_over

    result = handing_over.verify(folder, password=password)
    _end(result, print_receipt, as_json=as_json)


def _end(result: Ended, print_it: Callable[[Ended], None], *, as_json: bool) -> None:
    """Print what came of it, and exit with 1 where it did not come out well."""
    if as_json:
        print_json(result.as_dict())
    else:
        print_it(result)
    if not result.ok:
        sys.exit(2 if result.misused else 1)
