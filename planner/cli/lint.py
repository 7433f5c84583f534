"""The command lint."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from planner import __version__
from planner.cli.completing import rule_names
from planner.cli.each_file import crash, outcomes
from planner.cli.options import FILE, JSON, PASSWORD, checker_option, no_such
from planner.report.printing import print_json

if TYPE_CHECKING:
    from planner.results.lint import LintResult


@click.command()
@click.argument("paths", metavar="PATH...", nargs=-1, type=FILE)
@click.option(
    "--waive",
    metavar="RULE",
    multiple=True,
    shell_complete=rule_names,
    help="Name or number of a rule that need not hold; repeatable.",
)
@click.option(
    "--only",
    metavar="RULE|SEVERITY",
    multiple=True,
    shell_complete=rule_names,
    help="A rule, or error, risk or style: nothing else is asked for; repeatable.",
)
@click.option("--all", "every_place", is_flag=True, help="A line for each place, not for each rule.")
@click.option("--baseline", metavar="FILE", type=FILE, help="Findings that are accepted, with reasons.")
@click.option("--write-baseline", metavar="FILE", type=FILE, help="Write what is found into such a file.")
@click.option(
    "--reason", metavar="TEXT", default="", help="With --write-baseline: why all that is new may stay."
)
@click.option("--into", metavar="FILE", type=FILE, help="Write a copy with a comment at each place, too.")
@checker_option()
@JSON
@click.option("--sarif", "as_sarif", is_flag=True, help="Print one SARIF 2.1.0 log for all files.")
@click.option("--rules", "list_rules", is_flag=True, help="List the rules, and check nothing.")
@PASSWORD
def lint(
    paths: Sequence[str],
    waive: Sequence[str],
    only: Sequence[str],
    baseline: str | None,
    checker: str | None,
    list_rules: bool,
    password: str | None,
    **told: Any,
) -> None:
    """Check any workbook, planner's or not, against the rules of the profession. It stays as it is.

    \b
    planner lint plan.xlsx
    planner lint model.xlsx --only error --only risk
    planner lint model.xlsx --waive input-colours --waive 41
    planner lint model.xlsx --write-baseline lint.toml --reason "as the auditor left it"
    planner lint model.xlsx --baseline lint.toml
    planner lint model.xlsx --into commented.xlsx

    Errors come first, then risks, then style. Exits with 0 when every rule that is asked for passes or is
    waived. A rule that could not run says why and counts as a finding. docs/lint.md says what each rule
    checks.
    """
    from planner.usecases import lint as linting

    if list_rules:
        _list_rules(as_json=told["as_json"])
        return
    _sound_call(paths, waive, only, baseline, told)
    asked = partial(linting.lint, waive=waive, only=only, baseline=baseline)
    results = _results(partial(asked, checker=checker, password=password), paths)
    if not _tell(results, password=password, **told):
        sys.exit(1)


def _tell(
    results: Iterable[LintResult],
    *,
    as_json: bool,
    as_sarif: bool,
    every_place: bool,
    write_baseline: str | None,
    into: str | None,
    reason: str,
    password: str | None,
) -> bool:
    """Say what was found, in the way that was asked for; whether all is fine."""
    if write_baseline:
        return _write_baseline(write_baseline, next(iter(results)), reason)
    results = list(results) if into else results
    written = _annotate(into, next(iter(results)), password) if into else True
    fine = (
        _print_sarif(results) if as_sarif else _print_each(results, as_json=as_json, every_place=every_place)
    )
    return fine and written


def _sound_call(
    paths: Sequence[str],
    waive: Sequence[str],
    only: Sequence[str],
    baseline: str | None,
    told: Mapping[str, Any],
) -> None:
    """A usage error where options do not go together, or name what there is not."""
    if not paths:
        raise click.UsageError("Missing argument 'PATH...'.")
    if told["as_json"] and told["as_sarif"]:
        raise click.UsageError("--json and --sarif do not go together")
    if (baseline or told["write_baseline"] or told["into"]) and len(paths) > 1:
        raise click.UsageError("A baseline, and a copy, are of one workbook: give one PATH.")
    if told["reason"] and not told["write_baseline"]:
        raise click.UsageError("--reason goes with --write-baseline.")
    _known_alone(waive, only)


def _write_baseline(path: str, result: LintResult, reason: str) -> bool:
    """Write the file, or say what stands in the way; whether it was written."""
    from planner.problems import PlanError
    from planner.report.printing import say
    from planner.usecases import lint as linting

    problems = result.problems
    if not problems:
        try:
            count = linting.write_baseline(path, result, reason)
            why = "" if reason or not count else "; give each its reason, without which it is still told"
            say(f"{path}: {count:,} finding{'' if count == 1 else 's'} of {result.file}{why}")
        except PlanError as error:
            problems = error.problems
    for problem in problems:
        say(str(problem), err=True)
    return not problems


def _annotate(into: str, result: LintResult, password: str | None) -> bool:
    """Write the copy with comments, and say so beside what is asked for; whether it was written."""
    from planner.problems import PlanError
    from planner.report.printing import say
    from planner.usecases.annotate import annotate

    if result.problems:
        return False
    try:
        cells, left = annotate(result, into, password)
    except PlanError as error:
        for problem in error.problems:
            say(str(problem), err=True)
        return False
    more = f"; {left:,} findings are of no cell, or of a sheet with comments of its own" if left else ""
    say(f"{into}: a copy with comments in {cells:,} cells{more}", err=True)
    return True


def _known_alone(waive: Sequence[str], only: Sequence[str]) -> None:
    """A usage error where a rule that is waived, or asked for, does not exist."""
    from planner.results.lint import SEVERITIES
    from planner.usecases.lint import rules, unknown_choices, unknown_rules

    otherwise, names = "`planner lint --rules` lists them.", [rule.name for rule in rules()]
    if unknown := unknown_rules(waive):
        raise click.UsageError(no_such("rule", unknown, names, otherwise))
    if unknown := unknown_choices(only):
        raise click.UsageError(no_such("rule or severity", unknown, [*names, *SEVERITIES], otherwise))


def _list_rules(*, as_json: bool) -> None:
    """The rules, and nothing is checked."""
    from planner.report.lint import print_rules
    from planner.usecases.lint import rules

    if as_json:
        print_json({"rules": [rule.as_dict() for rule in rules()]})
    else:
        print_rules(rules())


def _results(work: Callable[[str], LintResult], paths: Sequence[str]) -> Iterator[LintResult]:
    """The result of each file; where planner itself fails on one, that it does."""
    from planner.cli.pool import once
    from planner.usecases.lint import refused

    for path, outcome in outcomes(work, once(paths)):
        yield refused(path, crash(outcome, path)) if isinstance(outcome, Exception) else outcome


def _print_each(results: Iterable[LintResult], *, as_json: bool, every_place: bool) -> bool:
    """Print each result as it comes; whether all are fine."""
    from planner.report.lint import print_findings

    fine = True
    for result in results:
        fine = fine and result.ok
        if as_json:
            print_json(result.as_dict())
        else:
            print_findings(result, every_place=every_place)
    return fine


def _print_sarif(results: Iterable[LintResult]) -> bool:
    """Print one log for all results; whether all are fine."""
    from planner.report.sarif import sarif
    from planner.usecases.lint import rules

    listed = list(results)
    print_json(sarif(listed, rules(), __version__))
    return all(result.ok for result in listed)
