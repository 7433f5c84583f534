"""Colours as files name them: by value, by a number of the theme or of the palette, lighter or darker."""

from __future__ import annotations

import colorsys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from planner.xlsx.package import Package
from planner.xlsx.xml import count_of, elements

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


@dataclass(frozen=True, slots=True)
class Colours:
    """What the numbers of a workbook's colours stand for, as `RRGGBB`."""

    theme: Mapping[int, str]
    indexed: Sequence[str] = INDEXED

    def of(self, attributes: Mapping[str, str]) -> str:
        """`RRGGBB`; empty for the colour that the system chooses."""
        if rgb := attributes.get("rgb"):
            found = rgb[-6:].upper()
        elif (theme := count_of(attributes.get("theme"))) is not None:
            found = self.theme.get(theme, BLACK)
        elif (index := count_of(attributes.get("indexed"))) is not None and index < len(self.indexed):
            found = self.indexed[index]
        else:
            return ""
        return tinted(found, number_of(attributes.get("tint"), 0.0))


def read_colours(package: Package, own: Sequence[str]) -> Colours:
    """The colours of a workbook, whose styles put their own in the place of the first of the palette."""
    return Colours(_theme(package), (*(rgb[-6:].upper() for rgb in own), *INDEXED[len(own) :]))


def _theme(package: Package) -> Mapping[int, str]:
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


def tinted(rgb: str, tint: float) -> str:
    """A colour made lighter (tint above 0) or darker, as Excel does it."""
    if not tint or len(rgb) != 6:
        return rgb
    red, green, blue = (int(rgb[at : at + 2], 16) / 255 for at in (0, 2, 4))
    hue, light, saturation = colorsys.rgb_to_hls(red, green, blue)
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    mixed = colorsys.hls_to_rgb(hue, min(1.0, max(0.0, light)), saturation)
    return "".join(f"{round(part * 255):02X}" for part in mixed)


def number_of(text: str | None, default: float) -> float:
    """A number in an attribute; the default for whatever else stands there."""
    try:
        number = float(text) if text is not None else default
    except ValueError:
        return default
    return number if isfinite(number) else default
