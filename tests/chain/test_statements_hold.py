"""The statements articulate in every plan, whatever its terms; and each check sees what would break it.

Random terms, taxes and shares are drawn for every preset and for random plans, so that timing differs from
the plan's as it is typed. The balance is made of other lines than the cash: no line is a difference that
makes it fit.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from planner.model import LINES
from planner.template.load import load_preset, load_template, presets
from planner.template.rows import SCENARIOS, Row
from tests.chain.hand_plan import hand_inputs
from tests.inputs import engine_inputs

CHECKS = "balance_sheet_check", "cash_reconciliation_check", "equity_check", "profit_check"
TEMPLATE = load_template()
TERMS = next(sheet for sheet in TEMPLATE.sheets if sheet.name == "Payment terms")


@cache
def preset_inputs(preset: str, level: str) -> dict[str, Any]:
    return engine_inputs(TEMPLATE, load_preset(preset), level)


def drawn(seed: int) -> dict[str, float]:
    """Terms between their bounds, none of them what leaves everything in its month."""
    draw = np.random.default_rng(seed)
    return {row.key: value_of(row, draw) for row in TERMS.rows if isinstance(row, Row)}


def value_of(row: Row, draw: np.random.Generator) -> float:
    assert row.min is not None and row.max is not None
    if row.whole:
        return float(draw.integers(int(row.min), int(row.max) + 1))
    return draw.uniform(row.min, min(row.max, 1e6))


@pytest.mark.parametrize("level", SCENARIOS)
@pytest.mark.parametrize("preset", presets())
def test_every_preset_balances(preset: str, level: str) -> None:
    found = LINES.evaluate(preset_inputs(preset, level))
    assert [found[check] for check in CHECKS] == [1, 1, 1, 1]
    assert found["revenue_reported"] == pytest.approx(found["revenue"], rel=1e-12)
    flow = found["gross_profit"] - found["r_and_d"] - found["s_and_m"] - found["g_and_a"]
    assert found["operating_cash_flow"] == pytest.approx(flow, rel=1e-9, abs=1e-4)


@pytest.mark.parametrize("level", SCENARIOS)
@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("preset", presets())
def test_every_preset_balances_at_any_terms(preset: str, seed: int, level: str) -> None:
    known = {**preset_inputs(preset, level), **drawn(seed)}
    found = LINES.evaluate(known)
    assert [found[check] for check in CHECKS] == [1, 1, 1, 1]
    hold_by_hand(known, found)


@pytest.mark.parametrize("seed", range(40))
def test_a_plan_by_hand_balances_at_any_terms(seed: int) -> None:
    known = {**hand_inputs(SCENARIOS[seed % 3]), **drawn(seed)}
    found = LINES.evaluate(known)
    assert [found[check] for check in CHECKS] == [1, 1, 1, 1]
    hold_by_hand(known, found)


def hold_by_hand(known: dict[str, Any], found: dict[str, Any]) -> None:
    """Each balance is what came to it less what went, over all months: sums that no line is made of."""
    size = 1 + np.abs(found["purchases"]).sum() + sum(found[f"sold_{kind}"].sum() for kind in KINDS)
    size += np.abs(found["interest_expense"]).sum()

    def same(left: Any, right: Any) -> None:
        assert left == pytest.approx(right, abs=1e-10 * size)

    sold = sum(found[f"sold_{kind}"] for kind in KINDS)
    received = sum(found[f"receipts_{kind}"] for kind in KINDS)
    billed = sold * (1 + known["sales_tax_rate"])
    same(found["receivables"], np.cumsum(billed - received))
    same(found["deferred_revenue"], np.cumsum(sold - found["revenue_reported"]))
    bought = found["purchases"] * (1 + known["input_tax_rate"])
    same(found["payables"], np.cumsum(bought - found["suppliers_paid"]))
    same(found["accrued_pay"], np.cumsum(found["people"] - found["pay_paid"]))
    for line in ("receivables", "deferred_revenue", "payables", "accrued_pay", "losses_carried_forward"):
        assert np.min(found[line]) >= -1e-10 * size, line
    assert np.min(found["sales_tax_paid"]) >= 0
    assert np.min(found["income_tax_paid"]) >= 0
    profit = found["year_profit_before_tax"]
    allowed = known["loss_limit"] * np.maximum(profit, 0)
    assert np.all(found["losses_used"] <= allowed + 1e-10 * size)
    used_up = found["losses_created"].sum() + known["opening_losses"] - found["losses_expired"].sum()
    same(found["losses_carried_forward"][-1], used_up - found["losses_used"].sum())
    # the charge of a year is the rate on its profit less the losses that it uses
    years = found["annual_income_tax"]
    same(years, known["income_tax_rate"] * (np.maximum(profit, 0) - found["losses_used"]))


KINDS = "api", "subscriptions", "contracts"

SEES = {
    "balance_sheet_check": ("payables", "receivables", "retained_earnings", "closing_cash"),
    "cash_reconciliation_check": (
        "suppliers_paid",
        "deferred_revenue",
        "pay_paid",
        "closing_cash_reported",
    ),
    "equity_check": ("retained_earnings", "paid_in_capital"),
    "profit_check": ("purchases", "g_and_a", "cost_of_revenue"),
}
"""Check -> lines of which a month that is off by two hundredths of a dollar makes it fail."""


@pytest.mark.parametrize(("check", "key"), [(check, key) for check, keys in SEES.items() for key in keys])
def test_a_check_sees_a_line_that_is_off_in_one_month(check: str, key: str) -> None:
    known = {**hand_inputs(), **drawn(3)}
    known |= LINES.evaluate(known)
    assert known[check] == 1
    wrong = known[key].copy()
    wrong[17] += 0.02 + 2e-9 * np.max(np.abs(known["total_assets_reported"]))
    after = [line for line in LINES.in_order() if key in LINES.upstream(line.key)]
    known[key] = wrong
    for line in after:
        known[line.key] = line.function(*[known[need] for need in line.needs])
    assert known[check] == 0
