"""Every rule holds on a sound model of another maker, and finds each small change that breaks it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from planner.check.checkers.base import FormulaError, Value
from planner.lint import registry
from planner.lint.book import Values, read_book
from planner.results.lint import RuleResult
from planner.results.statuses import PASSES
from planner.xlsx.cell import CellError
from planner.xlsx.package import open_package
from tests.lint.breaks import BREAKS, Break
from tests.lint.model import Model, bakery
from tests.surgery import Surgery

RULES = {rule.name: rule for rule in registry.rules()}


def results(path: Path, computed: dict[tuple[str, int, int], Value] | None = None) -> dict[str, RuleResult]:
    """What the rules say, with the shown values as those of a checker, but for some."""
    book = read_book(open_package(path))
    shown: dict[tuple[str, int, int], Value] = {}
    for formula in book.formulas:
        value = formula.value
        shown[formula.position] = FormulaError(value.code) if isinstance(value, CellError) else value
    book = replace(book, values=Values(shown | (computed or {})))
    return {result.rule.name: result for result in registry.run(book)}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> dict[str, RuleResult]:
    return results(bakery().write(tmp_path_factory.mktemp("sound") / "bakery.xlsx"))


@pytest.fixture
def broken(tmp_path: Path) -> Callable[[Break], dict[str, RuleResult]]:
    def results_of(one: Break) -> dict[str, RuleResult]:
        model: Model = bakery().copy()
        one.change(model)
        path = model.write(tmp_path / "bakery.xlsx")
        with Surgery(path) as book:
            one.surgery(book)
        return results(path, dict(one.computed))

    return results_of


def test_rules_are_numbered_without_a_gap() -> None:
    assert [rule.number for rule in RULES.values()] == list(range(1, len(RULES) + 1))


def test_every_rule_says_where_it_comes_from_what_it_checks_and_what_to_do() -> None:
    for rule in RULES.values():
        assert rule.title
        assert rule.source
        assert rule.checks.endswith(".")
        assert rule.remedy.endswith((".", ")"))


def test_every_rule_has_a_twin_that_breaks_it() -> None:
    assert {one.rule for one in BREAKS} == set(RULES)


@pytest.mark.parametrize("name", RULES)
def test_a_sound_model_passes(name: str, sound: dict[str, RuleResult]) -> None:
    result = sound[name]
    assert (result.status, result.findings, result.reason) == (PASSES, (), "")


@pytest.mark.parametrize("one", BREAKS, ids=lambda one: one.id)
def test_a_broken_twin_is_found(one: Break, broken: Callable[[Break], dict[str, RuleResult]]) -> None:
    found = broken(one)
    first = found[one.rule].findings[0]
    assert first.where == one.where
    assert one.what in first.what
    assert first.remedy
    others = {name for name, result in found.items() if result.status != PASSES}
    assert others == {one.rule} | one.also
