"""What stands on the sheet of changes, one below another. Plain data."""

from __future__ import annotations

from typing import NamedTuple

from planner.results.undo import Content

STATUS, INPUTS = "status", "inputs"
"""Lines that say whether the sheet still describes the plan."""


class Band(NamedTuple):
    """A heading between lines; an inner one names the result that the effects below it are on."""

    title: str
    inner: bool = False


class Line(NamedTuple):
    """A line of the sheet.

    Attributes:
        look: the number format of before and after.
        subtracts: whether its change is a formula, after less before.
        effect: a typed change: a part of the change of a result.
        adds: so many effects above it are added up by a formula; 0 for none.
        change_look: the number format of the change.
        cell: where it stands in the later plan.
        status: of a check that turned, which colours its word.
        word: what stands in the column of statuses.
        live: a cell of the plan; the change is that less `after`, and the status whether it is none.
        tolerance: the cell that says up to which relative difference it is none.
        role: STATUS for the status of the sheet, INPUTS for the word that planner writes for all inputs.
    """

    label: str
    unit: str = ""
    before: Content = None
    after: Content = None
    look: str = "General"
    subtracts: bool = False
    effect: float | None = None
    adds: int = 0
    change_look: str = "General"
    cell: str = ""
    status: str = ""
    word: str = ""
    note: str = ""
    key: str = ""
    live: str = ""
    tolerance: str = ""
    role: str = ""


Item = Band | Line
