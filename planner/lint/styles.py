"""How cells look: fonts, colours, fills, number formats and alignment, from styles.xml and the theme."""

from __future__ import annotations

import colorsys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import isfinite
from types import MappingProxyType
from typing import TypeVar

from planner.xlsx.package import Package
from planner.xlsx.xml import Element, count_of, elements, is_true

BUILT_IN = MappingProxyType(
    {
        0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
        12: "# ?/?", 13: "# ??/??", 14: "mm-dd-yy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy",
        18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "m/d/yy h:mm",
        37: "#,##0 ;(#,##0)", 38: "#,##0 ;[Red](#,##0)", 39: "#,##0.00;(#,##0.00)",
        40: "#,##0.00;[Red](#,##0.00)", 41: '_(* #,##0_);_(* (#,##0);_(* "-"_);_(@_)',
        42: '_($* #,##0_);_($* (#,##0);_($* "-"_);_(@_)',
        43: '_(* #,##0.00_);_(* (#,##0.00);_(* "-"??_);_(@_)',
        44: '_($* #,##0.00_);_($* (#,##0.00);_($* "-"??_);_(@_)',
        45: "mm:ss", 46: "[h]:mm:ss", 47: "mmss.0", 48: "##0.0E+0", 49: "@",
    }
)  # fmt: skip
"""Number formats that a file names by number alone."""

_PALETTE = """
000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF 000000 FFFFFF FF0000 00FF00 0000FF FFFF00
FF00FF 00FFFF 800000 008000 000080 808000 800080 008080 C0C0C0 808080 9999FF 993366 FFFFCC CCFFFF
660066 FF8080 0066CC CCCCFF 000080 FF00FF FFFF00 00FFFF 800080 800000 008080 0000FF 00CCFF CCFFFF
CCFFCC FFFF99 99CCFF FF99CC CC99FF FFCC99 3366FF 33CCCC 99CC00 FFCC00 FF9900 FF6600 666699 969696
003366 339966 003300 333300 993300 993366 333399 333333
"""
INDEXED = tuple(_PALETTE.split())
"""The colours that a file names by number alone."""

THEME = ("lt1", "dk1", "lt2", "dk2", *(f"accent{number}" for number in range(1, 7)), "hlink", "folHlink")
BLACK, WHITE = "000000", "FFFFFF"

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Style:
    """How one cell is drawn. Colours are `RRGGBB`; an empty fill is none."""

    font: str = "Calibri"
    size: float = 11.0
    bold: bool = False
    ink: str = BLACK
    fill: str = ""
    number_format: str = "General"
    horizontal: str = ""
    indent: int = 0
    wrap: bool = False
    shrink: bool = False
    hides_formula: bool = False


@dataclass(frozen=True, slots=True)
class Styles:
    """The styles of a workbook: of cells by their `s`, and the inks of conditional formats by number."""

    cells: Sequence[Style] = (Style(),)
    conditional_inks: Sequence[str] = ()

    def of(self, index: int) -> Style:
        """The style of that number; the first where the file names one that is not there."""
        return self.cells[index] if index < len(self.cells) else self.cells[0]


@dataclass(slots=True)
class _Reader:
    """Collects what the elements of styles.xml say; each comes after its children."""

    palette: Mapping[int, str]
    indexed: list[str] = field(default_factory=lambda: list(INDEXED))
    formats: dict[int, str] = field(default_factory=lambda: dict(BUILT_IN))
    fonts: list[Style] = field(default_factory=list)
    fills: list[str] = field(default_factory=list)
    cells: list[Style] = field(default_factory=list)
    inks: list[str] = field(default_factory=list)
    font: Style = field(default_factory=Style)
    fill: str = ""
    look: Style = field(default_factory=Style)
    ink: str = ""

    def take(self, element: Element) -> None:
        """One element of styles.xml."""
        attributes = element.attributes
        match element.path.split("/")[1:]:
            case ["numFmts", "numFmt"]:
                self.formats[count_of(attributes.get("numFmtId")) or 0] = attributes.get("formatCode", "")
            case ["fonts", "font", *rest]:
                self.take_font(rest, attributes)
            case ["fills", "fill", *rest]:
                self.take_fill(rest, attributes)
            case ["cellXfs", "xf", *rest]:
                self.take_cell(rest, attributes)
            case ["dxfs", "dxf", "font", "color"]:
                self.ink = self.colour(attributes)
            case ["dxfs", "dxf"]:
                self.inks.append(self.ink)
                self.ink = ""

    def take_font(self, rest: Sequence[str], attributes: Mapping[str, str]) -> None:
        """A font, or a piece of one."""
        value = attributes.get("val")
        match rest:
            case ["sz"]:
                self.font = replace(self.font, size=_number(value, 11.0))
            case ["name"]:
                self.font = replace(self.font, font=value or "")
            case ["b"]:
                self.font = replace(self.font, bold=is_true(value or "1"))
            case ["color"]:
                self.font = replace(self.font, ink=self.colour(attributes) or BLACK)
            case []:
                self.fonts.append(self.font)
                self.font = Style()

    def take_fill(self, rest: Sequence[str], attributes: Mapping[str, str]) -> None:
        """A fill, or a piece of one; patterns and gradients count as none."""
        match rest:
            case ["patternFill", "fgColor"]:
                self.fill = self.colour(attributes)
            case ["patternFill"]:
                self.fill = self.fill if attributes.get("patternType") == "solid" else ""
            case []:
                self.fills.append(self.fill)
                self.fill = ""

    def take_cell(self, rest: Sequence[str], attributes: Mapping[str, str]) -> None:
        """A cell's style, or a piece of one."""
        match rest:
            case ["alignment"]:
                self.look = replace(
                    self.look,
                    horizontal=attributes.get("horizontal", ""),
                    indent=count_of(attributes.get("indent")) or 0,
                    wrap=is_true(attributes.get("wrapText")),
                    shrink=is_true(attributes.get("shrinkToFit")),
                )
            case ["protection"]:
                self.look = replace(self.look, hides_formula=is_true(attributes.get("hidden")))
            case []:
                self.cells.append(self.cell(attributes))
                self.look = Style()

    def cell(self, attributes: Mapping[str, str]) -> Style:
        """A cell's style, from the parts that it names by number."""
        font = _at(self.fonts, attributes.get("fontId"), Style())
        number_format = self.formats.get(count_of(attributes.get("numFmtId")) or 0, "General")
        return replace(
            self.look,
            font=font.font,
            size=font.size,
            bold=font.bold,
            ink=font.ink,
            fill=_at(self.fills, attributes.get("fillId"), ""),
            number_format=number_format or "General",
        )

    def colour(self, attributes: Mapping[str, str]) -> str:
        """`RRGGBB`; empty for the colour that the system chooses."""
        if rgb := attributes.get("rgb"):
            found = rgb[-6:].upper()
        elif (theme := count_of(attributes.get("theme"))) is not None:
            found = self.palette.get(theme, BLACK)
        elif (index := count_of(attributes.get("indexed"))) is not None and index < len(self.indexed):
            found = self.indexed[index]
        else:
            return ""
        return _tinted(found, _number(attributes.get("tint"), 0.0))


def read_styles(package: Package) -> Styles:
    """The styles of a workbook; the plain one alone where it has no styles part."""
    name = package.related_part("styles")
    if name is None:
        return Styles()
    found = elements(package.read(name), package.part(name))
    reader = _Reader(_palette(package))
    own = [e.attributes for e in found if e.path == "styleSheet/colors/indexedColors/rgbColor"]
    reader.indexed[: len(own)] = [attributes.get("rgb", "FF000000")[-6:].upper() for attributes in own]
    for element in found:
        reader.take(element)
    return Styles(tuple(reader.cells) or (Style(),), tuple(reader.inks))


def _palette(package: Package) -> Mapping[int, str]:
    """The colours of the theme, by the number that cells name."""
    name = package.related_part("theme")
    default = {0: WHITE, 1: BLACK}
    if name is None:
        return default
    found: dict[str, str] = {}
    for element in elements(package.read(name), package.part(name)):
        steps = element.path.replace("!", "").split("/")
        if steps[:3] == ["theme", "themeElements", "clrScheme"] and len(steps) == 5:
            colour = element.attributes.get("lastClr") or element.attributes.get("val", "")
            found[steps[3]] = colour[-6:].upper()
    return default | {number: found[key] for number, key in enumerate(THEME) if key in found}


def _tinted(rgb: str, tint: float) -> str:
    """A colour made lighter (tint above 0) or darker, as Excel does it."""
    if not tint or len(rgb) != 6:
        return rgb
    red, green, blue = (int(rgb[at : at + 2], 16) / 255 for at in (0, 2, 4))
    hue, light, saturation = colorsys.rgb_to_hls(red, green, blue)
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    mixed = colorsys.hls_to_rgb(hue, min(1.0, max(0.0, light)), saturation)
    return "".join(f"{round(part * 255):02X}" for part in mixed)


def _number(text: str | None, default: float) -> float:
    try:
        number = float(text) if text is not None else default
    except ValueError:
        return default
    return number if isfinite(number) else default


def _at(items: Sequence[Item], index: str | None, default: Item) -> Item:
    number = count_of(index) or 0
    return items[number] if number < len(items) else default
