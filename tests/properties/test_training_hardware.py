"""Training and hardware on random plans: draws are plans, rules hold."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from pytest import approx

from planner.model import LINES
from planner.template.load import load_preset, load_template
from planner.template.preset import Preset
from planner.template.rows import SCENARIOS, Column, Row, Table
from tests.inputs import engine_inputs
from tests.random_values import stream

TEMPLATE = load_template()
TYPED = {"GPU prices", "Chips", "Export rules", "Tokens"}
CALCULATED = {"Training", "Hardware", "Chips compared"}
CHIPS = tuple(str(row["chip"]) for row in load_preset("essay").tables["chips"])
NAMES = {"chips.chip": CHIPS[:3], "currencies.currency": ("USD", "CNY"), "price_paths.path": ("flat",)}
MINE = {row.key: row for sheet, row in TEMPLATE.rows() if sheet.name in TYPED}
LINES_OF_MINE = [row.key for sheet, row in TEMPLATE.rows() if sheet.name in CALCULATED]


def number(of: Row | Column, rng: random.Random) -> float:
    """Inside the bounds, sometimes on one; small and large alike where bounds span powers of ten."""
    assert of.min is not None
    assert of.max is not None
    if rng.random() < 0.05:
        return float(rng.choice((of.min, of.max)))
    low = max(of.min, of.max * 1e-7) if of.min >= 0 else of.min
    value = (
        rng.uniform(of.min, of.max) if low <= 0 or of.max / low < 10 else low * (of.max / low) ** rng.random()
    )
    return float(round(value)) if of.whole or of.unit == "date" else value


def three(of: Row, rng: random.Random) -> list[float]:
    return [number(of, rng) for _ in range(3)]


def day(rng: random.Random) -> date:
    """One of few days, so that rules often begin or end on the day that counts."""
    return date(2023, 1, 1) + timedelta(days=10 * rng.randrange(12))


def cell(column: Column, rng: random.Random, name: str) -> Any:
    if column.type == "number":
        return number(column, rng)
    if column.type == "date":
        return day(rng)
    if column.choices_from:
        return rng.choice(NAMES[column.choices_from])
    return rng.choice(column.choices[:2]) if column.choices else name


def rows_of(table: Table, rng: random.Random, names: list[str]) -> tuple[dict[str, Any], ...]:
    """A table with those names; optional cells are often blank."""
    made = []
    for name in names:
        row = {
            column.key: cell(column, rng, name)
            for column in table.columns
            if column.required or rng.random() < 0.5
        }
        if table.one_of and not row.keys() & set(table.one_of):
            key = rng.choice(table.one_of)
            row[key] = cell(table.column(key), rng, name)
        made.append(row)
    return tuple(made)


def random_preset(seed: int) -> Preset:
    """The source model with everything of training and hardware drawn at random."""
    preset, tables = load_preset("essay"), {table.key: table for table in TEMPLATE.tables}
    quotes = [f"Quote {place}" for place in range(stream(seed, "quotes").randint(1, 12))]
    named = {
        "gpu_prices": quotes,
        "chips": [*CHIPS, "A chip of my own"],
        "data_mix": ["one", "two", "three"],
        "exports": [f"Rule {place}" for place in range(40)],
    }
    drawn = {key: rows_of(tables[key], stream(seed, key), names) for key, names in named.items()}
    rng = stream(seed, "exports.chip")
    drawn["exports"] = tuple(
        {**row, "chip": rng.choice((*CHIPS[:3], "every chip", "Every Chip", "x"))} for row in drawn["exports"]
    )
    for table, column in (("clusters", "quote"), ("models", "serving_quote")):
        rng = stream(seed, column)
        named = {f"{column}{level}": rng.choice(quotes) for level in ("", "_low", "_high")}
        drawn[table] = tuple({**row, **named} for row in preset.tables[table])
    inputs: dict[str, Any] = {}
    for key, row in (MINE | {"programme_years": TEMPLATE.row("programme_years")}).items():
        rng, choices = stream(seed, key), list(row.choices)
        inputs[key] = {name: rng.choice(choices) if choices else number(row, rng) for name in SCENARIOS}
        if row.is_date:
            inputs[key] = {name: float((day(rng) - date(1899, 12, 30)).days) for name in SCENARIOS}
    return preset._replace(inputs={**preset.inputs, **inputs}, tables={**preset.tables, **drawn}, printed=())


@pytest.mark.parametrize("seed", range(10))
def test_three_draws_at_once_are_three_plans(seed: int) -> None:
    preset = random_preset(seed)
    base = engine_inputs(TEMPLATE, preset, "base")
    drawn = {
        key: np.array(three(row, stream(seed, f"draws of {key}")))
        for key, row in MINE.items()
        if not row.is_text and not row.is_date
    }
    wanted = {key: LINES[key] for key in LINES_OF_MINE}
    needed = {need for key in wanted for need in LINES.upstream(key)} | wanted.keys()
    known = {**base, **drawn}
    singles = [{**base, **{key: float(values[i]) for key, values in drawn.items()}} for i in range(3)]
    for line in LINES.in_order():
        if line.key in needed:
            known[line.key] = line.function(*[known[need] for need in line.needs])
            for single in singles:
                single[line.key] = line.function(*[single[need] for need in line.needs])
    for key in LINES_OF_MINE:
        shape = (3, len(base["chip"])) if TEMPLATE.row(key).axis else (3,)
        together = np.broadcast_to(known[key], shape)
        apart = np.array([np.broadcast_to(single[key], shape[1:]) for single in singles])
        assert together == approx(apart, rel=1e-12), key


@pytest.fixture(params=range(15))
def plan(request: pytest.FixtureRequest) -> dict[str, Any]:
    inputs = engine_inputs(TEMPLATE, random_preset(request.param), "base")
    return {**inputs, **LINES.evaluate(inputs)}


def again(plan: dict[str, Any], **changed: Any) -> dict[str, Any]:
    inputs = {key: value for key, value in plan.items() if key not in LINES}
    return LINES.evaluate({**inputs, **changed})


def test_the_plans_own_chip_is_compared_at_the_plans_own_throughput(plan: dict[str, Any]) -> None:
    own = plan["gpu_prices_chip"][int(plan["gpu_price_row"]) - 1]
    place = [name.casefold() for name in plan["chip"]].index(own.casefold())
    assert plan["compared_days"][place] == approx(plan["training_elapsed_days"], rel=1e-9)
    assert plan["compared_owned_hour_usd"][place] == approx(plan["owned_gpu_hour_usd"], rel=1e-9)
    assert plan["compared_allowed"][place] == plan["training_export_check"]


def test_no_price_is_zero(plan: dict[str, Any]) -> None:
    assert plan["server_month_usd"] > 0
    assert plan["serving_server_month_usd"] > 0
    assert np.all(plan["compared_hour_usd"] > 0)


def test_utilisations_differ_by_the_recomputed_work(plan: dict[str, Any]) -> None:
    assert plan["training_hfu"] / plan["training_mfu"] == approx(plan["flop_per_parameter_token"] / 6)
    assert plan["training_hardware_flop"] / plan["training_flop"] == approx(
        plan["flop_per_parameter_token"] / 6
    )


def test_stops_never_shorten_a_run(plan: dict[str, Any]) -> None:
    assert 0 < plan["goodput"] <= 1
    assert plan["training_elapsed_days"] >= plan["training_days"]


def test_no_interval_loses_less_than_youngs(plan: dict[str, Any]) -> None:
    best = again(plan, checkpoint_rule="Young")["lost_fraction"]
    for hours in (0.01, 0.5, 5.0, 1_000.0):
        other = again(plan, checkpoint_rule="typed", typed_checkpoint_hours=hours)["lost_fraction"]
        assert other >= best * (1 - 1e-12)


def test_spare_servers_cost_rent_and_save_waiting(plan: dict[str, Any]) -> None:
    none, many = (again(plan, clusters_spare_servers=np.full(2, spares)) for spares in (0.0, 10_000.0))
    assert many["cluster_month_usd"] > none["cluster_month_usd"]
    assert many["lost_fraction"] <= none["lost_fraction"] * (1 + 1e-12)


def test_more_sharing_never_needs_more_memory(plan: dict[str, Any]) -> None:
    fits = {**plan, "clusters_gpus": np.full(2, max(plan["training_gpus"], plan["copy_gpus"]))}
    gb = [again(fits, optimizer_sharding=kind)["state_gb"] for kind in ("none", "optimizer", "all")]
    assert gb[0] >= gb[1] * (1 - 1e-12)
    assert gb[1] >= gb[2] * (1 - 1e-12)


def test_owning_has_paid_within_the_life_or_shows_the_life(plan: dict[str, Any]) -> None:
    life = plan["owned_life_years"] * 12
    assert 0 < plan["crossover_months"] <= life * (1 + 1e-12)
    if plan["owning_pays"]:
        saved = plan["owning_saves_month_usd"] * plan["crossover_months"]
        assert saved == approx(plan["owned_cluster_usd"], rel=1e-9)
    else:
        assert plan["crossover_months"] == life


def test_a_longer_contract_owes_more(plan: dict[str, Any]) -> None:
    contracts = {
        kind: again(plan, gpu_prices_contract=(kind,) * len(plan["gpu_prices_contract"]))
        for kind in ("spot", "1 year", "3 years")
    }
    left = ("commitments_1y", "commitments_3y", "commitments_later")
    owed = [sum(contracts[kind][key][0] for key in left) for kind in ("spot", "1 year", "3 years")]
    month = contracts["1 year"]["training_rent"][0]
    assert month > 0
    assert owed == approx([0, 11 * month, 35 * month])


def test_closing_every_rule_forbids_every_chip(plan: dict[str, Any]) -> None:
    closed = again(plan, exports_allowed=("no",) * len(plan["exports_allowed"]))
    assert closed["training_export_check"] == closed["serving_export_check"] == 0
    assert not np.any(closed["compared_allowed"])
