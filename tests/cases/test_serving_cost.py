"""What 1,000 tokens cost: the source model, a published row, a published fleet."""

import numpy as np
from pytest import approx

from planner.model import serving
from planner.model import serving_time as time
from planner.template.load import load_preset, load_template
from tests.cases.serving_plans import results
from tests.inputs import engine_inputs


def test_a_thousand_output_tokens_of_the_source_cost_0_3_cents():
    assert results()["serving_usd_per_1k_output_tokens"] == approx(0.00301408179, rel=1e-9)
    assert results(scenario="high")["serving_usd_per_1k_output_tokens"] == approx(0.00602816358, rel=1e-9)


def test_a_thousand_tokens_in_and_out_cost_half_of_it():
    assert results()["serving_usd_per_1k_tokens"] == approx(0.00150704090, rel=1e-8)


def test_at_30_percent_load_a_thousand_output_tokens_cost_1_0_cent():
    # 0.3014 cents / 0.3
    found = results(serving_utilisation=0.3)["serving_usd_per_1k_output_tokens"]
    assert found == approx(0.010046939, rel=1e-7)


def test_a_single_sequence_costs_23_6_cents():
    # FasterTransformer, batch 1, 128 in, 8 out
    found = results(
        serving_throughput_from="benchmark",
        serving_benchmark="GPT 175B, batch 1",
        serving_batch=1,
        serving_input_tokens=128,
        serving_output_tokens=8,
    )
    assert found["serving_usd_per_1k_output_tokens"] == approx(0.236, abs=0.0005)
    assert found["serving_usd_per_1k_output_tokens"] == approx(
        10_000 / 2_592_000 * 0.48886 / 8 * 1000, rel=1e-12
    )


def test_other_running_cost_counts_like_rent():
    # 6,800 CNY are 1,000 USD
    found = results(models_running_cost_per_replica=np.array([6_800.0]))
    assert found["serving_month_usd"] == 10_000
    assert found["replica_month_usd"] == 11_000
    assert found["serving_usd_per_1k_output_tokens"] == approx(1.1 * 0.00301408179, rel=1e-9)


def test_cost_is_split_between_reading_and_writing_by_time():
    # a batch of 10 sequences, 4 tokens in and 2 out, for 6 USD; a quarter of the time goes into reading
    read = serving.serving_usd_per_1m_tokens_read(6.0, 0.25, 10.0, 4.0)
    written = serving.serving_usd_per_1m_tokens_written(6.0, 0.25, 10.0, 2.0)
    assert read == approx(1.5 / 40 * 1e6, rel=1e-12)
    assert written == approx(4.5 / 20 * 1e6, rel=1e-12)
    together = serving.serving_usd_per_1m_tokens(6.0, 10.0, 4.0, 2.0)
    assert 4 * read + 2 * written == approx(6 * together, rel=1e-12)


def test_the_fleet_of_deepseek_costs_what_it_published():
    # Inference system overview, 2025-02-27: 608 billion tokens in and 168 out in a day on 226.75 servers of
    # 8 H800 at 2 USD a GPU-hour: 87,072 USD a day, 562,027 USD of revenue at the list price of R1.
    month = 4 * 8 * 2.0 * 24 * 30
    seconds = 57.65
    batch, read, written = 1633.0, 4383.0, 1211.0
    batch_usd = serving.serving_batch_usd(month, 30.0, seconds, 1.0)
    cost = serving.serving_usd_per_1m_tokens(batch_usd, batch, read, written)
    assert cost == approx(87_072 / 776e9 * 1e6, rel=1e-3)
    tokens = time.replica_tokens_month_b(batch, read, written, seconds, 30.0)
    assert tokens == approx(776 * 30 * 4 / 226.75, rel=1e-3)


R1 = {
    **{"kind": "API", "successor": "", "currency": "USD", "path": ""},
    **{"launch_month": 1.0, "input_tokens": 4_383.0, "output_tokens": 1_211.0, "prefix_hit": 342 / 608},
    **{"price_input": 0.55, "price_cached": 0.14, "price_output": 2.19},
}
"""List prices of R1, and the lengths of a request; see below."""


def test_the_fleet_of_deepseek_earns_what_it_published():
    # The same day: of 608 billion tokens in 342 came from the cache at 0.14 USD a million, 266 at 0.55; 168
    # billion out at 2.19: 562,027 USD. As many requests of 4,383 tokens in and 1,211 out as make 608 billion.
    requests = 608e9 / 4_383 * 30
    columns = {
        key.removeprefix("products_"): column
        for key, column in engine_inputs(load_template(), load_preset("moe"), "base").items()
        if key.startswith("products_")
    }
    given = {**R1, "model": MODEL, "first_volume": requests, "ceiling": requests}
    changed = {f"products_{key}": one_row(column, given.get(key)) for key, column in columns.items()}
    gates = tuple("no" for _ in load_preset("moe").tables["phases"])
    found = results("moe", "base", days_per_month=30, phases_gates_launch=gates, **changed)
    assert found["revenue"][0] == approx(562_027 * 30, rel=1e-3)
    assert found["tokens_output"][0] == approx(168e9 * 30, rel=1e-3)


MODEL = load_preset("moe").tables["models"][0]["model"]


def one_row(column, value):
    """A column of one row; 0 or nothing where the row says nothing."""
    return np.array([value or 0.0]) if isinstance(column, np.ndarray) else (value or "",)


def test_draws_of_a_price_come_out_as_draws():
    months = np.array([10_000.0, 20_000.0])
    found = serving.serving_batch_usd(months, 30.0, 20.0, 1.0)
    assert found == approx(months * 20 / 2_592_000, rel=1e-12)
