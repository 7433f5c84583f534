"""xlwings as planner uses it: the open part alone, tamed."""

from __future__ import annotations

import importlib.util
import sys
from typing import Any

from planner.problems import PlanError, Problem

INSTALL = 'Install it with `pip install "planner[excel]"`.'
NO_EXCEL = "planner reaches an open workbook through Excel, which runs on Windows and macOS alone"
CLOSE = "Save and close the workbook, then run `planner refresh` without --live."


def load(file: str = "") -> Any:
    """The module xlwings, or a PlanError where this machine has none, or none that reaches a program."""
    if importlib.util.find_spec("xlwings") is None:
        raise PlanError(Problem("xlwings, which talks to Excel, is not installed", INSTALL, file))
    import xlwings

    tame(sys.modules.get("xlwings._xlwindows"))
    if xlwings.engines.active is None:
        raise PlanError(Problem(NO_EXCEL, CLOSE, file))
    return xlwings


def unsupported() -> type[Exception]:
    """What xlwings raises where a platform does not offer what is asked."""
    from xlwings import XlwingsError

    return XlwingsError


def tame(windows: Any) -> None:
    """On Windows: let a busy Excel show as an error, and leave other people's Excel alone.

    Left as it is, xlwings asks a busy Excel again and again for ever. And whenever it ends an instance, and
    when Python ends, it kills every Excel process without a window, whoever started it.
    """
    if windows is not None:
        windows.N_COM_ATTEMPTS = 1
        windows.Apps.cleanup = staticmethod(_leave_alone)


def _leave_alone() -> None:
    """In place of xlwings' own search for processes to kill."""
