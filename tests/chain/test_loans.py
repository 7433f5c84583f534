"""Loans by hand, and those of the small company whose figures a program of its own computed.

The company draws 2,640,000 in month 7, at 10.25 %, pays interest alone for three months and repays all but
528,000 as an annuity over 24. Its rate falls at each new year, which is a loan of what is left at that rate.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from planner.model.chain import covenants
from tests.chain.loan_plans import drawn_loans, followed, loan
from tests.chain.test_statements_case import same

DRAWN, BALLOON, MATURITY = 2_640_000.0, 528_000.0, 34
COMPANY = loan(
    **{"amount": DRAWN, "month": 7, "rate": 0.1025, "shape": "annuity", "balloon_share": 0.2},
    **{"interest_only_months": 3, "maturity_months": 27},
)
RATES = ((12, 0.10), (24, 0.0975))
"""Month after which the company's rate is another one."""


@cache
def expected(column: str) -> Any:
    """A column of the company's figures; 0 where there is none."""
    path = Path(__file__).with_name("case_loan_expected.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return np.array([float(row[column].replace("n/a", "0")) for row in csv.DictReader(file)])


def test_interest_of_the_eighth_month_is_on_what_was_owed_before() -> None:
    """2,640,000 x 0.1025/12 = 22,550; none in the month of the draw."""
    found = followed(COMPANY)
    assert found["interest_paid"][6:8] == same([0, 22_550])


def test_the_first_repayment_of_the_annuity() -> None:
    """j = 0.1025/12; (2,640,000 - 528,000) j/((1+j)^24 - 1) = 79,661.9622, in month 11."""
    found = followed(COMPANY)
    assert list(found["debt_repaid"][9:10]) == [0]
    assert found["debt_repaid"][10] == pytest.approx(79_661.9622, abs=5e-5)
    assert found["loan_payment"][0] == pytest.approx(22_550 + 79_661.9622, abs=5e-5)


def test_the_upfront_fee_of_45_000_over_28_months() -> None:
    """1.5 % of 3,000,000 is paid in month 6; 1,607.142857 a month, and 43,392.857143 are left in month 7."""
    found = followed(loan(amount=3e6, month=6, fee_share=0.015, maturity_months=28))
    assert found["loan_fees_paid"][5] == same(45_000)
    assert found["loan_fee_amortisation"][5:7] == same([0, 45_000 / 28])
    assert found["loan_fees_unamortised"][6] == same(45_000 - 45_000 / 28)
    assert found["loan_fee_amortisation"].sum() == same(45_000)
    assert found["debt_reported"][6] == same(found["debt_outstanding"][6] - 45_000 + 45_000 / 28)
    assert found["loan_fees_unamortised"][33] == 0


def company(line: str) -> Any:
    """The company's loan, drawn anew where its rate moves; months 1 to 36."""
    rows, owed = [COMPANY], followed(COMPANY, months=36)
    whole = owed[line].copy()
    for month, rate in RATES:
        left = float(owed["debt_outstanding"][month - 1])
        anew = {"amount": left, "month": month, "rate": rate, "balloon_share": BALLOON / left}
        rows.append({**COMPANY, **anew, "interest_only_months": 0, "maturity_months": MATURITY - month})
        owed = followed(rows[-1], months=36)
        whole[month:] = owed[line][month:]
    return whole


@pytest.mark.parametrize(
    ("line", "column"),
    [("debt_repaid", "loan_repaid"), ("interest_paid", "interest_loan"), ("debt_outstanding", "term_loan")],
)
def test_the_company_repays_and_pays_as_its_own_program_says(line: str, column: str) -> None:
    assert company(line) == same(expected(column))


def test_the_company_s_coverage_is_that_of_its_own_program() -> None:
    """Of twelve months, fewer at the beginning; where it says n/a there is no debt service."""
    service = company("debt_service")
    assert service == same(expected("debt_service"))
    found = covenants.dscr(expected("cfads"), service)
    assert found == same(expected("dscr_12m"))
    assert list(found == 0) == list(service == 0)


def test_straight_repayment_with_interest_only_months_and_a_balloon() -> None:
    """1,200 at 12 %: of 900 a ninth in each of months 5 to 13, then 300 more; interest is 1 % of the rest."""
    found = followed(loan(rate=0.12, interest_only_months=3, maturity_months=12, balloon_share=0.25))
    assert list(found["debt_outstanding"][:6]) == same([1200, 1200, 1200, 1200, 1100, 1000])
    assert list(found["debt_repaid"][3:14]) == same([0, *[100] * 8, 400, 0])
    assert list(found["interest_paid"][:7]) == same([0, 12, 12, 12, 12, 11, 10])
    assert found["debt_outstanding"][12] == 0
    assert list(found["debt_due_1y"][:3]) == same([1200, 1200, 1200])


def test_what_is_due_after_a_year_passes_over_the_end_of_the_plan() -> None:
    """3,600 over 36 months from month 50: in month 60 ten are repaid, and 1,400 are due after a year."""
    found = followed(loan(amount=3600, month=50, maturity_months=36))
    assert found["debt_outstanding"][59] == same(2600)
    assert (found["debt_due_1y"][59], found["debt_due_later"][59]) == (same(1200), same(1400))


def test_a_loan_drawn_within_a_year_is_not_due_before_it_is_drawn() -> None:
    found = followed(loan(month=5, maturity_months=2))
    assert list(found["debt_due_1y"][:7]) == same([0, 0, 0, 0, 1200, 600, 0])
    assert list(found["debt_due_later"][:7]) == [0] * 7


@pytest.mark.parametrize("shape", ["straight", "annuity"])
def test_a_loan_that_is_never_repaid_before_its_maturity(shape: str) -> None:
    """Interest alone for as long as it runs, or longer: all is repaid at maturity."""
    for grace in (12, 40):
        found = followed(loan(rate=0.06, shape=shape, interest_only_months=grace))
        assert list(found["debt_repaid"][:14]) == same([0] * 12 + [1200, 0])
        assert list(found["interest_paid"][:14]) == same([0] + [6] * 12 + [0])
        assert found["loan_payment"][0] == same(6)


def test_an_annuity_without_interest_is_repaid_straight() -> None:
    free, hardly = (followed(loan(shape="annuity", rate=rate)) for rate in (0.0, 0.00009))
    assert list(free["debt_repaid"][:14]) == same([0] + [100] * 12 + [0])
    assert list(hardly["debt_repaid"]) == same(free["debt_repaid"])
    assert list(followed(loan(shape="annuity", rate=0.0001))["loan_annuity"][:2]) == [1, 0]


def test_rows_of_amount_0_change_nothing() -> None:
    alone, beside = followed(COMPANY), followed(loan("none", amount=0.0, rate=0.1, fee_share=0.1), COMPANY)
    for line in ("debt_drawn", "debt_repaid", "debt_outstanding", "interest_expense", "debt_due_1y"):
        assert list(beside[line]) == list(alone[line])


@pytest.mark.parametrize("seed", range(200))
def test_any_loans_are_repaid_to_the_last(seed: int) -> None:
    """What came less what was repaid is owed; what is owed is due in a year, or later; and never below 0."""
    rows = drawn_loans(seed)
    found = followed(*rows, months=60)
    size = 1 + sum(row["amount"] for row in rows)
    near = {"abs": 1e-12 * size, "rel": 1e-10}
    moved = np.cumsum(found["debt_drawn"] - found["debt_repaid"])
    assert found["debt_outstanding"] == pytest.approx(moved, **near)
    owed = found["debt_due_1y"] + found["debt_due_later"]
    assert owed == pytest.approx(found["debt_outstanding"], **near)
    fees = np.cumsum(found["loan_fees_paid"] - found["loan_fee_amortisation"])
    assert found["loan_fees_unamortised"] == pytest.approx(fees, **near)
    assert found["loan_repayments"] == pytest.approx(found["loan_amount"], **near)
    for line in ("debt_outstanding", "debt_due_1y", "debt_due_later", "interest_paid", "debt_repaid"):
        assert np.min(found[line]) >= -1e-12 * size, line


def test_covenants_by_hand() -> None:
    """Coverage of one month, two and so on; the first month that falls short of 1.2, or of 50 in cash."""
    month, service = np.arange(1.0, 5.0), np.array([0.0, 10, 10, 10])
    found = covenants.dscr(np.array([6.0, 8, 10, 4]), service)
    assert list(found) == same([0, 14 / 10, 24 / 20, 28 / 30])
    assert covenants.lowest_dscr(found, service) == same(28 / 30)
    assert covenants.dscr_breach_month(found, service, 1.2, month) == 4
    assert covenants.dscr_breach_month(found, service, 1.3, month) == 3
    assert covenants.dscr_breach_month(found, service, 0.0, month) == 0
    assert covenants.lowest_dscr(found, service * 0) == 0
    owed, cash = np.array([0.0, 5, 5, 0]), np.array([1.0, 70, 49, 2])
    room = covenants.liquidity_headroom(cash, 50.0, owed)
    assert list(room) == [0, 20, -1, 0]
    assert covenants.liquidity_breach_month(room, 50.0, month) == 3
    assert covenants.liquidity_breach_month(room, 0.0, month) == 0
    assert [covenants.liquidity_covenant_check(at) for at in (0.0, 3.0)] == [1, 0]
    assert [covenants.dscr_covenant_check(at) for at in (0.0, 3.0)] == [1, 0]


@pytest.mark.parametrize("shape", ["straight", "annuity"])
def test_loans_agree_with_two_published_programs(shape: str) -> None:
    """PMT, PPMT and IPMT of numpy-financial and of pyxirr, of which each is by other people."""
    import numpy_financial
    import pyxirr

    rate, months, balloon = 0.0825, 48, 0.15
    row = loan(amount=5e6, month=3, rate=rate, shape=shape, maturity_months=months, balloon_share=balloon)
    found = followed(row)
    j, left = rate / 12, 5e6 * balloon
    at = np.arange(1, months + 1)
    for program in (numpy_financial, pyxirr):
        if shape == "annuity":
            repaid = [float(program.ppmt(j, int(n), months, -5e6, left)) for n in at]
            interest = [float(program.ipmt(j, int(n), months, -5e6, left)) for n in at]
            assert found["loan_payment"][0] == pytest.approx(float(program.pmt(j, months, -5e6, left)))
        else:
            repaid = [5e6 * (1 - balloon) / months] * months
            interest = [(5e6 - sum(repaid[: n - 1])) * j for n in at]
        repaid[-1] += left
        assert found["debt_repaid"][3 : 3 + months] == pytest.approx(repaid, rel=1e-9)
        assert found["interest_paid"][3 : 3 + months] == pytest.approx(interest, rel=1e-9)
        flows = [5e6, *(-(found["debt_repaid"] + found["interest_paid"])[3 : 3 + months])]
        assert float(program.irr(flows)) == pytest.approx(j, rel=1e-8)
