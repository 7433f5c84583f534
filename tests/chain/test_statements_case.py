"""A small company of 36 months: what it is owed and owes, its taxes, and figures worked by hand.

The company and its figures were computed by a program of its own, which shares nothing with planner: the
newest days of a flow are owed, and cash is paid invoice by invoice. APIs are paid after 45 days, annual seats
after 30 (here subscriptions), credits at once (here contracts, earned in six months); suppliers after 30, pay
after 10. Of a month, 30 days. Where the company begins with receivables, the first two months are left out.
"""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from planner.model.chain import lateness, purchases, sold, statements, tax

FOLDER = Path(__file__).parent
CASE: dict[str, Any] = json.loads((FOLDER / "case_statements.json").read_text(encoding="utf-8"))
FLOWS = {key: np.array(flow, dtype=float) for key, flow in CASE["flows"].items()}
TERMS, TAX, CAPITALISE = CASE["terms"], CASE["tax"], CASE["capitalise"]
MONTH = np.arange(1.0, 37.0)
FISCAL_COLUMN = np.floor((MONTH - 1) / 12) + 1


@cache
def expected(column: str) -> Any:
    """A column of the company's figures, month by month."""
    with (FOLDER / "case_statements_expected.csv").open(encoding="utf-8", newline="") as file:
        return np.array([float(row[column]) for row in csv.DictReader(file)])


def same(wanted: Any) -> Any:
    return pytest.approx(np.asarray(wanted), rel=1e-9, abs=1e-6)


def lag(days: float) -> float:
    return lateness.api_lag_months(days, 30.0)


API, SEATS, CREDITS = lag(TERMS["dso_api"]), lag(TERMS["dso_seats"]), lag(TERMS["dso_credits"])
SUPPLIERS, PAY = lag(TERMS["dpo"]), lag(TERMS["pay_lag_days"])
SOLD = FLOWS["api_revenue"], FLOWS["annual_seats_sold"], FLOWS["credits_sold"]
OUTPUT_TAX, INPUT_TAX = TERMS["sales_tax_rate"], TERMS["input_tax_rate"]


def bought() -> Any:
    """What suppliers invoice: of the contract for compute, a quarter was paid ahead."""
    vendors = ("cost_of_revenue_vendors", "training_final_run", "rd_data", "sm_vendors", "ga_vendors")
    contract = CASE["compute_contract"]
    runs = (contract["start"] <= MONTH) & (contract["start"] + contract["months"] > MONTH)
    return sum(FLOWS[name] for name in vendors) + contract["monthly"] * runs * (1 - contract["upfront"])


def pay() -> Any:
    return sum(FLOWS[name] for name in ("support_pay", "rd_pay", "sm_pay", "ga_pay"))


def test_what_is_sold_is_earned_over_its_months() -> None:
    assert sold.revenue_api(SOLD[0], 1.0) == same(expected("revenue_api"))
    assert sold.revenue_subscriptions(SOLD[1], 12.0) == same(expected("revenue_seats"))
    assert sold.revenue_contracts(SOLD[2], 6.0) == same(expected("revenue_credits"))
    left = sold.deferred_revenue(*SOLD, 1.0, 12.0, 6.0)
    assert left == same(expected("deferred_revenue"))


def test_what_is_sold_and_not_earned_is_deferred_to_the_cent() -> None:
    """Month 8: of 60,000 of seats 11/12, of 10,000 of credits 4/6, of 12,000 of credits 5/6."""
    assert sold.deferred_revenue(*SOLD, 1.0, 12.0, 6.0)[7] == same(55_000 + 40_000 / 6 + 10_000)


def test_customers_owe_the_newest_days_of_what_was_sold() -> None:
    owed = sold.receivables(*SOLD, API, SEATS, CREDITS, OUTPUT_TAX)
    assert owed[2:] == same(expected("receivables")[2:])


def test_receivables_of_the_eighth_month_by_hand() -> None:
    """API 1.06 x (35,000 + 0.5 x 20,000) = 47,700; seats 1.06 x 60,000 = 63,600; credits are paid at once."""
    assert sold.receivables(*SOLD, API, SEATS, CREDITS, OUTPUT_TAX)[7] == same(47_700 + 63_600)


def test_customers_pay_invoice_by_invoice() -> None:
    found = (
        sold.receipts_api(SOLD[0], API, OUTPUT_TAX)
        + sold.receipts_subscriptions(SOLD[1], SEATS, OUTPUT_TAX)
        + sold.receipts_contracts(SOLD[2], CREDITS, OUTPUT_TAX)
    )
    assert found[2:] == same(expected("direct_receipts")[2:])
    # month 8: half of the API sales of month 6 (none) and of month 7, and the credits of the month
    assert found[7] == same(1.06 * (0.5 * 20_000 + 12_000))


def test_suppliers_and_staff_are_owed_and_paid() -> None:
    assert purchases.payables(bought(), SUPPLIERS, INPUT_TAX) == same(expected("payables"))
    assert purchases.accrued_pay(pay(), PAY) == same(expected("accrued_pay"))
    assert purchases.pay_paid(pay(), PAY)[1:] == same(-expected("direct_pay")[1:])


def test_suppliers_are_paid_what_was_bought_a_month_ago() -> None:
    """From month 19 on, when nothing is prepaid any more and no deposit moves."""
    found = purchases.suppliers_paid(bought(), SUPPLIERS, INPUT_TAX)
    assert found[19:] == same(-expected("direct_suppliers")[19:])


def test_tax_on_sales_is_paid_a_month_late_and_never_refunded() -> None:
    due = purchases.sales_tax_due(*SOLD, bought(), OUTPUT_TAX, INPUT_TAX)
    paid = purchases.sales_tax_paid(due, float(TERMS["sales_tax_lag"]))
    assert paid == same(expected("sales_tax_paid"))
    assert purchases.sales_tax_payable(due, paid) == same(expected("sales_tax_payable"))
    assert min(purchases.sales_tax_payable(due, paid)) < 0 <= min(paid)


def test_training_that_is_capitalised_is_amortised_from_the_month_after_it_is_in_service() -> None:
    rent = np.zeros((6, 36))
    rent[0] = FLOWS["training_final_run"]
    service, life = float(CAPITALISE["in_service"]), float(CAPITALISE["months"])
    spent = tax.development_capitalised(rent, CAPITALISE["share"], service, MONTH)
    worn = tax.amortisation(spent, service, life, MONTH)
    assert spent == same(expected("development_capitalised"))
    assert worn == same(expected("amortisation_development"))
    assert statements.capitalised_development(spent, worn) == same(expected("capitalised_development"))
    # six months of 180,000, a fifth of them, over 18 months
    assert worn[10] == same(6 * 180_000 * 0.2 / 18)


def taxed() -> tuple[Any, Any]:
    """Charge and losses of the company: stock pay is no cost for tax."""
    profit = expected("profit_before_tax") + FLOWS["stock_pay_rd"]
    yearly = tax.year_profit_before_tax(profit, FISCAL_COLUMN)
    opening, limit, expiry = float(TAX["opening_losses"]), TAX["limit"], float(TAX["expiry_years"])
    used = tax.losses_used(yearly, opening, limit, expiry)
    gone = tax.losses_expired(yearly, opening, limit, expiry)
    left = tax.losses_carried_forward(opening, tax.losses_created(yearly), used, gone)
    start = tax.losses_at_start(opening, left)
    to_date = tax.tax_to_date(
        tax.profit_to_date(profit, FISCAL_COLUMN), start, FISCAL_COLUMN, TAX["rate"], limit
    )
    return tax.income_tax(to_date, FISCAL_COLUMN), left


def test_losses_are_used_and_tax_is_charged_for_the_year_to_date() -> None:
    charge, left = taxed()
    assert charge == same(expected("tax_charge"))
    assert left[:3] == same(expected("losses_carried_forward")[11::12])


def test_income_tax_is_paid_by_the_quarter_a_month_late() -> None:
    charge, _ = taxed()
    paid = tax.income_tax_paid(charge, float(TAX["pay_lag"]), float(TAX["pay_every"]), MONTH)
    assert paid == same(expected("tax_paid"))
    assert tax.income_tax_payable(charge, paid) == same(expected("income_tax_payable"))
    assert sum(paid > 0) > 1


def test_losses_that_expire_by_hand() -> None:
    """Profits -100, -50, 80, 200, 40; 80 % may be set off, for two years.

    Year 3 uses 64 of year 1, whose other 36 expire; year 4 uses the 50 of year 2. Tax at 21 % is 3.36 (of
    80 - 64), 31.5 (of 150) and 8.4.
    """
    case = CASE["loss_case"]
    profit = np.array([*case["profit"], 0.0], dtype=float)
    known = profit, 0.0, case["limit"], float(case["expiry_years"])
    used, gone = tax.losses_used(*known), tax.losses_expired(*known)
    assert list(used) == same([0, 0, 64, 50, 0, 0])
    assert list(gone) == same([0, 0, 36, 0, 0, 0])
    charged = case["rate"] * (np.maximum(profit, 0) - used)
    assert list(charged) == same([0, 0, 3.36, 31.5, 8.4, 0])


def test_opening_losses_expire_like_those_of_a_year_before_the_plan() -> None:
    """100 at the start, which may be used for two years: 30 in year 1, 20 in year 2, and 50 are gone."""
    known = np.array([30.0, 20.0, 70.0, 0, 0, 0]), 100.0, 1.0, 2.0
    assert list(tax.losses_used(*known)) == same([30, 20, 0, 0, 0, 0])
    assert list(tax.losses_expired(*known)) == same([0, 50, 0, 0, 0, 0])


def test_each_draw_has_terms_of_its_own() -> None:
    flow = np.array([[100.0, 0, 0, 0], [100.0, 0, 0, 0]])
    lags = np.array([0.5, 2.0])
    assert lateness.late(flow, lags) == same([[50, 50, 0, 0], [0, 0, 100, 0]])
    assert lateness.unpaid(flow, lags) == same([[50, 0, 0, 0], [100, 100, 0, 0]])
