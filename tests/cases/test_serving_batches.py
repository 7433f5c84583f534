"""The table of batch sizes, by hand."""

import numpy as np
from pytest import approx

from tests.cases.serving_plans import results

BATCHES = [1, 2, 4, 8, 16, 32, 64, 128]


def roofline_s(batch: float) -> float:
    """The source's model and server, 200 tokens in and 200 out, with the constants of serving_fit.csv."""
    peak, bandwidth = 8 * 312e12, 8 * 2.039e12
    moved = 1.75 * 2 * 96 * 12_288 * 2 / (300e9 * 0.600827) + 96 * 12_288 * 2 * 35.9852 / bandwidth
    token, pair = 2 * 175e9 / peak, 4 * 96 * 12_288 / peak
    read = batch * 200 * (token / 0.599123 + moved + 100 * pair / 0.599123)
    weights = ((batch * token / 0.507749) ** 3 + (350e9 / bandwidth / 0.884196) ** 3) ** (1 / 3)
    seen = ((pair / 0.507749) ** 3 + (4_718_592 / bandwidth / 0.884196) ** 3) ** (1 / 3)
    return read + 200 * (weights + batch * (300 * seen + moved) + 96 * (114.65e-6 + 3 * 42.3671e-6))


def test_the_table_holds_batches_of_1_to_128():
    assert list(results()["batch"]) == BATCHES


def test_every_size_is_stretched_like_the_plans_own_20_seconds():
    found = results()["batch_latency_s"]
    stretch = 20 / roofline_s(128)
    assert list(found) == approx([roofline_s(batch) * stretch for batch in BATCHES], rel=1e-9)
    assert found[-1] == approx(20, rel=1e-12)


def test_the_last_column_costs_what_the_plan_says():
    found = results()
    assert found["batch_usd_per_1m_output_tokens"][-1] == approx(3.01408179, rel=1e-9)
    assert found["batch_usd_per_1m_tokens"][-1] == approx(1.50704090, rel=1e-8)
    assert found["batch_output_tokens_per_s"][-1] == approx(1280, rel=1e-12)
    assert found["batch_user_tokens_per_s"][-1] == approx(10, rel=1e-12)


def test_a_single_sequence_costs_by_its_own_time():
    found = results(serving_throughput_from="roofline", serving_roofline_point="middle")
    assert found["batch_latency_s"][0] == approx(roofline_s(1), rel=1e-9)
    expected = 10_000 / 2_592_000 * roofline_s(1) / 200 * 1e6
    assert found["batch_usd_per_1m_output_tokens"][0] == approx(expected, rel=1e-9)


def test_with_a_tenth_kept_back_all_sizes_but_128_fit():
    found = results(serving_memory_share=0.9)
    assert list(found["batch_memory_gb"]) == approx([350 + batch * 1.8874368 for batch in BATCHES], rel=1e-12)
    assert list(found["batch_fits"]) == [1, 1, 1, 1, 1, 1, 1, 0]


def test_draws_lead_and_batches_follow():
    one = results()["batch_usd_per_1m_tokens"]
    draws = results(serving_utilisation=np.array([1.0, 0.5]))["batch_usd_per_1m_tokens"]
    assert draws.shape == (2, 8)
    assert list(draws[0]) == approx(list(one), rel=1e-12)
    assert list(draws[1]) == approx(list(2 * one), rel=1e-12)
