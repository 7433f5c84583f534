"""Plans that stand at an edge, or use what few plans use: an owner could type each of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from random import Random
from typing import Any

from planner.template.load import load_preset, load_template, presets
from planner.template.rows import CHECKS_THAT_WARN, Table
from tests.books import Values, essay
from tests.random_values import most_rows, one_of, random_values

TEMPLATE = load_template()
PRESETS = {name: Values.of(load_preset(name)) for name in presets()}
STARTUP = PRESETS["startup"]
LONGEST = 12
"""Rows of the longest table in a random plan."""


def longest(table: Table) -> int:
    """The most rows of a table that a preset or a random plan has."""
    rows = max(LONGEST, *(len(values.tables[table.key]) for values in PRESETS.values()))
    warned = any(column.choices_from == CHECKS_THAT_WARN for column in table.columns)
    return min(most_rows(table, rows), len(TEMPLATE.warning) if warned else rows)


ROOM = {table.key: longest(table) for table in TEMPLATE.tables}
"""Rows in each table of a workbook into which every preset and random plan fits."""


def with_sizes(sizes: Mapping[str, int]) -> Values:
    """The source model with as many rows in each table as said, the last quote and benchmark in use."""
    tables = random_values(TEMPLATE, 1, sizes=sizes).tables
    currency, chips = tables["currencies"][0]["currency"], [row["chip"] for row in tables["chips"]]
    compared = [chips[number % len(chips)] for number in range(len(TEMPLATE.axis("chip").values))]
    values = Values(essay().scalars, tables, {"chip": compared})
    quote, benchmark = tables["gpu_prices"][-1]["quote"], tables["serving_benchmarks"][-1]["name"]
    return served_at(renting(values, quote), quote).but(serving_benchmark=benchmark, plan_currency=currency)


def renting(plan: Values, base: str, low: str = "", high: str = "") -> Values:
    """The plan with all clusters rented at a quote, at another one in other scenarios."""
    quoted = {"quote": base} | ({"quote_low": low} if low else {}) | ({"quote_high": high} if high else {})
    return plan.with_rows("clusters", [_without(row, "quote") | quoted for row in plan.tables["clusters"]])


def served_at(plan: Values, base: str, low: str = "", high: str = "") -> Values:
    """The same for the models that are served."""
    quoted = {"serving_quote": base, "serving_quote_low": low, "serving_quote_high": high}
    kept = {key: quote for key, quote in quoted.items() if quote}
    return plan.with_rows("models", [_without(row, "serving_quote") | kept for row in plan.tables["models"]])


def _without(row: Mapping[str, Any], quote: str) -> dict[str, Any]:
    return {key: value for key, value in row.items() if not key.startswith(quote)}


def at_rate(plan: Values, usd_cny: float) -> Values:
    """The plan in CNY at another rate of the dollar."""
    rates = {"currency": "USD"} | {f"year_{year}": usd_cny for year in range(1, 7)}
    yuan = [row for row in plan.tables["currencies"] if row["currency"] == "CNY"]
    return plan.with_rows("currencies", [*yuan, rates])


def each(low: Any, base: Any, high: Any) -> dict[str, Any]:
    return {"low": low, "base": base, "high": high}


TOTAL = 1_198_928_000.0
"""What the cheapest plan of the source model costs."""


def money(low: float, base: float, high: float) -> Values:
    """The cheapest plan in all scenarios, and the money held against it."""
    return renting(essay(), "Source, 3 years").but(reserve_cny=each(low, base, high))


LITTLE = each(2e-7, 2e-6, 8e-7)
"""Parts of a server; rounded to six digits they are nothing, 0.000002 and 0.000001."""

TRAINED_IN_A_DAY = {"gpu_tflops": 1, "deadline_days": 1}


def quote(name: str, chip: str = "H100", contract: str = "on demand", **more: Any) -> dict[str, Any]:
    """A row of the price table."""
    texts = {"source": "-", "provider": "-", "chip": chip, "contract": contract, "date": 45_000.0}
    return {"quote": name, "gpus_per_server": 8, "currency": "USD", **texts, **more}


def cheapest() -> Values:
    """Prices and peaks as low as they may be; a contract of each length."""
    chips = [{**row, "fp8_tflops": 1.0, "fp4_tflops": 2.0} for row in STARTUP.tables["chips"]]
    prices = [
        quote("gift", price_per_server_month=1, price_per_gpu_hour=5, contract="3 years"),
        quote("hourly", price_per_gpu_hour=3, contract="1 year"),
        quote("spot", price_per_server_month=7, contract="spot"),
    ]
    plan = STARTUP.with_rows("chips", chips).with_rows("gpu_prices", prices)
    return served_at(renting(plan, "gift"), "hourly", "gift", "spot").but(
        training_precision="FP8",
        serving_precision=each("FP8", "BF16", "FP4"),
        serving_cache_token_bytes=0,
        compare_contract=each("3 years", "1 year", "spot"),
        demand_factor=each(0.5, 0, 1),
    )


def measured_elsewhere() -> Values:
    """Serving as in another benchmark in each scenario; one of them on more GPUs than the plan has."""
    like = STARTUP.tables["serving_benchmarks"][0]
    rows = [
        {**like, "name": name, "chip": chip, "gpus": gpus}
        for name, chip, gpus in (("one", "H100", 8), ("two", "H200", 16), ("three", "H100", 32))
    ]
    prices = [
        quote(name, chip, price_per_gpu_hour=3.0)
        for name, chip in (("p", "H100"), ("q", "H200"), ("r", "H100"))
    ]
    plan = STARTUP.with_rows("serving_benchmarks", rows).with_rows("gpu_prices", prices)
    return served_at(renting(plan, "p"), "q", "p", "r").but(
        serving_servers=each(1, 2, 3),
        serving_benchmark=each("one", "two", "three"),
        serving_throughput_from="benchmark",
    )


def export_rules(seed: int) -> Values:
    """Rules that are often in force: few chips, regions and days, those of the plan among them."""
    rng = Random(seed)  # noqa: S311 - the same plan for the same seed is what is wanted
    days, chips = (45_000.0, 45_200.0, 45_400.0), ("H100", "H200", "every chip", "Every Chip")
    rules = [
        {
            "rule": f"Rule {number}",
            "chip": rng.choice(chips),
            "region": rng.choice(("China", "United States")),
            "allowed": rng.choice(("yes", "yes", "yes", "no")),
            "begins": rng.choice(days),
            "source": "-",
        }
        | ({"ends": rng.choice(days)} if rng.random() < 0.6 else {})
        for number in range(ROOM["exports"])
    ]
    prices = [quote("p", "H100", price_per_gpu_hour=3), quote("q", "H200", price_per_gpu_hour=2)]
    turned = [rng.sample(pair, 2) for pair in (("China", "United States"), ("p", "q"))]
    (here, there), (one, other) = turned
    plan = STARTUP.with_rows("exports", rules).with_rows("gpu_prices", prices)
    return served_at(renting(plan, one, high=other), one, low=other).but(
        plan_start=each(*rng.sample(days, 3)), buyer_region=each(here, there, here)
    )


def unlike() -> Values:
    """What most plans have once differs by scenario; clusters are held for a while, a quote is signed."""
    prices = [
        quote("p", price_per_gpu_hour=3.0, path="GPU-hours"),
        quote("y", price_per_gpu_hour=2.0, contract="1 year", path="GPU-hours", valid_to_month=14),
    ]
    plan = STARTUP.with_rows("gpu_prices", prices)
    held = ({"hold_from": 3, "hold_to": 29}, {"hold_from": 17, "hold_to": 60})
    kept = [row | hold for row, hold in zip(plan.tables["clusters"], held, strict=True)]
    plan = served_at(renting(plan.with_rows("clusters", kept), "p", high="y"), "p", low="y")
    return plan.with_rows("loans", lent()).but(
        plan_start=each(46_000, 46_100, 46_200),
        fiscal_year_end_month=each(3, 6, 9),
        discount_rate=each(0.1, 0.2, 0.3),
        terminal_method=each("exit multiple", "perpetual growth", "none"),
        terminal_growth=each(0.01, 0.02, 0.03),
        overhead_share=each(0.1, 0.2, 0.3),
        runway_target_months=each(3, 6, 12),
        demand_factor=each(1, 2, 4),
        growth_factor=each(0.9, 1, 1.1),
        launch_delay_months=each(1, 2, 4),
        price_factor=each(1.1, 1, 0.8),
        cost_factor=each(0.8, 0.9, 1.2),
        financing_delay_months=each(0, 1, 2),
        parallel_clusters=each(2, 3, 4),
        network_share=each(0.05, 0.1, 0.2),
        api_days=each(45, 20, 75),
        subscription_days=each(10, 50, 30),
        contract_days=each(70, 35, 100),
        supplier_days=each(40, 25, 65),
        pay_days=each(10, 20, 40),
        terms_month_days=each(28, 30, 31),
        api_recognised_months=each(6, 3, 2),
        subscription_recognised_months=each(12, 5, 7),
        contract_recognised_months=each(4, 24, 9),
        sales_tax_rate=each(0.06, 0.13, 0.2),
        input_tax_rate=each(0.05, 0.1, 0.15),
        sales_tax_lag_months=each(1, 2, 3),
        capitalised_share=each(0.2, 0.3, 0.5),
        in_service_month=each(12, 20, 26),
        development_life_months=each(18, 24, 12),
        income_tax_rate=each(0.15, 0.21, 0.25),
        loss_limit=each(0.8, 0.6, 0.9),
        loss_expiry_years=each(2, 3, 1),
        opening_losses=each(1e6, 2e6, 5e5),
        tax_every_months=each(3, 2, 4),
        tax_lag_months=each(1, 2, 3),
        minimum_liquidity=each(1e6, 4e6, 9e6),
        minimum_dscr=each(0.5, 1.2, 2),
        moderation_overhead=each(0.1, 0.2, 0.4),
        days_per_month=each(28, 30, 31),
        model_kind=each("mixture of experts", "dense", "mixture of experts"),
        moe_active_parameters_b=each(1, 2, 3),
        source_budget="yes",
        checkpoint_rule="typed",
        typed_checkpoint_hours=each(1, 2, 3),
        goodput_from="failures",
        scores_kept=each("no", "yes", "yes"),
        recompute="none",
        sequence_length=each(1024, 2048, 4096),
        tensor_parallel=each(1, 2, 4),
        serving_throughput_from="roofline",
        serving_roofline_point=each("slow end", "fast end", "fast end"),
        token_cost_at=each("planned load", "typed load", "planned load"),
    )


def lent() -> list[dict[str, Any]]:
    """Loans of both kinds, one repaid within a year, one beyond the plan, one all at its end."""
    terms = (
        (3e6, 3, 0.08, 0.02, 2, 9, "straight", 0.1),
        (5e6, 5, 0.11, 0.015, 6, 40, "annuity", 0.2),
        (2e6, 14, 0.06, 0.01, 0, 120, "annuity", 0),
        (1e6, 20, 0.05, 0, 36, 24, "straight", 0.3),
        (4e6, 2, 0.00009, 0.03, 0, 31, "annuity", 0),
        (3e5, 4, 0.0001, 0.01, 3, 30, "annuity", 0.1),
    )
    keys = ("amount", "month", "rate", "fee_share", "interest_only_months", "maturity_months")
    columns = (*keys, "shape", "balloon_share")
    return [
        {"name": f"loan {number}", **dict(zip(columns, row, strict=True))}
        for number, row in enumerate(terms, 1)
    ]


def late_rows(end_month: float = 5) -> Values:
    """A role and costs that last one month or less; rounds out of order, one of them a gift."""
    role = {"role": "one", "function": "R&D", "headcount": 1, "annual_pay": 12, "currency": "USD"}
    role |= {"loading": 0, "raise": 0, "start_month": 5, "end_month": end_month}
    cost = {"function": "G&A", "amount": 6, "currency": "USD", "growth": 0.1}
    cost |= {"start_month": 5, "end_month": end_month}
    costs = [{"cost": cadence, "cadence": cadence, **cost} for cadence in ("monthly", "yearly")]
    costs.append({**cost, "cost": "once", "cadence": "once", "start_month": 60, "end_month": 60})
    rounds = [
        {"name": f"Round {number}", "number": number, "month": month, "amount": 1e6, "currency": "USD"}
        | {"pre_money": pre_money, "pool_increase": 0.1}
        for number, month, pre_money in ((1, 5, 4e6), (2, 1, 0), (3, 4, 1))
    ]
    points = each("slow end", "slow end", "middle")
    plan = STARTUP.but(serving_throughput_from="roofline", serving_roofline_point=points)
    plan = plan.with_rows("roles", [role]).with_rows("other_costs", costs)
    return plan.with_rows("rounds", rounds)


def moving_rates() -> Values:
    """Rates by year and level, contracts that run on, costs in all currencies, hardly any investors."""
    years = [f"year_{year}" for year in range(1, 7)]
    own = {"currency": "USD"} | dict.fromkeys(years, 1)
    rates = [{"currency": "CNY"} | {year: 0.1 + 0.01 * number for number, year in enumerate(years)}]
    rates += [{"currency": "EUR", "low_2": 1.05, "high_3": 1.3} | dict.fromkeys(years, 1.15)]
    prices = [
        quote("p", price_per_gpu_hour=3.0, contract="1 year", currency="EUR"),
        quote("q", price_per_gpu_hour=20.0, currency="CNY"),
    ]
    cost = {"function": "R&D", "amount": 3e4, "cadence": "yearly", "start_month": 2, "end_month": 58}
    costs = [{"cost": name, "currency": name, "growth": 0.1, **cost} for name in ("USD", "CNY", "EUR")]
    plan = STARTUP.with_rows("currencies", [own, *rates]).with_rows("gpu_prices", prices)
    plan = served_at(renting(plan.with_rows("other_costs", costs), "p"), "q")
    return plan.but(
        plan_currency=each("USD", "CNY", "EUR"),
        founders_share=each(0.9, 0.8, 0.7),
        option_pool_share=each(0.0999999999984, 0.1, 0.2),  # 1.6E-12 are left, of which 12 digits are kept
    )


NUMBERS = [row for row in TEMPLATE.inputs if not row.is_text and not row.is_date]

AT_THE_EDGE = {
    "money that is just enough": money(TOTAL, TOTAL - 0.01, TOTAL + 0.01),
    "money that is off by half a yuan": money(TOTAL - 0.5, TOTAL + 0.5, TOTAL - 1.5),
    "money that is just enough, in uneven figures": at_rate(renting(essay(), "Source, 3 years"), 7.13).but(
        overhead=0.37,
        reserve_cny=1_550_380_160,  # 5 x (2 x 1,280,000 x 1.37 x 12 x 7.13 + 10,000,000)
    ),
    "millions of whole servers": essay()
    .but(parameters_b=each(2, 20, 0.2), **TRAINED_IN_A_DAY)
    # 6 x 2e9 parameters x 8.64e14 tokens / (1e12 x 86,400): 120,000,000 GPUs
    .with_rows("data_mix", [{"source_name": "all", "tokens_b": 864_000.0, "epochs": 1}]),
    "servers and a little more": essay()
    .but(
        # 6 x 1e9 parameters x 86.4e9 tokens / (1e12 x 86,400): 6,000 GPUs; 872 GPUs are 109 servers
        parameters_b={name: (872 + 8 * more) / 6000 for name, more in LITTLE.items()},
        **TRAINED_IN_A_DAY,
    )
    .with_rows("data_mix", [{"source_name": "all", "tokens_b": 86.4, "epochs": 1}]),
    "the cheapest server that there may be": cheapest(),
    "nothing to train": essay().with_rows(
        "data_mix", [{"source_name": "none", "tokens_b": 0.0, "epochs": 0}]
    ),
    "nobody to pay": essay().with_rows("roles", [{**essay().tables["roles"][0], "headcount": 0}]),
    "every number at its least": essay().but(**{row.key: row.min for row in NUMBERS}),
    "every number at its most": essay().but(**{row.key: row.max for row in NUMBERS}),
    "a benchmark for each scenario": measured_elsewhere(),
    "scenarios that have little in common": unlike(),
    "rates that move every year": moving_rates(),
    "rows of one month": late_rows(),
    "rows that end before they begin": late_rows(end_month=4),
    "export rules": export_rules(1),
    "other export rules": export_rules(2),
    "more export rules": export_rules(3),
}


ANEW = "all anew"
LIKE = (*PRESETS, ANEW)
"""What random plans are drawn like: a preset, or none, so that all values are drawn anew."""


def mixed(seeds: Iterable[int]) -> Iterator[tuple[str, Values]]:
    """Random plans, each like one of the presets, of which a part is drawn anew."""
    for seed in seeds:
        name = one_of(LIKE, seed)
        yield f"random plan {seed}, {name}", random_values(TEMPLATE, seed, LONGEST, like=PRESETS.get(name))
