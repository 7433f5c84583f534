"""An editing session in LibreOffice: opens workbooks, edits them as a person would, stores them as xlsx.

Runs under a Python that has `uno`, which need not be planner's: ``python3 uno_session.py SOFFICE < jobs``

    {"profile": "an empty folder", "jobs": [{"open": "plan.xlsx", "edits": [["type_input", ...], ...],
                                             "store": "edited.xlsx"}]}

Each edit is the name of a function below and its arguments. What the edits of each job return comes back as
JSON. Nothing here knows planner: cells are found through the workbook's own defined names.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

FILTER = "Calc MS Excel 2007 XML"
START_S = 90.0
STEP_S = 0.1
TEXT = 2  # com.sun.star.sheet.FormulaResult.STRING


def type_input(document: Any, name: str, column: int, content: Any) -> None:
    """Type into one cell of a name: column 0 is low, 1 base, 2 high."""
    put(named(document, name).getCellByPosition(column, 0), content)


def type_cell(document: Any, sheet: str, address: str, content: Any) -> None:
    """Type into a cell."""
    put(document.Sheets.getByName(sheet).getCellRangeByName(address), content)


def insert_rows_above(document: Any, name: str, count: int) -> None:
    """Insert whole rows above the cells of a name."""
    area = named(document, name).RangeAddress
    document.Sheets.getByIndex(area.Sheet).Rows.insertByIndex(area.StartRow, count)


def delete_row_of(document: Any, name: str) -> None:
    """Delete the row of a name."""
    area = named(document, name).RangeAddress
    document.Sheets.getByIndex(area.Sheet).Rows.removeByIndex(area.StartRow, 1)


def insert_column(document: Any, sheet: str, letter: str) -> None:
    """Insert a whole column left of another."""
    columns = document.Sheets.getByName(sheet).Columns
    columns.insertByIndex(columns.getByName(letter).RangeAddress.StartColumn, 1)


def delete_column(document: Any, sheet: str, letter: str) -> None:
    """Delete a whole column."""
    columns = document.Sheets.getByName(sheet).Columns
    columns.removeByIndex(columns.getByName(letter).RangeAddress.StartColumn, 1)


def move_row_of(document: Any, name: str, down: int) -> None:
    """Cut the whole row of a name and paste it further down."""
    area = named(document, name).RangeAddress
    sheet = document.Sheets.getByIndex(area.Sheet)
    row = sheet.getCellRangeByPosition(0, area.StartRow, 30, area.StartRow).RangeAddress
    sheet.moveRange(sheet.getCellByPosition(0, area.StartRow + down).CellAddress, row)


def insert_table_row(document: Any, name: str, offset: int, values: dict[str, Any]) -> None:
    """Insert a whole row inside a table, `offset` rows below its header, and fill it."""
    area = table(document, name).DataArea
    row = area.StartRow + offset
    document.Sheets.getByIndex(area.Sheet).Rows.insertByIndex(row, 1)
    fill_row(document, area, row, values)


def delete_table_row(document: Any, name: str, offset: int) -> None:
    """Delete a whole row of a table, `offset` rows below its header."""
    area = table(document, name).DataArea
    document.Sheets.getByIndex(area.Sheet).Rows.removeByIndex(area.StartRow + offset, 1)


def type_below_table(document: Any, name: str, values: dict[str, Any]) -> None:
    """Type a row right below a table, and nothing else."""
    area = table(document, name).DataArea
    fill_row(document, area, area.EndRow + 1, values)


def widen_table(document: Any, name: str, values: dict[str, Any]) -> None:
    """Type a row right below a table, then widen its database range, as in Data > Define Range."""
    type_below_table(document, name, values)
    area = table(document, name).DataArea
    area.EndRow += 1
    table(document, name).setDataArea(area)


def rename_sheet(document: Any, old: str, new: str) -> None:
    """Rename a sheet."""
    document.Sheets.getByName(old).setName(new)


def move_sheet(document: Any, name: str, position: int) -> None:
    """Move a sheet before the one at that position."""
    document.Sheets.moveByName(name, position)


def copy_sheet(document: Any, name: str, copy: str, position: int) -> None:
    """Copy a sheet."""
    document.Sheets.copyByName(name, copy, position)


def delete_sheet(document: Any, name: str) -> None:
    """Delete a sheet."""
    document.Sheets.removeByName(name)


def add_sheet(document: Any, name: str, position: int, cells: dict[str, Any]) -> None:
    """Add a sheet of the user's own."""
    document.Sheets.insertNewByName(name, position)
    for address, content in cells.items():
        type_cell(document, name, address, content)


def recalculate(document: Any) -> None:
    """Data > Calculate > Recalculate Hard: by itself LibreOffice trusts the values in a file."""
    document.calculateAll()


def read(document: Any, sheet: str, address: str) -> Any:
    """What a cell shows: its number, or its text."""
    return shown(document.Sheets.getByName(sheet).getCellRangeByName(address))


def read_name(document: Any, name: str) -> list[Any]:
    """What the cells of a name show, row by row."""
    area = named(document, name)
    rows, columns = area.Rows.Count, area.Columns.Count
    return [shown(area.getCellByPosition(column, row)) for row in range(rows) for column in range(columns)]


def read_formulas(document: Any) -> dict[str, dict[str, Any]]:
    """What every formula cell shows: sheet -> address -> number or text."""
    found: dict[str, dict[str, Any]] = {}
    for sheet in document.Sheets:
        for area in sheet.queryContentCells(16):  # com.sun.star.sheet.CellFlags.FORMULA
            for row in range(area.Rows.Count):
                for column in range(area.Columns.Count):
                    cell = area.getCellByPosition(column, row)
                    address = cell.AbsoluteName.rpartition(".")[2].replace("$", "")
                    found.setdefault(sheet.Name, {})[address] = shown(cell)
    return found


def named(document: Any, name: str) -> Any:
    """The cells behind a defined name."""
    return document.NamedRanges.getByName(name).getReferredCells()


def table(document: Any, name: str) -> Any:
    """Where LibreOffice keeps an Excel table: a database range."""
    return document.DatabaseRanges.getByName(name)


def fill_row(document: Any, area: Any, row: int, values: dict[str, Any]) -> None:
    """Type a row of a table: header -> value."""
    sheet = document.Sheets.getByIndex(area.Sheet)
    columns = range(area.StartColumn, area.EndColumn + 1)
    headers = {sheet.getCellByPosition(column, area.StartRow).getString(): column for column in columns}
    for header, value in values.items():
        put(sheet.getCellByPosition(headers[header], row), value)


def put(cell: Any, content: Any) -> None:
    """Type into a cell: `15%` and `=1+1` become what they become for a person who types in English."""
    if isinstance(content, str):
        cell.setFormula(content)
    else:
        cell.setValue(content)


def shown(cell: Any) -> Any:
    """A cell's number, or its text."""
    formula = cell.getFormula()
    if formula.startswith("="):
        return cell.getString() if cell.FormulaResultType2 == TEXT or cell.getError() else cell.getValue()
    return cell.getValue() if cell.Type.value == "VALUE" else cell.getString()


EDITS = {
    edit.__name__: edit
    for edit in (
        type_input, type_cell, insert_rows_above, delete_row_of, insert_column, delete_column, move_row_of,
        insert_table_row, delete_table_row, type_below_table, widen_table,
        rename_sheet, move_sheet, copy_sheet, delete_sheet, add_sheet,
        recalculate, read, read_name, read_formulas,
    )
}  # fmt: skip


def do(desktop: Any, job: dict[str, Any]) -> list[Any]:
    """Open, edit, store, close."""
    source = Path(job["open"]).resolve().as_uri()
    document = desktop.loadComponentFromURL(source, "_blank", 0, properties(Hidden=True, FilterName=FILTER))
    results = [EDITS[name](document, *arguments) for name, *arguments in job["edits"]]
    if job.get("store"):
        document.storeToURL(Path(job["store"]).resolve().as_uri(), properties(FilterName=FILTER))
    document.close(True)
    return results


def properties(**values: Any) -> tuple[Any, ...]:
    """Named arguments as UNO takes them."""
    from com.sun.star.beans import PropertyValue

    return tuple(PropertyValue(Name=name, Value=value) for name, value in values.items())


def desktop_of(context: Any) -> Any:
    """The desktop of a program."""
    return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)


def connect(office: subprocess.Popen[bytes], pipe: str) -> Any:
    """The program's context, as soon as it listens; an error when it ends instead."""
    import uno

    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(round(START_S / STEP_S)):
        with contextlib.suppress(Exception):  # NoConnectException, until it listens
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        with contextlib.suppress(subprocess.TimeoutExpired):
            raise SystemExit(f"LibreOffice ended with status {office.wait(STEP_S)}")
    raise SystemExit("LibreOffice does not listen")


def main() -> None:
    """Do the jobs on standard input with one LibreOffice."""
    request = json.load(sys.stdin)
    profile, pipe = Path(request["profile"]).resolve(), f"planner{uuid.uuid4().hex}"
    command = [
        sys.argv[1],
        f"-env:UserInstallation={profile.as_uri()}",
        *("--headless", "--invisible", "--norestore", "--nologo", "--nodefault", "--nolockcheck"),
        f"--accept=pipe,name={pipe};urp;",
    ]
    environment = {**os.environ, "SAL_USE_VCLPLUGIN": "svp", "LC_ALL": "C.UTF-8", "HOME": str(profile)}
    quiet = subprocess.DEVNULL
    office = subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet, start_new_session=True)
    try:
        desktop = desktop_of(connect(office, pipe))
        results = [do(desktop, job) for job in request["jobs"]]
        with contextlib.suppress(Exception):  # the bridge goes down with the program
            desktop.terminate()
        office.wait(START_S)
    finally:
        with contextlib.suppress(ProcessLookupError):  # its starter may be gone and the program not
            os.killpg(office.pid, signal.SIGKILL)
        office.wait()
    json.dump(results, sys.stdout)


if __name__ == "__main__":
    main()
