"""What sessions in Excel and LibreOffice share."""

from __future__ import annotations

import re
from pathlib import Path

from openpyxl.utils.cell import range_boundaries

from tests.command import Outcome, planner
from tests.short import said
from tests.surgery import Surgery

UNDO = "Undo the change where it was made, or run `planner repair plan.xlsx`."

RESEARCHER = {
    "Role": "Researcher",
    "Function": "R&D",
    "Headcount": 3,
    "Pay": 2_000_000,
    "Currency": "CNY",
    "Loading": 0,
    "Raise": 0,
    "From": 1,
    "To": 6,
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


def mended(before: Surgery) -> Outcome:
    """Repair mends the plan: every name where it was, every cell agrees."""
    found = planner("repair", "plan.xlsx")
    assert found.status == 0, found.err
    after = Surgery(Path("plan.xlsx"))
    assert after.names() == before.names()
    assert tables_of(after) == tables_of(before)
    refreshed = planner("refresh", "plan.xlsx", "--no-backup")
    assert (refreshed.status, said(refreshed)) == (0, [])
    agreeing, cells = re.findall("([0-9,]+) of ([0-9,]+) formula cells agree", refreshed.out)[0]
    assert agreeing == cells
    assert refreshed.out.splitlines()[0].endswith("status WARNS")
    return found


def tables_of(book: Surgery) -> set[str]:
    """The names of its tables."""
    return {
        book.tree(related).get("displayName")
        for part in book.sheets.values()
        for related in book.relationships(part).values()
        if "/tables/" in related
    }
