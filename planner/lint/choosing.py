"""Which findings count: those that were asked for, less those that a baseline accepts with a reason."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from planner.results.lint import AcceptedFinding, Finding, RuleResult
from planner.results.statuses import DID_NOT_RUN, FINDS, PASSES


def chosen(results: Iterable[RuleResult], only: Collection[str]) -> tuple[RuleResult, ...]:
    """The rules that are asked for, with what of their findings is.

    Args:
        only: names of rules, and severities; all rules where it is empty. A rule of another severity is there
            where one of its findings has one that is asked for.
    """
    if not only:
        return tuple(results)
    found = []
    for result in results:
        whole = result.rule.name in only
        kept = tuple(one for one in result.findings if whole or one.severity in only)
        if whole or kept or result.rule.severity in only:
            found.append(_with(result, kept))
    return tuple(found)


def less_accepted(
    results: Iterable[RuleResult], accepted: Sequence[AcceptedFinding]
) -> tuple[tuple[RuleResult, ...], tuple[AcceptedFinding, ...]]:
    """The results without what is accepted, and what is accepted and was not found.

    What is accepted of a rule that did not run is not known to be gone.
    """
    known = {one.key for one in accepted}
    left, there, unsure = [], set(), set()
    for result in results:
        kept = tuple(one for one in result.findings if key_of(one) not in known)
        there |= {key_of(one) for one in result.findings}
        if result.reason:
            unsure.add(result.rule.name)
        less = len(result.findings) - len(kept)
        left.append(replace(_with(result, kept), accepted=less) if less else result)
    asked = {result.rule.name for result in left} - unsure
    gone = tuple(one for one in accepted if one.key not in there and one.rule in asked)
    return tuple(left), gone


def key_of(finding: Finding) -> tuple[str, str, str, str]:
    """What makes it the same finding as one of a baseline."""
    return finding.rule, finding.sheet, finding.cell, finding.what


def _with(result: RuleResult, findings: tuple[Finding, ...]) -> RuleResult:
    """A result with fewer findings; of what was found nothing may be left."""
    if result.status != FINDS or findings:
        return replace(result, findings=findings)
    return replace(result, findings=(), status=DID_NOT_RUN if result.reason else PASSES)
