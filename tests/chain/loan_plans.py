"""Loans of tests: rows of the table, drawn by hand or at random, and what the engine makes of them alone."""

from __future__ import annotations

from typing import Any

import numpy as np

from planner.model import LINES
from tests.chain.technical import loan_columns

Row = dict[str, Any]

LINES_OF_LOANS = (
    *("loan_amount", "loan_draw_month", "loan_grace_end_month", "loan_end_month", "loan_month_rate"),
    *("loan_annuity", "loan_balloon", "loan_straight_step", "loan_annuity_step", "loan_fee_month"),
    *("loan_repayments", "loan_payment"),
    *("debt_drawn", "debt_repaid", "debt_outstanding", "interest_paid", "loan_fees_paid"),
    *("loan_fee_amortisation", "loan_fees_unamortised", "interest_expense", "debt_reported"),
    *("debt_due_1y", "debt_due_later", "debt_service"),
)
"""Those that need nothing but the table of loans and the months."""


def loan(name: str = "loan", **more: Any) -> Row:
    """A row of the table: 1,200 in month 1, free of interest and fees, repaid in twelve straight parts."""
    plain = {"amount": 1200.0, "month": 1, "rate": 0.0, "fee_share": 0.0, "balloon_share": 0.0}
    return {
        "name": name,
        **plain,
        "interest_only_months": 0,
        "maturity_months": 12,
        "shape": "straight",
    } | more


def followed(*loans: Row, months: int = 60) -> dict[str, Any]:
    """What the engine makes of these loans, in so many months."""
    known: dict[str, Any] = {**loan_columns(list(loans)), "month": np.arange(1.0, months + 1)}
    known["least_annuity_rate"] = LINES["least_annuity_rate"].function()
    for key in LINES_OF_LOANS:
        line = LINES[key]
        known[key] = line.function(*[known[need] for need in line.needs])
    return known


def drawn_loans(seed: int, most: int = 6) -> list[Row]:
    """Up to so many loans of all kinds, small against what most plans move."""
    rng = np.random.default_rng(seed)
    return [
        loan(
            f"loan {number}",
            amount=float(rng.choice([0.0, 7e4, 1.3e6, 2.5e7])),
            month=float(rng.integers(1, 61)),
            rate=float(rng.choice([0.0, 0.00002, 0.0475, 0.13, 1.0])),
            fee_share=float(rng.choice([0.0, 0.015, 0.2])),
            interest_only_months=float(rng.choice([0, 1, 6, 40])),
            maturity_months=float(rng.choice([1, 2, 13, 36, 37, 120, 360])),
            shape=str(rng.choice(["straight", "annuity", "Annuity"])),
            balloon_share=float(rng.choice([0.0, 0.3, 1.0])),
        )
        for number in range(1, int(rng.integers(1, most + 1)) + 1)
    ]
