"""Gives Excel its settings back where planner was killed: ``python restorer.py``.

Reads ``{"pid": 4711, "settings": {...}}`` in one line, then waits for the line ``done``. Nothing of planner
is imported, and xlwings only when it is needed, so that it is ready in the time of a bare interpreter.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

DONE = b"done\n"
ATTEMPTS, STEP_S = 100, 0.2


def main() -> None:
    """Wait; restore if there is need to."""
    asked = sys.stdin.buffer.readline()
    if asked and sys.stdin.buffer.readline() != DONE:
        wanted = json.loads(asked)
        restore(wanted["pid"], wanted["settings"])


def restore(pid: int, settings: dict[str, Any]) -> None:
    """Set each of them, the last first; one that Excel refuses now is tried again."""
    import xlwings

    windows: Any = sys.modules.get("xlwings._xlwindows")
    if windows is not None:  # as planner.excel.program has it
        windows.N_COM_ATTEMPTS = 1
        windows.Apps.cleanup = staticmethod(lambda: None)
    app = next((app for app in xlwings.apps if app.pid == pid), None)
    left = list(reversed(settings.items()))
    for _ in range(ATTEMPTS if app is not None else 0):
        left = [(name, value) for name, value in left if not _set(app, name, value)]
        if not left:
            return
        time.sleep(STEP_S)


def _set(app: Any, name: str, value: Any) -> bool:
    try:
        setattr(app, name, value)
    except Exception:  # noqa: BLE001 - busy, or gone: either way there is nobody to tell
        return False
    return True


if __name__ == "__main__":
    main()
