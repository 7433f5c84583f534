"""Which checkers this machine has, for `planner doctor`."""

from __future__ import annotations

import re
import subprocess

from planner.check.checkers.base import CHECKERS, CheckerFailed, CheckerInfo, Evaluation
from planner.workbook.scratch import scratch_folder

PROBE_TIMEOUT_S = 10.0


def try_all() -> tuple[CheckerInfo, ...]:
    """Every checker, tried: the engines by a sum; programs are only looked for, as they start slowly."""
    programs = {"libreoffice": _libreoffice, "excel": _excel}
    return tuple(programs[name]() if name in programs else _engine(name) for name in CHECKERS)


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
        return CheckerInfo(NAME, None, False, "is not installed")
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
