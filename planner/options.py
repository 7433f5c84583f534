"""Options and arguments that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import click

CHECKERS = ("ironcalc", "cellrune", "libreoffice", "excel")
LANGUAGES = ("en", "zh")
CHECKER_HELP = "Which program evaluates the formulas; without it ironcalc, and cellrune where that one fails."


class _File(click.Path):
    """A path; an empty one, as of a variable that is not set, means no file."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("the path is empty", param, ctx)
        return super().convert(value, param, ctx)


FILE = _File(path_type=str, readable=False)
"""A path as it is given: a file that may not be read is a problem of that file, not wrong usage of all."""

PATHS = click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=FILE)
PATH = click.argument("path", type=FILE)
JSON = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object a file on standard output."
)
NO_BACKUP = click.option("--no-backup", is_flag=True, help="Do not keep the version before as NAME.bak.xlsx.")
STRICT = click.option(
    "--strict", is_flag=True, help="Exit with 1 too where a check of the plan itself FAILS, such as its cash."
)
PASSWORD = click.option(
    "--password",
    envvar="PLANNER_PASSWORD",
    help="Password of an encrypted workbook; in the variable PLANNER_PASSWORD no list of processes shows it.",
)
DROP_SIGNATURE = click.option(
    "--drop-signature",
    is_flag=True,
    help="Take out the workbook's digital signature, which any change would break.",
)


def checker_option(*more: str) -> Callable[[Any], Any]:
    """`--checker`, with other choices than the names of checkers where a command has them."""
    choices = click.Choice([*CHECKERS, *more], case_sensitive=False)
    return click.option("--checker", type=choices, help=CHECKER_HELP)


def no_such(what: str, unknown: Sequence[str], known: Iterable[str], otherwise: str) -> str:
    """What to say of names that were asked for and are none, with those that may have been meant."""
    from planner.problems import did_you_mean, quoted

    known = list(known)
    said = (f"there is no {what} {quoted(name)}. {did_you_mean(name, known, otherwise)}" for name in unknown)
    return "; ".join(said)
