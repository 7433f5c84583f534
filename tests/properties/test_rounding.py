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
from planner.template.load import load_preset
from planner.usecases import lint as linting
from tests.books import Values, cells_of, disagreements, judged, patched, read, typing, write

STARTUP = Values.of(load_preset("startup"))
NOTHING = {
    "training_start_month": 60,
    "training_end_month": 0,
    "parallel_start_month": 60,
    "parallel_end_month": 0,
    "research_start_month": 60,
    "research_end_month": 0,
    "demand_start_month": 60,
    "demand_first_month_tokens_b": 0,
    "overhead_month_cny": 0,
    "reserve_at_start": 0,
}
"""No cluster, no customers, and nobody employed: what is spent is the overhead."""


def spending(cash: float, month: float) -> Values:
    """That much in the bank, and that much spent every month."""
    idle = STARTUP.but(**NOTHING, opening_cash_usd=cash, overhead_month_usd=month)
    for table, column in (("roles", "headcount"), ("data_items", "items")):
        idle = idle.with_rows(table, [{**STARTUP.tables[table][0], column: 0}])
    return idle.with_rows("rounds", [])


def of_size(seed: int) -> Values:
    """A plan of some size in money: cash that is just used up, or any; pay and rounds of that size."""
    rng = Random(seed)  # noqa: S311 - the same plan for the same seed is what is wanted
    size = 10 ** (rng.uniform(3, 6) if rng.random() < 0.6 else rng.uniform(6, 13))
    cash = float(f"{min(size * rng.random(), 1e12):.{rng.choice((2, 6, 17))}g}")
    months = rng.choice((60, 60, 36, 12, 7, rng.uniform(1, 90)))
    values = spending(cash, min(cash / months, 1e9))
    if rng.random() < 0.5:
        pay = min(size / 60 * rng.random(), 1e8)
        role = {**STARTUP.tables["roles"][0], "headcount": rng.choice((1, 2.5)), "annual_pay": pay}
        values = values.with_rows("roles", [{**role, "end_month": rng.choice((60, 36))}])
    if rng.random() < 0.5:
        values = values.with_rows("rounds", [_round(rng, number, size) for number in range(1, 4)])
    if rng.random() < 0.3:
        values = values.but(demand_start_month=rng.randint(1, 59), demand_first_month_tokens_b=size / 1e9)
    return values.but(
        reporting_currency=rng.choice(("USD", "CNY")),
        usd_cny=rng.choice((7.2, rng.uniform(5, 9))),
        money_tolerance=rng.choice((1, 0.01)),
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
A_BATCH = 10


@pytest.mark.parametrize("first", range(0, PLANS, A_BATCH))
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


def passing_near_zero(**changed: Any) -> Values:
    """The start-up, with numbers of which its cash passes near zero."""
    return STARTUP.but(**changed)


CLOSE = {
    "cash of 73,424.72525": passing_near_zero(
        demand_monthly_growth=0.158, people_overhead=0.175, network_share=0.053
    ).with_rows(
        "rounds", [{**STARTUP.tables["rounds"][0], "amount": 9_887_284}, *STARTUP.tables["rounds"][1:]]
    ),
    "cash that runs out": passing_near_zero(
        demand_monthly_growth=0.101, people_overhead=0.174, network_share=0.05
    ),
}


@pytest.mark.parametrize(
    "values",
    [*SMALL.values(), *CLOSE.values(), *map(of_size, (100, 103))],
    ids=[*SMALL, *CLOSE, *(f"of size {seed}" for seed in (100, 103))],
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
    evaluated = ironcalc.evaluate(tmp_path / "typed.xlsx", cells_of(reading)).values
    shown: Mapping[str, set[Any]] = {
        key: {evaluated[cell.position] for cell in reading.owned if cell.key == key and cell.role == "line"}
        for key in ("earlier_investors_share",)
    }
    assert shown == {"earlier_investors_share": {0.0}}
    assert reading.engine["earlier_investors_share", "base"] == (0.0,)


def test_money_that_is_all_spent_pays_for_no_month(
    startup_book: Book, ironcalc: Session, tmp_path: Path
) -> None:
    """A noise of adding up, over the least that counts, would be months: 5E-5 over 0.01 is a part of one."""
    values = STARTUP.but(**NOTHING, overhead_month_usd=0.0, opening_cash_usd=0.0, money_tolerance=0.01)
    role = {
        **STARTUP.tables["roles"][0],
        "headcount": 1,
        "annual_pay": 1e8 / 3,
        "raise": 0.07,
        "end_month": 30,
    }
    values = values.with_rows("data_items", [{**STARTUP.tables["data_items"][0], "items": 0}])
    values = values.with_rows("roles", [role]).with_rows("rounds", [])
    spent = read(patched(startup_book, typing(startup_book, values), tmp_path / "spent.xlsx"))
    need = spent.engine["need_to_date_reported", "base"][-1]
    values = values.but(opening_cash_usd=need)
    reading = read(patched(startup_book, typing(startup_book, values), tmp_path / "typed.xlsx"))
    assert disagreements(judged(reading, ironcalc, tmp_path / "plan.xlsx")) == []
    assert set(reading.engine["runway_after_plan_months", "base"]) == {0.0}
