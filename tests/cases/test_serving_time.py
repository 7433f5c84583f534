"""Which time of a batch the plan counts with: measured, benchmark, roofline."""

import pytest
from pytest import approx

from tests.cases.serving_plans import results


@pytest.mark.parametrize(
    ("name", "batch", "read", "written", "seconds"),
    [
        ("GPT 175B, batch 1", 1, 128, 8, 0.48886),
        ("GPT 175B, batch 32", 32, 128, 8, 1.54744),
        ("GPT 175B, batch 16", 16, 512, 32, 3.70623),
    ],
)
def test_a_benchmark_stands_as_it_was_measured_where_the_batch_is_the_same(
    name, batch, read, written, seconds
):
    # FasterTransformer, docs/gpt_guide.md, 175B on 8 A100 80 GB
    found = results(
        serving_throughput_from="benchmark",
        serving_benchmark=name,
        serving_batch=batch,
        serving_input_tokens=read,
        serving_output_tokens=written,
    )
    assert found["serving_batch_s"] == approx(seconds, rel=1e-12)
    assert found["serving_benchmark_check"] == 1


def test_a_benchmark_is_stretched_as_the_roofline_stretches():
    found = results(serving_throughput_from="benchmark", serving_benchmark="GPT 175B, batch 32")
    there = results(serving_batch=32, serving_input_tokens=128, serving_output_tokens=8)
    here = results()
    stretch = here["serving_roofline_s"] / there["serving_roofline_s"]
    assert found["serving_batch_s"] == approx(1.54744 * stretch, rel=1e-12)


def test_the_benchmark_of_another_chip_or_size_fails_its_check():
    for name in ("Llama 405B, full", "LLaMA 7B, short"):
        found = results(serving_throughput_from="benchmark", serving_benchmark=name)
        assert found["serving_benchmark_check"] == 0
    assert results(serving_benchmark="LLaMA 7B, short")["serving_benchmark_check"] == 1


def test_the_roofline_gives_the_end_of_its_band_that_is_asked_for():
    for point, key in (
        ("fast end", "serving_roofline_low_s"),
        ("middle", "serving_roofline_s"),
        ("slow end", "serving_roofline_high_s"),
    ):
        found = results(serving_throughput_from="roofline", serving_roofline_point=point)
        assert found["serving_batch_s"] == found[key]


def test_a_full_replica_of_the_source_writes_1280_tokens_a_second():
    found = results()
    assert found["serving_output_tokens_per_s"] == approx(128 * 200 / 20, rel=1e-12)
    assert found["serving_user_tokens_per_s"] == approx(10, rel=1e-12)
    # 128 x 400 tokens every 20 s of 2,592,000
    assert found["replica_tokens_month_b"] == approx(128 * 400 * 129_600 / 1e9, rel=1e-12)
