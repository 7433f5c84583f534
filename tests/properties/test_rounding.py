"""Small plans and large ones: no order of additions, and no tie, makes formulas and engine differ.

Money is never rounded, so there is nothing to be tied; what is left of a sum that was spent is measured
against all that moved. Of a thousand to ten million million in money, most of them small.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

import pytest

from planner import plan
from planner.book.find import Book
from planner.check.checkers.session import Session
from planner.template.load import load_preset, load_template
from planner.usecases import lint as linting
from tests.books import PATIENT, Values, cells_of, disagreements, judged, patched, read, typing, write
from tests.cases_for_mutants import Case
from tests.mutant_bench import engine_values
from tests.sampled import sampled

STARTUP = Values.of(load_preset("startup"))


def spending(cash: float, month: float, pay_in: str = "USD") -> Values:
    """That much in the bank, and that much spent every month; nothing is trained, sold or employed."""
    cost = {**STARTUP.tables["other_costs"][0], "amount": month, "currency": pay_in, "growth": 0}
    idle = STARTUP.but(opening_cash=cash).with_rows(
        "other_costs", [{**cost, "cadence": "monthly", "start_month": 1, "end_month": 60}]
    )
    clusters = [{**row, "spare_servers": 0} for row in STARTUP.tables["clusters"]]
    for table in ("phases", "products", "roles", "data_items", "rounds"):
        idle = idle.with_rows(table, [])
    return idle.with_rows("clusters", clusters).with_rows("currencies", [*OWN, *FOREIGN])


OWN = STARTUP.tables["currencies"][:1]
FOREIGN = [
    {"currency": name} | {f"year_{year}": rate for year in range(1, 7)} for name, rate in (("CNY", 1 / 7.2),)
]


def of_size(seed: int) -> Values:
    """A plan of some size in money: cash that is just used up, or any; pay and rounds of that size."""
    rng = Random(seed)  # noqa: S311 - the same plan for the same seed is what is wanted
    size = 10 ** (rng.uniform(3, 6) if rng.random() < 0.6 else rng.uniform(6, 13))
    cash = float(f"{min(size * rng.random(), 1e12):.{rng.choice((2, 6, 17))}g}")
    months = rng.choice((60, 60, 36, 12, 7, rng.uniform(1, 90)))
    values = spending(cash, cash / months, rng.choice(("USD", "CNY")))
    if rng.random() < 0.5:
        pay = min(size / 60 * rng.random(), 1e8)
        role = {**STARTUP.tables["roles"][0], "headcount": rng.choice((1, 2.5)), "annual_pay": pay}
        values = values.with_rows("roles", [{**role, "end_month": rng.choice((60, 36))}])
    if rng.random() < 0.5:
        values = values.with_rows("rounds", [_round(rng, number, size) for number in range(1, 4)])
    if rng.random() < 0.3:
        product = {**STARTUP.tables["products"][0], "first_volume": size / 1e3, "ceiling": size}
        values = values.with_rows("products", [product])
    plan_currency = rng.choice(("USD", "CNY"))
    dear = [{**row, "year_3": rng.uniform(0.1, 9)} for row in FOREIGN]
    return values.with_rows("currencies", [*OWN, *dear]).but(
        plan_currency=plan_currency, cost_factor=1, runway_target_months=rng.choice((6, 12))
    )


def _round(rng: Random, number: int, size: float) -> dict[str, Any]:
    amount = max(1.0, float(f"{size * rng.random():.{rng.choice((2, 17))}g}"))
    return {
        "name": f"Round {number}",
        "number": number,
        "month": rng.randint(1, 60),
        "amount": amount,
        "currency": rng.choice(("USD", "CNY")),
        "pre_money": rng.choice((0, amount * 4)),
        "pool_increase": rng.choice((0, 0.1)),
    }


PLANS = 40
A_BATCH = 4


@pytest.mark.parametrize("first", sampled(range(0, PLANS, A_BATCH), (0, 20)))
def test_plans_of_every_size_agree_in_every_cell(
    first: int, roomy: Book, ironcalc: Session, tmp_path: Path
) -> None:
    for seed in range(first, first + A_BATCH):
        book = patched(roomy, typing(roomy, of_size(seed)), tmp_path / "typed.xlsx")
        assert disagreements(judged(read(book), ironcalc, tmp_path / "plan.xlsx")) == [], seed


SMALL = {
    "a third of a cent in the hundred thousand": spending(20_000.0, 333.33333),
    "a third of a thousand": spending(12_000.0, 1000 / 3),
    "all of it is spent": spending(500_000.0, 100_000 / 12),
}


CLOSE = {
    "cash that passes near zero": STARTUP.but(
        opening_cash=-2_935_218, demand_factor=0.3, overhead_share=0.175
    ),
}
CHECKED = SMALL | CLOSE | {f"of size {seed}": of_size(seed) for seed in (100, 103)}


@pytest.mark.parametrize(
    "values",
    sampled(CHECKED.values(), [*CHECKED.values()][2:4]),
    ids=sampled(CHECKED, [*CHECKED][2:4]),
)
def test_refresh_check_and_lint_say_the_same(values: Values, tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    write(path, values)
    refreshed = plan.refresh(path)
    assert (refreshed.status, refreshed.differences) == ("agrees", ())
    checked = plan.check(path)
    assert (checked.status, checked.problems) == ("agrees", ())
    found = {result.rule.name: result for result in linting.lint(path).results}["values-agree"]
    assert (found.status, found.findings) == ("passes", ())


def test_what_is_left_of_a_whole_reads_nothing(startup_book: Book, ironcalc: Session, tmp_path: Path) -> None:
    """0.8 and 0.1 and 0.1 leave -2.8E-17 of 1 where nothing is rounded."""
    shares = {"founders_share": 0.9, "option_pool_share": 0.1}
    assert 1 - shares["founders_share"] - shares["option_pool_share"] != 0
    values = STARTUP.but(**shares)
    reading = read(patched(startup_book, typing(startup_book, values), tmp_path / "typed.xlsx"))
    evaluated = ironcalc.evaluate(tmp_path / "typed.xlsx", cells_of(reading), PATIENT).values
    shown: Mapping[str, set[Any]] = {
        key: {evaluated[cell.position] for cell in reading.owned if cell.key == key and cell.role == "line"}
        for key in ("earlier_investors_share",)
    }
    assert shown == {"earlier_investors_share": {0.0}}
    assert reading.engine["earlier_investors_share", "base"] == (0.0,)


def test_money_that_is_all_spent_pays_for_no_month(
    startup_book: Book, ironcalc: Session, tmp_path: Path
) -> None:
    """What adding up leaves of money that is spent to the last cent is no runway to speak of."""
    role = {**STARTUP.tables["roles"][0], "headcount": 1, "annual_pay": 1e8 / 3, "raise": 0.07}
    idle = spending(0.0, 0.0).with_rows("roles", [role])
    need = engine_values(load_template(), Case(idle))["peak_funding_need", "base"][0]
    assert need > 1e8
    values = idle.but(opening_cash=need)
    reading = read(patched(startup_book, typing(startup_book, values), tmp_path / "typed.xlsx"))
    assert disagreements(judged(reading, ironcalc, tmp_path / "plan.xlsx")) == []
    assert reading.engine["runway_months", "base"][-1] < 1e-9
    assert abs(reading.engine["closing_cash_end", "base"][0]) < 1e-9 * need
