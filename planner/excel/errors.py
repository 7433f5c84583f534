"""What Excel refuses, as one clear line; and how long planner waits for it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from planner.problems import PlanError, Problem

PATIENCE_S = 10.0
"""How long a cell may be edited, or a dialog be open, before planner gives up."""

STEP_S = 0.1

REJECTED = {-2147418111, -2147417846, -2146777998}
"""RPC_E_CALL_REJECTED, RPC_E_SERVERCALL_RETRYLATER and what Excel itself says while a cell is edited."""

TIMED_OUT = -1712
"""What an Apple event says that nobody has answered."""

LONGEST = 200

Given = TypeVar("Given")


def busy(error: BaseException) -> bool:
    """Whether Excel would take the same command later."""
    codes = {getattr(error, "hresult", None), getattr(error, "errornumber", None)}
    inner = getattr(error, "excepinfo", None)
    codes.add(inner[5] if isinstance(inner, tuple) and len(inner) > 5 else None)
    return bool(codes & (REJECTED | {TIMED_OUT})) or type(error).__name__ == "ExcelBusyError"


def patiently(call: Callable[[], Given]) -> Given:
    """What a call gives; while Excel is busy it is made again, for as long as planner is patient."""
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            return call()
        except Exception as error:
            if not busy(error) or time.monotonic() > until:
                raise
        time.sleep(STEP_S)


def wait_until(ready: Callable[[], bool], file: str) -> None:
    """Wait until Excel says that it is ready; a PlanError when that takes too long."""
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            if ready():
                return
        except Exception as error:
            if not busy(error):
                raise
        if time.monotonic() > until:
            raise PlanError(too_busy(file))
        time.sleep(STEP_S)


def too_busy(file: str) -> Problem:
    """A cell in edit mode and an open dialog look the same from outside."""
    message = f"Excel has been busy for {PATIENCE_S:g} s: a cell is being edited there, or a dialog is open"
    return Problem(message, "Press Enter or Escape in Excel, close its dialogs, then refresh again.", file)


@contextmanager
def as_problems(file: str, app: Any, book: Any = None) -> Iterator[None]:
    """Turn whatever Excel raises into a PlanError that says what has become of it."""
    try:
        yield
    except PlanError:
        raise
    except Exception as error:
        raise PlanError(reason(error, file, app, book)) from error


def reason(error: Exception, file: str, app: Any, book: Any = None) -> Problem:
    """Why Excel did not do what it was asked, as far as can be seen now."""
    if busy(error):
        return too_busy(file)
    if not answers(lambda: list(app.books)):
        message = "Excel was closed, or has crashed, while planner worked in it"
        return Problem(message, "Open the workbook again, look at it, then refresh again.", file)
    if book is not None and not answers(lambda: book.name):
        message = "the workbook was closed while planner worked in it"
        return Problem(message, "Open it again, then refresh again.", file)
    said = " ".join(str(part) for part in _words(error)) or type(error).__name__
    return Problem(
        f"Excel refuses: {said[:LONGEST].rstrip('. ')}", "Mend that in Excel, then refresh again.", file
    )


def answers(question: Callable[[], object]) -> bool:
    """Whether what is asked is still there; one that is busy is."""
    try:
        question()
    except Exception as error:  # noqa: BLE001 - a program that is gone shows in many ways
        return busy(error)
    return True


def _words(error: Exception) -> tuple[object, ...]:
    """The sentence for people inside an error of Excel's."""
    inner = getattr(error, "excepinfo", None)
    if isinstance(inner, tuple) and len(inner) > 2 and inner[2]:
        return (inner[2],)
    return tuple(str(error).splitlines()[:1])
