"""Inputs of plans of 1.x land where they belong, with numbers worked out by hand from what the plans say."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from planner.book.identify import cells_of_template, words_in
from planner.problems import PlanError
from planner.upgrade.draft import CHANGED, GONE, KEPT, Draft
from planner.upgrade.earlier import load_declared, load_earlier
from planner.upgrade.mapping import mapped
from planner.upgrade.reading import Old, read
from planner.xlsx.package import open_package
from tests.surgery import BOOK, Surgery
from tests.upgrade.plans import (
    ALL,
    CHINA,
    DECLARED,
    ESSAY,
    FRONTIER,
    MOE,
    SCHEMA,
    STARTUP,
    STARTUP_1_1,
    block,
    named,
    table,
)

NAME = "llm-programme"


def old_of(path: Path) -> Old:
    package = open_package(path)
    name, *words = words_in(package, cells_of_template(package))
    return read(package, (words[0], words[1], words[2]), load_earlier(1, name))


@cache
def drafted(path: Path) -> Draft:
    return mapped(old_of(path), load_declared(1, NAME), NAME)


def base(path: Path, key: str) -> float:
    """The base of an old input, read by another program."""
    value = block(path, f"in_{key}")[1]
    assert isinstance(value, int | float)
    return float(value)


@pytest.mark.parametrize("path", ALL, ids=named)
def test_every_input_has_one_fate(path: Path) -> None:
    draft = drafted(path)
    keys = [fate.key for fate in draft.fates if fate.key in SCHEMA["inputs"]]
    assert sorted(keys) == sorted(SCHEMA["inputs"])
    assert not [
        fate for fate in draft.fates if fate.change in {CHANGED, GONE} and not (fate.why and fate.said)
    ]


@pytest.mark.parametrize("path", ALL, ids=named)
def test_an_input_that_keeps_its_key_keeps_its_values(path: Path) -> None:
    draft = drafted(path)
    words = {said: english for english, said in draft.template.meanings.items()}
    kept = [fate.key for fate in draft.fates if fate.change == KEPT]
    assert len(kept) == len(SCHEMA["inputs"]) - len(DECLARED["inputs"])
    for key in (*kept, "overhead", "parallel_clusters"):
        low, middle, high = block(path, f"in_{key}")
        now = draft.inputs[key]
        found = [now.get(level, now["base"]) for level in ("low", "base", "high")]
        assert found == [low, middle, high], (key, words)


@pytest.mark.parametrize("path", [STARTUP, FRONTIER, MOE], ids=named)
def test_demand_becomes_requests_of_an_api(path: Path) -> None:
    """A request reads and writes the lengths of serving; prices go from 1,000 to 1,000,000 tokens."""
    (product,) = drafted(path).tables["products"]
    tokens = base(path, "serving_input_tokens") + base(path, "serving_output_tokens")
    assert product["first_volume"] * tokens == pytest.approx(base(path, "demand_first_month_tokens_b") * 1e9)
    assert product["ceiling"] * tokens == pytest.approx(base(path, "demand_ceiling_tokens_b") * 1e9)
    assert product["price_input"] == pytest.approx(base(path, "price_usd_per_1k_input_tokens") * 1000)
    assert product["price_output"] == pytest.approx(base(path, "price_usd_per_1k_output_tokens") * 1000)
    assert product["monthly_growth"] == base(path, "demand_monthly_growth")
    assert product["launch_month"] == base(path, "demand_start_month")
    assert product["response_cache"] == base(path, "cache_hit_fraction")


@pytest.mark.parametrize("path", [ESSAY, CHINA], ids=named)
def test_where_nothing_is_sold_there_is_no_product(path: Path) -> None:
    draft = drafted(path)
    assert draft.tables["products"] == []
    fates = {fate.key: fate for fate in draft.fates}
    assert fates["demand_ceiling_tokens_b"].change == GONE
    assert fates["price_usd_per_1k_input_tokens"].was.split()[0] == str(
        base(path, "price_usd_per_1k_input_tokens")
    )


def test_the_plan_begins_before_its_hardware_is_rented_and_its_years_stay_years() -> None:
    """Rented on 1 April 2027 in month 5: month 1 is December 2026, and a year ends with November."""
    inputs = drafted(STARTUP).inputs
    assert inputs["plan_start"] == {"base": float((date(2026, 12, 1) - date(1899, 12, 30)).days)}
    assert inputs["fiscal_year_end_month"] == {"base": 11.0}
    assert drafted(CHINA).inputs["plan_start"] == {
        "base": float((date(2024, 7, 31) - date(1899, 12, 30)).days)
    }
    assert drafted(ESSAY).inputs["fiscal_year_end_month"] == {"base": 1.0}  # February 2023


def test_opening_cash_is_the_reserve_and_what_else_was_in_the_bank() -> None:
    """startup holds 150,000 USD; essay all of 3 billion CNY; moe a fifth of what it holds ready."""
    assert drafted(STARTUP).inputs["opening_cash"] == {"base": 150_000.0}
    assert drafted(ESSAY).inputs["opening_cash"] == {"base": 3_000_000_000.0}
    assert drafted(MOE).inputs["opening_cash"] == {"base": pytest.approx(base(MOE, "reserve_cny") / 5)}


def test_rates_by_year_stand_by_fiscal_year_and_others_follow_the_exchange_rate() -> None:
    """moe types 7.2, 7.15 and 7.1 for its first years; later ones take its exchange rate."""
    (plan, usd) = drafted(MOE).tables["currencies"]
    later = base(MOE, "usd_cny")
    assert (plan["currency"], usd["currency"]) == ("CNY", "USD")
    assert [usd[f"year_{year}"] for year in range(1, 7)] == [7.2, 7.15, 7.1, later, later, later]
    (_, yuan) = drafted(STARTUP).tables["currencies"]
    assert yuan["currency"] == "CNY" and yuan["year_1"] == pytest.approx(1 / 7.3)
    assert "low_1" not in yuan  # low and high follow the base


def test_clusters_and_what_is_trained_on_them() -> None:
    """startup: 128 GPUs and a spare server in months 5 to 7; an eighth of 17 servers for research."""
    draft = drafted(STARTUP)
    training, research = draft.tables["clusters"]
    assert (training["gpus"], training["spare_servers"]) == (128.0, 1.0)
    assert (training["hold_from"], training["hold_to"]) == (5.0, 7.0)
    assert research["gpus"] == 16 and research["spare_servers"] == 0  # 17 GPUs are two servers and a bit
    run, experiments = draft.tables["phases"]
    assert (run["kind"], run["tokens_b"], run["start_month"]) == ("pre-training", 0.0, 5.0)
    assert (experiments["fraction_of"], experiments["fraction"]) == (run["phase"], 0.5)
    assert experiments["cluster"] == research["cluster"]
    told = {fate.key: fate.why for fate in draft.fates}
    assert told["research_cluster_share"] == "17 GPUs become 16, as servers are whole"


def test_a_second_cluster_stands_beside_the_first() -> None:
    first, second = drafted(ESSAY).tables["clusters"]
    assert second["gpus"] == first["gpus"] == 1024.0
    assert (second["hold_from"], second["hold_to"]) == (1.0, 60.0)
    assert (first["quote"], first["quote_low"], first["quote_high"]) == (
        "Azure list, 1 year",
        "Source, 3 years",
        "Source, 1 year",
    )


@pytest.mark.parametrize("path", ALL, ids=named)
def test_tables_keep_their_rows(path: Path) -> None:
    draft = drafted(path)
    for key in ("gpu_prices", "chips", "exports", "data_mix", "roles", "serving_benchmarks", "rounds"):
        assert len(draft.tables[key]) == len(table(path, key)), key
    quotes = draft.tables["gpu_prices"]
    theirs = table(path, "gpu_prices")
    assert [row.get("price_per_gpu_hour") for row in quotes] == [row[4] for row in theirs]
    assert [row.get("price_per_server_month") for row in quotes] == [row[3] for row in theirs]
    assert {row["currency"] for row in quotes} == {"USD"}
    assert [row["headcount"] for row in draft.tables["roles"]] == [row[2] for row in table(path, "roles")]


def test_a_role_is_paid_under_the_function_that_its_team_names() -> None:
    functions = {row["role"]: row["function"] for row in drafted(STARTUP_1_1).tables["roles"]}
    assert functions["Founders"] == "G&A" and functions["Sales and support"] == "S&M"
    assert functions["Data engineer"] == "R&D"
    founders = next(row for row in drafted(STARTUP_1_1).tables["roles"] if row["role"] == "Founders")
    assert founders["note"].startswith("Management.")


def test_data_by_the_month_and_fixed_overheads_are_other_costs() -> None:
    """250 terabytes at 23 USD are 5,750 a month; a licence of one month is paid once."""
    costs = {row["cost"]: row for row in drafted(STARTUP_1_1).tables["other_costs"]}
    storage = costs["Object storage, terabytes"]
    assert (storage["amount"], storage["cadence"], storage["start_month"]) == (5750.0, "monthly", 2.0)
    assert costs["Fixed overhead in USD"]["amount"] == 10_000.0
    assert costs["Fixed overhead in USD"]["function"] == "G&A"
    assert "Fixed overhead in CNY" not in costs


def test_levels_that_have_no_place_are_said() -> None:
    told = {fate.key: fate for fate in drafted(STARTUP).fates}
    assert told["token_price_annual_decline"].was == "0.1 / 0.15 / 0.25 fraction"
    assert "Favourable, Adverse differ from the base" in told["token_price_annual_decline"].why
    path = next(row for row in drafted(STARTUP).tables["price_paths"] if row["path"] == "Token prices")
    assert [path[f"year_{year}"] for year in (1, 6)] == [-0.15, -0.15]


def test_levels_of_demand_become_factors_where_they_are_the_same_on_both_volumes() -> None:
    old = old_of(STARTUP)
    for key in ("demand_first_month_tokens_b", "demand_ceiling_tokens_b"):
        value = old.base(key)
        old.inputs[key] = {"low": value * 2, "base": value, "high": value / 2}
    old.inputs["demand_start_month"] = {"base": 10.0, "high": 16.0}
    draft = mapped(old, load_declared(1, NAME), NAME)
    assert draft.inputs["demand_factor"] == {"low": 2.0, "base": 1.0, "high": 0.5}
    assert draft.inputs["launch_delay_months"] == {"base": 0.0, "high": 6.0}
    old.inputs["demand_ceiling_tokens_b"] = {"base": old.base("demand_ceiling_tokens_b")}
    draft = mapped(old, load_declared(1, NAME), NAME)
    assert draft.inputs["demand_factor"] == {"base": 1.0}
    assert "differ from the base" in next(
        f.why for f in draft.fates if f.key == "demand_first_month_tokens_b"
    )


def test_notes_of_the_owner_go_with_their_inputs() -> None:
    assert drafted(FRONTIER).notes["discount_rate"] == "Our bank's rate."
    assert drafted(MOE).notes["discount_rate"] == "我们银行的利率。"
    training = drafted(ESSAY).tables["clusters"][0]
    assert "1,024 GPUs make 128 servers" in training["note"]


def _other(path: Path, was: bytes, now: bytes, folder: Path) -> Path:
    """A copy of a plan with another text in its list of sheets and names."""
    surgery = Surgery(shutil.copy(path, folder / "plan.xlsx"))
    assert was in surgery.members[BOOK]
    surgery.members[BOOK] = surgery.members[BOOK].replace(was, now)
    return surgery.save()


def test_a_name_that_points_at_the_row_of_another_input_is_no_guess(tmp_path: Path) -> None:
    names = open_package(STARTUP).defined_names
    was, now = (f">{names[one]}<".encode() for one in ("in_layers", "in_hidden_width"))
    with pytest.raises(PlanError, match="the name in_layers points at the row of hidden_width"):
        old_of(_other(STARTUP, was, now, tmp_path))


def test_a_plan_that_counts_its_days_from_1904_is_refused(tmp_path: Path) -> None:
    path = _other(CHINA, b"<workbookPr/>", b'<workbookPr date1904="1"/>', tmp_path)
    with pytest.raises(PlanError, match="counts its dates from 1904"):
        old_of(path)


def test_a_round_without_shares_is_named_as_it_may_have_been_a_loan() -> None:
    """Each round that was sold for shares is let pass; one that was not is never paid back."""
    old = old_of(STARTUP_1_1)
    first, *others = old.tables["rounds"]
    free = {**first, "name": "Bridge", "pre_money": 0.0}
    draft = mapped(
        replace(old, tables={**old.tables, "rounds": [free, *others]}), load_declared(1, NAME), NAME
    )
    (said,) = (fate for fate in draft.fates if fate.key == "rounds.pre_money")
    assert said.change == CHANGED
    assert "Bridge" in str(said) and "Debt" in str(said)
    assert not [fate for fate in drafted(STARTUP_1_1).fates if fate.key == "rounds.pre_money"]
