"""CellRune, the second opinion. Runs in the child process of `worker.py`.

It tells an error value from a formula that it cannot evaluate (`unavailable`, with a reason).
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

import cellrune

UNIX_EPOCH_SERIAL = 25569  # 1970-01-01 in the 1900 date system
SECONDS_PER_DAY = 86400

Encoded = float | str | bool | dict[str, str] | None


def load(path: str) -> cellrune.Workbook:
    """The workbook, not yet calculated."""
    return cellrune.Workbook.open_path(path)


def calculate(
    workbook: cellrune.Workbook,
    cells: Mapping[str, Sequence[tuple[int, int]]],
    typed: Mapping[str, Sequence[tuple[int, int, float | str]]],
) -> dict[str, list[Encoded]]:
    """Calculate and read cells. TODAY and NOW are the real ones, in UTC. It cannot be typed into."""
    if typed:
        raise ValueError("takes the file as it is")
    now = UNIX_EPOCH_SERIAL + time.time() / SECONDS_PER_DAY
    workbook.calculate(today_serial=float(int(now)), now_serial=now)
    sheets = {sheet["name"] for sheet in workbook.summary()["sheets"]}
    return {
        name: [_read(workbook, name, row, column) for row, column in places]
        if name in sheets
        else [{"not_run": "does not see this sheet"}] * len(places)
        for name, places in cells.items()
    }


def _read(workbook: cellrune.Workbook, sheet: str, row: int, column: int) -> Encoded:
    address = f"{_letters(column)}{row}"
    return _encode(workbook.read_values(sheet, address, address)[0][0])


def _encode(value: Mapping[str, Any]) -> Encoded:
    match value["kind"]:
        case "number":
            return float(value["value"])
        case "text" | "logical":
            plain: str | bool = value["value"]
            return plain
        case "blank":
            return None
        case "error":
            return {"error": str(value["value"])}
        case "unavailable":
            detail = f" ({value['detail']})" if value.get("detail") else ""
            return {"not_run": f"{value['message']}{detail}"}
        case kind:
            return {"not_run": f"gives a value of the kind {kind}"}


def _letters(column: int) -> str:
    """1 is A, 27 is AA."""
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters
