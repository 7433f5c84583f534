"""Rules about what lets a reader trust a workbook: cover, index, master check, sign convention, log."""

from __future__ import annotations

import re
from collections.abc import Iterator

from planner.layout.places import LOG_HEADER, MASTER, MASTER_ON_COVER, MASTER_ON_SUMMARY, Place
from planner.lint.book import Workbook
from planner.lint.formulas import Formula
from planner.lint.kinds import is_front, is_log
from planner.lint.reading import Reading
from planner.lint.registry import Gap, Hit, rule
from planner.lint.sheets import Sheet
from planner.results.lint import ERROR, RISK, STYLE
from planner.results.statuses import LineStatus
from planner.xlsx.cell import CellError
from planner.xlsx.formula_tokens import tokenize
from planner.xlsx.references import Reference

_MASTER = re.compile(
    r"\b(?:master|overall|total|model|global|all|whole|workbook|summary)\b.*\b(?:checks?|status|integrity|errors?)\b"
    r"|\b(?:checks?|status|errors?)\b.*\b(?:master|overall|total|all|model|workbook)\b|总校验|总检查|总状态|整体状态",
    re.IGNORECASE | re.DOTALL,
)
_GOOD = frozenset({"ok", "pass", "passed", "passes", "true", "yes", "good", "✓", "✔", "通过", "正常", "无误"})
_SIGNS = re.compile(
    r"\bsign convention\b|(?=.*\b(?:positive|negative|parenthes[ei]s|brackets|minus|plus)\b)"
    r"(?=.*\b(?:costs?|cash|in-?flows?|out-?flows?|revenues?|income|expens\w+|shortfalls?|signs?|debits?|credits?"
    r"|liabilit\w+|payments?)\b)"
    r"|(?=.*(?:正数|负数|正值|负值|为正|为负|括号))(?=.*(?:成本|费用|收入|现金|流入|流出|缺口|支出|符号))",
    re.IGNORECASE | re.DOTALL,
)
FRONT_LINES, FRONT_TEXTS = 3, 4
"""A cover holds at most so many lines with numbers, and at least so many texts."""


@rule(
    35,
    "master-check",
    severity=RISK,
    title="A master check exists, is linked, and passes",
    source="IC, F2.03-05",
    checks="One cell sums up all checks, with a formula that reads them; another sheet shows it; it says "
    "that all is well: an error where it does not. In planner's workbooks that is the status on Checks, "
    "repeated on Cover and Summary.",
    remedy="Add up the checks in one cell, show it on the cover, and mend what it reports.",
)
def master_check(book: Workbook) -> Iterator[Hit | Gap]:
    """The one cell that says whether all is well."""
    if book.plan_reason:
        yield Gap(f"planner's master status could not be found: {book.plan_reason}")
    elif book.plan is not None:
        names = (MASTER, MASTER_ON_COVER, MASTER_ON_SUMMARY)
        places = [book.plan.layout[name] for name in names]
        cell = book.by_name[places[0].sheet].cells.get((places[0].row, places[0].column))
        said = "" if cell is None else book.plan.template.status_of(str(cell.value))
        if said != LineStatus.WARNS or cell is None or cell.formula is None:
            yield from _judge(book, places[0])
        for place in places[1:]:
            formula = book.by_cell.get((place.sheet, place.row, place.column))
            if formula is None or not _reads(formula, places[0]):
                yield Hit("does not show the master status of Checks", place.sheet, place.row, place.column)
    else:
        candidates = list(_candidates(book))
        if not candidates:
            yield Hit("no cell sums up the checks of the whole workbook")
        for place in candidates:
            yield from _judge(book, place)
        if candidates and not any(_is_shown(book, place) for place in candidates):
            first = candidates[0]
            yield Hit("no other sheet shows the master check", first.sheet, first.row, first.column)


def _candidates(book: Workbook) -> Iterator[Place]:
    """Formulas whose label says that they sum up the checks."""
    for formula in book.formulas:
        texts = book.by_name[formula.sheet].texts(formula.row)
        label = next((text for column, text in reversed(list(texts.items())) if column < formula.column), "")
        if _MASTER.search(label) and formula.references:
            yield Place(formula.sheet, formula.row, formula.column)


def _judge(book: Workbook, place: Place) -> Iterator[Hit | Gap]:
    cell = book.by_name[place.sheet].cells.get((place.row, place.column))
    where = place.sheet, place.row, place.column
    if cell is None or cell.formula is None:
        yield Hit("the master check is no formula", *where)
        return
    value = cell.value
    if value is None:
        yield Gap(f"the master check {place.sheet}!{place.a1} shows no value")
    elif isinstance(value, str | bool):
        if str(value).strip().casefold() not in _GOOD:
            yield Hit(f"the master check says {value}", *where, severity=ERROR)
    elif isinstance(value, CellError) or value != 0:
        label = " ".join(book.by_name[place.sheet].texts(place.row).values())
        if value == 1 and not re.search(r"error|fail|difference", label, re.IGNORECASE):
            yield Gap(f"the master check {place.sheet}!{place.a1} shows 1, which may say yes or one error")
        else:
            yield Hit(f"the master check says {value}", *where, severity=ERROR)


def _reads(formula: Formula, place: Place) -> bool:
    return any(r.sheet == place.sheet and (place.row, place.column) in r.area for r in formula.references)


def _is_shown(book: Workbook, place: Place) -> bool:
    """Whether it stands on the front sheet, or a formula on another sheet reads it."""
    if place.sheet == book.package.sheets[0].name:
        return True
    return any(formula.sheet != place.sheet and _reads(formula, place) for formula in book.formulas)


@rule(
    36,
    "sign-convention",
    severity=STYLE,
    title="The sign convention is stated",
    source="IC",
    checks="A text says which amounts are positive and which negative: costs, cash, inflows and outflows.",
    remedy="Write on the cover which amounts are positive, which negative, and how a negative one looks.",
)
def sign_convention(book: Workbook) -> Iterator[Hit | Gap]:
    """A sentence about signs, anywhere."""
    texts = (
        cell.value for sheet in book.sheets for cell in sheet.cells.values() if isinstance(cell.value, str)
    )
    if not any(_SIGNS.search(text) for text in texts):
        yield Hit("no text says which amounts are positive and which are negative")


@rule(
    37,
    "cover",
    severity=STYLE,
    title="A cover sheet",
    source="P7",
    checks="The first sheet is visible and a cover: it is called so, or holds texts, no inputs and hardly "
    "a number.",
    remedy="Put a sheet in front that says what the workbook answers, for whom, when and how to read it.",
)
def cover(book: Workbook) -> Iterator[Hit | Gap]:
    """What a reader sees first."""
    first = book.package.sheets[0]
    sheet = book.by_name.get(first.name)
    if first.state != "visible" or sheet is None:
        yield Hit("the first sheet is no cover that a reader sees", first.name)
        return
    reading = book.read[first.name]
    texts = [cell for cell in sheet.cells.values() if isinstance(cell.value, str) and cell.value.strip()]
    busy = bool(reading.inputs) or len(reading.lines) > FRONT_LINES
    if len(texts) < FRONT_TEXTS or (busy and not is_front(first.name)):
        yield Hit("the first sheet is no cover: it does not tell what the workbook is about", first.name)


@rule(
    38,
    "links-lead-somewhere",
    severity=RISK,
    title="Every link has a target",
    source="own",
    checks="Every hyperlink and HYPERLINK formula inside the workbook leads to a sheet, cell, name or "
    "table that exists. On planner's cover the text of a link is the name of the sheet that it leads to.",
    remedy="Point the link at the sheet that it names, or take it out of the index.",
)
def links_lead_somewhere(book: Workbook) -> Iterator[Hit | Gap]:
    """Links to nowhere, and links that say something else than where they lead."""
    for sheet in book.sheets:
        for link in sheet.links:
            if link.outside or not link.target:
                continue
            target = _target(book, sheet, link.target)
            if target is None:
                yield Hit(
                    f"its link leads to {link.target}, which is not there", sheet.name, *link.area.first
                )
            elif book.plan is not None and sheet.name == book.plan.layout[MASTER_ON_COVER].sheet:
                said = sheet.text(*link.area.first)
                if said.casefold() != target.sheet.casefold():
                    what = f"the index says {said}; its link leads to {target.sheet}"
                    yield Hit(what, sheet.name, *link.area.first)
    for formula in book.formulas:
        for call in formula.calls:
            place = call.arguments[0] if call.name == "HYPERLINK" and call.arguments else ()
            text = place[0].text.strip('"') if len(place) == 1 and place[0].kind == "string" else ""
            if text.startswith("#") and _target(book, book.by_name[formula.sheet], text[1:]) is None:
                yield Hit(f"its link leads to {text[1:]}, which is not there", *formula.position)


def _target(book: Workbook, sheet: Sheet, text: str) -> Reference | None:
    """The cells that a link leads to."""
    tokens = tokenize(text.removeprefix("#"))
    if len(tokens) != 1:
        return None
    found = [one for one in book.resolver.meaning(tokens[0], sheet.name) if isinstance(one, Reference)]
    return found[0] if found else None


@rule(
    42,
    "version-log",
    severity=STYLE,
    title="The version log is not empty",
    source="F1.01-01",
    checks="A sheet, or a heading on one, that is called log, versions or history has a row below its "
    "headings.",
    remedy="Write a row for each version: when, who, what changed. In planner's workbooks `planner "
    "refresh` does.",
)
def version_log(book: Workbook) -> Iterator[Hit | Gap]:
    """The log's first row."""
    if book.plan is not None:
        header = book.plan.layout[LOG_HEADER]
        sheet = book.by_name[header.sheet]
        if not any(
            row > header.row and cell.value not in (None, "") for (row, _), cell in sheet.cells.items()
        ):
            yield Hit("the log has no row", header.sheet, header.row, header.column)
        return
    logs = [found for reading in book.read.values() if (found := _log(reading)) is not None]
    if not logs:
        yield Hit("no sheet keeps a log of versions")
    for sheet, row in logs:
        rows = {at for (at, _), cell in sheet.cells.items() if at > row and cell.value not in (None, "")}
        if not rows:
            yield Hit("the log has no row", sheet.name, row, 1)


def _log(reading: Reading) -> tuple[Sheet, int] | None:
    """A sheet that is a log, or holds one, with the last row of its headings."""
    sheet = reading.sheet
    rows = sorted({row for (row, _), cell in sheet.cells.items() if isinstance(cell.value, str)})
    if is_log(sheet.name):
        return sheet, reading.headers[0].row if reading.headers else rows[0] if rows else 0
    for row in rows:
        texts = list(sheet.texts(row).values())
        if len(texts) == 1 and len(texts[0]) < 30 and is_log(texts[0]):
            below = next((header.row for header in reading.headers if header.row > row), row)
            return sheet, below
    return None
