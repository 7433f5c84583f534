"""Formulas of these sheets in the colour that says what they do.

Their look is lent by a cell of the plan, which may do something else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from planner.repair.styles import AddedStyles
from planner.risk.sheet_cells import Filled
from planner.xlsx.package import Package
from planner.xlsx.theme import BLACK

LINK_GREEN = "007A33"
"""Of what reads another sheet, as everywhere in a plan."""

Looked = Mapping[str, int]


def ink_of(formula: str) -> str:
    """Green where a formula reads another sheet, black where it calculates."""
    return LINK_GREEN if "!" in formula else BLACK


def inked(package: Package, cells: Iterable[Filled], looked: Looked) -> tuple[Looked, Mapping[str, bytes]]:
    """The looks, with those of formulas by `look_in_ink`, and the part of formats that changes."""
    styles, found = AddedStyles(package, package), dict(looked)
    for cell in cells:
        if cell.formula is not None and (name := look_in_ink(cell)) not in found:
            found[name] = styles.inked(looked[cell.look], ink_of(cell.formula))
    return found, styles.parts()


def look_in_ink(cell: Filled) -> str:
    """The name of a cell's look; that of a formula with its colour."""
    return cell.look if cell.formula is None else f"{cell.look} in {ink_of(cell.formula)}"
