"""Memory of a replica, by hand and from publications."""

from pytest import approx

from planner.model import serving_memory as memory
from tests.cases.serving_plans import results

GPT3_CACHE = 4_718_592
"""2 x 96 layers x 12,288 x 2 bytes."""


def test_the_cache_of_gpt3_takes_4_72_mb_a_token():
    assert results()["serving_cache_bytes"] == GPT3_CACHE


def test_grouped_queries_shrink_the_cache_of_llama_3_70b_to_328_kb():
    # 8 of 64 heads of 128 keep keys and values: 2 x 80 layers x 1,024 x 2 bytes
    assert memory.serving_cache_bytes(0.0, 80.0, 1024.0, 2.0) == 327_680


def test_a_published_cache_replaces_the_computed_one():
    # DeepSeek-V3 keeps 512 + 64 numbers a layer: 61 x 576 x 2 bytes = 70,272, "70 KB" in its papers
    assert memory.serving_cache_bytes(70_272.0, 61.0, 16_384.0, 2.0) == 70_272
    assert 61 * (512 + 64) * 2 == 70_272


def test_the_source_fills_591_6_of_640_gb():
    # 350 GB of weights, and 128 sequences x 400 tokens x 4.718592 MB = 241.6 GB
    found = results()
    assert found["serving_weights_gb"] == 350
    assert found["serving_sequence_cache_gb"] == approx(1.8874368, rel=1e-12)
    assert found["serving_memory_needed_gb"] == approx(350 + 241.5919104, rel=1e-12)
    assert found["replica_memory_gb"] == 640
    assert found["serving_memory_filled"] == approx(591.5919104 / 640, rel=1e-12)
    assert found["serving_memory_check"] == 1


def test_with_a_tenth_of_the_memory_kept_back_119_sequences_fit_and_128_do_not():
    # 0.9 x 640 - 350 = 226 GB over 1.8874368 GB = 119.74
    found = results(serving_memory_share=0.9)
    assert found["serving_largest_batch"] == 119
    assert found["serving_memory_check"] == 0
    assert results(serving_memory_share=0.9, serving_batch=119)["serving_memory_check"] == 1
    assert results(serving_memory_share=0.9, serving_batch=120)["serving_memory_check"] == 0


def test_weights_that_do_not_fit_leave_no_batch():
    found = results(serving_weight_bytes=4.0)
    assert found["serving_largest_batch"] == 0
    assert found["serving_memory_check"] == 0


def test_llama_405b_in_fp8_fits_into_one_server_of_h100():
    # 405.9 GB of 640; 2 x 126 x 1,024 x 1 byte x 2,000 tokens = 0.516096 GB; (576 - 405.9) / 0.516096 = 329.6
    cache = memory.serving_cache_bytes(0.0, 126.0, 1024.0, 1.0)
    sequence = memory.serving_sequence_cache_gb(cache, 1000.0, 1000.0)
    assert sequence == approx(0.516096, rel=1e-12)
    assert memory.serving_weights_gb(405.9, 1.0) == 405.9
    assert memory.serving_largest_batch(640.0, 0.9, 405.9, sequence) == 329


def test_two_servers_hold_twice_as_much():
    assert memory.serving_replica_gpus(2.0, 8.0) == 16
    assert memory.replica_memory_gb(16.0, 80.0) == 1280
