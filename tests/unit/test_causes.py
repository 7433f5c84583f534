"""Of several differences, the first is the one that nothing it reads explains."""

from __future__ import annotations

from planner.check.causes import with_first_causes
from planner.check.compare import CellCheck
from planner.layout.owned import OwnedCell
from planner.layout.places import Place
from planner.model import LINES
from planner.template.load import load_template
from planner.template.references import references
from planner.template.schema import Template
from tests.books import with_formula

TEMPLATE = load_template()


def checks_of(wrong: dict[str, str], scenario: str = "base") -> list[CellCheck]:
    """The checks of all lines in reverse order, those named with another status than `agrees`."""
    cells = [OwnedCell(Place("Training", 1, 1), "", "line", row.key, scenario) for row in TEMPLATE.formulas]
    return [CellCheck(cell, 1.0, 1.0, wrong.get(cell.key, "agrees")) for cell in reversed(cells)]


def first_causes(wrong: dict[str, str], template: Template = TEMPLATE) -> set[str]:
    return {check.cell.key for check in with_first_causes(checks_of(wrong), template) if check.first_cause}


def test_lines_stand_after_those_that_they_read() -> None:
    keys = [check.cell.key for check in with_first_causes(checks_of({}), TEMPLATE)]
    assert sorted(keys) == sorted(LINES)
    for number, key in enumerate(keys):
        read = {name.partition("@")[0] for name in references(TEMPLATE.row(key).formula)}
        assert read & LINES.keys() <= set(keys[:number]), key


def test_nothing_is_a_cause_where_all_agree() -> None:
    assert first_causes({}) == set()


def test_what_follows_from_a_difference_is_no_cause() -> None:
    chain = dict.fromkeys(("cluster_servers", "cluster_month_usd", "programme_total_cny"), "differs")
    assert first_causes(chain) == {"cluster_servers"}


def test_a_line_that_agrees_in_between_hides_no_cause() -> None:
    assert first_causes({"cluster_servers": "differs", "programme_total_cny": "differs"}) == {
        "cluster_servers"
    }


def test_two_that_do_not_read_one_another_are_two_causes() -> None:
    apart = {"training_flop": "edited", "pool_clusters": "not_run", "team_share": "overwritten"}
    assert first_causes(apart) == set(apart)


def test_scenarios_do_not_explain_one_another() -> None:
    checks = checks_of({"cluster_servers": "differs"}, "low") + checks_of(
        {"cluster_month_usd": "differs"}, "high"
    )
    causes = {check.cell.key for check in with_first_causes(checks, TEMPLATE) if check.first_cause}
    assert causes == {"cluster_servers", "cluster_month_usd"}


def test_a_formula_may_read_a_line_that_its_function_does_not() -> None:
    by_hours = with_formula(TEMPLATE, "training_run_usd", "{training_gpu_hours}*{gpu_hour_usd}")
    wrong = {"training_gpu_hours": "differs", "training_run_usd": "differs"}
    assert first_causes(wrong) == set(wrong)
    assert first_causes(wrong, by_hours) == {"training_gpu_hours"}


def test_of_two_balances_that_read_one_another_the_formulas_say_which_comes_first() -> None:
    """By formula a month closes with what it opened with; by function it opens with what another left."""
    both = {"opening_cash_reported": "differs", "closing_cash_reported": "differs"}
    assert first_causes(both) == {"opening_cash_reported"}
    assert first_causes(both | {"revenue_usd": "differs"}) == {"revenue_usd"}
    assert first_causes({"closing_cash_reported": "differs"}) == {"closing_cash_reported"}
    assert first_causes({"closing_cash_reported": "differs", "annual_closing_cash_reported": "differs"}) == {
        "closing_cash_reported"
    }
