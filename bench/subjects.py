"""The files and the LibreOffice profile that the benchmarks work on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from planner import plan
from planner.workbook.a1 import column_letters

BIG_COLUMNS, BIG_ROWS = 40, 15_000
"""As many cells as make a sheet part of 24 MB."""

NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

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


def preset(path: Path, name: str) -> None:
    """The plan of a preset."""
    result = plan.new(path, name)
    if not result.ok:
        raise RuntimeError(f"the plan does not agree: {result.problems or result.differences}")


def big(path: Path) -> float:
    """A workbook with one sheet of numbers and sums; the megabytes of its sheet part."""
    xml = "".join((HEAD, f'<worksheet xmlns="{NAMESPACE}"><sheetData>', *_rows(), "</sheetData></worksheet>"))
    with ZipFile(path, "w", ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in BIG_PARTS.items():
            archive.writestr(name, HEAD + content)
        archive.writestr("xl/worksheets/sheet1.xml", xml)
    return len(xml) / 1e6


def _rows() -> Iterator[str]:
    letters = [column_letters(column) for column in range(1, BIG_COLUMNS + 1)]
    last = letters[-1]
    for row in range(1, BIG_ROWS + 1):
        yield f'<row r="{row}">'
        for column, letter in enumerate(letters[:-1]):
            yield f'<c r="{letter}{row}"><v>{(row * 7919 + column * 104729) % 1000003 / 97}</v></c>'
        yield f'<c r="{last}{row}"><f>SUM(A{row}:{letters[-2]}{row})</f><v>1</v></c></row>'


def libreoffice_profile(folder: Path) -> str:
    """A profile that recalculates on load, as an option of the program."""
    user = folder / "profile" / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(RECALCULATE_ALWAYS, encoding="utf-8")
    return f"-env:UserInstallation={user.parent.as_uri()}"
