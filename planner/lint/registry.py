"""The rules, by number; runs them on a workbook and gathers what they find.

A rule is a generator that yields a :class:`Hit` for each place that breaks it and a :class:`Gap` for whatever
it could not establish. A rule that yields neither passes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.problems import PlanError
from planner.results.lint import STYLE, Finding, Rule, RuleResult
from planner.results.statuses import DID_NOT_RUN, FINDS, PASSES, WAIVED
from planner.xlsx.a1 import Area

if TYPE_CHECKING:
    from planner.lint.book import Workbook


@dataclass(frozen=True, slots=True)
class Hit:
    """A place that breaks a rule; without a row the whole sheet, without a sheet the whole workbook.

    Attributes:
        remedy: what to do, where that is more than the rule's own remedy.
        severity: where this place is worse than the rule says.
    """

    what: str
    sheet: str = ""
    row: int = 0
    column: int = 0
    remedy: str = ""
    severity: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that a rule could not establish: it must not pass."""

    reason: str


Check = Callable[["Workbook"], Iterator[Hit | Gap]]

_CHECKS: dict[int, tuple[Rule, Check]] = {}


def rule(
    number: int, name: str, *, severity: str, title: str, source: str, checks: str, remedy: str
) -> Callable[[Check], Check]:
    """Register a check as the rule of that number; `severity` is that of what it finds."""

    def register(check: Check) -> Check:
        if number in _CHECKS or any(name == other.name for other, _ in _CHECKS.values()):
            raise ValueError(f"two rules are {number} or {name}")
        _CHECKS[number] = Rule(number, name, severity, title, source, checks, remedy), check
        return check

    return register


def rules() -> tuple[Rule, ...]:
    """Every rule, by number."""
    return tuple(rule for rule, _ in _checks().values())


def find_rule(text: str) -> Rule | None:
    """The rule of that name or number."""
    return next((rule for rule in rules() if text in {rule.name, str(rule.number)}), None)


def run(book: Workbook, waived: Collection[str] = ()) -> tuple[RuleResult, ...]:
    """Every rule on a workbook. A rule that breaks did not run; the others still do."""
    return tuple(_run(rule, check, book, rule.name in waived) for rule, check in _checks().values())


def _run(rule: Rule, check: Check, book: Workbook, waived: bool) -> RuleResult:
    hits: list[Hit] = []
    gaps: dict[str, None] = {}
    try:
        for outcome in check(book):
            if isinstance(outcome, Gap):
                gaps[outcome.reason] = None
            elif not _is_owners_style(book, rule, outcome):
                hits.append(outcome)
    except PlanError as error:  # a part that only this rule looks at is damaged
        gaps |= {problem.message: None for problem in error.problems}
    except Exception as error:  # noqa: BLE001 - whatever it is, the rule says so instead of passing
        gaps[f"the rule broke on this workbook ({type(error).__name__}: {error})"] = None
    findings, reason = tuple(_findings(rule, hits)), "; ".join(gaps)
    if waived:
        return RuleResult(rule, WAIVED, findings, reason)
    status = FINDS if findings else DID_NOT_RUN if reason else PASSES
    return RuleResult(rule, status, findings, reason)


def _is_owners_style(book: Workbook, rule: Rule, hit: Hit) -> bool:
    """Whether it is house style on a sheet that the owner has put beside planner's: theirs to choose."""
    if book.plan is None or (hit.severity or rule.severity) != STYLE or hit.sheet not in book.read:
        return False
    return not book.read[hit.sheet].ours


def _findings(rule: Rule, hits: Iterable[Hit]) -> Iterator[Finding]:
    """One finding for cells side by side that are wrong in the same way."""
    alike: dict[tuple[str, str, str, str], set[tuple[int, int]]] = {}
    for hit in hits:
        key = hit.sheet, hit.what, hit.remedy or rule.remedy, hit.severity or rule.severity
        alike.setdefault(key, set()).add((hit.row, hit.column))
    for (sheet, what, remedy, severity), cells in alike.items():
        for area in blocks(cells):
            yield Finding(rule.name, severity, what, remedy, sheet, str(area) if area.first_row else "")


def blocks(cells: Collection[tuple[int, int]]) -> list[Area]:
    """Cells as rectangles: neighbours in a row first, then equal stretches of rows below one another."""
    stretches: list[Area] = []
    for row, column in sorted(cells):
        last = stretches[-1] if stretches else None
        if last and last.first_row == row and last.last_column == column - 1:
            stretches[-1] = Area(row, last.first_column, row, column)
        else:
            stretches.append(Area(row, column, row, column))
    open_blocks: dict[tuple[int, int], int] = {}
    merged: list[Area] = []
    for area in stretches:
        columns = area.first_column, area.last_column
        index = open_blocks.get(columns)
        if index is not None and merged[index].last_row == area.first_row - 1:
            above = merged[index]
            merged[index] = Area(above.first_row, columns[0], area.last_row, columns[1])
        else:
            open_blocks[columns] = len(merged)
            merged.append(area)
    return merged


def _checks() -> Mapping[int, tuple[Rule, Check]]:
    """The registered checks in order; importing the modules of rules registers them."""
    from planner.lint.rules import load

    load()
    return dict(sorted(_CHECKS.items()))
