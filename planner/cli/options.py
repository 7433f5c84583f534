"""Options and arguments that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import click

from planner.results.levels import LEVELS
from planner.usecases.known import checkers, default_checkers, lacking_checker, translations

CHECKERS = tuple(name for name, _ in checkers())
LANGUAGES = ("en", *translations())
FIRST, *LATER = default_checkers()
OTHERWISE = f"without it {FIRST}, and {' or '.join(LATER)} where that one fails"
CHECKER_HELP = f"Which program evaluates the formulas; {OTHERWISE}."

INTERRUPTED = 130
"""Exit status after Ctrl-C, as shells have it."""


class _File(click.Path):
    """A path; an empty one, as from a variable that a script forgot to set, is wrong usage."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path as it was given."""
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


class Level(click.Choice[str]):
    """A level by its key or by the word that a plan in English says: `high` and `Adverse` are one."""

    def __init__(self) -> None:
        super().__init__([*LEVELS], case_sensitive=False)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The key."""
        keys = {word.casefold(): key for key, word in LEVELS.items()}
        return super().convert(keys.get(str(value).casefold(), value), param, ctx)


class _Lacking(click.ClickException):
    """A checker that this machine lacks, as wrong usage in one line."""

    exit_code = 2


def _at_hand(_: click.Context, __: click.Parameter, name: str | None) -> str | None:
    """The checker that was asked for, if this machine has it: before anything is read."""
    if name in CHECKERS and (problem := lacking_checker(name)) is not None:
        raise _Lacking(str(problem))
    return name


def checker_option(*more: str, text: str = CHECKER_HELP) -> Callable[[Any], Any]:
    """`--checker`, with other choices than the names of checkers where a command has them."""
    choices = click.Choice([*CHECKERS, *more], case_sensitive=False)
    return click.option("--checker", type=choices, callback=_at_hand, help=text)


def no_such(what: str, unknown: Sequence[str], known: Iterable[str], otherwise: str) -> str:
    """What to say of names that were asked for and are none, with those that may have been meant."""
    from planner.problems import did_you_mean, quoted

    known = list(known)
    said = (f"there is no {what} {quoted(name)}. {did_you_mean(name, known, otherwise)}" for name in unknown)
    return "; ".join(said)
