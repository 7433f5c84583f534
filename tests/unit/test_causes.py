"""Of several differences, the first is the one that nothing it reads explains."""

from __future__ import annotations

from planner.check.causes import with_first_causes
from planner.check.compare import CellCheck
from planner.layout.owned import OwnedCell
from planner.layout.places import Place
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
    assert sorted(keys) == sorted(row.key for row in TEMPLATE.formulas)
    for number, key in enumerate(keys):
        named = [name.partition("@") for name in references(TEMPLATE.row(key).formula)]
        read = {name for name, _, part in named if part != "before"} - {key}
        assert read & set(keys) <= set(keys[:number]), key


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


def test_a_line_for_each_cluster_is_explained_by_its_own_cluster_alone() -> None:
    assert first_causes({"cluster_use_2": "differs", "cluster_gpus_2": "differs"}) == {"cluster_use_2"}
    apart = {"cluster_use_1": "differs", "cluster_gpus_2": "differs"}
    assert first_causes(apart) == set(apart)
    assert first_causes(apart | {"training_rent": "differs"}) == set(apart)


def test_functions_explain_lines_for_each_product_too() -> None:
    """The formula of the fees reads no requests here; its function has them by way of the revenue."""
    flat = with_formula(TEMPLATE, "payment_fees", "{products.payment_fee@1}*0")
    wrong = {"product_revenue_3": "differs", "payment_fees": "differs"}
    assert first_causes(wrong, flat) == {"product_revenue_3"}
    assert first_causes({"product_requests_3": "differs", "payment_fees": "differs"}, flat) == {
        "product_requests_3"
    }


def test_of_two_balances_that_read_one_another_the_formulas_say_which_comes_first() -> None:
    """By these formulas the flow is the change of the cash; by function the cash is the sum of the flow."""
    funding = "{opening_cash}+SUM({funding_received@todate})"
    by_cash = with_formula(TEMPLATE, "cumulative_cash_flow", "{closing_cash}-(" + funding + ")")
    circle = with_formula(by_cash, "closing_cash", funding + "+SUM({operating_cash_flow@todate})")
    both = {"closing_cash": "differs", "cumulative_cash_flow": "differs"}
    assert first_causes(both) == {"cumulative_cash_flow"}
    assert first_causes(both, circle) == {"closing_cash"}
    assert first_causes(both | {"receipts_api": "differs"}, circle) == {"receipts_api"}
    assert first_causes({"cumulative_cash_flow": "differs"}, circle) == {"cumulative_cash_flow"}
    assert first_causes({"cumulative_cash_flow": "differs", "peak_funding_need": "differs"}, circle) == {
        "cumulative_cash_flow"
    }
