"""The child process of an engine that is a Python package: ``python -I -S worker.py MODULE PACKAGE FOLDER``.

Nothing else of planner is imported here, so that the child starts in the time of a bare interpreter. It reads
one JSON request a line, answers each with one JSON line, and ends with its input:

    {"path": "plan.xlsx", "cells": {"Tokens": [4, 4, 4, 5]}, "limit_s": 20, "memory": 1073741824}
    {"version": "0.9.1", "values": {"Tokens": {"numbers": "mpmZ...", "others": {"1": {"error": "#DIV/0!"}}}}}
    or    {"failed": "reason"}

Rows and columns of cells stand by turns. Of their values numbers stand as bytes in base 64, which takes a
tenth of the time of digits, and whatever else a value is, by its place, beside them. A request without cells
opens the file for the next one, and has no answer. ``"typed": {"Tokens": [[4, 4, 7]]}`` types values into the
opened workbook before it is calculated, as the file will hold them.

An engine module beside this file offers ``load(path)`` and ``calculate(workbook, cells, typed)``, which gives
as many values as there are cells on every sheet: number, text, true or false, null, ``{"error": code}`` or
``{"not_run": reason}``.
"""

from __future__ import annotations

import binascii
import gc
import importlib.util
import json
import math
import os
import sys
from array import array
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO

# For the import; each request brings its own limit.
MEMORY_LIMIT_BYTES = 4 * 1024**3
# The parent kills a child that is late. This is for a child whose parent was killed itself.
GRACE_S = 15


def main() -> None:
    """Answer requests until the input ends."""
    gc.disable()  # a request is many small lists, and no circles of them
    module, package, site = sys.argv[1:4]
    replies = _take_stdout()
    _limit_memory(MEMORY_LIMIT_BYTES)
    sys.path.append(site)
    engine, problem = _load(module)
    opened: dict[str, Any] = {}
    for line in sys.stdin.buffer:
        request = json.loads(line)
        _set_alarm(request["limit_s"] + GRACE_S)
        _limit_memory(request["memory"])
        if "cells" not in request:
            opened = _open(engine, request["path"])
            _set_alarm(0)
            continue
        reply = _answer(engine, request, opened) if engine else {"failed": problem}
        reply["version"] = _version(package, site)
        replies.write(_line(reply))
        replies.flush()
        _set_alarm(0)


def _take_stdout() -> BinaryIO:
    """The pipe to the parent, out of reach of an engine that prints."""
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return replies


def _limit_memory(size: int) -> None:
    """A workbook may be made to exhaust memory. Windows has no such limit, macOS ignores it."""
    if sys.platform != "win32":
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        limit = size if hard == resource.RLIM_INFINITY else min(hard, size)
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _set_alarm(seconds: float) -> None:
    """End this process then, even while native code runs; 0 takes the alarm back."""
    if sys.platform != "win32":
        import signal

        signal.alarm(math.ceil(seconds))


def _load(name: str) -> tuple[ModuleType | None, str]:
    """The engine module of this directory, or why it cannot be imported."""
    spec = importlib.util.spec_from_file_location(f"checker_{name}", Path(__file__).with_name(f"{name}.py"))
    if spec is None or spec.loader is None:
        return None, "is not a checker"
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # noqa: BLE001 - a broken installation can raise anything
        return None, f"cannot be imported: {_reason(error)}"
    return module, ""


def _open(engine: ModuleType | None, path: str) -> dict[str, Any]:
    """The workbook by its path; what prevents that comes up again when it is asked for."""
    try:
        return {path: engine.load(path)} if engine else {}
    except BaseException:  # noqa: BLE001 - a panic of a native engine derives from BaseException
        return {}


def _answer(engine: ModuleType, request: dict[str, Any], opened: dict[str, Any]) -> dict[str, Any]:
    path, typed = request["path"], request.get("typed", {})
    try:
        if typed and path not in opened:
            return {"failed": "has not opened the file"}
        workbook = opened[path] if path in opened else engine.load(path)
        cells = {sheet: [*zip(flat[::2], flat[1::2])] for sheet, flat in request["cells"].items()}  # noqa: B905
        values = engine.calculate(workbook, cells, typed)
    except BaseException as error:  # noqa: BLE001 - a panic of a native engine derives from BaseException
        return {"failed": _reason(error)}
    return {"values": {sheet: _packed(row) for sheet, row in values.items()}}


def _packed(row: list[Any]) -> dict[str, Any]:
    """The values of one sheet. A number that is infinite or none, which hardly any engine gives, is none."""
    numbers = array("d", [value if type(value) is float else 0.0 for value in row])
    others = {at: value for at, value in enumerate(row) if type(value) is not float}
    if not all(map(math.isfinite, numbers)):
        others |= {at: _not_finite(value) for at, value in enumerate(numbers) if not math.isfinite(value)}
    return {"numbers": binascii.b2a_base64(numbers.tobytes(), newline=False).decode(), "others": others}


def _line(reply: dict[str, Any]) -> bytes:
    return json.dumps(reply, allow_nan=False).encode("ascii") + b"\n"


def _reason(error: BaseException) -> str:
    if isinstance(error, MemoryError):
        return "takes more memory than a checker may have"
    if not isinstance(error, Exception):  # a panic, whose text speaks of the engine's own insides
        return "it breaks down on it, which is a fault of its own"
    return str(error) or type(error).__name__


def _not_finite(value: float) -> dict[str, str]:
    return {"not_run": f"the engine gives {value}"}


def _version(package: str, site: str) -> str:
    """From the directory that the installer wrote: importlib.metadata takes 40 ms to import."""
    for entry in Path(site).glob(f"{package}-*.dist-info"):
        return entry.name.removeprefix(f"{package}-").removesuffix(".dist-info")
    return "unknown"


if __name__ == "__main__":
    main()
