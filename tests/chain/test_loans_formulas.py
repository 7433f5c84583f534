"""The formulas of loans, in a plan that has six of them: what the engine says, in every program."""

from __future__ import annotations

import pytest

from tests.chain.book import OTHERS, Chain, Values, differing, written
from tests.chain.loan_plans import loan
from tests.chain.test_two_computations import off
from tests.sampled import sampled

LOANS = (
    loan(
        "straight", amount=3e6, month=3, rate=0.08, fee_share=0.02, interest_only_months=2, maturity_months=9
    ),
    loan("annuity", amount=2.64e6, month=7, rate=0.1025, interest_only_months=3, maturity_months=27)
    | {"shape": "annuity", "balloon_share": 0.2},
    loan("beyond the plan", amount=2e6, month=14, rate=0.06, maturity_months=120, shape="annuity"),
    loan("at its end", amount=1e6, month=20, rate=0.05, interest_only_months=36, maturity_months=24),
    loan("free", amount=4e5, month=60, maturity_months=1, shape="annuity"),
    loan("none", amount=0.0, rate=0.4, fee_share=0.1, maturity_months=360),
)


@pytest.fixture(scope="module")
def lent(tmp_path_factory: pytest.TempPathFactory) -> Chain:
    path = tmp_path_factory.mktemp("loans") / "plan.xlsx"
    terms = {"api_days": 45, "supplier_days": 20, "income_tax_rate": 0.21, "opening_losses": 1e6}
    return written(path, {"loans": LOANS}, minimum_liquidity=5e7, minimum_dscr=1.2, **terms)


@pytest.fixture(scope="module")
def values(lent: Chain) -> Values:
    return lent.values("ironcalc")


def test_every_cell_is_what_the_engine_says(lent: Chain, values: Values) -> None:
    assert off(lent, values) == {}


@pytest.mark.parametrize("program", sampled(OTHERS, ("hyperformula",)))
@pytest.mark.usefixtures("soffice")
def test_every_program_comes_to_the_same(program: str, lent: Chain, values: Values) -> None:
    assert differing(values, lent.values_of(program)) == {}


def test_what_the_loans_pay_by_hand(values: Values) -> None:
    """Month 11: 22,550 and 79,661.9622 of the annuity; 3,000,000/7 of the straight one, 8 % on 2/7 of it."""
    owed = 3e6 * (1 - 5 / 7)
    assert values["interest_paid", "base", 10] == pytest.approx(22_550 + owed * 0.08 / 12)
    assert values["debt_repaid", "base", 10] == pytest.approx(79_661.9622395 + 3e6 / 7)
    assert values["debt_outstanding", "base", 11] == pytest.approx(2_479_995.62959, rel=1e-9)


def test_a_breach_of_each_covenant_is_dated(values: Values) -> None:
    for level in ("low", "base", "high"):
        for check, month in (
            ("dscr_covenant_check", "dscr_breach_month"),
            ("liquidity_covenant_check", "liquidity_breach_month"),
        ):
            assert values[check, level, 0] == (values[month, level, 0] == 0)
    cash = [values["closing_cash", "base", at] for at in range(60)]
    short = [at + 1 for at in range(2, 60) if cash[at] < 5e7]
    assert values["liquidity_breach_month", "base", 0] == short[0]
