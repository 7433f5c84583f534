"""The terms of each loan. docs/model.md, section 16. Loans; 0 in a row that is not there."""

from __future__ import annotations

import numpy as np

from planner.model.arrays import named, rows, total, yes
from planner.model.chain.tables import LOANS, over, padded, padded_rows
from planner.model.lines import line
from planner.units import (
    MONTHS_PER_YEAR,
    ONE_MONTH,
    ChoiceColumn,
    Constant,
    Flag,
    Fraction,
    Month,
    PerYear,
    PlanMoney,
    PlanPerMonth,
    Ratio,
)

A_HUNDREDTH_OF_A_PERCENT = Constant(1e-4, "year^-1")
"""Rate below which an annuity is repaid straight, as the growth of a balance is lost in its last digits."""

LONGEST = 360
"""Months to maturity of the longest loan."""


@line
def least_annuity_rate() -> PerYear:
    """Rate below which an annuity is repaid straight. A constant."""
    return A_HUNDREDTH_OF_A_PERCENT


@line(axis="loan")
def loan_amount(loans_amount: PlanMoney) -> PlanMoney:
    """What each loan brings. Loans."""
    return padded(loans_amount, LOANS)


@line(axis="loan")
def loan_draw_month(loans_month: Month) -> Month:
    """Month in which each is drawn. Loans."""
    return padded(loans_month, LOANS)


@line(axis="loan")
def loan_grace_end_month(
    loans_month: Month, loans_interest_only_months: Month, loans_maturity_months: Month
) -> Month:
    """Last month without repayment. Loans. Never after maturity."""
    grace = np.minimum(padded(loans_interest_only_months, LOANS), padded(loans_maturity_months, LOANS))
    return padded(loans_month, LOANS) + grace


@line(axis="loan")
def loan_end_month(loans_month: Month, loans_maturity_months: Month) -> Month:
    """Month of maturity. Loans."""
    return padded(loans_month, LOANS) + padded(loans_maturity_months, LOANS)


@line(axis="loan")
def loan_month_rate(loans_rate: PerYear) -> Fraction:
    """Interest of a month, of the balance at its start. Loans. `rate/12`."""
    return padded(loans_rate, LOANS) * ONE_MONTH / MONTHS_PER_YEAR


@line(axis="loan")
def loan_annuity(loans_shape: ChoiceColumn, loans_rate: PerYear, least_annuity_rate: PerYear) -> Flag:
    """1 where interest and repayment together stay the same. Loans."""
    grows = yes(padded(loans_rate, LOANS) >= least_annuity_rate)
    return padded_rows(named(loans_shape, "annuity"), LOANS) * grows


@line(axis="loan")
def loan_balloon(
    loans_balloon_share: Fraction, loan_end_month: Month, loan_grace_end_month: Month
) -> Fraction:
    """Share that is repaid at maturity alone. Loans. All of a loan that is never repaid before."""
    bullet = yes(loan_end_month <= loan_grace_end_month)
    return np.maximum(padded(loans_balloon_share, LOANS), bullet)


@line(axis="loan")
def loan_straight_step(
    loan_annuity: Flag, loan_balloon: Fraction, loan_end_month: Month, loan_grace_end_month: Month
) -> Fraction:
    """Share of the amount that is repaid in a month, straight. Loans. 0 of an annuity."""
    months = (loan_end_month - loan_grace_end_month) / ONE_MONTH
    return over((1 - loan_balloon) * (1 - loan_annuity), months)


@line(axis="loan")
def loan_annuity_step(
    loan_annuity: Flag,
    loan_balloon: Fraction,
    loan_month_rate: Fraction,
    loan_end_month: Month,
    loan_grace_end_month: Month,
) -> Ratio:
    """Share that an annuity repays in a month for each unit of its rate. Loans. Of others 0."""
    months = (loan_end_month - loan_grace_end_month) / ONE_MONTH
    grown = (1 + loan_month_rate) ** months - 1
    return over((1 - loan_balloon) * loan_annuity, grown)


@line(axis="loan")
def loan_fee_month(
    loans_fee_share: Fraction, loan_amount: PlanMoney, loans_maturity_months: Month
) -> PlanPerMonth:
    """A month's part of the upfront fee. Loans. `amount x fee_share/maturity_months`."""
    return over(loan_amount * padded(loans_fee_share, LOANS), padded(loans_maturity_months, LOANS))


@line(axis="loan")
def loan_repayments(
    loan_amount: PlanMoney,
    loan_annuity: Flag,
    loan_balloon: Fraction,
    loan_month_rate: Fraction,
    loan_end_month: Month,
    loan_grace_end_month: Month,
) -> PlanMoney:
    """All that each loan repays up to its maturity. Loans. Its repayments one by one, and the balloon."""
    months = rows(np.maximum((loan_end_month - loan_grace_end_month) / ONE_MONTH, 1.0))
    rate, annuity, repayment = rows(loan_month_rate), rows(loan_annuity), np.arange(1.0, LONGEST + 1)
    worth = rate * annuity * (1 + rate) ** (repayment - 1 - months)
    step = over(worth, 1 - (1 + rate) ** -months) + (1 - annuity) / months
    share = total(step * yes(repayment <= months))
    return loan_amount * (loan_balloon + (1 - loan_balloon) * share)


@line(axis="loan")
def loan_payment(
    loan_amount: PlanMoney,
    loan_annuity: Flag,
    loan_balloon: Fraction,
    loan_month_rate: Fraction,
    loan_end_month: Month,
    loan_grace_end_month: Month,
) -> PlanMoney:
    """Interest and repayment in the first month of repayment. Loans.

    Of an annuity, what the balloon's present value leaves, over that of 1 a month: `(1 - B v^n) j/(1 - v^n)`,
    v = 1/(1+j).
    """
    months = (loan_end_month - loan_grace_end_month) / ONE_MONTH
    worth = (1 + loan_month_rate) ** -months
    level = over((1 - loan_balloon * worth) * loan_month_rate * loan_annuity, 1 - worth)
    straight = over(1 - loan_balloon, months) + loan_month_rate
    bullet = yes(months <= 0)
    kept = np.where(loan_annuity * (1 - bullet) > 0, level, straight)
    return loan_amount * kept
