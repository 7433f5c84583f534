"""A copy of a workbook in which each finding of lint stands as a comment beside its cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from planner.lint.book import read_book
from planner.problems import PlanError, Problem
from planner.repair.in_place import written
from planner.repair.parts import Parts
from planner.repair.splice import WORKSHEET, append, insert
from planner.results.lint import Finding, LintResult
from planner.xlsx.a1 import Position, cell_name, parse_area
from planner.xlsx.indexes import TYPES
from planner.xlsx.package import Package, Sheet, open_package
from planner.xlsx.relations import related

_COMMENTS = (
    b'<comments xmlns="%s"><authors><author>planner lint</author></authors>'
    b"<commentList>%s</commentList></comments>"
)
_COMMENT = b'<comment ref="%s" authorId="0"><text><t xml:space="preserve">%s</t></text></comment>'
_DRAWING = (
    b'<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    b'xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shapetype id="_x0000_t202" coordsize="21600,21600" '
    b'o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path '
    b'gradientshapeok="t" o:connecttype="rect"/></v:shapetype>%s</xml>'
)
_SHAPE = (
    b'<v:shape id="planner_lint_%d" type="#_x0000_t202" style="position:absolute;width:220pt;height:90pt;'
    b'visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:textbox/>'
    b'<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:AutoFill>False</x:AutoFill>'
    b"<x:Row>%d</x:Row><x:Column>%d</x:Column></x:ClientData></v:shape>"
)
_VML_TYPE = (
    b'<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>'
)


def annotate(result: LintResult, copy: Path | str, password: str | None = None) -> tuple[int, int]:
    """Write a copy of the workbook that was judged, with a comment in each cell of a finding.

    Sheets that have comments already, and findings of a whole sheet or workbook, get none.

    Returns:
        How many cells have a comment, and how many findings have none.

    Raises:
        PlanError: the copy is there already, or cannot be written.
    """
    copy = Path(copy)
    if copy.exists():
        raise PlanError(Problem("the file is there already", "Choose another name, or delete it.", str(copy)))
    package = open_package(Path(result.file), password)
    notes, left = _notes(package, result.findings)
    parts = Parts(package)
    for name, cells in notes.items():
        _comment(parts, package.sheet(name), cells)
    try:
        copy.write_bytes(written(package, parts.changed).archive.data)
    except OSError as error:
        message = f"the file cannot be written ({error.strerror or error})"
        raise PlanError(Problem(message, "Check the path.", str(copy))) from None
    return sum(map(len, notes.values())), left


def _notes(package: Package, findings: Sequence[Finding]) -> tuple[Mapping[str, Mapping[Position, str]], int]:
    """The text for each cell, by sheet, and how many findings find no place."""
    book, left = read_book(package), 0
    taken = {sheet.name for sheet in book.sheets if book.commented(sheet.name)}
    notes: dict[str, dict[Position, str]] = {}
    for finding in findings:
        area = parse_area(finding.cell) if finding.cell else None
        if area is None or finding.sheet in taken or finding.sheet not in book.by_name:
            left += 1
            continue
        where = f" ({finding.cell})" if area.size > 1 else ""
        text = f"{finding.severity.upper()} {finding.rule}{where}: {finding.what}. {finding.remedy}"
        cells = notes.setdefault(finding.sheet, {})
        cells[area.first] = f"{cells[area.first]}\n\n{text}" if area.first in cells else text
    return notes, left


def _comment(parts: Parts, sheet: Sheet, cells: Mapping[Position, str]) -> None:
    """Give a sheet without comments these."""
    listed = sorted(cells.items())
    comments = b"".join(_COMMENT % (cell_name(*at).encode(), escape(text).encode()) for at, text in listed)
    shapes = b"".join(_SHAPE % (n, row - 1, column - 1) for n, ((row, column), _) in enumerate(listed, 1))
    target = parts.add("xl", "comments", _COMMENTS % (parts.main, comments), b"comments")
    parts.relate(sheet.part, b"comments", target)
    drawings = related(parts.package.archive, sheet.part, parts.package.file, "vmlDrawing")
    if drawings:
        name = drawings[0]
        parts.changed[name] = append(parts.read(name), parts.package.part(name), [shapes])
        return
    drawing = _add_drawing(parts, _DRAWING % shapes)
    identifier = parts.relate(sheet.part, b"vmlDrawing", drawing)
    legacy = b'<legacyDrawing xmlns:r="%s" r:id="%s"/>' % (parts.office, identifier.encode())
    xml, part = parts.read(sheet.part), parts.package.part(sheet.part)
    parts.changed[sheet.part] = insert(xml, part, [legacy], order=WORKSHEET, like="legacyDrawing")


def _add_drawing(parts: Parts, content: bytes) -> str:
    number = 1
    while parts.has(f"xl/drawings/vmlDrawing{number}.vml"):
        number += 1
    name = f"xl/drawings/vmlDrawing{number}.vml"
    parts.changed[name] = content
    if b'"vml"' not in parts.read(TYPES).lower():
        types = parts.read(TYPES)
        parts.changed[TYPES] = insert(
            types, parts.package.part(TYPES), [_VML_TYPE], order=("Default", "Override"), like="Default"
        )
    return name
