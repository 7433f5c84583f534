"""Lines looked at alone: what they read is typed over, at the edge of what they decide.

Of a comparison, the two sides are once the same, and once apart by less than a millionth: any slip in one of
the sides moves it over the edge in one of the two cases. Scenarios differ, so that one read in the place of
another is seen.
"""

from __future__ import annotations

from typing import Any

from planner.template.load import load_preset
from tests.books import Values
from tests.cases_for_mutants import Case, Spike

STARTUP = Values.of(load_preset("startup"))
A_BIT = 5e-7
"""Half a millionth, so that a slip of a millionth goes beyond it."""


def each(low: Any, base: Any, high: Any) -> dict[str, Any]:
    return {"low": low, "base": base, "high": high}


LITTLE = each(2e-7, 2e-6, 8e-7)
"""Parts of a whole; rounded to six digits they are nothing, 0.000002 and 0.000001."""


def more(whole: float, sign: float = 1.0, times: float = 1.0) -> dict[str, float]:
    """A whole number and a little."""
    return {name: (whole + sign * part) * times for name, part in LITTLE.items()}


# A little more than whole

ROUNDED_UP = Case(
    STARTUP,
    {
        "gpus_per_server": 1,
        "model_memory_gb": more(50),
        "usable_memory_gb": 1,
        "gpus_for_deadline_exact": more(872),
        "training_hardware_flop": more(40, times=8.64e16),
        "compared_tflops": 1,
        "deadline_days": 1,
        "goodput": 1,
        "serving_memory_share": 1,
        "replica_memory_gb": more(30, sign=-1),
        "serving_weights_gb": 0,
        "serving_sequence_cache_gb": 1,
        "replicas_at_ceiling_exact": more(7),
        "replica_spares": 1,
        "served_tokens_month_b": more(9),
        "peak_to_average": 1,
        "replica_tokens_month_b": 1,
        "commitment_months": 1,
        "training_start_month": 1,
        "training_end_month": more(12),
        "parallel_start_month": 1,
        "parallel_end_month": more(13),
        "research_start_month": 1,
        "research_end_month": more(14),
    },
    (
        "smallest_cluster_gpus",
        "gpus_for_deadline",
        "compared_gpus",
        "serving_largest_batch",
        "replicas_at_ceiling",
        "working_replicas",
        "training_rent_months",
        "parallel_rent_months",
        "research_rent_months",
    ),
)

SPARES_ROUNDED_UP = Case(
    STARTUP,
    {
        "replicas_at_ceiling_exact": 1,
        "working_replicas": 1,
        "replica_spares": more(1),
        "serving_memory_share": 1,
        "replica_memory_gb": each(2, 3, 4),
        "serving_weights_gb": 7,
        "serving_sequence_cache_gb": 1,
        "parallel_rent_months": each(3, 4, 5),
        "parallel_start_month": each(5, 6, 7),
        "parallel_end_month": each(40, 45, 50),
        "research_rent_months": each(3, 4, 5),
        "research_start_month": each(5, 6, 7),
        "research_end_month": each(40, 45, 50),
    },
    ("replicas_at_ceiling", "replicas", "serving_largest_batch", "parallel_phase", "research_phase"),
)

# Sums that are nothing but for the noise of adding up: a millionth of a millionth of all that was added

NOISE = each(2.0 - A_BIT, 2.0, 2.0 + A_BIT)
NOISY = Case(
    STARTUP,
    {
        "reserve_margin_cny": -2,
        "programme_total_cny": {name: noise * 1e12 for name, noise in NOISE.items()},
        "money_to_date_reported": 3,
        "operating_to_date_reported": -1,
        "moved_to_date_reported": {name: Spike(59, noise * 1e12) for name, noise in NOISE.items()},
        "plan_gross_reported": 1,
    },
    ("reserve_check", "money_left_reported"),
)

# Both sides of a comparison

LIMITS = each(1.0, 10.0, 100.0)
"""What the difference of two totals may be: a fraction of a total."""

FRACTIONS, TOTALS = each(0.5, 5.0, 5.0), each(2.0, 2.0, 20.0)


def compared(apart: float) -> Case:
    """Sums that differ from their totals by the limit, or by a part of it; in base to the other side."""
    apart_by = each(1.0 * apart, -10.0 * apart, 100.0 * apart)
    total_and = {name: TOTALS[name] + apart_by[name] for name in TOTALS}
    halves = each(-0.25 * apart, 2.5 * apart, 2.5 * apart)
    return Case(
        STARTUP,
        {
            "identity_tolerance": FRACTIONS,
            "money_tolerance": each(1000.0, 2000.0, 3000.0),
            "plan_gross_reported": TOTALS,
            "balance_tolerance_reported": LIMITS,
            "annual_costs_reported": {name: Spike(2, value) for name, value in apart_by.items()},
            "plan_costs_reported": 0,
            "starting_cash_reported": apart_by,
            "annual_operating_cash_reported": 0,
            "annual_funding_reported": 0,
            "annual_closing_cash_reported": 0,
            "opening_cash_reported": 0,
            "closing_cash_reported": {name: Spike(7, -value) for name, value in apart_by.items()},
            "ownership_before": {name: Spike(4, 1 - value, 1) for name, value in halves.items()},
            "ownership_after": {name: Spike(5, 1 + value, 1) for name, value in halves.items()},
            "headcount": {name: Spike(3, value) for name, value in total_and.items()},
            "roles_person_months": TOTALS,
            "data_usd": {name: Spike(3, value) for name, value in total_and.items()},
            "storage_usd": 0,
            "data_table_usd": TOTALS,
            "data_cny": {name: Spike(3, value) for name, value in total_and.items()},
            "storage_cny": 0,
            "data_table_cny": TOTALS,
            "funding_usd": {name: Spike(3, value) for name, value in total_and.items()},
            "rounds_table_usd": TOTALS,
            "funding_cny": {name: Spike(3, value) for name, value in total_and.items()},
            "rounds_table_cny": TOTALS,
            "funding_need_reported": 1000,
            "first_runway_months": 40,
            "lowest_cash_month": 40,
            "parallel_clusters": 7,
            "earlier_investors_share": {name: -value * apart for name, value in FRACTIONS.items()},
            "serving_input_tokens": each(1.0, 2.0, 4.0),
            "serving_output_tokens": each(3.0, 1.0, 2.0),
            "serving_usd_per_1k_tokens": each(1e9, 2e9, 4e9),
            "serving_usd_per_1k_tokens_read": each(1e9 + 4 * apart, 2e9 - 3 * apart, 4e9 + 6 * apart),
            "serving_usd_per_1k_tokens_written": each(1e9, 2e9, 4e9),
            "runs_days_per_year": apart,
            "memory_per_gpu_gb": each(40 * apart, 50 * apart, 60),
            "usable_memory_gb": each(40, 50, 60),
            "copy_gpus": each(8, 16, 32 * apart),
            "training_gpus": each(8, 16, 32),
            "compared_memory_gb": each(40, 50, 60),
            "usable_memory_share": 1,
            "owning_saves_month_usd": each(1, 2, 4),
            "owned_life_years": each(4, 5, 6),
            "owned_cluster_usd": each(48 / apart, 120 / apart, 288 / apart),
            "training_elapsed_days": each(60 * apart, 124 * apart, 256 * apart),
            "training_rent_months": each(2, 4, 8),
            "days_per_month": each(30, 31, 32),
            "training_price_age_days": each(10 * apart, 20 * apart, 30 * apart),
            "serving_price_age_days": each(10 * apart, 20 * apart, 30 * apart),
            "max_price_age_days": each(10, 20, 30),
            "checkpoint_ratio": apart,
            "serving_utilisation": 1,
            "peak_to_average": each(1 + 1e-9, 1 + 5e-9, 1 + A_BIT),
            "serving_memory_share": each(0.5, 0.25, 0.125),
            "serving_memory_needed_gb": each(40 * apart, 50 * apart, 60 * apart),
            "replica_memory_gb": each(80, 200, 480),
            "batch_memory_gb": each(40 * apart, 50 * apart, 60 * apart),
        },
        (
            "annual_costs_check",
            "annual_cash_check",
            "cash_rolls_check",
            "ownership_check",
            "roles_table_check",
            "data_table_usd_check",
            "data_table_cny_check",
            "rounds_table_usd_check",
            "rounds_table_cny_check",
            "first_owners_check",
            "serving_cost_check",
            "runs_check",
            "memory_check",
            "compared_memory_fits",
            "owning_pays",
            "training_fits_check",
            "training_price_old",
            "serving_price_old",
            "daly_hours",
            "serving_load_check",
            "serving_memory_check",
            "batch_fits",
        ),
    )


MONEY_AT_THE_EDGE = Case(
    STARTUP,
    {
        "money_tolerance": each(1.0, 2.0, 4.0),
        "identity_tolerance": each(0.1, 0.2, 0.3),
        "closing_cash_reported": {
            "low": Spike(0, -1.0 - A_BIT, 3.0),
            "base": Spike(30, -2.0, 0.5),
            "high": Spike(59, -4.0, -3.5),
        },
        "need_to_date_reported": each(11.0, 12.0, 14.0),
        "money_to_date_reported": 10,
        "operating_to_date_reported": 0.5,
        "moved_to_date_reported": 1,
        "money_left_reported": each(1.0, 3.0, 9.0),
        "operating_cash_reported": 7,
        "runway_longest_months": 500,
        "plan_gross_reported": each(1.0, 2.0, 4.0),
        "training_flop": each(0, 0.5, 1e20),
        "hoffmann_tokens_per_parameter": 3,
        "besiroglu_tokens_per_parameter": 2,
        "predicted_balance_most": 10,
        "predicted_reference_balance": each(3, 5, 7),
        "training_bf16_tflops": 1000,
        "serving_cache_token_bytes": each(0, 0.5, 3),
        "kv_width": each(100, 200, 400),
        "round_pre_money_own": each(0, 0.5, 3),
    },
    (
        "cash_short",
        "runway_in_plan_months",
        "runway_after_plan_months",
        "need_to_date_reported",
        "balance_tolerance_reported",
        "optimum_disagreement",
        "training_balance",
        "serving_cache_bytes",
        "round_new_share",
    ),
)
MONEY_OVER_THE_EDGE = Case(
    STARTUP,
    {
        **MONEY_AT_THE_EDGE.over,
        "closing_cash_reported": {name: Spike(9, 0.0, 1.0) for name in LIMITS},
        "lowest_cash_reported": 0,
        "balance_tolerance_reported": each(1.0, 0.5, 1.0 - A_BIT),
        "need_to_date_reported": each(11.0 + A_BIT, 12.0 + A_BIT, 14.0 + A_BIT),
        "memory_per_gpu_gb": 0,
        "copy_gpus": 2,
        "training_gpus": 1,
        "runway_in_plan_months": 60,
        "runway_after_plan_months": 5,
        "money_tolerance": each(1.0, 2.0, 4.0),
        "serving_cache_token_bytes": each(0.5, 0, 0),
    },
    (
        "lowest_cash_month",
        "runway_in_plan_months",
        "memory_check",
        "runway_months",
        "serving_cache_bytes",
    ),
)

ALONE = {
    "a little more than whole": ROUNDED_UP,
    "spares a little more than whole": SPARES_ROUNDED_UP,
    "no more than noise": NOISY,
    "both sides the same": compared(1.0),
    "sides hardly apart": compared(1.0 + A_BIT),
    "money just enough": MONEY_AT_THE_EDGE,
    "money just short": MONEY_OVER_THE_EDGE,
}
