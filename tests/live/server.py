"""A Python that has `uno` and does what a test says: the user's hands in LibreOffice, or planner at work.

Each line on standard input is ``{"do": function, "with": [...]}``. Each answer is a line ``{"gives": ...}``
or ``{"raises": "..."}``.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from tests.editing import uno_session
from tests.editing.uno_session import FILTER, desktop_of, properties
from tests.live.office import end_office, start_office

folder = Path(os.environ["PLANNER_TEST_OFFICES"])
offices: dict[str, tuple[Any, Any, Path]] = {}


# The user's hands.


def start(name: str) -> int:
    """Start a LibreOffice and enter it where the xlwings engine looks; its process."""
    pipe = f"planner{uuid.uuid4().hex}"  # a name that every user of the machine shares
    process, context = start_office(Path(mkdtemp(dir=folder)), pipe)
    offices[name] = process, desktop_of(context), folder / f"{pipe}.pipe"
    offices[name][2].write_text(str(process.pid))
    return int(process.pid)


def end_office_of(name: str) -> None:
    """Kill it, with what it started."""
    process, _, entry = offices.pop(name)
    entry.unlink(missing_ok=True)
    end_office(process)


def open_book(name: str, path: str) -> None:
    """Open a workbook as a person does: LibreOffice locks the file."""
    wanted = properties(Hidden=True, FilterName=FILTER)
    offices[name][1].loadComponentFromURL(Path(path).as_uri(), "_blank", 0, wanted)


def document(name: str, path: str) -> Any:
    """An open workbook."""
    found = offices[name][1].Components.createEnumeration()
    while found.hasMoreElements():
        one = found.nextElement()
        if getattr(one, "URL", "") == Path(path).as_uri():
            return one
    raise LookupError(path)


def close_book(name: str, path: str) -> None:
    """Close it without saving."""
    document(name, path).close(True)


def edit(name: str, path: str, what: str, *arguments: Any) -> Any:
    """One of the edits of `uno_session`."""
    return uno_session.EDITS[what](document(name, path), *arguments)


def save(name: str, path: str) -> None:
    """File > Save."""
    document(name, path).store()


def save_as_copy(name: str, path: str, target: str) -> None:
    """File > Save a Copy, over a file that is closed."""
    document(name, path).storeToURL(Path(target).as_uri(), properties(FilterName=FILTER))


def is_changed(name: str, path: str) -> bool:
    """Whether there is something to save."""
    return bool(document(name, path).isModified())


def cells(name: str, path: str) -> dict[str, list[list[str]]]:
    """What is written in every cell of every sheet."""
    found = {}
    for sheet in document(name, path).Sheets:
        cursor = sheet.createCursor()
        cursor.gotoEndOfUsedArea(False)
        end = cursor.RangeAddress
        area = sheet.getCellRangeByPosition(0, 0, end.EndColumn, end.EndRow)
        found[sheet.Name] = [list(row) for row in area.getFormulaArray()]
    return found


def settings(name: str, path: str) -> list[bool]:
    """Whether LibreOffice shows what happens, and calculates by itself."""
    book = document(name, path)
    return [not book.hasControllersLocked(), book.isAutomaticCalculationEnabled()]


def calculate_by_hand(name: str, path: str) -> None:
    """Data > Calculate > AutoCalculate, off."""
    document(name, path).enableAutomaticCalculation(False)


def protect(name: str, path: str, sheet: str, on: bool) -> None:
    """Tools > Protect Sheet."""
    found = document(name, path).Sheets.getByName(sheet)
    (found.protect if on else found.unprotect)("")


def delete_name(name: str, path: str, which: str) -> None:
    """Delete a defined name."""
    document(name, path).NamedRanges.removeByName(which)


# planner at work.


def take(templates: str) -> None:
    """Let planner have the templates of this folder, in which a plan is short."""
    from tests import short_process

    short_process.take(Path(templates))


def refresh(path: str, save: bool = False) -> dict[str, Any]:
    """A live refresh, with the seconds that it took, on the clock and of this process."""
    from planner.usecases import live as live_refresh

    clock, own = time.perf_counter(), time.process_time()
    found = live_refresh.refresh(path, save=save).as_dict()
    return {**found, "clock_s": time.perf_counter() - clock, "own_s": time.process_time() - own}


def refresh_with(path: str, fault: str, patience_s: float = 10.0) -> dict[str, Any]:
    """The same, with a fault after engine values were written and before they are calculated."""
    from planner.excel import errors
    from planner.live.openbook import OpenBook

    calculate, patience = OpenBook.calculate, errors.PATIENCE_S

    def calculate_then_fault(opened: OpenBook) -> None:
        FAULTS[fault](opened)
        calculate(opened)

    OpenBook.calculate, errors.PATIENCE_S = calculate_then_fault, patience_s  # type: ignore[method-assign]
    try:
        return refresh(path)
    finally:
        OpenBook.calculate, errors.PATIENCE_S = calculate, patience  # type: ignore[method-assign]


def _kill_office(opened: Any) -> None:
    os.killpg(opened.app.pid, signal.SIGKILL)


def _reject(seconds: float) -> None:
    (folder / "reject_until").write_text(str(time.time() + seconds))


FAULTS: dict[str, Callable[[Any], None]] = {
    "closed": lambda opened: opened.book.close(),
    "killed": _kill_office,
    "planner killed": lambda _: os.kill(os.getpid(), signal.SIGKILL),
    "a cell edited for a moment": lambda _: _reject(0.4),
    "a cell edited": lambda _: _reject(1.5),
}


def press_button(path: str) -> list[Any]:
    """The recipe of docs/live.md: what the status bar and the dialogs say after the button was pressed."""
    import xlwings

    from planner.live import attach
    from planner.usecases import live as live_refresh

    book = attach.attach(path).book
    book.set_mock_caller()
    live_refresh.refresh_book()
    alerts = list(book.app.impl.alerts)
    book.app.impl.alerts.clear()
    assert xlwings.Book.caller().name == book.name
    return [book.app.status_bar, alerts]


def evaluate_closed(path: str, wanted: dict[str, list[list[int]]]) -> dict[str, Any]:
    """The checker of closed files: its values, and which process it ran."""
    from planner.check.checkers import excel_child

    started: list[int] = []
    places = {sheet: [(row, column) for row, column in found] for sheet, found in wanted.items()}
    return {**excel_child.evaluate(path, places, started.append), "started": started}


def children() -> list[str]:
    """The command lines of the processes that this one has started and that still run."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (entry / "stat").read_text().rpartition(")")[2].split()[1] == str(os.getpid()):
                found.append((entry / "cmdline").read_text().replace("\0", " "))
    return found


def main() -> None:
    """Answer line by line."""
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            answer = {"gives": globals()[asked["do"]](*asked["with"])}
        except Exception as error:  # noqa: BLE001 - the test is told
            answer = {"raises": f"{type(error).__name__}: {error}"}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    for name in list(offices):
        end_office_of(name)


if __name__ == "__main__":
    main()
