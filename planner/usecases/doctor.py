"""The use case doctor: which programs this machine has, and which checkers there are to ask."""

from __future__ import annotations

from planner import __version__
from planner.results.program import Program


def doctor() -> tuple[Program, ...]:
    """Which programs this machine has: planner itself, Python, and every checker."""
    import platform

    from planner.check.checkers.installed import try_all

    found = [(info.name, info.version or "", info.usable, info.detail) for info in try_all()]
    ours = [("planner", __version__, True, ""), ("Python", platform.python_version(), True, "")]
    return tuple(Program(*entry) for entry in ours + found)


def checkers() -> tuple[str, ...]:
    """The checkers to ask for every opinion there is: Excel only where it is installed."""
    from planner.check.checkers.installed import every_opinion

    return every_opinion()
