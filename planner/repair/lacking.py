"""What a repair cannot bring back: charts, rules and looks that other programs do not keep."""

from __future__ import annotations

import re
from collections.abc import Mapping

from planner.repair.panes import has_pane
from planner.xlsx.package import Package
from planner.xlsx.relations import related
from planner.xlsx.xml import as_utf8

_ANY = rb"<(?:[\w.-]+:)?"
RULES = {
    "validation": re.compile(_ANY + rb"dataValidation[\s>]"),
    "conditional format": re.compile(_ANY + rb"cfRule[\s>]"),
}
PRINT = re.compile(_ANY + rb"pageSetup[\s/>]")
DRAWING = re.compile(_ANY + rb"drawing\s")
AREA = "_xlnm.Print_Area"


def lacking(package: Package, fresh: Package, homes: Mapping[str, str]) -> str:
    """One sentence on what the sheets of a new workbook have and a user's have lost; nothing where all is.

    Programs split and join rules, so that their number says nothing: only a sheet without any has lost them.

    Args:
        homes: sheet of the template's -> what it is called in the user's workbook.
    """
    lost = dict.fromkeys(("chart", *RULES, "sheet's print set-up", "sheet's headings in view"), 0)
    for sheet, home in homes.items():
        theirs, ours = _xml(package, home), _xml(fresh, sheet)
        lost["chart"] += max(0, _charts(fresh, sheet) - _charts(package, home))
        for what, rule in RULES.items():
            lost[what] += 0 if rule.search(theirs) else len(rule.findall(ours))
        for_paper = PRINT.search(ours) and not PRINT.search(theirs)
        unprinted = AREA in fresh.local_names.get(sheet, {}) and AREA not in package.local_names.get(home, {})
        lost["sheet's print set-up"] += bool(for_paper or unprinted)
        lost["sheet's headings in view"] += has_pane(ours) and not has_pane(theirs)
    found = [_counted(count, what) for what, count in lost.items() if count]
    if not found:
        return ""
    listed = found[0] if len(found) == 1 else f"{', '.join(found[:-1])} and {found[-1]}"
    return (
        f"the file lacks {listed} of a new plan, which repair does not bring back: "
        "go back to an older version, or make a new plan and type your inputs into it"
    )


def _counted(count: int, what: str) -> str:
    if what.startswith("sheet"):
        of_sheet = what.removeprefix("sheet's ")
        return f"1 {what}" if count == 1 else f"the {of_sheet} of {count} sheets"
    return f"{count} {what}{'' if count == 1 else 's'}"


def _xml(package: Package, sheet: str) -> bytes:
    part = package.sheet(sheet).part
    return as_utf8(package.read(part), package.part(part))[0]


def _charts(package: Package, sheet: str) -> int:
    """The charts on a sheet."""
    if not DRAWING.search(_xml(package, sheet)):
        return 0
    archive, file = package.archive, package.file
    drawings = related(archive, package.sheet(sheet).part, file, "drawing")
    return sum(len(related(archive, drawing, file, "chart")) for drawing in drawings)
