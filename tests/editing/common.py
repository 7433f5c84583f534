"""What sessions in Excel and LibreOffice share."""

from __future__ import annotations

from openpyxl.utils.cell import range_boundaries

from tests.surgery import Surgery

UNDO = "Undo the change where it was made, or run `planner repair plan.xlsx`."

RESEARCHER = {
    "Role": "Researcher",
    "Headcount": 3,
    "Pay of a person year": 2_000_000,
    "Currency": "CNY",
    "First month": 1,
    "Last month": 60,
    "Loading": 0,
    "Raise a year": 0,
}
"""A row of the table of roles: six million a year."""


def first_on(book: Surgery, sheet: str) -> tuple[str, int]:
    """The name of the first line on a sheet, and how many lines follow."""
    rows = {
        range_boundaries(cells.replace("$", ""))[1]: name
        for name, text in book.names().items()
        for home, _, cells in [text.rpartition("!")]
        if home.strip("'") == sheet and name.partition("_")[0] in {"in", "calc", "out"}
    }
    return rows[min(rows)], len(rows) - 1
