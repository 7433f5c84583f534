"""What `planner lint` gives back: rules, findings, and what became of each rule. Plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from planner.problems import Problem
from planner.results.statuses import PASSES, PROBLEMS, RULE_STATUSES, WAIVED

ERROR, RISK, STYLE = SEVERITIES = ("error", "risk", "style")
"""How bad a finding is: a number is wrong; it may become so unseen; the house does it otherwise."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the profession, and how it is checked.

    Attributes:
        name: what `--waive` and `--only` take.
        severity: of what it finds: `error`, `risk` or `style`.
        source: the standard that asks for it.
        remedy: what to do where a finding does not say it better.
    """

    number: int
    name: str
    severity: str
    title: str
    source: str
    checks: str
    remedy: str

    def as_dict(self) -> dict[str, Any]:
        """As the documented JSON has it."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where a workbook does not follow a rule. An empty sheet means the whole workbook."""

    rule: str
    severity: str
    what: str
    remedy: str
    sheet: str = ""
    cell: str = ""

    @property
    def where(self) -> str:
        """`Tokens!D7`, as much of it as is known."""
        return f"{self.sheet}!{self.cell}" if self.sheet and self.cell else self.sheet

    def as_dict(self) -> dict[str, str]:
        """As the documented JSON has it."""
        names = ("severity", "sheet", "cell", "what", "remedy")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True)
class AcceptedFinding:
    """A finding that a baseline accepts, and why."""

    rule: str
    sheet: str
    cell: str
    what: str
    reason: str

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What a finding must have to be this one."""
        return self.rule, self.sheet, self.cell, self.what

    def as_dict(self) -> dict[str, str]:
        """As the documented JSON has it."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class RuleResult:
    """What became of one rule.

    Attributes:
        findings: of a waived rule too, so that a reader sees what was waived.
        reason: what could not be established, and why; beside findings it says what they may leave out.
        accepted: how many more findings a baseline accepts.
    """

    rule: Rule
    status: str
    findings: tuple[Finding, ...] = ()
    reason: str = ""
    accepted: int = 0

    @property
    def ok(self) -> bool:
        """Whether nothing is left to mend or to establish."""
        return self.status in {PASSES, WAIVED}

    def as_dict(self) -> dict[str, Any]:
        """As the documented JSON has it."""
        return {
            "number": self.rule.number,
            "rule": self.rule.name,
            "severity": self.rule.severity,
            "status": self.status,
            "reason": self.reason,
            "accepted": self.accepted,
            "findings": [finding.as_dict() for finding in self.findings],
        }


@dataclass(frozen=True, slots=True)
class LintResult:
    """One workbook against all rules.

    Attributes:
        results: one a rule that was asked for, by number; none where the file could not be read.
        template: the template of one of planner's own workbooks; empty for any other.
        problems: why the file, or planner's part of it, could not be read.
        gone: what the baseline accepts and the workbook does not hold any more.
    """

    file: str
    results: tuple[RuleResult, ...] = ()
    template: str = ""
    checker: str = ""
    checker_version: str = ""
    problems: tuple[Problem, ...] = ()
    gone: tuple[AcceptedFinding, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether every rule passes or was waived."""
        return bool(self.results) and not self.problems and all(result.ok for result in self.results)

    @property
    def counts(self) -> Mapping[str, int]:
        """How many rules pass, find something, did not run, were waived."""
        statuses = [result.status for result in self.results]
        return {status: statuses.count(status) for status in RULE_STATUSES}

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What counts: all that rules find which are not waived, errors first, by number of the rule."""
        found = [one for result in self.results if result.status != WAIVED for one in result.findings]
        return tuple(sorted(found, key=lambda one: SEVERITIES.index(one.severity)))

    @property
    def severities(self) -> Mapping[str, int]:
        """How many of these findings are errors, risks and style."""
        found = [one.severity for one in self.findings]
        return {severity: found.count(severity) for severity in SEVERITIES}

    def as_dict(self) -> dict[str, Any]:
        """The documented JSON object."""
        return {
            "file": self.file,
            "status": "clean" if self.ok else "findings" if self.results else PROBLEMS,
            "template": self.template,
            "checker": {"name": self.checker, "version": self.checker_version},
            "rules": {name.replace(" ", "_"): count for name, count in self.counts.items()},
            "severities": dict(self.severities),
            "results": [result.as_dict() for result in self.results],
            "gone": [one.as_dict() for one in self.gone],
            "problems": [problem.as_dict() for problem in self.problems],
        }
