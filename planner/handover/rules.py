"""What keeps a workbook from being handed over, by the name that `--waive` takes, and what to do about it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from shlex import quote

from planner.problems import Problem
from planner.results.handover import Refusal

MACROS, XLM = "macros", "xlm-sheets"
LINKS, CONNECTIONS = "external-links", "connections"
OLE, EMBEDDED, PIVOTS = "ole-objects", "embedded-files", "pivot-caches"
HIDDEN_SHEETS, VERY_HIDDEN_SHEETS = "hidden-sheets", "very-hidden-sheets"
HIDDEN_ROWS, HIDDEN_COLUMNS, HIDDEN_NAMES = "hidden-rows", "hidden-columns", "hidden-names"
PATHS, COMMENTS = "absolute-paths", "comments"
CHECKS, WARNINGS, STALE, LINT = "checks", "warnings", "stale-values", "lint"

REMEDIES = {
    MACROS: "Save it as .xlsx without them",
    XLM: "Delete them",
    LINKS: "Type the values in place of the links (Data > Edit Links > Break Link), or point them at the web",
    CONNECTIONS: "Delete them (Data > Queries & Connections), and keep the values",
    OLE: "Delete the object",
    EMBEDDED: "Delete the embedded file",
    PIVOTS: "Paste its values in its place: its cache holds all the data that it was made of",
    HIDDEN_SHEETS: "Show the sheet, or delete it",
    VERY_HIDDEN_SHEETS: "Show the sheet in the VBA editor (Alt+F11, property Visible), or delete it",
    HIDDEN_ROWS: "Show them, or delete them",
    HIDDEN_COLUMNS: "Show them, or delete them",
    HIDDEN_NAMES: "Delete the name, or show it with a program that lists hidden ones",
    PATHS: "Take the path out",
    COMMENTS: "Take them out of the copy with --comments strip, or keep them with --comments keep",
    CHECKS: "Mend what `planner check {file}` reports",
    WARNINGS: "Say why with --acknowledge {key}=REASON --by NAME, or in the plan: "
    "`planner set {file} 'acknowledged[{key}].reason=REASON' 'acknowledged[{key}].by=NAME'`",
    STALE: "Run `planner refresh {file}`",
    LINT: "Mend what `planner lint {file}` reports",
}
"""Rule -> what to do. Every rule can be waived but `comments`, which asks for a choice, and `warnings`, which
asks for a reason."""

PUT_BACK = "Run `planner repair {file}`, which puts formulas back, and then `planner refresh {file}`"
"""What to do instead where formulas were edited or typed over."""

ANEW = (
    "Compare again with `planner diff BEFORE {file} --into {file}`, where BEFORE is the plan that it tells "
    "of, or delete the sheet"
)
"""What to do instead where a sheet of changes tells of another plan than this."""

YOUR_REASON = (
    "Say in the table acknowledged why your plan stands all the same, and in your name, then run "
    "`planner refresh {file}`"
)
"""What to do instead where planner has said it for the preset."""

WAIVABLE = tuple(rule for rule in REMEDIES if rule not in {COMMENTS, WARNINGS})


def refusal(
    rule: str, message: str, file: str, sheet: str = "", cell: str = "", *, remedy: str = "", key: str = ""
) -> Refusal:
    """A refusal with the remedy of its rule, or another one; a command in it can be run as it stands."""
    waiver = f", or pass --waive {rule}" if rule in WAIVABLE else ""
    what_to_do = (remedy or REMEDIES[rule]).format(file=quote(file), key=key)
    return Refusal(rule, Problem(message, f"{what_to_do}{waiver}.", file, sheet, cell))


def parted(
    refusals: Iterable[Refusal], waived: Collection[str]
) -> tuple[tuple[Refusal, ...], tuple[Refusal, ...]]:
    """The refusals that stand, and those that were waived."""
    listed = tuple(refusals)
    return (
        tuple(one for one in listed if one.rule not in waived),
        tuple(one for one in listed if one.rule in waived),
    )
