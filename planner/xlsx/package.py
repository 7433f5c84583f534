"""An .xlsx or .xlsm file read into memory: its parts, sheets, defined names, tables and strings.

Nothing here changes a file. Sheets are found through relationships, never through part names.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, NamedTuple

from planner.problems import PlanError, Problem
from planner.xlsx.a1 import Area, Position, parse_area
from planner.xlsx.cell import Cell
from planner.xlsx.cells import read_cells
from planner.xlsx.encryption import Encryption, decrypt, is_encrypted
from planner.xlsx.openfile import State, archive_of, read_bytes
from planner.xlsx.relations import read_index, related, relationships
from planner.xlsx.strings import read_shared_strings
from planner.xlsx.xml import Element, Part, count_of, is_true, unescape_string
from planner.xlsx.zips import Archive, read_archive

SIGNATURES = "_xmlsignatures/"

Visibility = Literal["visible", "hidden", "veryHidden"]
VISIBILITIES: dict[str, Visibility] = {"hidden": "hidden", "veryHidden": "veryHidden"}


class Sheet(NamedTuple):
    """A tab of the workbook. `kind` is its relationship type: `worksheet`, `chartsheet`, `dialogsheet` ..."""

    name: str
    part: str
    state: Visibility
    kind: str
    sheet_id: str


class Table(NamedTuple):
    """An Excel table; `area` covers its header and totals rows too."""

    name: str  # the name that formulas use
    sheet: str
    part: str
    area: Area
    header_rows: int
    totals_rows: int
    columns: tuple[str, ...]

    @property
    def body(self) -> Area | None:
        """The data rows alone; None when there are none."""
        first, last = self.area.first_row + self.header_rows, self.area.last_row - self.totals_rows
        if first > last:
            return None
        return Area(first, self.area.first_column, last, self.area.last_column)


class Calculation(NamedTuple):
    """How the workbook asks to be calculated."""

    mode: str  # auto, autoNoTable, manual
    full_on_load: bool
    iterate: bool
    full_precision: bool  # False: "precision as displayed", which changes every number


@dataclass(frozen=True, slots=True)
class Package:
    """A workbook file as it was when it was read; every part comes from that one snapshot."""

    path: Path
    archive: Archive
    state: State
    workbook_part: str
    encryption: Encryption | None
    signed: bool
    date1904: bool
    calculation: Calculation
    sheets: tuple[Sheet, ...]
    defined_names: Mapping[str, str]  # workbook scope
    local_names: Mapping[str, Mapping[str, str]]  # sheet scope: sheet -> name -> text
    tables: Mapping[str, Table]
    in_memory: bool = False  # changed since it was read: the file holds something else
    _strings: list[tuple[str, ...]] = field(default_factory=list, repr=False, compare=False)

    @property
    def file(self) -> str:
        """The file as messages call it."""
        return str(self.path)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all parts, in the order of the zip's index."""
        return tuple(self.archive.members)

    def read(self, name: str) -> bytes:
        """The bytes of a part."""
        return self.archive.read(name)

    def part(self, name: str) -> Part:
        """A part as messages call it."""
        return Part(self.file, name)

    def sheet(self, name: str) -> Sheet:
        """The worksheet of that name, whatever its case; a PlanError when there is none."""
        folded = name.casefold()
        for sheet in self.sheets:
            if sheet.name.casefold() == folded and sheet.kind == "worksheet":
                return sheet
        message = f"there is no worksheet {name!r}"
        raise PlanError(Problem(message, "Restore the sheet or its name.", file=self.file))

    def cells(self, sheet: str, wanted: Collection[Position] | None = None) -> dict[Position, Cell]:
        """The wanted cells that a sheet holds (all of them for None), by row and column."""
        return read_cells(self, sheet, wanted)

    def size(self, sheet: str) -> int:
        """How many bytes the part of a sheet has."""
        return self.archive.members[self.sheet(sheet).part].size

    @property
    def shared_strings(self) -> tuple[str, ...]:
        """The text of every shared string, read when first wanted."""
        if not self._strings:
            name = self.related_part("sharedStrings")
            found = () if name is None else read_shared_strings(self.read(name), self.part(name))
            self._strings.append(found)
        return self._strings[0]

    def related_part(self, kind: str) -> str | None:
        """The part that the workbook points to with a relationship of this kind, such as `styles`."""
        return next(iter(related(self.archive, self.workbook_part, self.file, kind)), None)


def open_package(path: Path, password: str | None = None) -> Package:
    """Read a workbook; a PlanError with one clear Problem for everything that is not a sound one."""
    data, state = read_bytes(path)
    return _package(path, *archive_of(data, str(path), password), state)


def glance(path: Path, password: str | None = None) -> Package:
    """The same in half the time: parts that nobody asks for are not looked at, and may be damaged."""
    data, state = read_bytes(path)
    encryption = None
    if is_encrypted(data):
        data, encryption = decrypt(data, str(path), password)
    return _package(path, read_archive(data, str(path)), encryption, state)


def with_bytes(package: Package, data: bytes) -> Package:
    """The workbook as it will be with other bytes: what is written back replaces the file that was read."""
    archive, _ = archive_of(data, package.file, None)
    return replace(_package(package.path, archive, package.encryption, package.state), in_memory=True)


def _package(path: Path, archive: Archive, encryption: Encryption | None, state: State) -> Package:
    file = str(path)
    root = related(archive, "", file, "officeDocument")
    workbook_part = root[0] if root else ""
    found = read_index(archive, workbook_part, file) if workbook_part else []
    if not any(element.path == "workbook/sheets/sheet" for element in found):
        message = "the file is a zip file, but not an Excel workbook"
        raise PlanError(Problem(message, "Give the .xlsx file itself.", file=file))
    sheets = _sheets(archive, workbook_part, found, file)
    defined, local = _names(found, sheets)
    properties = _attributes(found, "workbook/workbookPr")
    return Package(
        path=path,
        archive=archive,
        state=state,
        workbook_part=workbook_part,
        encryption=encryption,
        signed=any(name.lower().startswith(SIGNATURES) for name in archive.members),
        date1904=is_true(properties.get("date1904")),
        calculation=_calculation(_attributes(found, "workbook/calcPr")),
        sheets=sheets,
        defined_names=defined,
        local_names=local,
        tables=_tables(archive, sheets, file),
    )


def _attributes(found: list[Element], path: str) -> Mapping[str, str]:
    return next((element.attributes for element in found if element.path == path), {})


def _sheets(archive: Archive, workbook_part: str, found: list[Element], file: str) -> tuple[Sheet, ...]:
    targets = relationships(archive, workbook_part, file)
    sheets = []
    for element in found:
        if element.path != "workbook/sheets/sheet":
            continue
        attributes = element.attributes
        name = unescape_string(attributes.get("name", ""))
        part, kind = targets.get(attributes.get("r:id", ""), ("", ""))
        if not part:
            raise Part(file, workbook_part).damaged(f"lists the sheet {name!r}, whose part is missing")
        state = VISIBILITIES.get(attributes.get("state", ""), "visible")
        sheets.append(Sheet(name, part, state, kind, attributes.get("sheetId", "")))
    return tuple(sheets)


def _names(
    found: list[Element], sheets: tuple[Sheet, ...]
) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    defined: dict[str, str] = {}
    local: dict[str, dict[str, str]] = {}
    for element in found:
        if element.path != "workbook/definedNames/definedName":
            continue
        name, scope = element.attributes.get("name", ""), element.attributes.get("localSheetId")
        if scope is None:
            defined[name] = element.text
        elif (index := count_of(scope)) is not None and index < len(sheets):
            local.setdefault(sheets[index].name, {})[name] = element.text
    return defined, local


def _calculation(attributes: Mapping[str, str]) -> Calculation:
    return Calculation(
        mode=attributes.get("calcMode", "auto"),
        full_on_load=is_true(attributes.get("fullCalcOnLoad")),
        iterate=is_true(attributes.get("iterate")),
        full_precision=is_true(attributes.get("fullPrecision", "1")),
    )


def _tables(archive: Archive, sheets: tuple[Sheet, ...], file: str) -> dict[str, Table]:
    tables: dict[str, Table] = {}
    for sheet in sheets:
        for part in related(archive, sheet.part, file, "table"):
            found = read_index(archive, part, file)
            attributes = _attributes(found, "table")
            area = parse_area(attributes.get("ref", ""))
            if area is None:
                raise Part(file, part).damaged("describes a table without its range")
            columns = tuple(
                unescape_string(element.attributes.get("name", ""))
                for element in found
                if element.path == "table/tableColumns/tableColumn"
            )
            name = attributes.get("displayName") or attributes.get("name", "")
            header_rows = count_of(attributes.get("headerRowCount", "1")) or 0
            totals_rows = count_of(attributes.get("totalsRowCount")) or 0
            tables[name] = Table(name, sheet.name, part, area, header_rows, totals_rows, columns)
    return tables
