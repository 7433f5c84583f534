"""Which checkers this machine has, for `planner doctor`."""

from __future__ import annotations

import re
import subprocess
from importlib.util import find_spec

from planner.check.checkers.base import CHECKERS, CheckerFailed, CheckerInfo, Evaluation
from planner.disk.scratch import scratch_folder
from planner.problems import Problem

PROBE_TIMEOUT_S = 10.0
NOT_INSTALLED = "is not installed"


def try_all() -> tuple[CheckerInfo, ...]:
    """Every checker, tried: the engines by a sum; programs are only looked for, as they start slowly."""
    programs = {"libreoffice": _libreoffice, "excel": _excel}
    return tuple(programs[name]() if name in programs else _engine(name) for name in CHECKERS)


INSTALL = {
    "ironcalc": "Install it with `pip install ironcalc`",
    "cellrune": "Install it with `pip install cellrune`",
    "libreoffice": "Install it",
}
"""How to get what is missing; of Excel the reason says it."""


def lacking(name: str) -> Problem | None:
    """Why a checker that was named cannot be asked on this machine, and what to do; None where it can."""
    reason = _missing(name)
    if not reason:
        return None
    others = ", ".join(other for other in CHECKERS if other != name and not _missing(other))
    ways = [INSTALL.get(name, ""), f"take one that is there: {others}" if others else ""]
    remedy = ", or ".join(filter(None, ways))
    return Problem(f"the checker {name} {reason}", f"{remedy[:1].upper()}{remedy[1:]}." if remedy else "")


def _missing(name: str) -> str:
    """Why this machine has no such checker; nothing where it has. Nothing is started for it."""
    if name == "excel":
        from planner.check.checkers import excel

        return excel.missing()
    if name == "libreoffice":
        from planner.check.checkers.libreoffice import find_program

        return "" if find_program() else NOT_INSTALLED
    return "" if find_spec(name) else NOT_INSTALLED


def _engine(name: str) -> CheckerInfo:
    from importlib.metadata import PackageNotFoundError, version

    try:
        found: str | None = version(name)
    except PackageNotFoundError:
        found = None
    try:
        value = _evaluate_sum(name).values["S", 1, 1]
    except CheckerFailed as failure:
        return CheckerInfo(name, found, False, failure.reason)
    if value != 2.0:
        return CheckerInfo(name, found, False, f"takes 1+1 for {value}")
    return CheckerInfo(name, found, True, "works")


def _evaluate_sum(name: str) -> Evaluation:
    from openpyxl import Workbook

    from planner.check.checkers.session import Session

    with scratch_folder() as folder, Session(name) as session:
        path = folder / "sum.xlsx"
        workbook = Workbook()
        workbook.worksheets[0].title = "S"
        workbook.worksheets[0]["A1"] = "=1+1"
        workbook.save(path)
        return session.evaluate(path, {"S": [(1, 1)]}, PROBE_TIMEOUT_S)


def _libreoffice() -> CheckerInfo:
    from planner.check.checkers.libreoffice import NAME, find_program

    program = find_program()
    if program is None:
        return CheckerInfo(NAME, None, False, NOT_INSTALLED)
    try:
        answer = subprocess.run(  # noqa: S603 - the program found on this machine
            [str(program), "--version"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PROBE_TIMEOUT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return CheckerInfo(NAME, None, False, f"{program} does not tell its version: {error}")
    match = re.search(rb"LibreOffice\D*([0-9.]+)", answer.stdout)
    version = match[1].decode() if match else None
    return CheckerInfo(NAME, version, version is not None, str(program))


def _excel() -> CheckerInfo:
    from planner.check.checkers.excel import NAME, missing

    reason = missing()
    return CheckerInfo(NAME, None, not reason, reason or "is installed")
