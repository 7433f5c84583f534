"""Rules about which functions a formula may use, wherever it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from planner.lint.book import Workbook
from planner.lint.calls import Call
from planner.lint.functions import ALLOWED, BUILT_AT_RUN_TIME, VOLATILE
from planner.lint.registry import Gap, Hit, rule
from planner.results.lint import RISK, STYLE


@rule(
    16,
    "known-functions",
    severity=STYLE,
    title="Functions from a short list",
    source="F3.03-04",
    checks="Cells and names use only functions that are proven to come to the same in Excel since 2016, "
    f"LibreOffice and two checkers: {', '.join(sorted(ALLOWED))}.",
    remedy="Say the same with functions of the list; docs/dialect.md has the usual replacements.",
)
def known_functions(book: Workbook) -> Iterator[Hit | Gap]:
    """Functions that are not on the list, and commands that no rule reads."""
    for formula in book.formulas:
        unknown = dict.fromkeys(call.name for call in formula.calls if call.name not in ALLOWED)
        if unknown:
            yield Hit(f"uses {', '.join(unknown)}", *formula.position)
    for other in book.others:
        unknown = dict.fromkeys(call.name for call in other.calls if call.name not in ALLOWED)
        if unknown and other.where.startswith("the name"):
            yield Hit(f"{other.where} uses {', '.join(unknown)}", other.sheet, other.row, other.column)
    for info in book.package.sheets:
        if info.kind not in {"worksheet", "chartsheet"}:
            yield Gap(f"the sheet {info.name} ({info.kind}) holds what no rule reads")


def _uses(book: Workbook, wanted: Callable[[Call], bool], what: str) -> Iterator[Hit]:
    """Calls in cells, names, validations and conditional formats."""
    for formula in book.formulas:
        for call in formula.calls:
            if wanted(call):
                yield Hit(what.format(call.name), *formula.position)
    for other in book.others:
        for call in other.calls:
            if wanted(call):
                yield Hit(f"{other.where}: {what.format(call.name)}", other.sheet, other.row, other.column)


@rule(
    18,
    "no-offset-indirect",
    severity=RISK,
    title="No OFFSET, no INDIRECT",
    source="F4.01-03",
    checks="No cell, name, validation or conditional format uses OFFSET or INDIRECT: no reader sees what "
    "they refer to, and they break without a sound when a row is inserted.",
    remedy="Use INDEX, or refer to the cells themselves.",
)
def no_offset_indirect(book: Workbook) -> Iterator[Hit | Gap]:
    """References that are built at run time."""
    yield from _uses(book, lambda call: call.name in BUILT_AT_RUN_TIME, "uses {}")


@rule(
    19,
    "no-npv",
    severity=RISK,
    title="No NPV()",
    source="F4.01-02",
    checks="No formula uses NPV, whose first value counts as one period away.",
    remedy="Multiply the flows by a line of discount factors and add them up.",
)
def no_npv(book: Workbook) -> Iterator[Hit | Gap]:
    """NPV."""
    yield from _uses(book, lambda call: call.name == "NPV", "uses {}")


@rule(
    20,
    "no-volatile-functions",
    severity=RISK,
    title="No volatile functions",
    source="FAST",
    checks=f"No cell, name, validation or conditional format uses {', '.join(sorted(VOLATILE))}: the plan "
    "would change without any input having changed.",
    remedy="Type the date or the number as an input.",
)
def no_volatile_functions(book: Workbook) -> Iterator[Hit | Gap]:
    """Functions that come to something else each time."""
    yield from _uses(book, lambda call: call.name in VOLATILE, "uses {}")
