"""Which checkers this machine has, for `planner doctor`."""

from __future__ import annotations

from importlib.util import find_spec

from planner.check.checkers.allowance import Allowance
from planner.check.checkers.base import NOT_INSTALLED, CheckerFailed, CheckerInfo, Evaluation, program
from planner.check.checkers.registry import BY_NAME, ROWS, CheckerRow
from planner.disk.scratch import scratch_folder
from planner.problems import Problem

PROBE_TIMEOUT_S = 10.0


def try_all() -> tuple[CheckerInfo, ...]:
    """Every checker, tried: the engines by a sum; programs are only looked for, as they start slowly."""
    return tuple(_engine(row) if row.kind == "engine" else program(row).look() for row in ROWS)


def every_opinion() -> tuple[str, ...]:
    """The checkers to ask for every opinion there is: some only where the machine has them."""
    return tuple(row.name for row in ROWS if row.always_wanted or not _missing(row))


def lacking(name: str) -> Problem | None:
    """Why a checker that was named cannot be asked on this machine, and what to do; None where it can.

    Raises:
        ValueError: there is no such checker.
    """
    if name not in BY_NAME:
        raise ValueError(f"there is no checker {name}; there are {', '.join(BY_NAME)}")
    row = BY_NAME[name]
    reason = _missing(row)
    if not reason:
        return None
    others = ", ".join(other.name for other in ROWS if other != row and not _missing(other))
    ways = [row.install, f"take one that is there: {others}" if others else ""]
    remedy = ", or ".join(filter(None, ways))
    return Problem(f"the checker {name} {reason}", f"{remedy[:1].upper()}{remedy[1:]}." if remedy else "")


def _missing(row: CheckerRow) -> str:
    """Why this machine has no such checker; nothing where it has. Nothing is started for it."""
    if row.kind == "program":
        return program(row).missing()
    return "" if find_spec(row.package) else NOT_INSTALLED


def _engine(row: CheckerRow) -> CheckerInfo:
    from importlib.metadata import PackageNotFoundError, version

    try:
        found: str | None = version(row.package)
    except PackageNotFoundError:
        found = None
    try:
        value = _evaluate_sum(row.name).values["S", 1, 1]
    except CheckerFailed as failure:
        return CheckerInfo(row.name, found, False, failure.reason)
    if value != 2.0:
        return CheckerInfo(row.name, found, False, f"takes 1+1 for {value}")
    return CheckerInfo(row.name, found, True, "works")


def _evaluate_sum(name: str) -> Evaluation:
    from openpyxl import Workbook

    from planner.check.checkers.session import Session

    with scratch_folder() as folder, Session(name) as session:
        path = folder / "sum.xlsx"
        workbook = Workbook()
        workbook.worksheets[0].title = "S"
        workbook.worksheets[0]["A1"] = "=1+1"
        workbook.save(path)
        return session.evaluate(path, {"S": [(1, 1)]}, Allowance(PROBE_TIMEOUT_S))
