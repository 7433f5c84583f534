"""What a colour says to a reader of a model: typed, calculated, read from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable

from planner.lint.sheets import Condition, Sheet, within
from planner.xlsx.a1 import Position
from planner.xlsx.cell import Cell
from planner.xlsx.styles import Styles

BLUE, BLACK, GREEN, OTHER = "blue", "black", "green", "another colour"
_IS_FORMULA = re.compile(
    r"(?P<no>NOT\(\s*)?(?:_xlfn\.)?ISFORMULA\(\$?[A-Z]{1,3}\$?[0-9]+\)\s*\)?", re.IGNORECASE
)
DARKEST, GREYEST = 0x60, 0x30


def hue(rgb: str) -> str:
    """The colour as people call it; nearly black counts as black."""
    if not re.fullmatch(r"[0-9A-F]{6}", rgb):
        return OTHER
    red, green, blue = (int(rgb[at : at + 2], 16) for at in (0, 2, 4))
    if max(red, green, blue) <= DARKEST and max(red, green, blue) - min(red, green, blue) <= GREYEST:
        return BLACK
    if blue >= 0x80 and blue >= red + 60 and blue >= green + 40:
        return BLUE
    if green >= 0x50 and green >= red + 40 and green >= blue + 20:
        return GREEN
    return OTHER


def formula_conditions(sheet: Sheet) -> list[tuple[Condition, bool]]:
    """The conditional formats that ask whether a cell holds a formula, or (False) whether it holds none."""
    found = []
    for condition in sheet.conditions:
        match = _IS_FORMULA.fullmatch(condition.formulas[0].strip()) if condition.formulas else None
        if match and condition.style is not None:
            found.append((condition, not match["no"]))
    return found


def ink(position: Position, cell: Cell, conditions: Iterable[tuple[Condition, bool]], styles: Styles) -> str:
    """The colour of a cell's text, with the conditional formats that ask whether it holds a formula."""
    for condition, wants_formula in conditions:
        if (cell.formula is not None) == wants_formula and within(position, condition.areas):
            index = condition.style or 0
            if index < len(styles.conditional_inks) and styles.conditional_inks[index]:
                return styles.conditional_inks[index]
    return styles.of(cell.style).ink
