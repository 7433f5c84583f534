"""Calendar, training and clusters by hand, on a plan with what the case of the specification lacks.

A month has 720 hours. USD is at 7 in months 1 to 9 (favourable 6), and at 8 after them (adverse 9 to month
21).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from planner.model.chain.contracts import owed, owed_after_plan
from tests.chain.hand_plan import hand_inputs
from tests.chain.hand_values import HOURS, MONTHS, alone, changed, close, months, values

# Calendar, currencies, price paths


def test_a_month_begins_on_the_day_of_the_first_one_or_on_its_last() -> None:
    """31 January 2027 is day 46418, the end of February 28 days later, of March 59, of April 89."""
    found = alone("month_start_date", 46_418.0, MONTHS)
    assert list(found[:4]) == [46_418, 46_446, 46_477, 46_507]
    assert found[13] == 46_418 + 365 + 29, "29 February 2028"


def test_fiscal_years_end_in_their_month() -> None:
    assert (
        months("fiscal_year", 1, 60)
        == [2027] * 9 + [2028] * 12 + [2029] * 12 + [2030] * 12 + [2031] * 12 + [2032] * 3
    )
    assert months("fiscal_column", 9, 10) == [1, 2]
    june = changed(fiscal_year_end_month=4.0)
    assert list(june["fiscal_year"][:2]) == [2027, 2028]


def test_a_rate_is_that_of_the_year_and_of_the_level_or_else_of_the_base() -> None:
    usd, cny = 0, 1
    assert months("currency_rate", 9, 10, usd) == [7, 8]
    assert months("currency_rate", 9, 10, usd, "low") == [6, 8]
    assert months("currency_rate", 9, 10, usd, "high") == [7, 9]
    assert months("currency_rate", 21, 22, usd, "high") == [9, 8]
    assert set(values()["currency_rate"][cny]) == {1.0}, "the plan's own, whatever is typed"
    assert not values()["currency_rate"][2:].any()


def test_a_path_falls_from_month_1_on() -> None:
    """0.64 a year is 0.8 in half a year."""
    index = values()["path_index"]
    assert index[1, [0, 6, 12, 18]] == close([1, 0.8, 0.64, 0.512])
    assert values()["path_step"][1, 0] == 1
    assert set(index[0]) == {1.0}
    assert set(index[2]) == {1.0}, "a path that is not there does not move"


# Training phases


@pytest.mark.parametrize(
    ("row", "gpu_seconds", "gpu_hours", "flop"),
    [
        # 64e9 FLOP a token x 40.5e9 tokens; / 5e14 FLOP/s = 1440 hours, / 0.8 with stops
        (0, 5_184_000, 1800, 2.592e21),
        # (4.32e9/10000 + 0.216e9/1000) x 4 / 0.5, twice; it learns nothing
        (1, 5_184_000, 3600, 0),
        # 0.5184e9/2000 x 8 / 0.8 = 720 hours
        (2, 2_592_000, 900, 0),
        # 900 typed, twice, which stops do not lengthen
        (3, 0, 1800, 0),
        # half of the first phase
        (4, 0, 900, 0),
        # 128e9 FLOP a token x 16.2e9 tokens; 1152 hours
        (5, 4_147_200, 1440, 2.0736e21),
        (6, 4_147_200, 1440, 2.0736e21),
        (7, 0, 0, 0),
    ],
)
def test_work_of_a_phase(row: int, gpu_seconds: float, gpu_hours: float, flop: float) -> None:
    found = values()
    assert found["phase_gpu_seconds"][row] == close(gpu_seconds)
    assert found["phase_gpu_hours"][row] == close(gpu_hours)
    assert found["phase_flop"][row] == close(flop)


@pytest.mark.parametrize(
    ("row", "begin", "end", "first", "last"),
    [
        (0, 1, 1.25, 2, 2),
        (1, 1.75, 2.25, 2, 3),
        (2, 4, 4.125, 5, 5),
        (3, 4.125, 4.375, 5, 5),
        (4, 4.375, 4.5, 5, 5),
        (5, 0, 0.25, 1, 1),
        (6, 12, 12.25, 13, 13),
        (7, -1, -1, 0, 0),
    ],
)
def test_months_of_a_phase(row: int, begin: float, end: float, first: int, last: int) -> None:
    found = values()
    assert found["phase_begin"][row] == close(begin)
    assert found["phase_end"][row] == close(end)
    assert found["phase_first_month"][row] == first
    assert found["phase_end_month"][row] == last


def test_rl_writes_and_learns_in_turns() -> None:
    """9e9 tokens at 1000 a second, and 64e9 FLOP a token on a quarter of them at 5e14: 9e6 + 0.288e6 s."""
    kinds = ("RL", *hand_inputs()["phases_kind"][1:])
    speed, share, tokens = (np.full(7, number) for number in (1000.0, 0.25, 9.0))
    rl: dict[str, Any] = {
        "phases_rollout_tokens_per_s": speed,
        "phases_learner_share": share,
        "phases_tokens_b": tokens,
    }
    found = changed(phases_kind=kinds, **rl)
    assert found["phase_gpu_seconds"][0] == close(9_288_000)
    assert found["phase_flop"][0] == close(64e9 * 9e9 / 4)


def test_a_phase_that_begins_with_a_month_but_for_a_last_bit_is_in_that_month() -> None:
    nearly = np.array([2.0 - 1e-12, 2.0 - 1e-6])
    first = alone("phase_first_month", nearly)
    assert list(first) == [3, 2]
    assert list(alone("phase_end_month", first, np.array([4 + 1e-12, 4 + 1e-6]))) == [4, 5]


def test_a_phase_cannot_rest_on_itself_or_on_one_below() -> None:
    """There is no number for it, and so for nothing that rests on it in turn."""
    after = ("mid", "mid", "trials", "made up", *hand_inputs()["phases_after"][4:])
    found = changed(phases_after=after)
    assert list(np.isnan(found["phase_begin"][:6])) == [True, True, True, True, True, False]
    below = changed(phases_fraction_of=("evaluation", *[""] * 6), phases_fraction=np.full(7, 0.5))
    assert list(np.isnan(below["phase_gpu_hours"][:2])) == [True, False]


def test_a_phase_gates_a_launch_where_it_says_so() -> None:
    assert list(np.flatnonzero(values()["phase_gates"])) == [1, 6]


def test_a_model_may_be_sold_after_its_last_phase_that_gates() -> None:
    assert list(values()["model_ready_month"]) == [4, 14, 1, 1, 1, 1]


# Clusters


def test_use_of_a_cluster_adds_up_over_phases_and_months() -> None:
    assert months("cluster_use", 1, 6, 0) == close([0, 0.5, 0.25, 0, 0.5, 0])
    assert months("training_gpu_hours_used", 2, 3) == close([10 * HOURS / 2, 10 * HOURS / 4])


def test_a_cluster_on_demand_costs_whole_servers_while_it_is_used_and_all_of_them_while_it_is_held() -> None:
    """10 GPUs are two servers of 8. 2.5 a year before the plan, falling by a fifth a year, is 2."""
    paid = [0, 8, 4, 0, 8, 0, 0, 16, 16, 0]
    assert values()["cluster_price"][0] == close(2)
    assert months("cluster_gpus", 1, 10, 0) == close(paid)
    assert months("cluster_rent", 1, 10, 0) == close([gpus * 2 * HOURS * 7 for gpus in paid])
    assert not values()["cluster_new_gpus"][0].any()


def test_phases_that_overlap_are_paid_once_and_used_twice() -> None:
    """Two phases of three months from month 2 on, each of a whole cluster."""
    hours = np.array([21_600.0, 21_600.0, 0, 0, 0, 0, 0])
    kinds = ("experiments",) * 2 + ("evaluation",) * 5
    nothing = {"phases_tokens_b": np.zeros(7), "phases_output_tokens_b": np.zeros(7)}
    starts = np.array([2.0, 2.0, *[1.0] * 5])
    plan = {"phases_kind": kinds, "phases_gpu_hours_typed": hours, "phases_start_month": starts, **nothing}
    once: dict[str, Any] = {"phases_repetitions": np.ones(7), "phases_after": ("",) * 7, **plan}
    found = changed(phases_fraction=np.zeros(7), **once)
    assert list(found["cluster_use"][0, :5]) == close([0, 2, 2, 2, 0])
    assert list(found["cluster_gpus"][0, :5]) == close([0, 16, 16, 16, 0])
    assert list(found["training_gpu_hours_used"][:5]) == close([0, 14_400, 14_400, 14_400, 0])


def test_a_cluster_is_held_from_a_month_that_is_typed() -> None:
    found = changed(clusters_hold_from=np.array([np.nan, 31.0]))
    assert not found["cluster_held"][0].any()
    assert list(np.flatnonzero(found["cluster_held"][1]) + 1) == [31, 32]


def test_a_contract_is_paid_to_its_end_and_renewed_at_the_price_of_its_month() -> None:
    """Signed at 3 in month 1; in month 13 the path is at 0.64/0.8 of month 7, the last one at that price."""
    signed = values()["cluster_new_gpus"][1]
    assert {month: signed[month - 1] for month in np.flatnonzero(signed) + 1} == {1: 8, 13: 8, 31: 8}
    prices = values()["cluster_unit_price"][1]
    assert prices[[0, 6, 12, 30]] == close([3, 3, 2.4, 3 * 0.4096])
    expected = [3.0] * 12 + [2.4] * 12 + [0.0] * 6 + [1.2288] * 12 + [0.0] * 18
    fx = [7] * 9 + [8] * 51
    wanted = [8 * price * HOURS * rate for price, rate in zip(expected, fx, strict=True)]
    assert list(values()["cluster_rent"][1]) == close(wanted)
    assert list(values()["cluster_gpus"][1]) == [8.0 if price else 0.0 for price in expected]


def test_a_cost_factor_moves_what_is_not_signed() -> None:
    low, high = (values(level)["cluster_unit_price"] for level in ("low", "high"))
    assert low[0, 1] == close(1)
    assert low[1, [0, 6, 12]] == close([3, 3, 1.2])
    assert high[1, [0, 6, 12]] == close([3, 3, 4.8])


def test_what_a_contract_still_binds_to() -> None:
    """17,280 USD a month, of which 11 months are left at the end of the first."""
    assert months("cluster_owed_1y", 1, 3, 1) == close([11 * 17280 * 7, 10 * 17280 * 7, 9 * 17280 * 7])
    assert months("cluster_owed_1y", 11, 13, 1) == close([17280 * 8, 0, 11 * 13824 * 8])
    assert not values()["cluster_owed_3y"][1].any()
    assert not values()["cluster_owed_after_plan"][1].any()


def test_a_cluster_of_three_or_four_years_is_owed_in_parts() -> None:
    """8 GPUs at 1 USD are 5760 a month; signed in month 1, and again when it is held beyond the term."""
    quotes, held = ("spot", "three"), np.array([9.0, 60.0])
    found = changed(clusters_quote=quotes, clusters_hold_to=held)
    assert found["cluster_owed_1y"][1, 0] == close(12 * 5760 * 7)
    assert found["cluster_owed_3y"][1, 0] == close(23 * 5760 * 7)
    assert list(found["cluster_owed_after_plan"][1, 35:37]) == close([0, 12 * 5760 * 8])


def test_three_years_are_parted_at_the_first_and_a_longer_term_at_the_third() -> None:
    """Of 36 months 35 are left, of 48 47; what is signed in month 50 ends 25 or 37 months after the plan."""
    rent: Any = np.zeros((2, 60))
    term = np.array([36.0, 48.0])
    rent[:, 49] = 100.0
    parts: list[Any] = [owed(rent, term, *ends) for ends in ((0.0, 12.0), (12.0, 36.0), (36.0, np.inf))]
    assert [list(part[:, 49]) for part in parts] == [[1200, 1200], [2300, 2400], [0, 1100]]
    after: Any = owed_after_plan(rent, term)
    assert [list(row[48:52]) for row in after] == [[0, 2500, 2500, 2500], [0, 3700, 3700, 3700]]


def test_renewals_of_a_need_that_falls() -> None:
    """5 for three months, then 7, then 3: in month 13 five run out and two stay, so one is signed."""
    need = np.zeros((1, 60))
    need[0, :3], need[0, 3:8], need[0, 8:] = 5.0, 7.0, 3.0
    new = alone("cluster_new_gpus", need, np.array([12.0]))[0]
    assert {month: new[month - 1] for month in np.flatnonzero(new) + 1} == {
        **{1: 5, 4: 2, 13: 1, 16: 2},
        **{25: 1, 28: 2, 37: 1, 40: 2, 49: 1, 52: 2},
    }


def test_on_demand_nothing_is_signed_beside_contracts() -> None:
    need = np.full((3, 60), 2.0)
    new = alone("model_new_replicas", need, np.array([0.0, 12.0, 36.0]))
    assert [list(np.flatnonzero(row) + 1) for row in new] == [[], [1, 13, 25, 37, 49], [1, 37]]
