"""The two plans of a comparison, whatever was named: a file, a package, a preset."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple
from zipfile import BadZipFile, ZipFile, is_zipfile

from planner.book.find import Book, find
from planner.check import examine
from planner.check.checkers.base import FormulaError, NotRun, Value
from planner.check.compare import compare
from planner.check.examine import Reading
from planner.check.judging import sizes
from planner.disk.scratch import working_copy
from planner.handover.manifest import NAME, read_manifest
from planner.handover.received import is_plain
from planner.layout.places import Place
from planner.problems import PlanError, Problem, did_you_mean
from planner.repair.uptodate import of_today
from planner.results.diff import Side
from planner.results.statuses import AGREES, NOT_RUN
from planner.usecases.evaluation import asking
from planner.usecases.plan_values import readable
from planner.xlsx.cell import CellError
from planner.xlsx.package import open_package

MOST_BYTES = 512 << 20
"""Of a workbook in a package that is one zip file."""

WHOLE = "Give the whole package that `planner handover` made, or the workbook in it."


class Read(NamedTuple):
    """A plan that was read.

    Attributes:
        file: what it was called by who asked.
        preset: whether it is a preset, and no file.
    """

    file: str
    reading: Reading
    was: str
    preset: bool = False

    def side(self, stale: int) -> Side:
        """What a reader is told of it."""
        book = self.reading.book
        version = self.was or book.template.version
        names = book.template.name, version, book.preset.name, book.template.language
        return Side(self.file, *names, _newest(self.reading), stale)


def read_side(named: str, password: str | None, stack: ExitStack, language: str = "") -> Read:
    """The plan of that name, its inputs read and its lines computed.

    Args:
        stack: what is open until the comparison is done.
        language: in which a preset is written.

    Raises:
        PlanError: there is no such plan, or it cannot be computed.
    """
    path, preset = Path(named), False
    if not path.exists() and not path.is_symlink():
        preset = is_preset(named)
        path = _preset(named, language or "en", stack) if preset else path
    elif path.is_dir():
        path = _in_folder(path)
    elif is_package(path):
        path = _in_zip(path, stack)
    package, older = of_today(open_package(path, password))
    if str(path) != named:
        package = replace(package, path=Path(named))
    book = find(package)
    reading = examine.with_formulas(_computed(book, path))
    return Read(named, reading, older.was if older else "", preset)


def stale_lines(read: Read) -> list[Problem]:
    """The lines of a file that show another value than their inputs come to; of a preset, none."""
    reading = read.reading
    if read.preset:
        return []
    lines = [cell for cell in reading.owned if cell.role == "line"]
    shown = {cell.place[:3]: _shown(reading.book, cell.place) for cell in lines}
    engine: list[Value] = [reading.engine[cell.key, cell.scenario][cell.along] for cell in lines]
    checks = compare(lines, shown, engine, {}, sizes(reading))
    first = {check.cell.key: check.cell for check in checks if check.status not in {AGREES, NOT_RUN}}
    message, remedy = "shows another value than its inputs come to", f"Run `planner refresh {read.file}`."
    return [reading.book.problem(cell.place, message, remedy, key) for key, cell in first.items()]


def _computed(book: Book, path: Path) -> Reading:
    """The plan computed; a checker is only started for formulas of the owner's in inputs."""
    with asking(book, None if book.package.in_memory else path) as ask:
        return examine.computed(book, ask)


def _shown(book: Book, place: Place) -> Value:
    """What a cell of the file shows."""
    value = book.cell(place).value
    if isinstance(value, CellError):
        return FormulaError(value.code)
    return NotRun("the file holds no value") if value is None else value


def _newest(reading: Reading) -> dict[str, str]:
    """The newest date of each table that has dates."""
    found = {}
    for table in reading.book.template.tables:
        columns = [column.key for column in table.columns if column.type == "date"]
        dates = [day for key in columns for day in reading.inputs.tables[table.key][key]]
        numbers = [day for day in dates if isinstance(day, float)]
        if numbers:
            found[table.key] = str(readable(max(numbers), "date"))
    return found


def is_preset(named: str) -> bool:
    """Whether this is the name of a preset; a PlanError where it may be meant to be one."""
    from planner.template.load import presets

    if named in presets():
        return True
    if not Path(named).suffix and len(Path(named).parts) == 1:
        message = "there is no such file, folder or preset"
        raise PlanError(Problem(message, did_you_mean(named, presets(), "Check the name."), named))
    return False


def _preset(name: str, language: str, stack: ExitStack) -> Path:
    """A preset as a workbook."""
    from planner.template.locale import preset_in, template_in
    from planner.writer.workbook import write_workbook

    template, preset = template_in(language), preset_in(language, name)

    def write(draft: Path) -> None:
        from datetime import UTC, datetime

        write_workbook(draft, template, preset, now=datetime.now(UTC))

    return stack.enter_context(working_copy("preset.xlsx", write, name))


def _in_folder(folder: Path) -> Path:
    """The workbook in a package."""
    said = read_manifest(folder / NAME)[0]
    if not is_plain(said.workbook) or not (folder / said.workbook).is_file():
        raise PlanError(Problem("the workbook of this package is missing", WHOLE, str(folder)))
    return folder / said.workbook


def is_package(path: Path) -> bool:
    """Whether this is a package as one zip file, rather than a workbook, which is a zip file too."""
    if path.suffix.lower() != ".zip" or not path.is_file():
        return False
    try:
        return is_zipfile(path)
    except OSError:
        return False


def _in_zip(path: Path, stack: ExitStack) -> Path:
    """The workbook in a package that was sent as one zip file."""
    try:
        with ZipFile(path) as archive:
            names = [one for one in archive.namelist() if one.rpartition("/")[2] == NAME]
            books = [one for one in archive.namelist() if one.lower().endswith((".xlsx", ".xlsm"))]
            if len(names) != 1 or len(books) != 1:
                raise PlanError(Problem("this is not a package of one plan", WHOLE, str(path)))
            if archive.getinfo(books[0]).file_size > MOST_BYTES:
                raise PlanError(Problem("the workbook in it is too large", WHOLE, str(path)))
            content = archive.read(books[0])
    except (BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError) as error:
        # Python's library raises RuntimeError for a password, NotImplementedError for other compressions
        raise PlanError(Problem(f"the package cannot be read ({error})", WHOLE, str(path))) from None
    return stack.enter_context(working_copy("package.xlsx", lambda draft: _write(draft, content), str(path)))


def _write(draft: Path, content: bytes) -> None:
    draft.write_bytes(content)
