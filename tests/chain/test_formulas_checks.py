"""The checks of the plan, of docs/model.md, section 11: plans that meet each, and plans that do not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from planner.template.load import load_template
from planner.template.rows import Row
from planner.template.schema import Template
from planner.writer.workbook import write_workbook
from tests.chain.book import NOW, OTHERS, Chain, Rows, Values, case_preset, differing, written
from tests.sampled import sampled

CHECKS = {row.key for row in load_template().formulas if row.kind == "check"}
(PAGE,) = (sheet for sheet in load_template().sheets if sheet.name == "Checks of the plan")
OF_PLAN = {row.key for row in PAGE.rows if row.kind == "check"}

CASE = case_preset().tables
LARGE = 100_000_000.0
"""Opening cash that lasts for the whole plan, in USD."""


def changed(rows: Rows, **columns: Mapping[str, Any]) -> Rows:
    """Rows of a table with some cells changed: by the name of the row, which its first column holds."""
    return tuple({**row, **columns.get(next(iter(row.values())), {})} for row in rows)


MET: Mapping[str, Rows] = {
    "gpu_prices": changed(
        CASE["gpu_prices"],
        od={"date": date(2026, 10, 3)},  # 90 days before the plan starts
        r1={"valid_to_month": 60},
        r3={"valid_to_month": 60, "date": date(2024, 1, 1)},
    ),
    "models": changed(
        CASE["models"],
        m1={"total_parameters_b": 13.0, "replica_gpus": 4},  # active ones; half a server
    ),
    "clusters": changed(CASE["clusters"], A={"hold_from": 0, "hold_to": 0}, B={"quote": "od"}),
    "products": changed(CASE["products"], api={"launch_month": 12}, seats={"launch_month": 12}),
}
"""What the case needs to meet every check, some of them only just."""


def fails(values: Values, scenario: str = "base") -> set[str]:
    """The checks that are not met; each is 1 or 0."""
    found = {key: values[key, scenario, 0] for key in CHECKS}
    assert set(found.values()) <= {0.0, 1.0}
    return {key for key, value in found.items() if value == 0}


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Values:
    return written(tmp_path_factory.mktemp("chain") / "case.xlsx").values("ironcalc")


@pytest.fixture(scope="module")
def met(tmp_path_factory: pytest.TempPathFactory) -> Values:
    path = tmp_path_factory.mktemp("chain") / "met.xlsx"
    inputs: dict[str, Any] = {"opening_cash": LARGE, "terminal_method": "exit multiple"}
    return written(path, MET, **inputs, exit_multiple=0.01).values("ironcalc")


@pytest.fixture(scope="module")
def poor(tmp_path_factory: pytest.TempPathFactory) -> Chain:
    """A plan without revenue and money, whose quotes are old, or run out before they are signed again."""
    tables = {
        **MET,
        "gpu_prices": changed(MET["gpu_prices"], od={"date": date(2026, 10, 2)}, r1={"valid_to_month": 18}),
        "clusters": changed(MET["clusters"], A={"hold_from": 3, "hold_to": 60}),
        "rounds": ({**CASE["rounds"][0], "name": "late", "amount": 1, "month": 60},),
    }
    inputs: dict[str, Any] = {"opening_cash": 0, "price_factor": 0, "financing_delay_months": 0}
    path = tmp_path_factory.mktemp("chain") / "poor.xlsx"
    return written(path, tables, terminal_method="none", **inputs)


@pytest.fixture(scope="module")
def poor_values(poor: Chain) -> Values:
    return poor.values("ironcalc")


def test_there_are_30_checks_of_the_plan_and_10_beside_them() -> None:
    assert len(OF_PLAN) == 30
    assert len(CHECKS) == 40


def test_a_plan_that_meets_each_of_them(met: Values) -> None:
    assert fails(met) == set()


def test_the_case_meets_all_but_some(case: Values) -> None:
    """Quotes of September and October, one signed again after month 18, idle clusters; of 275 million USD,
    234 are terminal value."""
    known = {"terminal_check", "quote_age_check", "signing_check", "idle_check"}
    assert fails(case) == known
    assert fails(case, "high") == known | {"cash_check", "target_check"}


def test_a_plan_without_revenue_and_money(poor_values: Values) -> None:
    """The runway is too short in month 59, before the round of month 60."""
    money = {"cash_check", "commitments_check", "target_check", "breakeven_check"}
    values = poor_values
    assert fails(values) == money | {"quote_age_check", "signing_check", "idle_check"}
    late = [month for month in range(1, 61) if values["model_replicas_signed_late", "base", month - 1]]
    assert late[0] > 18
    assert [month for month in range(1, 61) if values["short_before_funding", "base", month - 1]] == [59]


@pytest.mark.parametrize("program", sampled(OTHERS, ("cellrune",)))
@pytest.mark.usefixtures("soffice")
def test_every_program_comes_to_the_same_checks(program: str, poor: Chain, poor_values: Values) -> None:
    assert differing(poor_values, poor.values_of(program)) == {}


def test_a_plan_that_has_the_money_and_cannot_be_carried_out(tmp_path: Path) -> None:
    """Two phases at once; replicas of one server and a half; in month 60, 20,000 GPUs for 36 months.

    Those make month 60 one of negative cash flow.
    """
    first = {**CASE["phases"][0], "tokens_b": 0, "gpu_hours_typed": 1_000_000}
    more = (
        {**first, "phase": "beside", "gates_launch": "no"},
        {**first, "phase": "late", "model": "m2", "start_month": 60},
    )
    tables = {
        **MET,
        "models": changed(MET["models"], m2={"total_parameters_b": 29.9, "replica_gpus": 12}),
        "clusters": (
            *MET["clusters"],
            {"cluster": "C", "quote": "r3", "gpus": 20_000, "hold_from": 60, "hold_to": 60},
        ),
        "phases": (*CASE["phases"], *more),
        "products": changed(MET["products"], seats={"launch_month": 1}),
    }
    values = written(tmp_path / "plan.xlsx", tables, opening_cash=LARGE, terminal_growth=0.14).values(
        "ironcalc"
    )
    servers = {"overlap_check", "parameters_check", "servers_check", "commitments_check", "idle_check"}
    dates = {"ends_check", "launch_check", "breakeven_check"}
    assert fails(values) == servers | dates | {"growth_check", "terminal_check"}
    assert [values["product_waits", "base", number] for number in range(8)] == [0, 1, 0, 0, 0, 0, 0, 0]


def test_totals_that_do_not_add_up(tmp_path: Path) -> None:
    """No plan does that, so formulas are changed: a cost too much, a debt too small, too few replicas."""
    wrong = {
        "idle_serving_cost": "{formula}+0.01",
        "model_owed_1y_2": "({formula})*0.999999",
        "model_replicas_1": "({formula})*0.01",
    }
    products = tuple({**row, "batch_share": 0} for row in MET["products"])
    chain = written(tmp_path / "plan.xlsx", {**MET, "products": products}, opening_cash=LARGE)
    write_workbook(chain.path, with_formulas(load_template(), wrong), chain.preset, now=NOW)
    assert fails(chain.values("ironcalc")) - {"terminal_check"} == {
        "serving_cost_check",
        "owed_check",
        "load_check",
    }


def with_formulas(template: Template, wrong: Mapping[str, str]) -> Template:
    """The template with the formulas of some rows changed."""
    sheets = []
    for sheet in template.sheets:
        items = [
            item._replace(formula=wrong[item.key].format(formula=item.formula))
            if isinstance(item, Row) and item.key in wrong
            else item
            for item in sheet.items
        ]
        sheets.append(replace(sheet, items=tuple(items)))
    return replace(template, sheets=tuple(sheets))
