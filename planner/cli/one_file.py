"""A use case on the one file of a command whose result is its own: guarded, printed, and the exit status."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from planner.problems import Problem


class Outcome(Protocol):
    """What such a use case gives back."""

    @property
    def ok(self) -> bool:
        """Whether it came to an end."""

    @property
    def problems(self) -> Sequence[Problem]:
        """Why it did not."""

    def as_dict(self) -> dict[str, Any]:
        """The documented JSON object."""


Found = TypeVar("Found", bound=Outcome)


def guarded(work: Callable[[], Found], file: str, failed: Callable[[Problem], Found]) -> Found:
    """What the use case gives; where planner itself fails, the one problem that says so."""
    from planner.cli.each_file import crash

    try:
        return work()
    except Exception as error:  # noqa: BLE001 - must not reach a person as a traceback
        return failed(crash(error, file))


def end(result: Found, as_json: bool, show: Callable[[Found], None]) -> None:
    """Print it; exit with 1 where there are problems, 2 where the call was wrong."""
    from planner.report.printing import print_json

    if as_json:
        print_json(result.as_dict())
    else:
        show(result)
    if not result.ok:
        sys.exit(2 if any(problem.usage for problem in result.problems) else 1)
