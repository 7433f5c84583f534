"""What `planner lint` says in a terminal: findings by sheet, a line each, then what became of the rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby

from planner.report.printing import say, style
from planner.results.lint import Finding, LintResult, Rule
from planner.results.statuses import DID_NOT_RUN, FINDS, PASSES, WAIVED

MOST_FINDINGS = 20
"""Of one rule on one sheet that are listed one by one; --json and --sarif have them all."""

CELL_WIDTH = 9


def print_findings(result: LintResult) -> None:
    """Everything about one workbook; the last line counts."""
    for problem in result.problems:
        say(str(problem), err=True)
    if not result.results:
        return
    for sheet, findings in groupby(_by_sheet(result), key=lambda finding: finding.sheet):
        listed = list(findings)
        say(style(f"{result.file}: {sheet or 'the workbook'}, {_count(len(listed), 'finding')}", bold=True))
        for line in _lines(listed):
            say(line)
    for outcome in result.results:
        name = outcome.rule.name
        if outcome.status == DID_NOT_RUN:
            say(f"{result.file}: {style('not run', fg='red')} {name}: {outcome.reason}")
        elif outcome.status == FINDS and outcome.reason:
            say(f"{result.file}: {name} may leave something out: {outcome.reason}")
        elif outcome.status == WAIVED:
            found = _count(len(outcome.findings), "finding")
            reason = f"; not run: {outcome.reason}" if outcome.reason else ""
            say(f"{result.file}: {style('waived', fg='yellow')} {name}, {found}{reason}")
    say(_counted(result))


def print_rules(rules: Iterable[Rule]) -> None:
    """Every rule: number, name, what it is, where it comes from."""
    for rule in rules:
        say(f"{rule.number:2}  {rule.name:25} {rule.title} ({rule.source})")


def _by_sheet(result: LintResult) -> list[Finding]:
    """The findings of the rules that are not waived; the sheets in the order in which they first occur."""
    found = [finding for outcome in result.results if outcome.status == FINDS for finding in outcome.findings]
    order = {sheet: number for number, sheet in enumerate(dict.fromkeys(finding.sheet for finding in found))}
    return sorted(found, key=lambda finding: order[finding.sheet])


def _lines(findings: list[Finding]) -> Iterator[str]:
    """A line a finding; of a rule that finds very many the first ones."""
    seen: Counter[str] = Counter()
    for finding in findings:
        seen[finding.rule] += 1
        if seen[finding.rule] <= MOST_FINDINGS:
            cell = f"{finding.cell:{CELL_WIDTH}}"
            yield f"  {cell} {style(finding.rule, fg='red')}: {finding.what}. {finding.remedy}"
    for rule, count in seen.items():
        if count > MOST_FINDINGS:
            yield f"  {'':{CELL_WIDTH}} {rule}: and {count - MOST_FINDINGS:,} more; --json lists all"


def _counted(result: LintResult) -> str:
    counts = result.counts
    found = sum(len(outcome.findings) for outcome in result.results if outcome.status == FINDS)
    parts = [
        f"{counts[PASSES]} of {len(result.results)} rules pass",
        f"{counts[FINDS]} find {_count(found, 'place')}" if counts[FINDS] else "",
        f"{counts[DID_NOT_RUN]} did not run" if counts[DID_NOT_RUN] else "",
        f"{counts[WAIVED]} waived" if counts[WAIVED] else "",
    ]
    evaluated = (
        f" (formulas evaluated by {result.checker} {result.checker_version})" if result.checker else ""
    )
    text = f"{', '.join(part for part in parts if part)}{evaluated}"
    return f"{result.file}: {style(text, fg='green' if result.ok else 'red')}"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
