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
from collections.abc import Iterator, Sequence
from hashlib import md5
from pathlib import Path
from types import MappingProxyType

from planner.check.checkers.base import (
    MEMORY_BYTES,
    Cell,
    Cells,
    CheckerFailed,
    Evaluation,
    FormulaError,
    NotRun,
    Value,
)
from planner.check.checkers.process import how_it_ended, kill, minimal_environment, start
from planner.disk.scratch import also_remove, scratch_folder
from planner.problems import PlanError
from planner.xlsx.cells import CellError, read_cells
from planner.xlsx.package import Package, open_package

NAME = "libreoffice"
FILTER = "Calc MS Excel 2007 XML"
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
KEEPER = Path(__file__).with_name("keeper.py")
CANNOT_START = 127
GRACE_S = 15  # the keeper's, for a program whose planner was killed
PROPERTIES = "docProps/app.xml"
SOCKET_FOLDERS = (Path("/tmp"), Path("/var/tmp"))  # noqa: S108 - where LibreOffice puts it, whatever TMPDIR says


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


def evaluate(path: Path, cells: Cells, timeout_s: float) -> Evaluation:
    """Recalculate a copy of the workbook and read the cells, or raise CheckerFailed."""
    program = find_program()
    if program is None:
        raise CheckerFailed(NAME, "is not installed")
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


def convert(
    program: Path,
    copy: Path,
    scratch: Path,
    timeout_s: float,
    target: str,
    settings: Sequence[tuple[str, str, str]],
) -> Path:
    """A workbook in a scratch folder as LibreOffice saves it; `target` is `ending:filter`.

    Raises CheckerFailed.
    """
    profile, out = scratch / "profile", scratch / "out"
    _write_profile(profile, settings)
    also_remove(scratch, socket_places(profile))  # it leaves its socket when it is killed
    command = (
        str(program),
        f"-env:UserInstallation={profile.as_uri()}",
        *("--headless", "--invisible", "--norestore", "--nologo", "--nodefault", "--nolockcheck"),
        f"--infilter={FILTER}",  # or else it reads a broken workbook as a text file
        *("--convert-to", target, "--outdir", str(out), str(copy)),
    )
    _run(command, scratch, timeout_s)
    result = out / f"{copy.stem}.{target.partition(':')[0]}"
    if not result.is_file():
        raise CheckerFailed(NAME, "cannot open the file")
    return result


def _run(command: Sequence[str], scratch: Path, timeout_s: float) -> None:
    """Run it with everything that it might write kept inside `scratch`."""
    home = str(scratch)
    environment = minimal_environment(
        HOME=home,
        TMPDIR=home,
        TEMP=home,
        TMP=home,
        PATH=os.defpath,
        LC_ALL="C.UTF-8",
        SAL_USE_VCLPLUGIN="svp",
    )
    keeper = (sys.executable, "-I", "-S", str(KEEPER), f"{timeout_s + GRACE_S:g}", str(MEMORY_BYTES >> 20))
    try:
        process = start((*keeper, *command), environment, talk=True)
    except OSError as error:
        raise CheckerFailed(NAME, f"cannot be started: {error.strerror}") from error
    try:
        if status := process.wait(timeout_s):
            reason = "cannot be started" if status == CANNOT_START else how_it_ended(process)
            raise CheckerFailed(NAME, reason)
    except subprocess.TimeoutExpired:
        raise CheckerFailed(NAME, f"timed out after {timeout_s:g} s") from None
    finally:
        kill(process)


def _write_profile(profile: Path, settings: Sequence[tuple[str, str, str]]) -> None:
    """A profile that holds nothing but these settings."""
    item = '<item oor:path="{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>\n'
    user = profile / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry">\n'
        f"{''.join(item.format(*setting) for setting in settings)}</oor:items>\n",
        encoding="utf-8",
    )


def socket_places(profile: Path) -> tuple[Path, ...]:
    """Where LibreOffice may put its socket: outside its profile, and named after it."""
    if sys.platform == "win32":
        return ()
    digest = md5(profile.as_uri().encode("utf-16-le"), usedforsecurity=False).digest()
    name = f"OSL_PIPE_{os.getuid()}_SingleOfficeIPC_{''.join(f'{byte:x}' for byte in digest)}"
    return tuple(folder / name for folder in SOCKET_FOLDERS)


def _values(package: Package, cells: Cells) -> dict[Cell, Value]:
    sheets = {sheet.name for sheet in package.sheets if sheet.kind == "worksheet"}
    values: dict[Cell, Value] = {}
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
