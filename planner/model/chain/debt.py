"""Loans month by month: drawn, repaid, owed, and interest. docs/model.md, section 16.

What is owed above the balloon is what the months that are left repay of it: of an annuity, the present value
of 1 in each of them, at the loan's own rate, against that of all of them. Months; draws in front.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from planner.model.arrays import rows, to_date, total_of_rows, yes
from planner.model.chain.tables import over
from planner.model.lines import line
from planner.units import ONE_MONTH, Constant, Flag, Fraction, Month, Num, PlanMoney

A_YEAR = Constant(12, "month")
"""Months after which what is owed is not due within a year."""


@line(axis="month")
def debt_drawn(
    loan_amount: PlanMoney,
    loan_draw_month: Month,
    month: Month,
) -> PlanMoney:
    """What loans bring. Months."""
    return total_of_rows(rows(loan_amount) * yes(rows(loan_draw_month) == month))


@line(axis="month")
def debt_repaid(
    loan_amount: PlanMoney,
    loan_draw_month: Month,
    loan_grace_end_month: Month,
    loan_end_month: Month,
    loan_month_rate: Fraction,
    loan_annuity: Flag,
    loan_balloon: Fraction,
    month: Month,
) -> PlanMoney:
    """Principal that is repaid. Months."""
    span = _Span(loan_draw_month, loan_grace_end_month, loan_end_month)
    terms = _Terms(loan_amount, span, loan_month_rate, loan_annuity, loan_balloon)
    return total_of_rows(_repaid(terms, month))


@line(axis="month")
def debt_outstanding(
    loan_amount: PlanMoney,
    loan_draw_month: Month,
    loan_grace_end_month: Month,
    loan_end_month: Month,
    loan_month_rate: Fraction,
    loan_annuity: Flag,
    loan_balloon: Fraction,
    month: Month,
) -> PlanMoney:
    """What is owed at each month's end. Months."""
    span = _Span(loan_draw_month, loan_grace_end_month, loan_end_month)
    terms = _Terms(loan_amount, span, loan_month_rate, loan_annuity, loan_balloon)
    return total_of_rows(_owed(terms, month))


@line(axis="month")
def interest_paid(
    loan_amount: PlanMoney,
    loan_draw_month: Month,
    loan_grace_end_month: Month,
    loan_end_month: Month,
    loan_month_rate: Fraction,
    loan_annuity: Flag,
    loan_balloon: Fraction,
    month: Month,
) -> PlanMoney:
    """Interest on what is owed at each month's start. Months."""
    span = _Span(loan_draw_month, loan_grace_end_month, loan_end_month)
    terms = _Terms(loan_amount, span, loan_month_rate, loan_annuity, loan_balloon)
    return total_of_rows(_owed(terms, month - ONE_MONTH) * rows(loan_month_rate))


@line(axis="month")
def debt_due_1y(
    loan_amount: PlanMoney,
    loan_draw_month: Month,
    loan_grace_end_month: Month,
    loan_end_month: Month,
    loan_month_rate: Fraction,
    loan_annuity: Flag,
    loan_balloon: Fraction,
    month: Month,
) -> PlanMoney:
    """What is repaid in the twelve months after each, of loans drawn by then. Months."""
    span = _Span(loan_draw_month, loan_grace_end_month, loan_end_month)
    terms = _Terms(loan_amount, span, loan_month_rate, loan_annuity, loan_balloon)
    year = int(A_YEAR)
    after: Num = month[..., -1:] + np.arange(1.0, year + 1) * month[..., :1]  # type: ignore[index]
    later: Num = np.concatenate((month, after), axis=-1)
    so_far = to_date(_repaid(terms, later))
    due = so_far[..., year:] - so_far[..., :-year]  # type: ignore[index]
    return total_of_rows(due * _drawn(loan_draw_month, month))


@line(axis="month")
def debt_due_later(
    loan_amount: PlanMoney,
    loan_draw_month: Month,
    loan_grace_end_month: Month,
    loan_end_month: Month,
    loan_month_rate: Fraction,
    loan_annuity: Flag,
    loan_balloon: Fraction,
    month: Month,
) -> PlanMoney:
    """What is still owed twelve months after each, of loans drawn by then. Months."""
    span = _Span(loan_draw_month, loan_grace_end_month, loan_end_month)
    terms = _Terms(loan_amount, span, loan_month_rate, loan_annuity, loan_balloon)
    return total_of_rows(_owed(terms, month + A_YEAR) * _drawn(loan_draw_month, month))


class _Span(NamedTuple):
    """Months of each loan: that of its draw, the last without repayment, that of maturity."""

    draw: Num
    grace_end: Num
    end: Num


class _Terms(NamedTuple):
    """What each loan is."""

    amount: Num
    span: _Span
    rate: Num
    annuity: Num
    balloon: Num


def _repaid(terms: _Terms, month: Num) -> Num:
    """Principal that each loan repays in those months. Loans x months.

    Of an annuity, 1 of it has been worth `v^left` when the first month of repayment began, v = 1/(1 + rate).
    """
    end, annuity, balloon = rows(terms.span.end), rows(terms.annuity), rows(terms.balloon)
    months = _months(terms)
    left = (end - month) / ONE_MONTH + 1
    runs = yes((month > rows(terms.span.grace_end)) & (month <= end))
    worth = rows(terms.rate) * (1 + rows(terms.rate)) ** -left
    step = annuity * over(worth * annuity, _worth(terms, months)) + over(1 - annuity, months)
    last_of_all = balloon * yes(month == end)
    repaid: Num = rows(terms.amount) * ((1 - balloon) * step * runs + last_of_all)
    return repaid


def _owed(terms: _Terms, month: Num) -> Num:
    """What is owed of each loan at the end of those months. Loans x months."""
    end, annuity, balloon = rows(terms.span.end), rows(terms.annuity), rows(terms.balloon)
    months = _months(terms)
    left = np.minimum((end - month) / ONE_MONTH, months)
    share = annuity * over(_worth(terms, left) * annuity, _worth(terms, months))
    share = share + over((1 - annuity) * left, months)
    stands = yes((month >= rows(terms.span.draw)) & (month < end))
    owed: Num = rows(terms.amount) * stands * (balloon + (1 - balloon) * share)
    return owed


def _months(terms: _Terms) -> Num:
    """Months in which each loan is repaid, 1 of one that its balloon repays alone. Loans x 1."""
    months: Num = np.maximum(rows(terms.span.end - terms.span.grace_end) / ONE_MONTH, 1.0)
    return months


def _worth(terms: _Terms, months: Num) -> Num:
    """Present value of 1 a month at each loan's rate, times that rate."""
    worth: Num = 1 - (1 + rows(terms.rate)) ** -months
    return worth


def _drawn(loan_draw_month: Num, month: Num) -> Num:
    """1 from the month of each loan's draw on. Loans x months."""
    return yes(rows(loan_draw_month) <= month)
