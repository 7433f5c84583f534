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
from tests.crowded_plan import PRODUCTS, crowded
from tests.edge_values import lent

STARTUP = Values.of(load_preset("startup"))
A_BIT = 5e-7
"""Half a millionth, so that a slip of a millionth goes beyond it."""

LAST_BITS = 1e-9
"""What a cluster may be used over the whole of a month, in parts of it: docs/model.md, section 1."""


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
        "serving_held_gb": 0,
        "serving_sequence_cache_gb": 1,
    },
    ("smallest_cluster_gpus", "gpus_for_deadline", "compared_gpus", "serving_largest_batch"),
)

# Sums that are nothing but for the noise of adding up: a millionth of a millionth of all that was added

NOISE = each(2.0 - A_BIT, 2.0, 2.0 + A_BIT)
NOISY = Case(
    STARTUP,
    {
        "reserve_margin_cny": -2,
        "programme_total_cny": {name: noise * 1e12 for name, noise in NOISE.items()},
        "source_budget": "yes",
    },
    ("reserve_check",),
)

# Both sides of a comparison


def compared(apart: float) -> Case:
    """Sides that are the same, or apart by a part of them; in base to the other side."""
    return Case(
        STARTUP,
        {
            "memory_per_gpu_gb": each(40 * apart, 50 * apart, 60),
            "usable_memory_gb": each(40, 50, 60),
            "copy_gpus": each(8, 16, 32 * apart),
            "training_gpus": each(8, 16, 32),
            "compared_memory_gb": each(40, 50, 60),
            "usable_memory_share": 1,
            "owning_saves_month_usd": each(1, 2, 4),
            "owned_life_years": each(4, 5, 6),
            "owned_cluster_usd": each(48 / apart, 120 / apart, 288 / apart),
            "checkpoint_ratio": apart,
            "serving_memory_share": each(0.5, 0.25, 0.125),
            "serving_memory_needed_gb": each(40 * apart, 50 * apart, 60 * apart),
            "replica_memory_gb": each(80, 200, 480),
            "batch_memory_gb": each(40 * apart, 50 * apart, 60 * apart),
            "minimum_cash": each(-apart, 0.0, 1.0),
            "closing_cash_end": each(1.0, 5.0, 4.0),
            "commitments_after_plan": {
                "low": Spike(59, apart, 9.0),
                "base": Spike(59, 5.0, 1.0),
                "high": Spike(59, 4.0 * apart),
            },
            "terminal_growth": each(0.1, 0.2, 0.3),
            "discount_rate": each(0.1, 0.2 * apart, 0.4),
            "terminal_method": "perpetual growth",
            "cluster_use_2": (1 + LAST_BITS) * apart,
        },
        (
            "memory_check",
            "compared_memory_fits",
            "owning_pays",
            "daly_hours",
            "serving_memory_check",
            "batch_fits",
            "commitments_check",
            "growth_check",
            "overlap_check",
        ),
    )


EXPERTS = Case(
    STARTUP,
    {
        "serving_replica_gpus": each(2, 3, 4),
        "serving_layer_gpus": 1,
        "experts_per_token": 8,
        "serving_overlap": each(2, 2.5, 4),
        "expert_exchange_bytes": each(3, 5, 7),
        "serving_expert_share": each(0.1, 0.2, 0.3),
        "serving_routed_gb": each(80, 70, 60),
        "serving_batch": each(2, 3, 4),
        "serving_benchmark_batch": each(4, 3, 2),
    },
    (
        "serving_weights_read_gb",
        "serving_benchmark_weights_gb",
        "batch_weights_read_gb",
        "serving_links_s",
        "serving_cached_token_s",
        "serving_step_s",
        "serving_benchmark_step_s",
        "batch_step_s",
    ),
)
"""A token uses more experts than there are other GPUs; and constants that are alike in every plan differ."""

TUNED = Case(
    STARTUP,
    {
        "training_stack": "tuned",
        "recompute": each("none", "full", "none"),
        "predicted_tuned_experts": -0.6,
        "predicted_tuned_recompute": -0.18,
        "predicted_band": each(1.3, 1, 0.7),
        "global_batch": each(3, 5, 7),
        "sequence_length": each(1, 2, 1),
        "expert_parallel": each(2, 4, 8),
        "step_copies": each(4, 8, 16),
    },
    ("predicted_constant", "step_gradients"),
)
"""A tuned stack trains a mixture of experts, in steps of less tokens than ten."""

AT_THE_EDGE = Case(
    STARTUP,
    {
        "training_flop": each(0, 0.5, 1e20),
        "hoffmann_tokens_per_parameter": 3,
        "besiroglu_tokens_per_parameter": 2,
        "predicted_balance_most": 10,
        "predicted_reference_balance": each(3, 5, 7),
        "training_bf16_tflops": 1000,
        "serving_cache_token_bytes": each(0, 0.5, 3),
        "kv_width": each(100, 200, 400),
        "round_pre_money_own": each(0, 0.5, 3),
        "ownership_before": each(Spike(4, 1 - 2 * LAST_BITS, 1), 1, 1),
        "ownership_after": each(1, Spike(6, 1 + 2 * LAST_BITS, 1), 1),
    },
    (
        "optimum_disagreement",
        "training_balance",
        "serving_cache_bytes",
        "round_new_share",
        "ownership_check",
    ),
)

# What stands for each cluster, model or product

ROWS_ALIKE = range(1, 7)
VALID = (2, 7, 12, 25, 31, 36)
"""Last months of signed prices; mutants are looked at in each of these, and in others."""

SIGNED = {
    f"{key}_{number}": tuple(float(2**number + 7 * month % 5) for month in range(60))
    for key in ("cluster_new_gpus", "model_new_replicas")
    for number in ROWS_ALIKE
}
UNTIL = each((2, 0, 12, 0, 31, 0), VALID, (0, 7, 0, 25, 0, 36))
SIGNED_LATE = Case(
    STARTUP,
    {"cluster_valid_to_month": UNTIL, "model_valid_to_month": UNTIL, **SIGNED},
    ("cluster_gpus_signed_late", "model_replicas_signed_late"),
)

LONGER = each((40, 48, 60, 44, 56, 52), (60, 40, 48, 52, 44, 56), (48, 60, 40, 56, 52, 44))
"""Months of contracts. Of quotes none is above three years, so that nothing is owed later than that; and each
ends at another time than its neighbours, which of quotes with three lengths not all do."""

OWED = Case(
    crowded(),
    {"cluster_term_months": LONGER, "model_term_months": LONGER, **SIGNED},
    tuple(
        f"{key}_{what}_{number}"
        for key in ("cluster", "model")
        for what in ("owed_later", "owed_3y", "owed_1y", "owed_after_plan", "paid_or_owed")
        for number in ROWS_ALIKE
    ),
)

RUNS = (
    *((1, 0, 60), (3, 3.3, 58.8)),
    *((2, 0, 0.4), (2, 1.3, 1.8), (2, 6, 7), (2, 11.5, 12), (2, 12.2, 19), (2, 20, 24.7)),
    *((2, 25, 30 - A_BIT), (2, 31 - A_BIT, 35 + A_BIT), (2, 47, 48), (2, 59 + A_BIT, 60)),
)
"""Of phases the cluster, and when each begins and ends: with a month that is looked at, in it, beside it."""

CLUSTER_OF, BEGIN, END = zip(*RUNS, strict=True)
USED_IN_PART = Case(
    STARTUP, {"phase_cluster_row": CLUSTER_OF, "phase_begin": BEGIN, "phase_end": END}, ("cluster_use_2",)
)

SOLD_AT_ONCE = Case(
    crowded(),
    {"product_launch_month": 1, "product_requests_2": each(4e6, 5e6, 7e6), "product_volume_2": 70},
    tuple(
        f"product_{what}_2"
        for what in ("fresh_tokens", "cached_tokens", "output_tokens", "listed_revenue", "token_revenue")
    ),
)

AFTER_A_MONTH = (0, *(7_200,) * 59)
IN_BATCHES = Case(
    crowded(),
    {
        **{
            f"product_{what}_seconds_{number}": 0
            for what in ("now", "batch")
            for number in range(1, PRODUCTS + 1)
        },
        "product_batch_seconds_2": AFTER_A_MONTH,
        "product_now_seconds_7": AFTER_A_MONTH,
    },
    ("product_serving_cost_2", "model_replicas_needed_2"),
)
"""The second model serves as much in batches, of one product, as at once, of another."""

YUAN = [{**row, "currency": "CNY"} for row in crowded().tables["rounds"]]
YEAR_OF_A_MONTH = Case(
    crowded().but(fiscal_year_end_month=1).with_rows("rounds", YUAN), lines=("round_amount",)
)
"""The first year of the plan has its first month alone, so that the next has another rate."""

NOTHING_ASKED = Case(
    crowded(),
    {"product_launch_month": 1, "product_requests_each": 0, "product_requests_2": each(4e6, 5e6, 7e6)},
    ("product_token_revenue_2",),
)
"""Tokens bring revenue by their number, whatever a volume asks for."""

FULLY_LOADED = Case(
    STARTUP.with_rows("models", [{**row, "peak_to_average": 2} for row in STARTUP.tables["models"]]),
    {
        **{
            f"model_utilisation_{number}": each(
                tuple(part / 2 for part in (1 + 2 * LAST_BITS, 1, 1.5, 0, 1 + LAST_BITS / 2, 2, 0.9)),
                0.5 + LAST_BITS / 4,
                0.5 + LAST_BITS,
            )
            for number in ROWS_ALIKE
        },
        **{f"model_batch_replicas_{number}": (0, 0, 0, 0, 0, 3) for number in ROWS_ALIKE},
    },
    ("load_over_peak",),
)
"""At peaks of twice the average a load of a half fills a replica, and no plan has more."""

FIRST_MONTH = Case(
    STARTUP.but(financing_delay_months=each(2, 7, 12), runway_target_months=9).with_rows(
        "rounds", [{**row, "month": 1} for row in STARTUP.tables["rounds"]]
    ),
    {"cash_positive": 0, "runway_months": 8},
    ("short_before_funding",),
)
"""Rounds of month 1 that come late: no plan has its first round there and a runway before it."""

WORTH = each(5e6, -A_BIT, 0)
PRICED = Case(
    STARTUP,
    {
        "npv_with_terminal_value": WORTH,
        "exit_value": each(100, 100, 100 * (1 + A_BIT)),
        "round_post_money": each(Spike(2, 100), Spike(2, 100 * (1 + A_BIT)), Spike(2, 100)),
        "terminal_method": "exit multiple",
    },
    ("value_check", "exit_check"),
)

OFF = 0.01 * (1 + A_BIT), 0.01 * (1 - A_BIT)
"""More and less than two sums of the statements may differ by."""

ASSETS = each(1e6, 2e6, 5e8)
"""Of which a billionth is less than that, and 0.5 is."""


def statements(way: float, share: float = 1 + A_BIT) -> Case:
    """Two sums that differ by just too much or just not so, in one month, one way or the other."""
    by = {"low": way * OFF[0], "base": way * OFF[1], "high": way * 0.5 * share}
    size = {name: ASSETS[name] for name in by}
    return Case(
        STARTUP,
        {
            "allowed_difference": 0.01,
            "total_assets_reported": ASSETS,
            "liabilities_and_equity": {name: Spike(17, size[name] + by[name], size[name]) for name in by},
            "closing_cash_reported": 3e5,
            "closing_cash": {name: Spike(31, 3e5 + by[name], 3e5) for name in by},
            "total_equity_reported": each((7.0, 11.0), (5.0, 1.0), (2.0, 13.0)),
            "net_income_reported": {
                name: tuple(
                    sign * step / 2 + (by[name] if at == 41 else 0) for at in range(60) for sign in [_up(at)]
                )
                for name, step in (("low", 4.0), ("base", -4.0), ("high", 11.0))
            },
            "funding_received": each(
                tuple(_up(at) * 2.0 for at in range(60)),
                tuple(_up(at) * -2.0 for at in range(60)),
                tuple(_up(at) * 5.5 for at in range(60)),
            ),
            "ebit_reported": 5e3,
            "interest_expense": 1e3,
            "profit_before_tax": {name: Spike(0, 4e3 + by[name], 4e3) for name in by},
        },
        ("balance_sheet_check", "cash_reconciliation_check", "equity_check", "profit_check"),
    )


def _up(at: int) -> int:
    """1 in every second month, in which equity rises by its step, else -1."""
    return 1 if at % 2 else -1


TAXED = Case(
    STARTUP.but(
        fiscal_year_end_month=each(3, 6, 9),
        income_tax_rate=each(0.15, 0.21, 0.25),
        loss_limit=each(0.8, 0.6, 0.9),
        loss_expiry_years=each(2, 3, 1),
        opening_losses=each(100, 210, 50),
        tax_every_months=each(3, 2, 4),
        tax_lag_months=each(1, 2, 3),
    ),
    {
        "profit_before_tax": each(
            (50, 20, -90, 70, 35, -10, 44, 12),
            (-300, 110, 90, 400, -120, 77, 210),
            (-40, 5, 60, -30, 120, 33, -66, 19, 21, 80),
        ),
    },
    (
        "year_profit_before_tax",
        "losses_at_start",
        "losses_created",
        "losses_used",
        "losses_expired",
        "losses_carried_forward",
        "profit_to_date",
        "tax_to_date",
        "income_tax",
        "income_tax_paid",
        "income_tax_payable",
    ),
)
"""Years of profit and of loss in turn, which no preset has."""

MEASURED = Case(
    STARTUP,
    {
        "year_months": each((12, 12, 12, 12, 12, 0), (6, 12, 12, 12, 12, 6), (11, 12, 12, 12, 12, 1)),
        "annual_revenue_reported": each(
            (0, 70, 90, 240, 60, 0), (30, 50, 20, 70, 0, 9), (8, 6, 40, 2, 7, 0.1)
        ),
        "annual_free_cash_flow": each((-9, -40, 30, 5, -2, 0), (-70, -3, 0, -8, 4, 1), (2, -6, -5, 4, -9, 3)),
        "year_arr": each((0, 40, 90, 90, 50, 0), (5, 80, 60, 130, 150, 155), (3, 9, 27, 20, 60, 60)),
        "year_s_and_m": each((7, 0, 30, 20, 11, 0), (5, 16, 9, 0, 40, 3), (0, 2, 5, 4, 6, 8)),
        "year_headcount": each((2, 0, 4, 5, 8, 0), (1, 3, 2, 6, 0, 7), (9, 2, 3, 0, 5, 4)),
        "year_compute_cost": each((5, 3, 8, 2, 6, 0), (4, 9, 1, 7, 3, 2), (6, 1, 4, 8, 2, 5)),
        "year_closing_cash": each((50, -20, 30, 80, 10, 0), (7, 9, 4, 2, 6, 1), (3, 30, 300, 20, 2, 1)),
    },
    (
        "annual_opening_cash",
        *("year_before_arr", "year_before_revenue", "year_before_s_and_m", "year_full"),
        "year_net_new_arr",
        "year_gross_burn_multiple",
        "year_burn_multiple",
        "year_growth",
        "year_free_cash_flow_margin",
        "year_growth_and_margin",
        "year_revenue_per_head",
        "year_compute_per_head",
        "year_compute_share",
        "year_magic_number",
    ),
)
"""Years that grow and shrink, with part-years, and with nothing to divide by."""

SOLD_IN_YEARS = Case(
    STARTUP.but(fiscal_year_end_month=each(3, 12, 8)),
    {
        "revenue_subscriptions": each((3, 5, 8), (2, 7, 4, 9), (6, 1)),
        "revenue_contracts": each((1, 4), (5, 3, 8), (2, 9, 7, 11)),
        "income_tax_paid": each((3, 1), (5, 2), (7, 4)),
        "sales_tax_paid": each((9, 2, 4), (6, 8, 1), (2, 3, 5)),
    },
    ("year_arr", "year_tax_paid"),
)
"""What no preset sells or pays in every month."""


def sources_and_uses(way: float) -> Case:
    """Sources and uses that are off by just too much or just not so, by the amount and by the share."""
    size = each(1e6, 2e6, 5e8)
    by = {"low": way * OFF[0], "base": way * OFF[1], "high": way * 0.5 * (1 + A_BIT)}
    off = {name: tuple(size[name] + (by[name] if at == 4 else 0) for at in range(6)) for name in by}
    known = {"allowed_difference": 0.01, "sources_total": size, "uses_total": off}
    return Case(STARTUP, known, ("sources_uses_check",))


TAX_IS_PAID = Case(
    STARTUP,
    {"income_tax_paid": each((3e4, 1e4), (5e4, 2e4), (7e4, 0)), "sales_tax_paid": each(1e4, 2e4, 4e4)},
    ("operating_cash_flow",),
)
"""Taxes that no preset pays."""

ALLOWED = each(0.01, 0.25, 0.04)


def debts(way: float, share: float = 1 + A_BIT, least: float = 1 - A_BIT, at: int = 41) -> Case:
    """What is owed, in a month, and what loans repay: off by just too much or just not so.

    Args:
        share: of what large debt may be off by.
        least: of what any may be, in the base.
        at: the month; debt is drawn in odd ones and repaid in even ones.
    """
    owed, step = each(1e6, 2e6, 5e8), each(4e5, 6e5, 1e8)
    large = owed["high"] + at % 2 * step["high"]
    by = {
        "low": way * ALLOWED["low"] * (1 + A_BIT),
        "base": way * ALLOWED["base"] * least,
        "high": way * LAST_BITS * large * share,
    }

    def months(rising: float, falling: float, more: float = 0.0) -> tuple[float, ...]:
        return tuple(
            (rising if odd else falling) + (month == at) * more for month, odd in enumerate((0, 1) * 30)
        )

    of = {name: (owed[name], step[name]) for name in by}
    amounts = {name: (3 * sum(one), one[0] + at % 2 * one[1], 7 * sum(one)) for name, one in of.items()}
    repaid = {name: (one[0], one[1] + by[name], one[2], *one) for name, one in amounts.items()}
    return Case(
        STARTUP,
        {
            "allowed_difference": ALLOWED,
            "debt_outstanding": {name: months(sum(one), one[0]) for name, one in of.items()},
            "debt_drawn": {name: months(one[1], 0, by[name]) for name, one in of.items()},
            "debt_repaid": {name: months(0, one[1]) for name, one in of.items()},
            "loan_amount": amounts,
            "loan_repayments": repaid,
        },
        ("debt_roll_check", "maturities_check"),
    )


def below_zero(share: float) -> Case:
    """One of three lines is below 0 in a month, another one in each level."""

    def fallen(of: str) -> dict[str, Any]:
        return {name: Spike(17, -by * share, 5.0) if name == of else 7.0 for name, by in ALLOWED.items()}

    return Case(
        STARTUP,
        {
            "allowed_difference": ALLOWED,
            "debt_outstanding": fallen("low"),
            "debt_due_1y": fallen("base"),
            "debt_due_later": fallen("high"),
        },
        ("debt_check",),
    )


COVENANTS = (
    *("lowest_dscr", "dscr_breach_month", "liquidity_breach_month"),
    *("dscr_covenant_check", "liquidity_covenant_check"),
)
PAID_LATER = each((0, 5, 5, 3), (0, 0, 0, 9, 4, 0), (2, 0, 4))
"""Debt service: months without any stand between others."""


def covenants(short: float) -> Case:
    """Coverage and cash that are just as much as they must be, or a little less."""
    return Case(
        STARTUP.but(minimum_dscr=each(1.1, 1.3, 1.7), minimum_liquidity=each(3e6, 5e6, 9e6)),
        {
            "debt_service": PAID_LATER,
            "dscr": each(
                (0, 1.9, 1.1 - short, 4), (0, 0, 0, 1.3 - 2 * short, 3, 0), (1.7 - 3 * short, 0, 2.5)
            ),
            "liquidity_headroom": each(
                Spike(23, -short, 4.0), (9.0, 0.0, 7.0, 3.0, -2 * short), (0.0, -3 * short, 8.0)
            ),
        },
        COVENANTS,
    )


NO_COVENANT = Case(
    STARTUP.but(minimum_dscr=each(0, 1.2, 0), minimum_liquidity=each(5e6, 0, 0)),
    {
        "debt_service": each((1, 4), (0, 3), (0, 7)),
        "dscr": each((-2, -1), (0, 1), (0, -5)),
        "liquidity_headroom": each(2.0, -4.0, -0.5),
    },
    COVENANTS,
)
"""Coverage below 0 where none is asked for, and too low where it is."""

HARDLY_COVERED = Case(
    STARTUP.but(minimum_dscr=each(0.8, 0.6, 0.9), minimum_liquidity=each(0, 0.5, 4e6)),
    {
        "debt_service": each((0.5, 0), (0, 0.25, 0), (0.5, 0.5)),
        "dscr": each((0.7, 0), (0, 0.6, 0, 0, 0.5, 0), (0.0, 0.75)),
        "liquidity_headroom": each(-0.25, (0.0, -0.25), 0.5),
    },
    COVENANTS,
)
"""Less than one of everything."""

OWING_LITTLE = Case(
    STARTUP.but(minimum_liquidity=each(3e5, 2e5, 7e5)),
    {"debt_outstanding": each((0, 0.5), 0.25, (0.75, 0)), "closing_cash": each(1e6, 2e6, 3e5)},
    ("liquidity_headroom",),
)

LOANS_AT_THEIR_ENDS = Case(
    STARTUP.with_rows("loans", crowded().tables["loans"]),
    lines=("debt_repaid", "debt_outstanding", "interest_paid", "debt_due_later", "loan_fees_unamortised"),
)
"""Looked at a year before one is repaid, and before another one begins to be."""

HARDLY_ANY_RATE = Case(STARTUP.with_rows("loans", lent()), lines=("loan_annuity",))

NO_CLUSTER = Case(
    STARTUP, {"phase_cluster_row": 0, "phase_learns_from": 0.5}, ("phase_learning_gpu_seconds",)
)
"""A reader refuses such a phase; the line says 0 of it all the same."""

ALONE = {
    "a little more than whole": ROUNDED_UP,
    "no more than noise": NOISY,
    "both sides the same": compared(1.0),
    "sides hardly apart": compared(1.0 + A_BIT),
    "at the edge": AT_THE_EDGE,
    "more experts than other GPUs": EXPERTS,
    "a tuned stack and small steps": TUNED,
    "signed in the last month of a price, and after it": SIGNED_LATE,
    "contracts of more than three years": OWED,
    "clusters used for a part of a month": USED_IN_PART,
    "sold from month 1": SOLD_AT_ONCE,
    "as much in batches as at once": IN_BATCHES,
    "a round in a year of one month": YEAR_OF_A_MONTH,
    "a phase without a cluster": NO_CLUSTER,
    "tokens of a product that asks for none": NOTHING_ASKED,
    "replicas as full as their peaks allow": FULLY_LOADED,
    "rounds of month 1 that come late": FIRST_MONTH,
    "statements that are off by a little": statements(1.0),
    "statements that are off the other way": statements(-1.0),
    "statements that are off by less than they may": statements(1.0, 1 - A_BIT),
    "profits and losses for tax": TAXED,
    "taxes that are paid": TAX_IS_PAID,
    "years to measure": MEASURED,
    "recurring revenue and taxes in years": SOLD_IN_YEARS,
    "uses above the sources": sources_and_uses(1.0),
    "uses below the sources": sources_and_uses(-1.0),
    "worth nothing, and rounds priced at the exit": PRICED,
    "debt that is off by a little": debts(1.0),
    "debt that is off the other way": debts(-1.0),
    "debt that is off by less than it may": debts(1.0, 1 - A_BIT),
    "debt that is off by just so much": debts(1.0, 1.0, 1.0, at=40),
    "debt that is off when it is repaid": debts(1.0, 1 - A_BIT, at=40),
    "debt below zero": below_zero(1 + A_BIT),
    "debt below zero by just so much": below_zero(1.0),
    "debt of less than one": OWING_LITTLE,
    "loans at their ends": LOANS_AT_THEIR_ENDS,
    "loans at hardly any rate": HARDLY_ANY_RATE,
    "debt hardly below zero": below_zero(1 - A_BIT),
    "covenants that hold by nothing": covenants(0.0),
    "covenants that fail by a little": covenants(1e-3),
    "no covenants": NO_COVENANT,
    "less than one": HARDLY_COVERED,
}
