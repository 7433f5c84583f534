"""Chips, export rules and the price book, against published figures."""

from datetime import date

import pytest
from pytest import approx

from planner.reference.chips import chip, export_allowed, export_rule, load_chips
from planner.reference.goodput import load_goodput, typical_goodput
from planner.reference.prices import CONTRACTS, HOURS_PER_MONTH, latest_quote, load_prices, quotes
from tools.validation.economics import load_capex, load_scaling_laws


def test_peaks_are_dense_not_sparse():
    # NVIDIA data sheets print 1,979 BF16 and 3,958 FP8 TFLOP/s for the H100 SXM5 with 2:4 sparsity
    assert chip("H100").peak_tflops("bf16") == approx(989)
    assert chip("H100").peak_tflops("fp8") == approx(1979)
    assert chip("A100 80GB").peak_tflops("bf16") == approx(312)


def test_a_precision_that_the_chip_lacks_has_no_peak():
    assert chip("A100 80GB").peak_tflops("fp8") is None
    assert chip("H100").peak_tflops("fp4") is None


def test_an_unknown_precision_or_chip_is_refused():
    with pytest.raises(ValueError, match="bf16, fp8, fp4, int8"):
        chip("H100").peak_tflops("fp16x")
    with pytest.raises(LookupError, match="A100 80GB"):
        chip("A100")


def test_the_chips_of_the_comparison_are_known():
    names = {known.name for known in load_chips()}
    assert {
        "A100 80GB",
        "A800 80GB",
        "H100",
        "H800",
        "H20",
        "H200",
        "B200",
        "MI300X",
        "Ascend 910B",
    } <= names


def test_the_export_versions_differ_only_in_the_link():
    full, cut = chip("A100 80GB"), chip("A800 80GB")
    assert (full.bf16_tflops, full.memory_gb) == (cut.bf16_tflops, cut.memory_gb)
    assert (full.scale_up_gb_s, cut.scale_up_gb_s) == (600, 400)
    assert (chip("H100").scale_up_gb_s, chip("H800").scale_up_gb_s) == (900, 400)


@pytest.mark.parametrize(
    ("name", "on", "allowed"),
    [
        ("A100 80GB", date(2022, 10, 6), "yes"),
        ("A100 80GB", date(2022, 10, 7), "no"),
        ("H100", date(2023, 1, 1), "no"),
        ("A800 80GB", date(2022, 11, 6), "unknown"),
        ("A800 80GB", date(2022, 11, 7), "yes"),
        ("A800 80GB", date(2023, 10, 16), "yes"),
        ("A800 80GB", date(2023, 10, 17), "no"),
        ("H800", date(2023, 6, 1), "yes"),
        ("H800", date(2024, 6, 1), "no"),
        ("H20", date(2024, 6, 1), "yes"),
        ("H20", date(2025, 5, 1), "licence"),
        ("H200", date(2025, 1, 1), "no"),
        ("H200", date(2026, 2, 1), "licence"),
        ("B200", date(2026, 2, 1), "no"),
        ("Ascend 910B", date(2024, 6, 1), "yes"),
    ],
)
def test_what_may_be_bought_in_china_depends_on_the_date(name, on, allowed):
    assert export_allowed(name, "CN", on) == allowed


def test_a_licence_is_neither_allowed_nor_forbidden_and_says_so():
    rule = export_rule("H20", "CN", date(2025, 5, 1))
    assert rule is not None
    assert rule.allowed == "licence"
    assert "licence" in rule.rule


def test_where_nothing_is_recorded_the_answer_is_unknown():
    assert export_allowed("H100", "Atlantis", date(2024, 1, 1)) == "unknown"
    assert export_allowed("H100", "US", date(2024, 1, 1)) == "yes"


@pytest.mark.parametrize(
    ("seen", "contract", "per_gpu_hour", "per_server_month"),
    [
        # Azure East US, 8 x A100 80 GB, price pages of 2022-04-15 and 2024-01-29; x 8 GPUs x 730 h by hand
        (date(2022, 4, 15), "on-demand", 4.10, 23_944.0),
        (date(2022, 4, 15), "1-year", 2.62, 15_300.8),
        (date(2022, 4, 15), "3-year", 1.80, 10_512.0),
        (date(2024, 1, 29), "on-demand", 4.10, 23_944.0),
        (date(2024, 1, 29), "1-year", 3.53, 20_615.2),
        (date(2024, 1, 29), "3-year", 2.13, 12_439.2),
    ],
)
def test_the_azure_prices_of_the_source_model_are_in_the_book(seen, contract, per_gpu_hour, per_server_month):
    found = [q for q in quotes("A100 80GB", contract) if (q.provider, q.seen) == ("Azure", seen)]
    assert [q.usd_per_gpu_hour for q in found] == [approx(per_gpu_hour)]
    assert [q.usd_per_server_month for q in found] == [approx(per_server_month)]


def test_a_server_month_is_all_its_gpus_for_730_hours():
    assert approx(8760 / 12) == HOURS_PER_MONTH
    for quote in load_prices():
        if quote.usd_per_server_month is not None:
            assert quote.gpus_per_server is not None
            month = quote.usd_per_gpu_hour * quote.gpus_per_server * 730
            assert quote.usd_per_server_month == approx(month, rel=1e-6)


def test_every_contract_is_a_known_one():
    assert {quote.contract for quote in load_prices()} <= set(CONTRACTS)


def test_a_commitment_never_costs_more_than_paying_by_the_hour():
    offers = {}
    for quote in load_prices():
        key = (quote.provider, quote.instance, quote.chip, quote.region, quote.seen)
        offers.setdefault(key, {})[quote.contract] = quote.usd_per_gpu_hour
    compared = 0
    for offer in offers.values():
        terms = [offer[term] for term in ("on-demand", "1-year", "3-year") if term in offer]
        assert terms == sorted(terms, reverse=True)
        compared += len(terms) > 1
    assert compared >= 10


def test_quotes_come_newest_first_and_not_from_the_future():
    found = quotes("A100 80GB", "3-year", date(2023, 2, 1))
    assert [quote.seen for quote in found] == sorted((quote.seen for quote in found), reverse=True)
    assert max(quote.seen for quote in found) <= date(2023, 2, 1)


def test_the_latest_quote_is_the_cheapest_of_its_day():
    quote = latest_quote("MI300X", "on-demand", date(2026, 11, 24))
    assert quote is not None
    assert (quote.provider, quote.usd_per_gpu_hour) == ("TensorWave", 1.50)


def test_a_price_that_nobody_quotes_is_none_and_not_zero():
    assert latest_quote("H20", "on-demand", date(2026, 11, 24)) is None
    assert latest_quote("H100", "on-demand", date(2020, 1, 1)) is None


def test_a_quote_is_stale_after_180_days():
    quote = quotes("A100 80GB", "3-year", date(2022, 4, 30))[0]
    assert quote.seen == date(2022, 4, 15)
    assert not quote.stale(date(2022, 10, 12))
    assert quote.stale(date(2022, 10, 13))


def test_system_prices_divide_into_prices_of_their_gpus():
    for quote in load_capex():
        if quote.usd_per_system is not None:
            assert quote.gpus is not None
            assert quote.usd_per_system / quote.gpus == approx(quote.usd_per_gpu, rel=1e-3)


def test_the_h20_server_of_early_2024_in_dollars():
    # Reuters: 110,000 CNY = 15,320 USD, so 7.18 CNY per USD; a server of 8 for 1.4 million CNY = 194,982 USD
    server = next(quote for quote in load_capex() if quote.id == "h20-server-2024-02-01")
    assert server.usd_per_system == approx(1_400_000 * 15_320 / 110_000, rel=1e-5)


def test_the_typical_goodput_is_the_median_of_the_published_ones():
    # OPT, PaLM, GLM, BLOOM, MegaScale, Llama 3 as its authors state it, RSC-1, Llama 3.1 405B, Gopher
    assert sorted(row.goodput for row in load_goodput()) == [
        0.59,
        0.67,
        0.77,
        0.89,
        0.90,
        0.90,
        0.90,
        0.91,
        0.93,
    ]
    assert typical_goodput() == approx(0.90)


def test_goodput_without_a_run_leaves_out_every_figure_of_that_run():
    # without both Llama 3 405B rows seven are left: 0.59 0.67 0.77 0.89 0.90 0.90 0.93
    assert typical_goodput(without_run="llama31-405b") == approx(0.89)


@pytest.mark.parametrize(
    ("law", "tokens_per_parameter"),
    [("hoffmann-2022-rounded", 87), ("hoffmann-2022-unrounded", 56), ("besiroglu-2024", 18.7)],
)
def test_the_published_laws_disagree_on_the_optimum(law, tokens_per_parameter):
    # N* = G (C/6)^(beta/(alpha+beta)), G = (alpha A / (beta B))^(1/(alpha+beta)), D* = C/(6 N*)
    fit = next(row for row in load_scaling_laws() if row.id == law)
    budget = 3.15e23 / 6
    scale = (fit.alpha * fit.a / (fit.beta * fit.b)) ** (1 / (fit.alpha + fit.beta))
    parameters = scale * budget ** (fit.beta / (fit.alpha + fit.beta))
    assert budget / parameters / parameters == approx(tokens_per_parameter, rel=0.02)
