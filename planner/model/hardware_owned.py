"""Owning the training cluster instead of renting it: capital, running cost, cost of an hour, crossover.

Levelised cost of a GPU-hour: (capital less present residual value, as an equal yearly payment, and
maintenance, electricity, place) over the hours of a year. Costs of people stand in the plan of the team.
"""

from __future__ import annotations

from planner.model.arrays import named, yes
from planner.model.chain.tables import cell
from planner.model.lines import line
from planner.model.maths import larger, where
from planner.units import (
    DAYS_PER_YEAR,
    HOURS_PER_DAY,
    MONTHS_PER_YEAR,
    ONE_YEAR,
    WATTS_PER_KW,
    Flag,
    Fraction,
    Gpu,
    KwPerGpu,
    Month,
    PerYear,
    Ratio,
    RowNumber,
    TextColumn,
    Usd,
    UsdPerGpu,
    UsdPerGpuHour,
    UsdPerGpuYear,
    UsdPerKwh,
    UsdPerKwMonth,
    UsdPerKwYear,
    UsdPerMonth,
    WattPerGpu,
    Year,
)


@line
def purchase_gpu_usd(
    training_chip_row: RowNumber,
    chips_purchase_usd: UsdPerGpu,
    chips_purchase_form: TextColumn,
    server_over_card: Ratio,
) -> UsdPerGpu:
    """Price of one GPU with its share of the server. Scalar. A price of a card grows by the server's part."""
    price = cell(chips_purchase_usd, training_chip_row)
    is_card = cell(named(chips_purchase_form, "card"), training_chip_row)
    return price + price * is_card * (server_over_card - 1)


@line
def owned_gpu_usd(
    purchase_gpu_usd: UsdPerGpu, owned_network_share: Fraction, owned_spares_fraction: Fraction
) -> UsdPerGpu:
    """Capital for one GPU that works: server, spares, and a network that is a share of all. Scalar."""
    with_spares = purchase_gpu_usd + purchase_gpu_usd * owned_spares_fraction
    return with_spares / (1 - owned_network_share)


@line
def owned_cluster_usd(owned_gpu_usd: UsdPerGpu, training_gpus: Gpu) -> Usd:
    """Capital for the training cluster. Scalar."""
    return training_gpus * owned_gpu_usd


@line
def depreciation_month_usd(
    owned_cluster_usd: Usd, residual_fraction: Fraction, owned_life_years: Year
) -> UsdPerMonth:
    """What the cluster loses of its value in a month, in equal parts. Scalar."""
    lost = owned_cluster_usd - owned_cluster_usd * residual_fraction
    return lost / owned_life_years / MONTHS_PER_YEAR


@line
def capital_recovery(cost_of_capital: Fraction, owned_life_years: Year) -> PerYear:
    """The equal yearly payment that repays 1 with interest over the life. Scalar."""
    growth = (1 + cost_of_capital) ** (owned_life_years / ONE_YEAR)
    return cost_of_capital * growth / (growth - 1) / ONE_YEAR


@line
def residual_present(
    residual_fraction: Fraction, cost_of_capital: Fraction, owned_life_years: Year
) -> Fraction:
    """Today's worth of what is left of the hardware in the end, as a share of its price. Scalar."""
    return residual_fraction * (1 + cost_of_capital) ** (-owned_life_years / ONE_YEAR)


@line
def capital_per_year(
    capital_recovery: PerYear, residual_present: Fraction, maintenance_fraction: Fraction
) -> PerYear:
    """Capital and maintenance in a year, as a share of the capital. Scalar."""
    return capital_recovery - capital_recovery * residual_present + maintenance_fraction / ONE_YEAR


@line
def kw_year_usd(
    average_draw: Fraction, pue: Ratio, electricity_usd_kwh: UsdPerKwh, colocation_usd_kw_month: UsdPerKwMonth
) -> UsdPerKwYear:
    """Electricity and place for one kW of a server's greatest power, for a year. Scalar."""
    electricity = electricity_usd_kwh * average_draw * pue * HOURS_PER_DAY * DAYS_PER_YEAR
    return electricity + colocation_usd_kw_month * MONTHS_PER_YEAR


@line
def owned_gpu_kw(
    training_chip_row: RowNumber, chips_power_w: WattPerGpu, server_power_over_chip: Ratio
) -> KwPerGpu:
    """Greatest power of one GPU with its share of the server. Scalar."""
    return server_power_over_chip * cell(chips_power_w, training_chip_row) / WATTS_PER_KW


@line
def owned_capital_year_usd(
    owned_gpu_usd: UsdPerGpu, residual_present: Fraction, capital_recovery: PerYear
) -> UsdPerGpuYear:
    """Capital of one GPU in a year, interest included. Scalar."""
    return (owned_gpu_usd - owned_gpu_usd * residual_present) * capital_recovery


@line
def owned_maintenance_year_usd(owned_gpu_usd: UsdPerGpu, maintenance_fraction: Fraction) -> UsdPerGpuYear:
    """Maintenance of one GPU in a year. Scalar."""
    return maintenance_fraction * owned_gpu_usd / ONE_YEAR


@line
def owned_power_year_usd(
    owned_gpu_kw: KwPerGpu, average_draw: Fraction, pue: Ratio, electricity_usd_kwh: UsdPerKwh
) -> UsdPerGpuYear:
    """Electricity of one GPU in a year: average power, the site's own use, price. Scalar."""
    drawn = owned_gpu_kw * average_draw * pue
    return drawn * electricity_usd_kwh * HOURS_PER_DAY * DAYS_PER_YEAR


@line
def owned_site_year_usd(owned_gpu_kw: KwPerGpu, colocation_usd_kw_month: UsdPerKwMonth) -> UsdPerGpuYear:
    """Place of one GPU in a data centre for a year. Scalar."""
    return colocation_usd_kw_month * MONTHS_PER_YEAR * owned_gpu_kw


@line
def owned_running_month_usd(
    owned_maintenance_year_usd: UsdPerGpuYear,
    owned_power_year_usd: UsdPerGpuYear,
    owned_site_year_usd: UsdPerGpuYear,
    training_gpus: Gpu,
) -> UsdPerMonth:
    """Running cost of the owned cluster in a month. Scalar. Excludes people."""
    gpu_year = owned_site_year_usd + owned_power_year_usd + owned_maintenance_year_usd
    return gpu_year / MONTHS_PER_YEAR * training_gpus


@line
def owned_gpu_hour_usd(
    owned_capital_year_usd: UsdPerGpuYear,
    owned_maintenance_year_usd: UsdPerGpuYear,
    owned_power_year_usd: UsdPerGpuYear,
    owned_site_year_usd: UsdPerGpuYear,
) -> UsdPerGpuHour:
    """Levelised cost of an owned GPU-hour. Scalar. Every hour of the life counts, used or not."""
    year = owned_capital_year_usd + owned_maintenance_year_usd + owned_power_year_usd + owned_site_year_usd
    return year / DAYS_PER_YEAR / HOURS_PER_DAY


@line
def rent_over_own(gpu_hour_usd: UsdPerGpuHour, owned_gpu_hour_usd: UsdPerGpuHour) -> Ratio:
    """How many times the levelised cost the rent is. Scalar."""
    return gpu_hour_usd / owned_gpu_hour_usd


@line
def owning_saves_month_usd(
    cluster_month_usd: UsdPerMonth, owned_running_month_usd: UsdPerMonth
) -> UsdPerMonth:
    """Rent that an owned cluster saves in a month, less what running it costs. Scalar. At today's rent."""
    return cluster_month_usd - owned_running_month_usd


@line
def owning_pays(owning_saves_month_usd: UsdPerMonth, owned_life_years: Year, owned_cluster_usd: Usd) -> Flag:
    """1 where the savings over the life exceed the capital. Scalar. In cash: no interest, no residual."""
    saved = owned_life_years * MONTHS_PER_YEAR * owning_saves_month_usd
    return yes(saved > owned_cluster_usd)


@line
def crossover_months(
    owning_pays: Flag, owned_cluster_usd: Usd, owning_saves_month_usd: UsdPerMonth, owned_life_years: Year
) -> Month:
    """Months until the savings have paid the capital; the life where they never do. Scalar."""
    life = MONTHS_PER_YEAR * owned_life_years
    months = owned_cluster_usd / larger(owning_saves_month_usd, owned_cluster_usd / life)
    return where(owning_pays == 1, months, life)
