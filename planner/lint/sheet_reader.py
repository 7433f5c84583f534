"""Reads a worksheet for the rules: its cells, and in a second pass what stands around them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import isfinite

from planner.lint.sheets import (
    DEFAULT_HEIGHT,
    DEFAULT_WIDTH,
    Column,
    Condition,
    Link,
    Page,
    Row,
    Sheet,
    Validation,
    areas_of,
)
from planner.xlsx import package as parts
from planner.xlsx.a1 import MAX_COLUMN, MAX_ROW
from planner.xlsx.cells import read_cells
from planner.xlsx.package import Package
from planner.xlsx.xml import Element, as_utf8, count_of, elements, is_true, unescape_string

_GRID = re.compile(rb"<((?:[\w.-]+:)?sheetData)(?:\s[^>]*)?(?:/>|>)")
_ROW = re.compile(rb"<(?:[\w.-]+:)?row((?:\s[^>]*)?)/?>")
_ATTRIBUTE = re.compile(r"""([\w:.-]+)\s*=\s*["']([^"']*)["']""")


def read_sheet(package: Package, info: parts.Sheet) -> Sheet:
    """Read a worksheet: its cells, and in a second pass the rest."""
    part = package.part(info.part)
    xml, _ = as_utf8(package.read(info.part), part)
    around, grid = _split(xml)
    sheet = Sheet(info, read_cells(package, info.name), _rows(grid))
    reader = _Reader(sheet)
    for element in elements(around, part):
        reader.take(element)
    return sheet


def _split(xml: bytes) -> tuple[bytes, bytes]:
    """The sheet without its cells, and the cells."""
    match = _GRID.search(xml)
    if match is None or match[0].endswith(b"/>"):
        return xml, b""
    end = xml.rfind(b"</" + match[1])
    if end < match.end():
        return xml, b""
    return xml[: match.end()] + xml[end:], xml[match.end() : end]


def _rows(grid: bytes) -> dict[int, Row]:
    rows = {}
    number = 0
    for tag in _ROW.finditer(grid):
        attributes = dict(_ATTRIBUTE.findall(tag[1].decode()))
        number = count_of(attributes.get("r")) or number + 1
        height = _number(attributes.get("ht"), None)
        hidden = is_true(attributes.get("hidden")) or height == 0
        if height is not None or hidden:
            rows[number] = Row(height, is_true(attributes.get("customHeight")), hidden)
    return rows


def _number(text: str | None, default: float | None) -> float | None:
    try:
        number = float(text) if text is not None else default
    except ValueError:
        return default
    return number if number is None or isfinite(number) else default


class _Reader:
    """Collects what stands around the cells; each element comes after its children."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.formulas: list[str] = []
        self.condition_rules: list[tuple[tuple[str, ...], int | None]] = []
        self.reference = ""
        self.page: dict[str, str] = {}
        self.breaks: list[int] = []
        self.fits = False

    def take(self, element: Element) -> None:
        """One element of the sheet; those of later Excel versions stand in an extension list."""
        path, attributes = element.path.replace("!", ""), element.attributes
        path = path.removeprefix("worksheet/").removeprefix("extLst/ext/")
        match path:
            case "sheetFormatPr":
                self._defaults(attributes)
            case "cols/col":
                self._columns(attributes)
            case "hyperlinks/hyperlink":
                self._link(attributes)
            case "mergeCells/mergeCell":
                self.sheet.merged += areas_of(attributes.get("ref", ""))
            case "worksheet":
                self._finish()
            case _ if path.startswith(("dataValidations", "conditionalFormatting")):
                self._rule(path, element)
            case _:
                self._setting(path, attributes)

    def _setting(self, path: str, attributes: Mapping[str, str]) -> None:
        """How the sheet is shown, protected and printed."""
        match path:
            case "sheetViews/sheetView/pane":
                if attributes.get("state", "split").startswith("frozen"):
                    self.sheet.frozen_rows = int(_number(attributes.get("ySplit"), 0) or 0)
            case "sheetProtection":
                self.sheet.protected = is_true(attributes.get("sheet"))
            case "sheetPr/pageSetUpPr":
                self.fits = is_true(attributes.get("fitToPage"))
            case "rowBreaks/brk":
                self.breaks.append(count_of(attributes.get("id")) or 0)
            case "pageMargins" | "pageSetup":
                self.page.update(attributes)

    def _rule(self, path: str, element: Element) -> None:
        """A validation or conditional format, or a piece of one."""
        attributes = element.attributes
        match path.split("/"):
            case ["dataValidations", "dataValidation", "formula1" | "formula2", *_]:
                if element.text.strip():
                    self.formulas.append(element.text)
            case [*_, "sqref"]:
                self.reference = element.text
            case ["dataValidations", "dataValidation"]:
                areas = areas_of(attributes.get("sqref") or self.reference)
                kind, prompt = attributes.get("type", "none"), unescape_string(attributes.get("prompt", ""))
                self.sheet.validations.append(Validation(areas, kind, tuple(self.formulas), prompt))
                self.formulas, self.reference = [], ""
            case [*_, "cfRule", "formula" | "f"]:
                self.formulas.append(element.text)
            case [*_, "cfRule"]:
                style = count_of(attributes.get("dxfId"))
                self.condition_rules.append((tuple(self.formulas), style))
                self.formulas = []
            case ["conditionalFormatting"] | ["conditionalFormattings", "conditionalFormatting"]:
                areas = areas_of(attributes.get("sqref") or self.reference)
                self.sheet.conditions += [Condition(areas, *rule) for rule in self.condition_rules]
                self.condition_rules, self.reference = [], ""

    def _defaults(self, attributes: Mapping[str, str]) -> None:
        base = _number(attributes.get("baseColWidth"), 8.0) or 8.0
        width = _number(attributes.get("defaultColWidth"), DEFAULT_WIDTH - 8 + base)
        self.sheet.default_width = DEFAULT_WIDTH if width is None else width
        height = _number(attributes.get("defaultRowHeight"), DEFAULT_HEIGHT)
        self.sheet.default_height = DEFAULT_HEIGHT if height is None else height

    def _columns(self, attributes: Mapping[str, str]) -> None:
        first, last = count_of(attributes.get("min")), count_of(attributes.get("max"))
        if first and last:
            width = _number(attributes.get("width"), self.sheet.default_width)
            width = self.sheet.default_width if width is None else width
            hidden = is_true(attributes.get("hidden")) or width == 0
            self.sheet.columns.append(Column(first, min(last, MAX_COLUMN), width, hidden))

    def _link(self, attributes: Mapping[str, str]) -> None:
        for area in areas_of(attributes.get("ref", "")):
            outside = "r:id" in attributes
            self.sheet.links.append(Link(area, unescape_string(attributes.get("location", "")), outside))

    def _finish(self) -> None:
        page, margins = self.page, _margins(self.page)
        self.sheet.page = Page(
            fits=self.fits,
            pages_wide=_count(page.get("fitToWidth"), 1),
            pages_tall=_count(page.get("fitToHeight"), 1),
            scale=_count(page.get("scale"), 100),
            landscape=page.get("orientation") == "landscape",
            paper=_count(page.get("paperSize"), 1),
            margins=margins,
            row_breaks=tuple(sorted(number for number in self.breaks if 0 < number < MAX_ROW)),
        )


def _margins(page: Mapping[str, str]) -> tuple[float, float, float, float]:
    left, right, top, bottom = (
        _number(page.get(side), default) or 0.0
        for side, default in (("left", 0.7), ("right", 0.7), ("top", 0.75), ("bottom", 0.75))
    )
    return left, right, top, bottom


def _count(text: str | None, default: int) -> int:
    number = count_of(text)
    return default if number is None else number
