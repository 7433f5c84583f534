"""Price, margin, break-even and replicas, by hand."""

from pytest import approx

from planner.model import serving_price as price
from tests.cases.serving_plans import results


def test_a_cache_takes_tokens_away_and_moderation_adds_some():
    # of 100 tokens asked for 20 are answered by the cache; the other 80 become 88
    assert price.served_per_token(0.2, 0.1) == approx(0.88, rel=1e-12)
    assert price.served_per_token(0.0, 0.0) == 1


def test_revenue_follows_the_mix_of_input_and_output():
    # 300 tokens at 1 and 100 at 3 USD a thousand: 0.6 USD for 400
    assert price.serving_revenue_usd_per_1k_tokens(300.0, 100.0, 1.0, 3.0) == approx(1.5, rel=1e-12)


def test_break_even_price_counts_cache_moderation_and_spares():
    assert price.breakeven_usd_per_1k_tokens(2.0, 0.88, 0.25) == approx(2.2, rel=1e-12)


def test_gross_margin_is_what_the_price_leaves():
    assert price.serving_gross_margin(2.2, 4.0) == approx(0.45, rel=1e-12)
    assert price.serving_gross_margin(5.0, 4.0) == approx(-0.25, rel=1e-12)


def test_break_even_volume_pays_one_replica_and_its_spares():
    # 10,000 USD and a quarter more at 0.005 USD a thousand: 2.5 billion tokens
    assert price.breakeven_tokens_month_b(10_000.0, 0.25, 0.005) == approx(2.5, rel=1e-12)


def test_break_even_load_is_volume_over_what_a_replica_can_do():
    assert price.breakeven_utilisation(2.5, 0.88, 4.4) == approx(0.5, rel=1e-12)


def test_the_source_at_the_price_of_gpt_3_5_turbo():
    # it costs 0.1507 cents and brings 0.2: 24.6 % are left; 10,000 USD / 0.002 x 1,000 = 5 billion tokens
    cost = 10_000 / 2_592_000 * 20 / (128 * 400) * 1000
    found = results()
    assert found["serving_gross_margin"] == approx(1 - cost / 0.002, rel=1e-9)
    assert found["breakeven_usd_per_1k_tokens"] == approx(cost, rel=1e-9)
    assert found["breakeven_tokens_month_b"] == approx(5.0, rel=1e-12)
    assert found["breakeven_utilisation"] == approx(5.0 / 6.63552, rel=1e-9)


def test_at_the_break_even_load_nothing_is_left():
    changes = {"cache_hit_fraction": 0.2, "moderation_overhead": 0.1, "replica_spares": 0.25}
    load = results(price_usd_per_1k_output_tokens=0.01, **changes)["breakeven_utilisation"]
    found = results(price_usd_per_1k_output_tokens=0.01, serving_utilisation=load, **changes)
    assert found["serving_gross_margin"] == approx(0, abs=1e-12)


def test_replicas_and_spares_are_whole():
    # 25 x 0.88 x 2 / 6.63552 = 6.63: 7 work, a tenth of 7 makes 1 spare, of 2 servers each
    exact = price.replicas_at_ceiling_exact(25.0, 0.88, 2.0, 6.63552)
    assert exact == approx(44 / 6.63552, rel=1e-12)
    assert price.replicas_at_ceiling(exact, 0.1) == 8
    assert price.serving_servers_at_ceiling(8.0, 2.0) == 16


def test_no_demand_needs_no_replica():
    assert results()["replicas_at_ceiling"] == 0
    assert price.replicas_at_ceiling(0.0, 0.5) == 0


def test_a_load_above_what_the_busiest_hour_leaves_fails_its_check():
    assert price.serving_load_check(0.5, 2.0) == 1
    assert price.serving_load_check(0.51, 2.0) == 0
    assert price.serving_load_check(1.0, 1.0) == 1
