"""Excel itself as a checker of closed files, on Windows and macOS: an instance of its own opens a copy.

What it does stands in `excel_child.py`, which runs as a child process, so that an Excel that hangs is ended
with it, and this one never imports xlwings. Instances that the user works in are left alone.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

from planner.check.checkers.base import Cells, CheckerFailed, CheckerInfo, Evaluation, values_of
from planner.check.checkers.process import kill, start
from planner.disk.scratch import scratch_folder

NAME = "excel"
CHILD = Path(__file__).with_name("excel_child.py")
MAC_PROGRAM = Path("/Applications/Microsoft Excel.app")
MAC_FOLDER = Path.home() / "Library/Containers/com.microsoft.Excel/Data"
"""Where Excel for Mac may read without asking the user for leave."""


def missing() -> str:
    """Why this machine cannot use it; nothing where it can."""
    if sys.platform not in {"win32", "darwin"}:
        return "runs on Windows and macOS alone"
    if importlib.util.find_spec("xlwings") is None:
        return 'needs xlwings: pip install "planner[excel]"'
    return "" if _is_installed() else "is not installed"


def _is_installed() -> bool:
    if sys.platform == "win32":
        import winreg

        try:
            winreg.CloseKey(winreg.OpenKey(winreg.HKEY_CLASSES_ROOT, "Excel.Application"))
        except OSError:
            return False
        return True
    return MAC_PROGRAM.exists()


def look() -> CheckerInfo:
    """Whether it is there; its version shows when it runs."""
    reason = missing()
    return CheckerInfo(NAME, None, not reason, reason or "is installed")


def evaluate(path: Path, cells: Cells, timeout_s: float) -> Evaluation:
    """Let an Excel of its own calculate a copy of the workbook, or raise CheckerFailed."""
    if reason := missing():
        raise CheckerFailed(NAME, reason)
    with _folder() as folder:
        copy = folder / f"book{path.suffix}"
        try:
            shutil.copyfile(path, copy)
        except OSError as error:
            raise CheckerFailed(NAME, f"cannot read the file: {error.strerror}") from error
        return _ask((sys.executable, "-X", "utf8", str(CHILD)), copy, cells, timeout_s)


def _ask(command: tuple[str, ...], copy: Path, cells: Cells, timeout_s: float) -> Evaluation:
    """Start the child, send it the request, and take its two lines: whom it started, and the values."""
    request = json.dumps({"path": str(copy), "cells": dict(cells)}).encode("ascii") + b"\n"
    try:
        process = start(command, os.environ, talk=True)
    except OSError as error:
        raise CheckerFailed(NAME, f"cannot be started: {error.strerror}") from error
    lines: list[bytes] = []
    talk = threading.Thread(target=_exchange, args=(process, request, lines), daemon=True)
    try:
        talk.start()
        talk.join(timeout_s)
        late = talk.is_alive()
    finally:
        kill(process)
        replies = [found for line in lines if (found := _reply(line)) is not None]
        if "values" not in (replies[-1] if replies else {}):
            _end([reply["excel"] for reply in replies if "excel" in reply])
    if late:
        raise CheckerFailed(NAME, f"timed out after {timeout_s:g} s")
    last = replies[-1] if replies else {}
    if "values" not in last:
        raise CheckerFailed(NAME, f"cannot evaluate the file: {last.get('failed', 'it gives no answer')}")
    values = values_of(cells, last["values"])
    return Evaluation(NAME, str(last.get("version", "")), MappingProxyType(values))


def _exchange(process: subprocess.Popen[bytes], request: bytes, lines: list[bytes]) -> None:
    with contextlib.suppress(OSError, ValueError):  # a pipe that broke, or that the killer closed
        if process.stdin and process.stdout:
            process.stdin.write(request)
            process.stdin.flush()
            lines.extend(process.stdout)


def _reply(line: bytes) -> dict[str, Any] | None:
    with contextlib.suppress(ValueError):
        found = json.loads(line)
        return found if isinstance(found, dict) else None
    return None


def _end(started: list[int]) -> None:
    """End the Excel of a child that could not do it itself."""
    for pid in started:
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGTERM)


@contextmanager
def _folder() -> Iterator[Path]:
    if sys.platform == "darwin" and MAC_FOLDER.is_dir():
        with TemporaryDirectory(prefix="planner-", dir=MAC_FOLDER, ignore_cleanup_errors=True) as folder:
            yield Path(folder)
        return
    try:
        with scratch_folder() as scratch:
            yield scratch
    except OSError as error:
        raise CheckerFailed(NAME, f"has no room for its working copy ({error.strerror})") from error
