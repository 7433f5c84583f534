"""LibreOffice, the third opinion: the whole program, headless, in a profile of its own that recalculates.

Asked to convert a file, LibreOffice copies the values that it finds in it. The profile therefore says to
recalculate always, and is made anew for every run, so that runs do not meet, and no setting, macro or
extension of the user takes part. It works on a copy: next to the user's file it would leave a lock file.

It writes 15 significant digits, and `#VALUE!` for whatever went wrong that has no name of its own in Excel (a
circular reference too); so neither `#VALUE!` nor `#NAME?` counts as a value here.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType

from planner.check.checkers.base import (
    NOT_INSTALLED,
    Cells,
    CheckerFailed,
    CheckerInfo,
    Evaluation,
    FormulaError,
    NotRun,
    Value,
)
from planner.check.checkers.libreoffice_run import FILTER, NAME, convert
from planner.disk.scratch import scratch_folder
from planner.problems import PlanError
from planner.xlsx.a1 import Address
from planner.xlsx.cell import CellError
from planner.xlsx.cells import read_cells
from planner.xlsx.package import Package, open_package

_CALC = "/org.openoffice.Office.Calc"
LOAD = f"{_CALC}/Formula/Load"
_COMMON = "/org.openoffice.Office.Common"
_L10N = "/org.openoffice.Setup/L10N"
SETTINGS = (
    (LOAD, "OOXMLRecalcMode", "0"),  # always
    (LOAD, "ODFRecalcMode", "0"),
    (f"{_CALC}/Content/Update", "Link", "1"),  # never
    (f"{_COMMON}/Security/Scripting", "MacroSecurityLevel", "3"),  # very high
    (f"{_COMMON}/Security/Scripting", "DisableMacrosExecution", "true"),
    (f"{_COMMON}/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    (_L10N, "ooLocale", "en-US"),
    (_L10N, "ooSetupSystemLocale", "en-US"),
)
SPREADSHEET_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NULL!", "#NUM!", "#REF!"})
PROPERTIES = "docProps/app.xml"
PROBE_TIMEOUT_S = 10.0


def find_program() -> Path | None:
    """The program on the search path, or else where its installers put it."""
    for name in ("soffice", "libreoffice"):
        found = shutil.which(name)
        if found:
            return Path(found)
    return next((place for place in _usual_places() if place.is_file()), None)


def _usual_places() -> Iterator[Path]:
    if sys.platform == "win32":
        for variable in ("ProgramFiles", "ProgramFiles(x86)"):
            if variable in os.environ:  # soffice.com waits for the program to end, soffice.exe does not
                yield Path(os.environ[variable], "LibreOffice", "program", "soffice.com")
    elif sys.platform == "darwin":
        for applications in (Path("/Applications"), Path.home() / "Applications"):
            yield applications / "LibreOffice.app/Contents/MacOS/soffice"
    else:
        for folder in ("/usr/lib/libreoffice", "/usr/lib64/libreoffice"):
            yield Path(folder, "program", "soffice")
        yield from sorted(Path("/opt").glob("libreoffice*/program/soffice"), reverse=True)


def missing() -> str:
    """Why this machine cannot use it; nothing where it can."""
    return "" if find_program() else NOT_INSTALLED


def look() -> CheckerInfo:
    """Where it is and which, as it tells itself."""
    program = find_program()
    if program is None:
        return CheckerInfo(NAME, None, False, NOT_INSTALLED)
    try:
        answer = subprocess.run(  # noqa: S603 - the program found on this machine
            [str(program), "--version"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PROBE_TIMEOUT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return CheckerInfo(NAME, None, False, f"{program} does not tell its version: {error}")
    match = re.search(rb"LibreOffice\D*([0-9.]+)", answer.stdout)
    version = match[1].decode() if match else None
    return CheckerInfo(NAME, version, version is not None, str(program))


def evaluate(path: Path, cells: Cells, timeout_s: float) -> Evaluation:
    """Recalculate a copy of the workbook and read the cells, or raise CheckerFailed."""
    program = find_program()
    if program is None:
        raise CheckerFailed(NAME, NOT_INSTALLED)
    try:
        with scratch_folder() as folder:
            result = _recalculate(program, path, folder.resolve(), timeout_s)
            package = open_package(result)
            return Evaluation(NAME, _version_of(package), MappingProxyType(_values(package, cells)))
    except PlanError as error:
        raise CheckerFailed(NAME, f"saved a file that cannot be read: {error}") from error
    except OSError as error:
        raise CheckerFailed(NAME, f"has no room for its working copy ({error.strerror})") from error


def _recalculate(program: Path, path: Path, scratch: Path, timeout_s: float) -> Path:
    """The workbook as LibreOffice saves it."""
    copy = scratch / f"book{path.suffix}"
    try:
        shutil.copyfile(path, copy)
    except OSError as error:
        raise CheckerFailed(NAME, f"cannot read the file: {error.strerror}") from error
    return convert(program, copy, scratch, timeout_s, f"xlsx:{FILTER}", SETTINGS)


def _values(package: Package, cells: Cells) -> dict[Address, Value]:
    sheets = {sheet.name for sheet in package.sheets if sheet.kind == "worksheet"}
    values: dict[Address, Value] = {}
    for sheet, places in cells.items():
        found = read_cells(package, sheet, places) if sheet in sheets else {}
        for row, column in places:
            cell = found.get((row, column))
            missing = None if sheet in sheets else NotRun("does not see this sheet")
            values[sheet, row, column] = _value(cell.value) if cell else missing
    return values


def _value(value: float | str | bool | CellError | None) -> Value:
    if not isinstance(value, CellError):
        return value
    if value.code in SPREADSHEET_ERRORS:
        return FormulaError(value.code)
    return NotRun(f"gives {value}, which may be an error of its own")


def _version_of(package: Package) -> str:
    """`7.4.7.2`, as the program writes it into the properties of what it saves."""
    if PROPERTIES not in package.names:
        return "unknown"
    match = re.search(rb"LibreOffice[^/<]*/([0-9.]+)", package.read(PROPERTIES))
    return match[1].decode() if match else "unknown"
