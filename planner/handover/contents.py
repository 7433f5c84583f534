"""What a workbook carries that no copy should: found by relationships, whatever the parts are called."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import groupby
from urllib.parse import urlsplit

from planner.handover import rules
from planner.handover.parts import reachable
from planner.lint.book import AUTOMATIC_NAMES, WINDOW
from planner.lint.sheets import Sheet
from planner.results.handover import Refusal
from planner.xlsx.a1 import column_letters
from planner.xlsx.package import Package
from planner.xlsx.relations import outward, read_index, relationships
from planner.xlsx.xml import count_of, is_true

KINDS = {
    "vbaProject": (rules.MACROS, "macros"),
    "attachedToolbars": (rules.MACROS, "toolbars that run macros"),
    "extensibility": (rules.MACROS, "a ribbon of its own, which runs macros"),
    "xlMacrosheet": (rules.XLM, "a macro sheet of Excel 4"),
    "xlIntlMacrosheet": (rules.XLM, "a macro sheet of Excel 4"),
    "dialogsheet": (rules.XLM, "a dialog sheet of Excel 5"),
    "externalLink": (rules.LINKS, "links to another workbook"),
    "connections": (rules.CONNECTIONS, "connections to data"),
    "queryTable": (rules.CONNECTIONS, "a table that a query fills"),
    "powerPivotData": (rules.CONNECTIONS, "a data model"),
    "xmlMaps": (rules.CONNECTIONS, "maps to XML files"),
    "webextensiontaskpanes": (rules.CONNECTIONS, "add-ins from the web"),
    "webextension": (rules.CONNECTIONS, "an add-in from the web"),
    "volatileDependencies": (rules.CONNECTIONS, "formulas that are fed by another program"),
    "oleObject": (rules.OLE, "an object of another program"),
    "control": (rules.OLE, "an ActiveX control"),
    "package": (rules.EMBEDDED, "an embedded file"),
    "pivotCacheDefinition": (rules.PIVOTS, "a pivot cache"),
    "pivotTable": (rules.PIVOTS, "a pivot table"),
    "slicerCache": (rules.PIVOTS, "a slicer"),
    "timelineCache": (rules.PIVOTS, "a timeline"),
}
"""Last word of a relationship's type -> the rule that it breaks, and what it is in words."""

ENDINGS = {"vbaproject.bin": KINDS["vbaProject"]}
FOLDERS = {
    "embeddings": KINDS["package"],
    "externallinks": KINDS["externalLink"],
    "activex": KINDS["control"],
}
"""Parts that say what they are by their name, whatever points to them."""

WEB = ("http", "https", "mailto")
MACRO_NAMES = ("function", "xlm", "vbProcedure")

MOST = 5
"""Stretches of hidden rows or columns that a message names."""


def refusals_of(package: Package, sheets: Collection[Sheet]) -> Iterator[Refusal]:
    """Everything that is not to leave the house, a refusal for each rule and sheet."""
    yield from _parts(package)
    yield from _links_out(package)
    yield from _hidden_sheets(package)
    yield from _names(package)
    for sheet in sheets:
        yield from _hidden_lines(package, sheet)


def _parts(package: Package) -> Iterator[Refusal]:
    owners = {sheet.part: sheet.name for sheet in package.sheets}
    found: dict[tuple[str, str, str], None] = {}
    named = set(package.names)
    for source in reachable(package):
        for target, kind in relationships(package.archive, source, package.file).values():
            if kind in KINDS:
                rule, what = KINDS[kind]
                sheet = owners.get(source, "") or owners.get(target, "")
                found[rule, what, sheet] = None
                named.discard(target)
    for name in sorted(named):
        folders, _, last = name.lower().rpartition("/")
        hit = ENDINGS.get(last) or next((FOLDERS[one] for one in folders.split("/") if one in FOLDERS), None)
        if hit and not any(rule == hit[0] for rule, *_ in found):
            found[*hit, ""] = None
    for rule, what, sheet in found:
        yield rules.refusal(rule, f"the {'sheet' if sheet else 'workbook'} holds {what}", package.file, sheet)


def _links_out(package: Package) -> Iterator[Refusal]:
    """Relationships that lead out of the package, other than hyperlinks to the web."""
    owners = {sheet.part: sheet.name for sheet in package.sheets}
    for source in reachable(package):
        targets = [
            kind
            for kind, target in outward(package.archive, source, package.file)
            if kind != "externalLinkPath" and not (kind == "hyperlink" and _leads_to_the_web(target))
        ]
        for kind in dict.fromkeys(targets):
            what = "a link to a file" if kind == "hyperlink" else f"a link ({kind}) to a file outside of it"
            sheet = owners.get(source, "")
            holder = "sheet" if sheet else "workbook"
            yield rules.refusal(rules.LINKS, f"the {holder} holds {what}", package.file, sheet)


def _leads_to_the_web(target: str) -> bool:
    if target.startswith("#"):
        return True
    try:
        return urlsplit(target).scheme.lower() in WEB
    except ValueError:
        return False


def _hidden_sheets(package: Package) -> Iterator[Refusal]:
    for sheet in package.sheets:
        if sheet.state == "veryHidden":
            what = "the sheet is very hidden: Excel's menus do not show it"
            yield rules.refusal(rules.VERY_HIDDEN_SHEETS, what, package.file, sheet.name)
        elif sheet.state == "hidden":
            yield rules.refusal(rules.HIDDEN_SHEETS, "the sheet is hidden", package.file, sheet.name)
    found = read_index(package.archive, package.workbook_part, package.file)
    windows = [one.attributes.get("visibility", "visible") for one in found if one.path == WINDOW]
    if any(state != "visible" for state in windows):
        yield rules.refusal(rules.HIDDEN_SHEETS, "the window of the workbook is hidden", package.file)


def _names(package: Package) -> Iterator[Refusal]:
    for element in read_index(package.archive, package.workbook_part, package.file):
        if element.path != "workbook/definedNames/definedName":
            continue
        attributes = element.attributes
        name, scope = attributes.get("name", ""), count_of(attributes.get("localSheetId"))
        sheet = package.sheets[scope].name if scope is not None and scope < len(package.sheets) else ""
        if any(is_true(attributes.get(one)) for one in MACRO_NAMES):
            yield rules.refusal(rules.XLM, f"the name {name} belongs to a macro", package.file, sheet)
        elif is_true(attributes.get("hidden")) and not name.startswith(AUTOMATIC_NAMES):
            yield rules.refusal(rules.HIDDEN_NAMES, f"the name {name} is hidden", package.file, sheet)


def _hidden_lines(package: Package, sheet: Sheet) -> Iterator[Refusal]:
    rows = [number for number, row in sorted(sheet.rows.items()) if row.hidden]
    if rows:
        what = f"{_counted(_stretches(rows), 'row')} hidden"
        yield rules.refusal(rules.HIDDEN_ROWS, what, package.file, sheet.name)
    columns = [(one.first, one.last) for one in sheet.columns if one.hidden]
    if columns:
        what = f"{_counted(columns, 'column')} hidden"
        yield rules.refusal(rules.HIDDEN_COLUMNS, what, package.file, sheet.name)


def _counted(stretches: list[tuple[int, int]], what: str) -> str:
    """`row 5 is`, `rows 5, 9 to 12 are`; at most a few are named."""
    name = column_letters if what == "column" else str
    shown = [
        name(first) if first == last else f"{name(first)} to {name(last)}" for first, last in stretches[:MOST]
    ]
    more = f" and {len(stretches) - MOST} more stretches" if len(stretches) > MOST else ""
    one = len(stretches) == 1 and stretches[0][0] == stretches[0][1]
    return f"{what} {shown[0]} is" if one else f"{what}s {', '.join(shown)}{more} are"


def _stretches(numbers: list[int]) -> list[tuple[int, int]]:
    """`[1, 2, 3, 7]` as `[(1, 3), (7, 7)]`."""
    runs = (list(group) for _, group in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]))
    return [(run[0][1], run[-1][1]) for run in runs]
