"""What must hold after planner was given any file at all."""

from __future__ import annotations

import io
import json
import re
import struct
import zipfile
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from fuzz.limits import CRASHED, Limits, Ran

SAID, MISUSED = (0, 1, 2), 2
"""Exit statuses with which a result is printed; the last where a call asks for a key that there is not."""

FILE, BACKUP = "plan.xlsx", "plan.bak.xlsx"
GOOD = {"agrees", "clean"}
STATUSES = GOOD | {"differs", "findings", "problems"}
MEMORY = "memory"
UNREADABLE = (zipfile.BadZipFile, struct.error, ValueError, NotImplementedError, EOFError)


def complaints(ran: Ran, folder: Path, before: bytes, limits: Limits, *, writes: bool) -> list[str]:
    """Everything that does not hold; the word before the colon says what sort it is."""
    return [
        *_ended(ran, limits),
        *_said(ran),
        *_left(folder, before, writes=writes),
    ]


def _ended(ran: Ran, limits: Limits) -> Iterator[str]:
    if ran.status == CRASHED or "Traceback" in ran.err:
        yield f"traceback: {_last_line(ran.err)}"
    elif ran.status < 0:
        yield f"killed: by signal {-ran.status} after {ran.wall_s:.0f} s{_where(ran.err)}"
    elif ran.status not in SAID or (ran.status == MISUSED and not _asked_for_nothing(ran)):
        yield f"status: {ran.status}: {_last_line(ran.err)}"
    if ran.cpu_s > limits.cpu_s:
        yield f"slow: {ran.cpu_s:.1f} s of processor time"
    if ran.peak - ran.held > limits.memory:
        yield f"{MEMORY}: {ran.peak >> 20} MB"


def _where(err: str) -> str:
    """The innermost frames of a run that was waiting, as it says them a second before its end."""
    frames = err.partition("(most recent call first):\n")[2].splitlines()[:3]
    return f", {' < '.join(frame.strip() for frame in frames)}" if frames else ""


def _asked_for_nothing(ran: Ran) -> bool:
    """Whether the result says of every problem which key it is that there is not."""
    try:
        problems = json.loads(ran.out)["problems"]
    except ValueError:
        return False
    return bool(problems) and all(one.get("key") and not one["cell"] for one in problems) and not ran.err


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1][:200] if lines else ""


def _said(ran: Ran) -> Iterator[str]:
    """One JSON object with a status that fits the exit status, and problems that a person can read."""
    if ran.status not in SAID or (ran.status == MISUSED and not _asked_for_nothing(ran)):
        return
    try:
        (line,) = ran.out.splitlines()
        result: dict[str, Any] = json.loads(line, parse_constant=_refuse)
    except ValueError as error:
        yield f"output: {error}: {ran.out[:100]!r}"
        return
    if result["status"] not in STATUSES or (result["status"] in GOOD) != (ran.status == 0):
        yield f"output: status {result['status']} with exit status {ran.status}"
    if result["status"] == "problems" and not result["problems"]:
        yield "output: problems without a problem"
    for problem in result["problems"]:
        if not problem["message"] or not problem["remedy"]:
            yield f"output: a problem without a message or remedy: {problem}"
        if "not enough memory" in problem["message"]:
            yield f"{MEMORY}: {problem['message']}"
    if ran.err.strip():
        yield f"output: {_last_line(ran.err)}"


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is not JSON")


def _left(folder: Path, before: bytes, *, writes: bool) -> Iterator[str]:
    """The file as it was; or, after a command that writes, a whole new one and the old one as its backup."""
    after = (folder / FILE).read_bytes() if (folder / FILE).exists() else b""
    names = {path.name for path in folder.iterdir()}
    if after == before:
        if names != {FILE}:
            yield f"left: {sorted(names)}"
        return
    if not writes:
        yield "changed: by a command that only reads"
        return
    if names != {FILE, BACKUP} or (folder / BACKUP).read_bytes() != before:
        yield f"changed: without the old version as its backup: {sorted(names)}"
    if before.startswith(b"PK"):
        yield from _whole(before, after)


def _whole(before: bytes, after: bytes) -> Iterator[str]:
    """A sound zip file, with every part of the old one; parts that are no sheet keep their bytes."""
    try:
        old = raw_members(before)
    except UNREADABLE:  # Python reads less than planner and Excel do
        return
    try:
        new = raw_members(after)
        with zipfile.ZipFile(io.BytesIO(after)) as archive:
            damaged = archive.testzip()
    except UNREADABLE as error:
        yield f"changed: into a file that cannot be read: {error}"
        return
    if damaged:
        yield f"changed: the part {damaged} is damaged"
        return
    lost = {name for name in old.keys() - new.keys() if not name.endswith("calcChain.xml")}
    if lost:
        yield f"changed: parts are lost: {sorted(lost)}"
    for name in old.keys() & new.keys():
        sheet = "/worksheets/" in name and old[name] != new[name]
        if sheet and _in_order(before, name) and not _in_order(after, name):
            yield f"changed: the rows or cells of {name} are not in order"
        own = "sheet" in name or "workbook" in name or "Content_Types" in name or "calcChain" in name
        if old[name] != new[name] and not own and name.endswith((".xml", ".rels")):
            yield f"changed: the part {name}, which is not planner's"


ROW, CELL = re.compile(rb'<row\b[^>]*?\br="(\d+)"'), re.compile(rb'<c\b[^>]*?\br="([A-Z]+)(\d+)"')
VOLATILE = re.compile(rb"RAND|NOW\(|TODAY\(")
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384


def is_volatile(path: Path) -> bool:
    """Whether a workbook may show other numbers a moment later; of what cannot be read, it may."""
    try:
        with zipfile.ZipFile(path) as archive:
            sheets = [archive.read(name) for name in archive.namelist() if "/worksheets/" in name]
    except UNREADABLE:
        return True
    return any(VOLATILE.search(sheet) for sheet in sheets)


def _in_order(data: bytes, name: str) -> bool:
    """Whether every row and cell of a sheet says where it is, inside the grid, each after the one before."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        xml = archive.read(name)
    rows = [int(row) for row in ROW.findall(xml)]
    cells = [(int(row), _column(letters)) for letters, row in CELL.findall(xml)]
    inside = all(row <= LAST_ROW for row in rows) and all(column <= LAST_COLUMN for _, column in cells)
    return inside and _ascending(rows) and _ascending(cells) and {row for row, _ in cells} <= set(rows)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _ascending(places: Sequence[Any]) -> bool:
    return all(one < other for one, other in pairwise(places))


def raw_members(data: bytes) -> dict[str, bytes]:
    """Each member's compressed bytes, by Python's own reading of the zip file."""
    members = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            name_length, extra_length = struct.unpack_from("<2H", data, info.header_offset + 26)
            start = info.header_offset + 30 + name_length + extra_length
            members[info.filename] = data[start : start + info.compress_size]
    return members
