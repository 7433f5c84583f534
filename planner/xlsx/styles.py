"""How cells look: fonts, colours, fills, number formats and alignment, from styles.xml and the theme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from xml.etree.ElementTree import Element

from planner.xlsx.number_format import BUILT_IN
from planner.xlsx.package import Package
from planner.xlsx.theme import BLACK, Colours, number_of, read_colours
from planner.xlsx.tree import tree_of
from planner.xlsx.xml import count_of, is_true

ENTRIES = {
    "fonts": "font",
    "fills": "fill",
    "borders": "border",
    "numFmts": "numFmt",
    "cellXfs": "xf",
    "dxfs": "dxf",
}
"""The lists of styles.xml whose entries others name by number, and how an entry is called."""

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class StyleSheet:
    """The entries of styles.xml as they stand there.

    Attributes:
        part: its name; empty where a workbook has none.
        codes: the number formats that the file itself gives a number.
        colours: those that it puts in the place of the first of the palette.
    """

    part: str
    lists: Mapping[str, Sequence[Element]]
    codes: Mapping[int, str]
    colours: Sequence[str]

    def entry(self, name: str, number: str | None) -> Element | None:
        """The entry of that number; None where the list has none."""
        entries, index = self.lists[name], count_of(number) or 0
        return entries[index] if index < len(entries) else None


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


def read_style_sheet(package: Package) -> StyleSheet:
    """The entries of a workbook's styles; none of any kind where it has no styles part."""
    part = package.related_part("styles")
    if part is None:
        return StyleSheet("", dict.fromkeys(ENTRIES, ()), {}, ())
    root = tree_of(package.read(part), package.part(part))
    lists = {name: root.findall(f"{name}/{entry}") for name, entry in ENTRIES.items()}
    codes = {
        number: one.get("formatCode", "")
        for one in lists["numFmts"]
        if (number := count_of(one.get("numFmtId"))) is not None
    }
    own = [one.get("rgb", "FF000000") for one in root.findall("colors/indexedColors/rgbColor")]
    return StyleSheet(part, lists, codes, own)


def read_styles(package: Package) -> Styles:
    """The styles of a workbook; the plain one alone where it has no styles part."""
    sheet = read_style_sheet(package)
    colours = read_colours(package, sheet.colours)
    fonts = [_font(one, colours) for one in sheet.lists["fonts"]]
    fills = [_fill(one, colours) for one in sheet.lists["fills"]]
    formats = BUILT_IN | sheet.codes
    cells = [_cell(one, fonts, fills, formats) for one in sheet.lists["cellXfs"]]
    return Styles(tuple(cells) or (Style(),), tuple(_ink(one, colours) for one in sheet.lists["dxfs"]))


def _font(font: Element, colours: Colours) -> Style:
    said = _pieces(font)
    size, name, bold = (said.get(piece, {}).get("val") for piece in ("sz", "name", "b"))
    return Style(
        font=(name or "") if "name" in said else Style().font,
        size=number_of(size, Style().size),
        bold="b" in said and is_true(bold or "1"),
        ink=colours.of(said.get("color", {})) or BLACK,
    )


def _fill(fill: Element, colours: Colours) -> str:
    """The colour of a fill; patterns and gradients count as none."""
    pattern = fill.find("patternFill")
    if pattern is None or pattern.get("patternType") != "solid":
        return ""
    return colours.of(_pieces(pattern).get("fgColor", {}))


def _ink(conditional: Element, colours: Colours) -> str:
    font = conditional.find("font")
    return "" if font is None else colours.of(_pieces(font).get("color", {}))


def _cell(xf: Element, fonts: Sequence[Style], fills: Sequence[str], formats: Mapping[int, str]) -> Style:
    """A cell's style, from the parts that it names by number."""
    said, font = _pieces(xf), _at(fonts, xf.get("fontId"), Style())
    alignment = said.get("alignment", {})
    return Style(
        font=font.font,
        size=font.size,
        bold=font.bold,
        ink=font.ink,
        fill=_at(fills, xf.get("fillId"), ""),
        number_format=formats.get(count_of(xf.get("numFmtId")) or 0, "") or "General",
        horizontal=alignment.get("horizontal", ""),
        indent=count_of(alignment.get("indent")) or 0,
        wrap=is_true(alignment.get("wrapText")),
        shrink=is_true(alignment.get("shrinkToFit")),
        hides_formula=is_true(said.get("protection", {}).get("hidden")),
    )


def _pieces(element: Element) -> Mapping[str, Mapping[str, str]]:
    """What the elements below one say, by name."""
    return {child.tag: child.attrib for child in element}


def _at(items: Sequence[Item], index: str | None, default: Item) -> Item:
    number = count_of(index) or 0
    return items[number] if number < len(items) else default
