"""Plans that stand at an edge, or use what few plans use: an owner could type each of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from random import Random
from typing import Any

from planner.template.load import load_preset, load_template, presets
from planner.template.rows import Table
from tests.books import Values, essay
from tests.random_values import one_of, random_values

TEMPLATE = load_template()
PRESETS = {name: Values.of(load_preset(name)) for name in presets()}
STARTUP = PRESETS["startup"]
LONGEST = 12
"""Rows of the longest table in a random plan."""


def longest(table: Table) -> int:
    """The most rows of a table that a preset or a random plan has."""
    rows = max(LONGEST, *(len(values.tables[table.key]) for values in PRESETS.values()))
    column = table.unique
    if column is None or column.max is None or column.min is None:
        return rows
    return min(rows, int(column.max - column.min) + 1)  # each row has a number of its own


ROOM = {table.key: longest(table) for table in TEMPLATE.tables}
"""Rows in each table of a workbook into which every preset and random plan fits."""


def with_sizes(sizes: Mapping[str, int]) -> Values:
    """The source model with as many rows in each table, the last quote and benchmark in use."""
    values = essay()
    for table in TEMPLATE.tables:
        values = values.with_rows(table.key, rows_of(table, sizes[table.key]))
    quote, chips = values.tables["gpu_prices"][-1]["quote"], [row["chip"] for row in values.tables["chips"]]
    for table in TEMPLATE.tables:
        for column in (one for one in table.columns if one.choices_from == "chips.chip"):
            rows = enumerate(values.tables[table.key])
            named = [{**row, column.key: chips[number % len(chips)]} for number, row in rows]
            values = values.with_rows(table.key, named)
    compared = [chips[number % len(chips)] for number in range(len(TEMPLATE.axis("chip").values))]
    values = Values(values.scalars, values.tables, {"chip": compared})
    benchmark = values.tables["serving_benchmarks"][-1]["name"]
    return values.but(gpu_price_quote=quote, serving_price_quote=quote, serving_benchmark=benchmark)


def rows_of(table: Table, count: int) -> list[dict[str, Any]]:
    """The first rows of a random plan that has so many."""
    plans = (random_values(TEMPLATE, seed, max(count, LONGEST)) for seed in range(1_000))
    rows = next(plan.tables[table.key] for plan in plans if len(plan.tables[table.key]) >= count)
    return [dict(row) for row in rows[:count]]


def each(low: Any, base: Any, high: Any) -> dict[str, Any]:
    return {"low": low, "base": base, "high": high}


TOTAL = 1_198_928_000.0
"""What the cheapest plan of the source model costs."""


def money(low: float, base: float, high: float) -> Values:
    """The cheapest plan in all scenarios, and the money held against it."""
    return essay().but(gpu_price_quote="Source, 3 years", reserve_cny=each(low, base, high))


LITTLE = each(2e-7, 2e-6, 8e-7)
"""Parts of a server; rounded to six digits they are nothing, 0.000002 and 0.000001."""

TRAINED_IN_A_DAY = {"gpu_tflops": 1, "deadline_days": 1}


def quote(name: str, chip: str = "H100", contract: str = "on demand", **prices: float) -> dict[str, Any]:
    """A row of the price table."""
    texts = {"source": "-", "provider": "-", "chip": chip, "contract": contract, "date": 45_000.0}
    return {"quote": name, "gpus_per_server": 8, **texts, **prices}


def cheapest() -> Values:
    """Prices and peaks as low as they may be; a contract of each length."""
    chips = [{**row, "fp8_tflops": 1.0} for row in STARTUP.tables["chips"]]
    prices = [
        quote("gift", server_month_usd=1, gpu_hour_usd=5, contract="3 years"),
        quote("hourly", gpu_hour_usd=3, contract="1 year"),
        quote("spot", server_month_usd=7, contract="spot"),
    ]
    plan = STARTUP.with_rows("chips", chips).with_rows("gpu_prices", prices)
    return plan.but(
        gpu_price_quote="gift",
        serving_price_quote=each("gift", "hourly", "spot"),
        training_precision="FP8",
        serving_precision=each("FP8", "BF16", "FP8"),
        serving_cache_token_bytes=0,
        compare_contract=each("3 years", "1 year", "spot"),
        demand_first_month_tokens_b=each(0.5, 0, 1),
        training_start_month=1,
    )


def measured_elsewhere() -> Values:
    """Serving as in another benchmark in each scenario; one of them on more GPUs than the plan has."""
    like = STARTUP.tables["serving_benchmarks"][0]
    rows = [
        {**like, "name": name, "chip": chip, "gpus": gpus}
        for name, chip, gpus in (("one", "H100", 8), ("two", "H200", 16), ("three", "H100", 32))
    ]
    prices = [
        quote(name, chip, gpu_hour_usd=3.0) for name, chip in (("p", "H100"), ("q", "H200"), ("r", "H100"))
    ]
    plan = STARTUP.with_rows("serving_benchmarks", rows).with_rows("gpu_prices", prices)
    return plan.but(
        gpu_price_quote="p",
        serving_price_quote=each("p", "q", "r"),
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
    prices = [quote("p", "H100", gpu_hour_usd=3), quote("q", "H200", gpu_hour_usd=2)]
    turned = [rng.sample(pair, 2) for pair in (("China", "United States"), ("p", "q"))]
    return (
        STARTUP.with_rows("exports", rules)
        .with_rows("gpu_prices", prices)
        .but(
            hardware_date=each(*rng.sample(days, 3)),
            plan_date=45_300.0,
            buyer_region=each(turned[0][0], turned[0][1], turned[0][0]),
            gpu_price_quote=each(turned[1][0], turned[1][0], turned[1][1]),
            serving_price_quote=each(turned[1][1], turned[1][0], turned[1][0]),
        )
    )


def unlike() -> Values:
    """What is the same in most plans differs by scenario; months of rent that begin and end apart."""
    prices = [quote("p", gpu_hour_usd=3.0), quote("y", gpu_hour_usd=2.0, contract="1 year")]
    return STARTUP.with_rows("gpu_prices", prices).but(
        gpu_price_quote=each("p", "p", "y"),
        serving_price_quote=each("y", "p", "p"),
        price_hours_per_month=each(700, 730, 740),
        annual_price_decline=each(0.1, 0.2, 0.3),
        parallel_clusters=each(2, 3, 4),
        training_start_month=each(1, 3, 5),
        training_end_month=each(9, 20, 50),
        parallel_start_month=each(2, 13, 26),
        parallel_end_month=each(40, 50, 59),
        research_start_month=each(4, 8, 16),
        research_end_month=each(30, 41, 60),
        research_cluster_share=each(0.1, 0.2, 0.3),
        network_share=each(0.05, 0.1, 0.2),
        days_per_month=each(28, 30, 31),
        model_kind=each("mixture of experts", "dense", "mixture of experts"),
        moe_active_parameters_b=each(1, 2, 3),
        checkpoint_rule="typed",
        typed_checkpoint_hours=each(1, 2, 3),
        goodput_from="failures",
        scores_kept="yes",
        recompute="none",
        sequence_length=each(1024, 2048, 4096),
        tensor_parallel=each(1, 2, 4),
        serving_throughput_from="roofline",
        serving_roofline_point=each("slow end", "fast end", "fast end"),
        demand_first_month_tokens_b=each(1, 2, 4),
    )


def late_rows(**changed: float) -> Values:
    """A role and an item of data that last one month or less; rounds out of order, one of them a gift."""
    role = {"role": "one", "headcount": 1, "annual_pay": 12, "currency": "USD", "loading": 0, "raise": 0}
    role |= {"start_month": 5, "end_month": changed.get("end_month", 5), "team": "-"}
    item = {"item": "one", "kind": "other", "items": 2, "price": 3, "currency": "USD", "first_month": 7}
    item |= {"last_month": changed.get("last_month", 7), "note": "-"}
    kept = {**item, "item": "two", "kind": "storage", "first_month": 30, "last_month": 49}
    rounds = [
        {"name": f"Round {number}", "number": number, "month": month, "amount": 1e6, "currency": "USD"}
        | {"pre_money": pre_money, "pool_increase": 0.1}
        for number, month, pre_money in ((1, 5, 4e6), (2, 1, 0), (3, 4, 1))
    ]
    points = each("slow end", "slow end", "middle")
    plan = STARTUP.but(serving_throughput_from="roofline", serving_roofline_point=points)
    plan = plan.with_rows("roles", [role]).with_rows("data_items", [item, kept])
    return plan.with_rows("rounds", rounds)


def moving_rates() -> Values:
    """A rate for each year, contracts that run on, storage in both currencies, hardly any investors."""
    rates = [{"year": year, "usd_cny": 6.1 + 0.37 * year} for year in range(1, 6)]
    prices = [quote("p", gpu_hour_usd=3.0, contract="1 year"), quote("q", gpu_hour_usd=2.0)]
    item = {"kind": "storage", "items": 2, "price": 3e4, "first_month": 2, "last_month": 58, "note": "-"}
    items = [{"item": currency, "currency": currency, **item} for currency in ("USD", "CNY")]
    plan = STARTUP.with_rows("fx", rates).with_rows("gpu_prices", prices).with_rows("data_items", items)
    return plan.but(
        gpu_price_quote="p",
        serving_price_quote="q",
        reporting_currency=each("USD", "CNY", "USD"),
        founders_share=each(0.9, 0.8, 0.7),
        option_pool_share=each(0.0999999999984, 0.1, 0.2),  # 1.6E-12 are left, of which 12 digits are kept
    )


NUMBERS = [row for row in TEMPLATE.inputs if not row.is_text and not row.is_date]

AT_THE_EDGE = {
    "money that is just enough": money(TOTAL, TOTAL - 0.01, TOTAL + 0.01),
    "money that is off by half a yuan": money(TOTAL - 0.5, TOTAL + 0.5, TOTAL - 1.5),
    "money that is just enough, in uneven figures": essay().but(
        gpu_price_quote="Source, 3 years",
        overhead=0.37,
        usd_cny=7.13,
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
    "a role that ends before it begins": late_rows(end_month=4),
    "data that ends before it begins": late_rows(last_month=6),
    "both end before they begin": late_rows(end_month=4, last_month=6),
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
