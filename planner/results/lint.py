"""What `planner lint` gives back: rules, findings, and what became of each rule. Plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from planner.problems import Problem
from planner.results.statuses import PASSES, PROBLEMS, RULE_STATUSES, WAIVED


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the profession, and how it is checked.

    Attributes:
        name: what `--waive` takes.
        source: the standard that asks for it.
        remedy: what to do where a finding does not say it better.
    """

    number: int
    name: str
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
        names = ("sheet", "cell", "what", "remedy")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True)
class RuleResult:
    """What became of one rule.

    Attributes:
        findings: of a waived rule too, so that a reader sees what was waived.
        reason: what could not be established, and why; beside findings it says what they may leave out.
    """

    rule: Rule
    status: str
    findings: tuple[Finding, ...] = ()
    reason: str = ""

    @property
    def ok(self) -> bool:
        """Whether nothing is left to mend or to establish."""
        return self.status in {PASSES, WAIVED}

    def as_dict(self) -> dict[str, Any]:
        """As the documented JSON has it."""
        return {
            "number": self.rule.number,
            "rule": self.rule.name,
            "status": self.status,
            "reason": self.reason,
            "findings": [finding.as_dict() for finding in self.findings],
        }


@dataclass(frozen=True, slots=True)
class LintResult:
    """One workbook against all rules.

    Attributes:
        results: one a rule, in the order of their numbers; none where the file could not be read.
        template: the template of one of planner's own workbooks; empty for any other.
        problems: why the file, or planner's part of it, could not be read.
    """

    file: str
    results: tuple[RuleResult, ...] = ()
    template: str = ""
    checker: str = ""
    checker_version: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether every rule passes or was waived."""
        return bool(self.results) and not self.problems and all(result.ok for result in self.results)

    @property
    def counts(self) -> Mapping[str, int]:
        """How many rules pass, find something, did not run, were waived."""
        statuses = [result.status for result in self.results]
        return {status: statuses.count(status) for status in RULE_STATUSES}

    def as_dict(self) -> dict[str, Any]:
        """The documented JSON object."""
        return {
            "file": self.file,
            "status": "clean" if self.ok else "findings" if self.results else PROBLEMS,
            "template": self.template,
            "checker": {"name": self.checker, "version": self.checker_version},
            "rules": {name.replace(" ", "_"): count for name, count in self.counts.items()},
            "results": [result.as_dict() for result in self.results],
            "problems": [problem.as_dict() for problem in self.problems],
        }
