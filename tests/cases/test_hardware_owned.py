"""Owning against renting, worked by hand."""

import pytest
from pytest import approx

from planner.model import hardware_owned as own


@pytest.mark.parametrize(("form", "usd"), [("server", 20_000), ("card", 32_800), ("CARD", 32_800)])
def test_a_card_needs_a_server_around_it(form: str, usd: float) -> None:
    assert own.purchase_gpu_usd(1.0, [20_000.0], (form,), 1.64) == approx(usd)


def test_the_network_is_a_share_of_the_whole_and_spares_are_bought_too() -> None:
    # 20,000 x 1.1 = 22,000 are 80 % of 27,500
    assert own.owned_gpu_usd(20_000.0, 0.2, 0.1) == approx(27_500)
    assert own.owned_cluster_usd(27_500.0, 1_024.0) == 28_160_000


def test_128_servers_at_the_launch_price_are_25_million() -> None:
    # data/formulas.md: 128 DGX A100 at 199,000 = 25.5 million, without network and spares
    assert own.owned_cluster_usd(own.owned_gpu_usd(199_000 / 8, 0.0, 0.0), 1_024.0) == approx(25.472e6)


def test_128_servers_pay_1_63_million_a_year_for_their_place() -> None:
    # data/formulas.md: 6.5 kW x 163.44 x 12 x 128 = 1.63 million a year
    assert own.owned_site_year_usd(6.5 / 8, 163.44) * 1_024 == approx(1.6318e6, rel=1e-4)


def test_depreciation_is_in_equal_parts_down_to_what_is_left() -> None:
    assert own.depreciation_month_usd(6_000_000.0, 0.1, 5.0) == approx(90_000)


def test_the_capital_recovery_factor_is_that_of_every_textbook() -> None:
    # 10 % over 5 years: 0.1 x 1.1^5 / (1.1^5 - 1) = 0.161051 / 0.61051 = 0.263797
    assert own.capital_recovery(0.1, 5.0) == approx(0.263797, abs=1e-6)
    assert own.capital_recovery(0.1, 1.0) == approx(1.1)
    # and what it pays comes to 1 today
    assert sum(own.capital_recovery(0.1, 5.0) / 1.1**year for year in range(1, 6)) == approx(1)


def test_what_is_left_is_worth_less_today() -> None:
    assert own.residual_present(0.1, 0.1, 5.0) == approx(0.1 / 1.61051)


def test_an_h100_draws_1_27_kw() -> None:
    # DGX H100: 10.2 kW over 8 GPUs; 0.7 x 1.82 = 1.274
    assert own.owned_gpu_kw(1.0, [700.0], 1.82) == approx(1.274)


def test_a_year_of_electricity() -> None:
    # 1 kW x 0.75 x 1.25 x 8,760 h x 0.0806 = 661.9
    assert own.owned_power_year_usd(1.0, 0.75, 1.25, 0.0806) == approx(661.93, abs=0.01)
    assert own.kw_year_usd(0.75, 1.25, 0.0806, 163.44) == approx(661.93 + 1_961.28, abs=0.01)


def test_the_levelised_cost_of_an_h20() -> None:
    # data of presets/china: 24,373 / 0.81 x 1.083 = 32,588; x 0.93791 x 0.263797 = 8,063 of capital,
    # 5 % = 1,629 of maintenance, 0.4 x 1.82 kW x 2,623.2 = 1,910: 11,602 a year, 1.324 an hour
    capital = own.owned_gpu_usd(24_373.0, 0.19, 0.083)
    assert capital == approx(32_588, abs=1)
    recovery, left = own.capital_recovery(0.1, 5.0), own.residual_present(0.1, 0.1, 5.0)
    yearly = own.owned_capital_year_usd(capital, left, recovery)
    kw = own.owned_gpu_kw(1.0, [400.0], 1.82)
    parts = (
        yearly,
        own.owned_maintenance_year_usd(capital, 0.05),
        own.owned_power_year_usd(kw, 0.75, 1.25, 0.0806),
        own.owned_site_year_usd(kw, 163.44),
    )
    assert [round(float(part)) for part in parts] == [8_063, 1_629, 482, 1_428]
    assert own.owned_gpu_hour_usd(*parts) == approx(1.324, abs=1e-3)
    # The same by the two sums that chips are compared with
    share = own.capital_per_year(recovery, left, 0.05)
    assert (capital * share + kw * own.kw_year_usd(0.75, 1.25, 0.0806, 163.44)) / 8_760 == approx(
        own.owned_gpu_hour_usd(*parts), rel=1e-12
    )


def test_running_cost_of_a_month() -> None:
    assert own.owned_running_month_usd(600.0, 300.0, 300.0, 1_000.0) == approx(100_000)


def test_months_until_owning_has_paid() -> None:
    # 2.4 million of capital, 100,000 saved a month: 24 months
    saved = own.owning_saves_month_usd(180_000.0, 80_000.0)
    assert saved == 100_000
    assert own.owning_pays(saved, 5.0, 2.4e6) == 1
    assert own.crossover_months(1.0, 2.4e6, saved, 5.0) == approx(24)


def test_owning_that_never_pays_shows_the_life_and_a_flag() -> None:
    for saved in (1_000.0, 0.0, -5_000.0):
        assert own.owning_pays(saved, 5.0, 2.4e6) == 0
        assert own.crossover_months(0.0, 2.4e6, saved, 5.0) == 60


def test_rent_over_own() -> None:
    assert own.rent_over_own(3.0, 1.5) == 2
