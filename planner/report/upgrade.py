"""What a person reads of an upgrade: a line for each input and formula that is not as it was."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from planner.problems import printable

if TYPE_CHECKING:
    from planner.results.plan import Result
    from planner.results.upgrade import Upgraded

SILENT = {"kept", "moved"}
"""Changes of which nothing comes; --json and the sheet of the plan list them too."""


def upgrade_lines(result: Result) -> Iterator[str]:
    """A line for each input that changed or is gone, each formula of the owner's, each cell that goes."""
    for one in result.upgrades:
        if one.kind != "input" or one.change not in SILENT or one.why:
            yield printable(f"{result.file}{_where(one)}: {_said(one)}")


def _where(one: Upgraded) -> str:
    place = f"{one.sheet}!{one.cell}" if one.sheet and one.cell else one.sheet or one.cell
    return f" {place}" if place else ""


def _said(one: Upgraded) -> str:
    if one.kind == "formula":
        it = "it " if one.why.startswith("read") else ""
        return f"{one.was} is now {one.now}: {it}{one.why}"
    if one.kind == "cell":
        return f"your {one.was} stands on no sheet of the new plan; the sheet that lists the upgrade keeps it"
    values = f" ({one.was})" if one.was else ""
    now = f" stands in {one.now}" if one.now and one.now != one.key else ""
    what = {"gone": " is gone", "kept": " is kept"}.get(one.change, now or " stays")
    return f"{one.key}{values}{what}{': ' if one.why else ''}{one.why}"
