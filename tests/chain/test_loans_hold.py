"""With loans in them plans still articulate, at any terms; and each check of loans sees what breaks it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from planner.model import LINES
from planner.template.load import presets
from planner.template.rows import SCENARIOS
from tests.chain.hand_plan import hand_inputs
from tests.chain.loan_plans import drawn_loans, loan
from tests.chain.technical import loan_columns
from tests.chain.test_statements_hold import CHECKS, drawn, hold_by_hand, preset_inputs

ALL_CHECKS = (*CHECKS, "debt_roll_check", "maturities_check", "debt_check")
MET = [1] * len(ALL_CHECKS)


def with_loans(known: dict[str, Any], rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {**known, **loan_columns(rows)}


@pytest.mark.parametrize("level", SCENARIOS)
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("preset", presets())
def test_every_preset_with_loans_balances_at_any_terms(preset: str, seed: int, level: str) -> None:
    known = with_loans({**preset_inputs(preset, level), **drawn(seed)}, drawn_loans(seed))
    found = LINES.evaluate(known)
    assert [found[check] for check in ALL_CHECKS] == MET
    hold_by_hand(known, found)
    what_lenders_move(known, found)


@pytest.mark.parametrize("seed", range(40))
def test_a_plan_by_hand_with_loans_balances_at_any_terms(seed: int) -> None:
    plan = {**hand_inputs(SCENARIOS[seed % 3]), **drawn(seed)}
    found = LINES.evaluate(with_loans(plan, drawn_loans(seed)))
    assert [found[check] for check in ALL_CHECKS] == MET
    what_lenders_move(plan, found)


def what_lenders_move(known: dict[str, Any], found: dict[str, Any]) -> None:
    """Cash is what it was without loans, and what lenders bring less what they get, and tax that it saves."""
    without = LINES.evaluate(with_loans(known, []))
    size = 1 + np.abs(without["purchases"]).sum() + found["debt_drawn"].sum() + found["interest_paid"].sum()
    lenders = found["debt_drawn"] - found["debt_repaid"] - found["interest_paid"] - found["loan_fees_paid"]
    saved = without["income_tax_paid"] - found["income_tax_paid"]
    moved = found["closing_cash"] - without["closing_cash"]
    assert moved == pytest.approx(np.cumsum(lenders + saved), abs=1e-10 * size)
    cost = found["interest_paid"] + found["loan_fee_amortisation"]
    profit = without["profit_before_tax"] - found["profit_before_tax"]
    assert profit == pytest.approx(cost, abs=1e-10 * size)
    for flow in ("operating", "investing", "financing"):
        assert found[f"annual_{flow}_cash_flow_reported"].sum() == pytest.approx(
            found[f"{flow}_cash_flow_reported"].sum(), abs=1e-10 * size
        )
    if not known["income_tax_rate"]:
        assert found["npv"] == pytest.approx(without["npv"], abs=1e-10 * size)


@pytest.mark.parametrize("level", SCENARIOS)
@pytest.mark.parametrize("preset", presets())
def test_loans_of_nothing_move_no_number(preset: str, level: str) -> None:
    """Rows of amount 0, whatever else they say: every line of the plan is the same to the last bit."""
    known = preset_inputs(preset, level)
    nothing = [loan("a", amount=0.0, rate=0.1, fee_share=0.1), loan("b", amount=0.0, shape="annuity")]
    plain, beside = LINES.evaluate(known), LINES.evaluate(with_loans(known, nothing))
    terms = {key for key in LINES if LINES[key].axis == "loan"}
    moved = {
        key
        for key in plain
        if key not in terms and not np.array_equal(plain[key], beside[key], equal_nan=True)
    }
    assert moved == set()
    assert np.array_equal(plain["debt_outstanding"], np.zeros(60))


SEES = {
    "debt_roll_check": ("debt_outstanding", "debt_drawn", "debt_repaid"),
    "balance_sheet_check": (
        *("debt_outstanding", "debt_drawn", "debt_repaid"),
        *("loan_fees_paid", "loan_fee_amortisation", "loan_fees_unamortised"),
    ),
    "profit_check": ("interest_expense",),
}
"""Check -> lines of which a month that is off by two hundredths makes it fail."""

TWO = [
    loan("s", amount=1e6, month=3, rate=0.07, fee_share=0.02, maturity_months=40, balloon_share=0.2),
    loan("a", amount=2e6, month=6, rate=0.09, maturity_months=55, shape="annuity", interest_only_months=4),
]


def answered(key: str, change: Any) -> dict[str, Any]:
    """A plan in which one line says something else, and all that follows from it alone."""
    known = with_loans({**hand_inputs(), **drawn(3)}, TWO)
    known |= LINES.evaluate(known)
    assert [known[check] for check in ALL_CHECKS] == MET
    known[key] = change(known[key])
    for line in LINES.in_order():
        if key in LINES.upstream(line.key):
            known[line.key] = line.function(*[known[need] for need in line.needs])
    return known


@pytest.mark.parametrize(("check", "key"), [(check, key) for check, keys in SEES.items() for key in keys])
def test_a_check_sees_a_line_that_is_off_in_one_month(check: str, key: str) -> None:
    size = np.max(np.abs(answered("debt_drawn", lambda same: same)["total_assets_reported"]))

    def off(line: Any) -> Any:
        wrong = line.copy()
        wrong[17] += 0.02 + 2e-9 * size
        return wrong

    assert answered(key, off)[check] == 0


@pytest.mark.parametrize("at", [0, 1])
def test_the_maturities_of_a_loan_that_come_to_more_are_seen(at: int) -> None:
    def more(repayments: Any) -> Any:
        wrong = repayments.copy()
        wrong[at] += 0.02
        return wrong

    assert answered("loan_repayments", more)["maturities_check"] == 0


@pytest.mark.parametrize("key", ["debt_outstanding", "debt_due_1y", "debt_due_later"])
def test_debt_below_zero_is_seen(key: str) -> None:
    def less(line: Any) -> Any:
        wrong = line.copy()
        wrong[50] = -0.02
        return wrong

    assert answered(key, less)["debt_check"] == 0
