"""`planner sensitivity`: what moves a result, by hand where that can be done, and checked by the formulas."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from pytest import approx

import planner
from planner.template.load import load_preset, load_template, presets
from tests.command import planner as command
from tests.sampled import sampled
from tests.surgery import Surgery

LEVELS = ("low", "base", "high")
Plans = Callable[[str], Path]


@pytest.fixture(scope="module")
def by_share(plans: Plans) -> planner.Sensitivity:
    """Of `startup`."""
    keys = ("minimum_cash", "training_elapsed_usd", "investors_final_share")
    return planner.sensitivity(plans("startup"), keys, by="10%", spider=True)


def bar(found: planner.Sensitivity, key: str, name: str) -> planner.Bar:
    (tornado,) = [one for one in found.results if one.key == key]
    (wanted,) = [one for one in tornado.bars if one.name == name]
    return wanted


def test_money_in_hand_moves_the_least_cash_one_for_one(by_share: planner.Sensitivity) -> None:
    # startup opens with 4,000,000 and gets 16,000,000 in month 1, both before its least cash in month 14
    cash = bar(by_share, "minimum_cash", "opening_cash")
    assert (cash.low, cash.base, cash.high) == (3.6e6, 4e6, 4.4e6)
    assert cash.swing == approx(800_000, rel=1e-9)
    assert bar(by_share, "minimum_cash", "rounds[Seed].amount").swing == approx(3_200_000, rel=1e-9)
    base = by_share.results[0].base
    assert base is not None
    assert cash.elasticity == approx(4e6 / base, rel=1e-9)  # a per cent of it over a per cent of the result


def test_rent_has_the_elasticity_of_a_reciprocal_in_utilisation(
    by_share: planner.Sensitivity,
) -> None:
    rent = bar(by_share, "training_elapsed_usd", "mfu")
    base = by_share.results[1].base
    assert base is not None
    assert (rent.at_low, rent.at_high) == (approx(base / 0.9), approx(base / 1.1))
    assert rent.elasticity == approx((1 / 1.1 - 1 / 0.9) / 0.2)
    (line,) = [one for one in by_share.results[1].spider if one.name == "mfu"]
    assert line.results == tuple(approx(base / share) for share in (0.8, 0.9, 1, 1.1, 1.2))


def test_bars_are_sorted_and_say_what_they_did(by_share: planner.Sensitivity) -> None:
    for tornado in by_share.results:
        swings = [one.swing for one in tornado.bars]
        assert swings == sorted(swings, reverse=True)
        assert all(swings)
        assert len(tornado.bars) + tornado.unmoved == by_share.tried


def test_whole_numbers_move_by_one_and_shares_stay_within_their_bounds(by_share: planner.Sensitivity) -> None:
    month = bar(by_share, "minimum_cash", "rounds[Series A].month")
    assert (month.low, month.base, month.high) == (13.0, 15.0, 17.0)  # 1.5 is 2 months
    first = bar(by_share, "minimum_cash", "rounds[Seed].month")
    assert (first.low, first.high) == (1.0, 2.0)  # no month stands before the first
    every = [one for tornado in by_share.results for one in tornado.bars]
    shares = [one for one in every if one.unit == "fraction" and one.name.startswith("products[")]
    assert shares
    assert max(float(one.high or 0) for one in shares if not one.name.endswith("monthly_growth")) <= 1


@pytest.mark.parametrize("preset", sampled(presets(), ["startup", "blank"]))
def test_what_could_not_be_tried_is_counted(preset: str, plans: Plans) -> None:
    """Counted from the preset itself: words, days and zeros of inputs and of filled cells."""
    template, given = load_template(), load_preset(preset)
    kinds: list[str] = []
    for row in template.inputs:
        value = given.inputs[row.key]["base"]
        kinds.append("choices" if row.is_text else "days" if row.is_date else "number" if value else "zeros")
    for table in template.tables:
        for entry in given.tables[table.key]:
            for column in table.columns:
                value = entry.get(column.key)
                if value not in {None, ""} and column.type != "text":
                    kind = {"choice": "choices", "date": "days"}.get(column.type)
                    kinds.append(kind or ("number" if value else "zeros"))
    found = planner.sensitivity(plans(preset), ["minimum_cash"], by="10%")
    counted = {why: kinds.count(why) for why in ("choices", "days", "zeros")}
    assert {why: len(found.left_out.get(why, ())) for why in counted} == counted
    assert found.tried == kinds.count("number") - len(found.left_out.get("bounds", ()))
    assert "plan_start" in found.left_out["days"]
    assert "model_kind" in found.left_out["choices"]


@pytest.mark.parametrize("preset", sampled(presets(), ["essay"]))
def test_by_range_everything_with_levels_is_tried_and_the_formulas_agree(preset: str, plans: Plans) -> None:
    template, given = load_template(), load_preset(preset)
    levels = {
        row.key
        for row in template.inputs
        if len({given.inputs[row.key].get(name, given.inputs[row.key]["base"]) for name in LEVELS}) > 1
    }
    for table in template.tables:
        for entry in given.tables[table.key]:
            if any(key.startswith(("low_", "high_")) or key.endswith(("_low", "_high")) for key in entry):
                name = next(iter(entry.values()))
                single = {"clusters": ".quote", "models": ".serving_quote"}.get(table.key, "")
                levels.add(f"{table.key}[{name}]{single}")
    found = planner.sensitivity(plans(preset))
    assert found.status == "computed"
    assert found.tried == len(levels)
    assert {one.name for tornado in found.results for one in tornado.bars} <= levels
    assert found.checked["agrees"] == found.checked["values"] >= len(found.results)
    assert not found.apart


def test_a_quote_of_each_level_is_one_bar_with_its_words(plans: Plans) -> None:
    found = planner.sensitivity(plans("essay"), ["gpu_hour_usd"])
    quote = found.results[0].bars[0]
    assert (quote.low, quote.base, quote.high) == ("Source, 3 years", "Azure list, 1 year", "Source, 1 year")
    assert quote.elasticity is None


def test_a_month_that_never_comes_has_no_distance(plans: Plans) -> None:
    told = command("sensitivity", plans("startup"), "--key", "breakeven_month")
    assert told.status == 0
    (line,) = [line for line in told.out.splitlines() if line.startswith("price_factor")]
    assert line.split()[-2:] == ["none", "-"]  # 85 % of the price, and no swing


def test_a_grid_is_money_plus_money(plans: Plans) -> None:
    grid = {"opening_cash": ["4e6", "5e6", 6e6], "rounds[Seed].amount": [16e6, 18e6]}
    found = planner.sensitivity(plans("startup"), ["minimum_cash"], grid=grid)
    assert found.grid is not None
    start = found.grid.cells[0][0]
    assert start is not None
    moved = [[(cell or 0) - start for cell in row] for row in found.grid.cells]
    assert moved == [[approx(down + across, abs=1e-3) for across in (0, 2e6)] for down in (0, 1e6, 2e6)]
    assert (found.grid.down, found.grid.across) == ((4e6, 5e6, 6e6), (16e6, 18e6))
    assert dict(found.checked) == {"values": 4, "agrees": 4}


def test_a_formula_that_says_something_else_is_found(plans: Plans, tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    shutil.copy(plans("startup"), path)
    with Surgery(path) as book:
        book.put_line("minimum_cash", 2.0, "1+1")
    told = command("sensitivity", path, "--key", "minimum_cash", "--json")
    assert told.status == 1
    found = told.json
    assert found["checked"]["agrees"] < found["checked"]["values"]
    assert found["apart"][0] == {
        "key": "minimum_cash",
        "inputs": {},
        "engine": found["results"][0]["base"],
        "formula": 2.0,
    }
    said = command("sensitivity", path, "--key", "minimum_cash")
    assert said.status == 1
    assert "minimum_cash at the plan as it stands: the formulas give 2.0, the engine" in said.err


def test_the_file_is_only_read(plans: Plans) -> None:
    before = plans("startup").read_bytes()
    assert planner.sensitivity(plans("startup"), ["closing_cash[24]", "closing_cash[total]"]).ok
    assert plans("startup").read_bytes() == before


def test_a_month_is_named_by_number_or_date(plans: Plans) -> None:
    # the plan begins in June 2026: its 13th month is June 2027
    keys = ["closing_cash[13]", "closing_cash[2027-06]", "closing_cash[12]"]
    first, second, other = planner.sensitivity(plans("startup"), keys).results
    assert first.base == second.base != other.base
    assert [one.swing for one in first.bars] == [one.swing for one in second.bars]


def test_a_plan_in_chinese_answers_too(tmp_path: Path) -> None:
    path = tmp_path / "计划.xlsx"
    assert planner.new(path, "china", language="zh").ok
    found = planner.sensitivity(path, ["minimum_cash", "gpu_hour_usd"])
    assert found.ok
    assert found.checked["values"] == found.checked["agrees"] > 4
    assert "最低" in found.results[0].label


def test_csv_has_every_bar_in_full(plans: Plans) -> None:
    told = command("sensitivity", plans("startup"), "--key", "minimum_cash", "--csv")
    rows = list(csv.DictReader(StringIO(told.out)))
    found = planner.sensitivity(plans("startup"), ["minimum_cash"]).results[0]
    assert [(row["input"], float(row["swing"])) for row in rows] == [
        (one.name, one.swing) for one in found.bars
    ]
    assert "checked values agree" in told.err


def test_json_has_the_documented_fields(plans: Plans) -> None:
    told = command("sensitivity", plans("startup"), "--key", "minimum_cash", "--json")
    assert told.status == 0
    assert [*told.json] == [
        *("file", "status", "by", "tried", "left_out", "results", "grid", "checked", "apart", "checker"),
        *("problems", "notes"),
    ]
    (tornado,) = told.json["results"]
    assert [*tornado] == [*("key", "label", "unit", "format", "base", "bars", "unmoved", "spider", "morris")]
    assert tornado["bars"][0]["name"] == "financing_delay_months"


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["--key", "minimum_cas"], 2, 'there is no line "minimum_cas". Did you mean minimum_cash,'),
        (["--key", "mfu"], 2, "mfu is an input, not a result. Name a line that planner calculates."),
        (["--key", "closing_cash"], 2, "closing_cash has a value for each month. Name it as closing_cash[1]"),
        (["--key", "closing_cash[61]"], 2, 'closing_cash has no month "61". Name it as closing_cash[1]'),
        (["--key", "minimum_cash[3]"], 2, "minimum_cash is one number, not one for each"),
        (["--grid", "mf=1,2", "mfu=0.2"], 2, 'there is no input "mf"'),
        (["--grid", "mfu=1,2", "cost_factor=1"], 1, "expected 0.01 to 1"),
        (["--grid", "cost_factor=a,2", "mfu=0.2"], 1, 'is text "a", expected a number'),
        (["--grid", "cost_factor=1,2", "rounds[Sead].amount=2"], 2, 'has no row "Sead"'),
        (["--grid", "cost_factor=1", "rounds[Seed].milestone=A"], 2, "is a text, which moves no result"),
        (["--grid", "mfu=0.1,0.2", "mfu=0.2"], 2, "mfu is given twice"),
        (["--grid", "cost_factor", "mfu=0.2"], 2, "'cost_factor' is not KEY=V1,V2"),
        (["--by", "5%"], 2, "Invalid value for '--by'"),
    ],
)
def test_what_cannot_be_asked_is_one_clear_line(
    arguments: list[str], status: int, said: str, plans: Plans
) -> None:
    more = [] if "--key" in arguments else ["--key", "minimum_cash"]
    told = command("sensitivity", plans("startup"), *more, *arguments)
    assert told.status == status
    assert said in told.err
    assert sum(said in line for line in told.lines) == 1


def test_a_file_that_is_not_there_is_one_clear_line(tmp_path: Path) -> None:
    told = command("sensitivity", tmp_path / "no.xlsx")
    assert (told.status, len(told.lines)) == (1, 1)
    assert json.loads(command("sensitivity", tmp_path / "no.xlsx", "--json").out)["status"] == "problems"
