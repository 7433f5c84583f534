"""The child of the checker `excel`: ``python excel_child.py``, with one JSON request on standard input.

    {"path": "book.xlsx", "cells": {"Tokens": [[4, 4], [4, 5]]}}

It answers with two lines: ``{"excel": 4711}`` as soon as an Excel of its own runs, so that it can be ended
from outside; then what the cells come to, or ``{"failed": reason}``:

    {"version": "16.0", "values": {"Tokens": [0.4, {"error": "#DIV/0!"}]}}
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).parents[3])  # planner, and not the folder of this script

from planner.excel import errors, program
from planner.excel.native import native
from planner.xlsx.cell import CellError, Value

Places = Sequence[tuple[int, int]]


def main() -> None:
    """Answer the request."""
    request = json.loads(sys.stdin.readline())
    try:
        reply = evaluate(request["path"], request["cells"], lambda pid: _say({"excel": pid}))
    except Exception as error:  # noqa: BLE001 - whatever Excel raises is told, and the checker fails
        reply = {"failed": str(error).splitlines()[0] if str(error) else type(error).__name__}
    _say(reply)


def evaluate(path: str, cells: Mapping[str, Places], started: Callable[[int], None]) -> dict[str, Any]:
    """What the cells come to, by an instance that nobody sees and that ends with this call."""
    xlwings, way = program.load(), native()
    app = xlwings.App(visible=False, add_book=False)
    try:
        started(app.pid)
        app.display_alerts = app.screen_updating = app.enable_events = False
        way.forbid_macros(app)
        book = app.books.open(path, update_links=False, read_only=True)
        errors.patiently(lambda: way.calculate_all(app))
        names = {sheet.name.casefold(): sheet for sheet in book.sheets}
        values = {name: _values(names.get(name.casefold()), places) for name, places in cells.items()}
        version = str(app.version)
        book.close()
    finally:
        app.quit()
    return {"version": version, "values": values}


def _values(sheet: Any, places: Places) -> list[object]:
    """The values of one sheet, read in one block."""
    if sheet is None:
        return [{"not_run": "does not see this sheet"} for _ in places]
    if not places:
        return []
    rows, columns = [row for row, _ in places], [column for _, column in places]
    top, left = min(rows), min(columns)
    found = native().values(sheet.range((top, left), (max(rows), max(columns))))
    return [_encoded(found[row - top][column - left]) for row, column in places]


def _encoded(value: Value) -> object:
    if isinstance(value, CellError):
        return {"error": value.code}
    if isinstance(value, float) and not math.isfinite(value):
        return {"not_run": f"gives {value}"}
    return value


def _say(reply: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(reply, allow_nan=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
