"""Findings as a SARIF 2.1.0 log, which code hosts and editors show beside a file.

A rule that did not run is a result of the kind `open`: there was not enough to decide. A waived finding is
suppressed, which SARIF keeps apart from not being there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from planner.results.lint import ERROR, RISK, STYLE, Finding, LintResult, Rule, RuleResult
from planner.results.statuses import DID_NOT_RUN, WAIVED

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
VERSION = "2.1.0"
LEVELS = {ERROR: "error", RISK: "warning", STYLE: "note"}
"""The level of each severity."""


def sarif(results: Sequence[LintResult], rules: Iterable[Rule], version: str) -> dict[str, Any]:
    """One log for all files."""
    listed = list(rules)
    index = {rule.name: number for number, rule in enumerate(listed)}
    return {
        "$schema": SCHEMA,
        "version": VERSION,
        "runs": [
            {
                "tool": {"driver": _driver(listed, version)},
                "invocations": [_invocation(results)],
                "results": [entry for result in results for entry in _results(result, index)],
                "columnKind": "unicodeCodePoints",
            }
        ],
    }


def _driver(rules: Iterable[Rule], version: str) -> dict[str, Any]:
    return {
        "name": "planner lint",
        "version": version,
        "rules": [
            {
                "id": rule.name,
                "name": "".join(word.capitalize() for word in rule.name.split("-")),
                "shortDescription": {"text": rule.title},
                "fullDescription": {"text": rule.checks},
                "help": {"text": rule.remedy},
                "defaultConfiguration": {"level": LEVELS[rule.severity]},
                "properties": {"number": rule.number, "severity": rule.severity, "source": rule.source},
            }
            for rule in rules
        ],
    }


def _invocation(results: Sequence[LintResult]) -> dict[str, Any]:
    """Whether every file could be read, and what stood in the way."""
    notes = [
        {"level": "error", "message": {"text": str(problem)}}
        for result in results
        for problem in result.problems
    ]
    return {"executionSuccessful": not notes, "toolExecutionNotifications": notes}


def _results(result: LintResult, index: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    for outcome in result.results:
        head = {"ruleId": outcome.rule.name, "ruleIndex": index[outcome.rule.name]}
        for finding in outcome.findings:
            yield head | _finding(result, outcome, finding)
        if outcome.status == DID_NOT_RUN or (outcome.reason and not outcome.findings):
            message = {"message": {"text": f"not run: {outcome.reason}"}}
            place = {"locations": [_location(result.file, Finding(outcome.rule.name, "", "", ""))]}
            yield head | {"kind": "open", "level": "none"} | message | place | _suppressed(outcome)


def _finding(result: LintResult, outcome: RuleResult, finding: Finding) -> dict[str, Any]:
    where = f"{finding.where}: " if finding.where else ""
    return {
        "kind": "fail",
        "level": LEVELS[finding.severity],
        "message": {"text": f"{where}{finding.what}. {finding.remedy}"},
        "locations": [_location(result.file, finding)],
        **_suppressed(outcome),
    }


def _suppressed(outcome: RuleResult) -> dict[str, Any]:
    if outcome.status != WAIVED:
        return {}
    return {"suppressions": [{"kind": "external", "justification": "waived in the call"}]}


def _location(file: str, finding: Finding) -> dict[str, Any]:
    location: dict[str, Any] = {
        "physicalLocation": {"artifactLocation": {"uri": quote(file.replace("\\", "/"), safe="/:")}}
    }
    if finding.sheet:
        logical = {"name": finding.cell or finding.sheet, "fullyQualifiedName": finding.where}
        location["logicalLocations"] = [logical | {"kind": "cell" if finding.cell else "sheet"}]
    return location
