"""Holds Excel still while planner writes, and gives every setting back: also when planner is killed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

from planner.excel import program, restorer
from planner.excel.errors import answers, as_problems, patiently, wait_until
from planner.problems import PlanError, Problem

HELD: tuple[tuple[str, Any], ...] = (
    ("screen_updating", False),
    ("enable_events", False),
    ("display_alerts", False),
    ("calculation", "manual"),
    ("interactive", False),
)
"""Settings of Excel, in the order in which they are changed. The last keeps the user from typing."""

RESTORER = Path(restorer.__file__)


@contextmanager
def held(app: Any, ready: Callable[[], bool], file: str) -> Iterator[None]:
    """Wait until Excel is ready, hold it, and restore what was changed, whatever happens."""
    with as_problems(file, app):
        wait_until(ready, file)
        before = dict(_settings(app))
        pid = app.pid
    with _restored_if_killed(pid, before):
        try:
            with as_problems(file, app):
                for name, value in HELD:
                    if name in before:
                        _set(app, name, value)
            yield
        finally:
            left = restore(app, before)
    if left:
        message = f"Excel did not take back its settings {', '.join(left)}"
        raise PlanError(Problem(message, "Restart Excel, or set them under File > Options.", file))


def restore(app: Any, before: dict[str, Any]) -> list[str]:
    """Put settings back, the last first; which of them a running Excel refused."""
    left = []
    for name, value in reversed(before.items()):
        try:
            _set(app, name, value)
        except Exception:  # noqa: BLE001 - the others must be put back all the same
            left.append(name)
    return left if left and answers(lambda: list(app.books)) else []


def _set(app: Any, name: str, value: Any) -> None:
    patiently(partial(setattr, app, name, value))


def _settings(app: Any) -> Iterator[tuple[str, Any]]:
    """What can be read of the settings; Excel for Mac does not tell all."""
    for name, _ in HELD:
        with suppress(program.unsupported()):
            yield name, patiently(partial(getattr, app, name))


@contextmanager
def _restored_if_killed(pid: int, before: dict[str, Any]) -> Iterator[None]:
    """A process that waits for the end of this one, and does nothing where all went well."""
    windows = sys.platform == "win32"
    try:
        process = subprocess.Popen(  # noqa: S603 - our own script
            [sys.executable, str(RESTORER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=not windows,  # or what kills this one may kill it too
            creationflags=0x08000200 if windows else 0,  # CREATE_NO_WINDOW | CREATE_NEW_PROCESS_GROUP
        )
    except OSError:  # no memory, or no process number, for one more
        yield
        return
    assert process.stdin is not None  # noqa: S101 - asked for
    try:
        process.stdin.write(json.dumps({"pid": pid, "settings": before}).encode() + b"\n")
        process.stdin.flush()
        yield
    finally:
        with suppress(OSError):
            process.stdin.write(restorer.DONE)
            process.stdin.close()
        process.wait()
