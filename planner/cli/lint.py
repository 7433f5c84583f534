"""The command lint."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

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
@checker_option()
@JSON
@click.option("--sarif", "as_sarif", is_flag=True, help="Print one SARIF 2.1.0 log for all files.")
@click.option("--rules", "list_rules", is_flag=True, help="List the rules, and check nothing.")
@PASSWORD
def lint(
    paths: Sequence[str],
    waive: Sequence[str],
    checker: str | None,
    as_json: bool,
    as_sarif: bool,
    list_rules: bool,
    password: str | None,
) -> None:
    """Check any workbook, planner's or not, against the 43 rules of the profession. Reads only.

    \b
    planner lint plan.xlsx
    planner lint model.xlsx --waive input-colours --waive 41

    Exits with 0 when every rule passes or is waived. A rule that could not run says why and counts as a
    finding. docs/lint.md says what each rule checks.
    """
    from planner.usecases import lint as linting

    if list_rules:
        _list_rules(as_json=as_json)
        return
    if not paths:
        raise click.UsageError("Missing argument 'PATH...'.")
    if as_json and as_sarif:
        raise click.UsageError("--json and --sarif do not go together")
    _known_alone(waive)
    work = partial(linting.lint, waive=waive, checker=checker, password=password)
    results = _results(work, paths)
    if not (_print_sarif(list(results)) if as_sarif else _print_each(results, as_json=as_json)):
        sys.exit(1)


def _known_alone(waive: Sequence[str]) -> None:
    """A usage error where a rule to be waived does not exist."""
    from planner.usecases.lint import rules, unknown_rules

    if unknown := unknown_rules(waive):
        otherwise = "`planner lint --rules` lists them."
        raise click.UsageError(no_such("rule", unknown, [rule.name for rule in rules()], otherwise))


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


def _print_each(results: Iterable[LintResult], *, as_json: bool) -> bool:
    """Print each result as it comes; whether all are fine."""
    from planner.report.lint import print_findings

    fine = True
    for result in results:
        fine = fine and result.ok
        if as_json:
            print_json(result.as_dict())
        else:
            print_findings(result)
    return fine


def _print_sarif(results: Sequence[LintResult]) -> bool:
    """Print one log for all results; whether all are fine."""
    from planner.report.sarif import sarif
    from planner.usecases.lint import rules

    print_json(sarif(results, rules(), __version__))
    return all(result.ok for result in results)
