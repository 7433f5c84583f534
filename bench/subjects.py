"""The files and the LibreOffice profile that the benchmarks work on.

``python -m bench.subjects big PATH ROWS`` and ``... own PATH COUNT PLAN`` make files and print the
megabytes of the large sheet: in a process of their own, see ``measure.py``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from planner.xlsx.a1 import Area, column_letters, format_reference, parse_reference
from planner.xlsx.package import open_package
from planner.xlsx.relations import relations_part

BIG_COLUMNS = 40
OWN_COLUMNS = 10
"""Numbers in a row of the owner's, and formulas right of them."""

READ = "in_days_per_month"
"""The input of planner's that they read."""

NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

OWN = "xl/worksheets/mine.xml"

BIG_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{TYPES}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPES}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{RELATIONSHIPS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{NAMESPACE}" xmlns:r="{RELATIONSHIPS}">'
    '<sheets><sheet name="Data" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{RELATIONSHIPS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}

RECALCULATE_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def big(path: Path, rows: int) -> float:
    """A workbook with one sheet of numbers and sums; the megabytes of its sheet part."""
    xml = _sheet(_rows(rows))
    with ZipFile(path, "w", ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in BIG_PARTS.items():
            archive.writestr(name, HEAD + content)
        archive.writestr("xl/worksheets/sheet1.xml", xml)
    return len(xml) / 1e6


def own_formulas(path: Path, count: int, plan: Path) -> float:
    """A copy of a plan with a sheet of that many numbers, and as many formulas that read planner's cells.

    Returns the megabytes of the sheet.
    """
    package = open_package(plan)
    days = parse_reference(package.defined_names[READ])
    assert days is not None
    base = format_reference(days.sheet, Area(*(days.area.first_row, days.area.first_column + 1) * 2))
    added = {
        "[Content_Types].xml": (
            "</Types>",
            f'<Override PartName="/{OWN}" ContentType="{TYPES}.worksheet+xml"/>',
        ),
        package.workbook_part: (
            "</sheets>",
            f'<sheet xmlns:r="{RELATIONSHIPS}" name="Mine" sheetId="9999" r:id="rIdMine"/>',
        ),
        relations_part(package.workbook_part): (
            "</Relationships>",
            f'<Relationship Id="rIdMine" Type="{RELATIONSHIPS}/worksheet" Target="/{OWN}"/>',
        ),
    }
    with ZipFile(path, "w", ZIP_DEFLATED, compresslevel=6) as archive:
        for name in package.names:
            end, more = added.get(name, ("", ""))
            text = package.read(name).decode() if more else ""
            archive.writestr(name, text.replace(end, more + end) if more else package.read(name))
        xml = _sheet(_own_rows(base, count))
        archive.writestr(OWN, xml)
    return len(xml) / 1e6


def _sheet(rows: Iterator[str]) -> str:
    return "".join((HEAD, f'<worksheet xmlns="{NAMESPACE}"><sheetData>', *rows, "</sheetData></worksheet>"))


def _own_rows(base: str, count: int) -> Iterator[str]:
    """A third of the formulas read a name, a third a cell, and a third the formula above."""
    letters = [column_letters(column) for column in range(1, 2 * OWN_COLUMNS + 1)]
    for row in range(1, count // OWN_COLUMNS + 1):
        cells = [f'<row r="{row}">']
        for column, letter in enumerate(letters[:OWN_COLUMNS]):
            cells.append(f'<c r="{letter}{row}"><v>{(row * 7919 + column * 104729) % 1000003 / 97}</v></c>')
        for letter, number in zip(letters[OWN_COLUMNS:], letters, strict=False):
            above = f"{letter}{row - 1}*0.5+{number}{row}" if row > 1 else base
            ways = f"INDEX({READ},1,2)*{number}{row}", f"{base}*{number}{row}", above
            formula = ways[(row // 100 + ord(number)) % len(ways)]
            cells.append(f'<c r="{letter}{row}"><f>{formula}</f><v>1</v></c>')
        yield "".join((*cells, "</row>"))


def _rows(rows: int) -> Iterator[str]:
    letters = [column_letters(column) for column in range(1, BIG_COLUMNS + 1)]
    last = letters[-1]
    for row in range(1, rows + 1):
        yield f'<row r="{row}">'
        for column, letter in enumerate(letters[:-1]):
            yield f'<c r="{letter}{row}"><v>{(row * 7919 + column * 104729) % 1000003 / 97}</v></c>'
        yield f'<c r="{last}{row}"><f>SUM(A{row}:{letters[-2]}{row})</f><v>1</v></c></row>'


def libreoffice_profile(folder: Path) -> str:
    """A profile that recalculates on load, as an option of the program."""
    user = folder / "profile" / "user"
    user.mkdir(parents=True, exist_ok=True)
    (user / "registrymodifications.xcu").write_text(RECALCULATE_ALWAYS, encoding="utf-8")
    return f"-env:UserInstallation={user.parent.as_uri()}"


if __name__ == "__main__":
    what, place, how_many, *more = sys.argv[1:]
    if what == "big":
        print(big(Path(place), int(how_many)))
    else:
        print(own_formulas(Path(place), int(how_many), Path(more[0])))
