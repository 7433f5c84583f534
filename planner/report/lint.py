"""What `planner lint` says in a terminal: errors first, a line a rule, then what became of the rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from planner.report.printing import say, style
from planner.results.lint import ERROR, RISK, STYLE, Finding, LintResult, Rule
from planner.results.statuses import DID_NOT_RUN, FINDS, PASSES, WAIVED

FIRST_PLACES = 3
"""Of a rule that are named on its line; --all lists every place, --json and --sarif have them too."""

CELL_WIDTH = 9
COLOURS = {ERROR: "red", RISK: "yellow", STYLE: "cyan"}
WORDS = {ERROR: "error", RISK: "risk", STYLE: "point of style"}
PLURALS = {ERROR: "errors", RISK: "risks", STYLE: "points of style"}


def print_findings(result: LintResult, *, every_place: bool = False) -> None:
    """Everything about one workbook; the last line counts.

    Args:
        every_place: a line for each place, where it is a line for each rule otherwise.
    """
    for problem in result.problems:
        say(str(problem), err=True)
    if not result.results:
        return
    for severity, findings in groupby(result.findings, key=lambda finding: finding.severity):
        listed = list(findings)
        say(style(f"{result.file}: {_count(len(listed), severity)}", bold=True, fg=COLOURS[severity]))
        for line in _places(listed) if every_place else _lines(listed):
            say(line)
    for line in _beside(result):
        say(f"{result.file}: {line}")
    say(_counted(result))


def _beside(result: LintResult) -> Iterator[str]:
    """What did not run, was waived, is gone."""
    for outcome in result.results:
        name = outcome.rule.name
        if outcome.status == DID_NOT_RUN:
            yield f"{style('not run', fg='red')} {name}: {outcome.reason}"
        elif outcome.status == FINDS and outcome.reason:
            yield f"{name} may leave something out: {outcome.reason}"
        elif outcome.status == WAIVED:
            found = f"{len(outcome.findings):,} finding{'' if len(outcome.findings) == 1 else 's'}"
            reason = f"; not run: {outcome.reason}" if outcome.reason else ""
            yield f"{style('waived', fg='yellow')} {name}, {found}{reason}"
    for one in result.gone:
        where = f"{one.sheet}!{one.cell}" if one.cell else one.sheet or "the workbook"
        yield f"gone from what the baseline accepts: {where} {one.rule}: {one.what}"


def print_rules(rules: Iterable[Rule]) -> None:
    """Every rule: number, severity, name, what it is, where it comes from."""
    for rule in rules:
        say(f"{rule.number:2}  {rule.severity:5} {rule.name:25} {rule.title} ({rule.source})")


def _lines(findings: Sequence[Finding]) -> Iterator[str]:
    """A line a rule: how many places, the first of them, and what is wrong there."""
    by_rule: dict[str, list[Finding]] = {}
    for finding in findings:
        by_rule.setdefault(finding.rule, []).append(finding)
    for rule, found in by_rule.items():
        first = found[0]
        alike = [one.where or "the workbook" for one in found if one.what == first.what]
        shown, others = alike[:FIRST_PLACES], len(found) - min(len(alike), FIRST_PLACES)
        more = f" and {others:,} more" if others else ""
        name = style(rule, fg=COLOURS[first.severity])
        yield f"  {name}: {', '.join(shown)}{more}: {first.what}. {first.remedy}"


def _places(findings: Sequence[Finding]) -> Iterator[str]:
    """A line a place."""
    for finding in findings:
        where = f"{finding.where or 'the workbook':{CELL_WIDTH}}"
        rule = style(finding.rule, fg=COLOURS[finding.severity])
        yield f"  {where} {rule}: {finding.what}. {finding.remedy}"


def _counted(result: LintResult) -> str:
    counts = result.counts
    accepted = sum(outcome.accepted for outcome in result.results)
    parts = [
        *(_count(count, severity) for severity, count in result.severities.items() if count),
        f"{counts[PASSES]} of {len(result.results)} rules pass",
        f"{accepted:,} accepted by the baseline" if accepted else "",
        f"{counts[DID_NOT_RUN]} did not run" if counts[DID_NOT_RUN] else "",
        f"{counts[WAIVED]} waived" if counts[WAIVED] else "",
    ]
    evaluated = (
        f" (formulas evaluated by {result.checker} {result.checker_version})" if result.checker else ""
    )
    text = f"{', '.join(part for part in parts if part)}{evaluated}"
    return f"{result.file}: {style(text, fg='green' if result.ok else 'red')}"


def _count(number: int, severity: str) -> str:
    return f"{number:,} {(WORDS if number == 1 else PLURALS)[severity]}"
