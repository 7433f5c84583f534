"""Formulas of the owner's as they read in the new plan; where each cell stands is said by hand."""

from __future__ import annotations

import re
from functools import cache

import pytest

from planner.layout.arrange import arrange
from planner.layout.places import Layout, Place
from planner.template.rows import SCENARIOS
from planner.upgrade.formulas import LOST, Rewriter
from planner.upgrade.front import Front
from planner.upgrade.mapping import preset_of
from planner.upgrade.places import Moves
from planner.upgrade.sheets import OldSheets
from tests.upgrade.plans import ESSAY, STARTUP, STARTUP_1_1
from tests.upgrade.test_mapping import drafted


@cache
def rewriter(path: object = STARTUP) -> Rewriter:
    draft = drafted(path)  # type: ignore[arg-type]
    layout = arrange(draft.template, preset_of(draft, Front("", "", ""))).layout
    return Rewriter(Moves(draft, OldSheets.of(draft.old), layout))


def layout() -> Layout:
    return rewriter().moves.layout


def at(name: str, across: int = 0) -> str:
    """A cell of a named block in the new plan, as a formula on another sheet reads it."""
    return layout()[name].at(across).seen_from("")


def old(name: str, across: int = 0) -> str:
    """The same in the old plan."""
    places = rewriter().moves.old.places
    return places[name].at(across).seen_from("")


def test_a_formula_that_reads_nothing_of_planners_stays_to_the_letter() -> None:
    for text in (
        "SUM(A1:B2)*2",
        "Mine!B2 + my_rate",
        '"in_usd_cny"&Other!A1',
        "SUM(Table1[Pay])",
        "[1]Tokens!A1",
    ):
        assert rewriter().formula(text).text == text
        assert not rewriter().formula(text).lost


def test_names_of_lines_follow() -> None:
    found = rewriter().formula("INDEX(in_deadline_days,1,2)+SUM(calc_revenue_reported.base)")
    assert found.text == "INDEX(in_deadline_days,1,2)+SUM(calc_revenue_base)"
    told = rewriter(STARTUP_1_1).formula("SUM(calc_revenue_reported_base)")  # 1.1.0 has no dots
    assert told.text == "SUM(calc_revenue_base)"
    assert rewriter().formula("out_closing_cash_end_reported").text == "out_closing_cash_end"
    assert rewriter().formula("in_people_overhead").text == "in_overhead_share"
    assert rewriter().formula("INDEX(in_training_gpus,1,2)").text == "INDEX(calc_training_gpus,1,2)"


@pytest.mark.parametrize("level", SCENARIOS)
def test_cells_follow_their_line(level: str) -> None:
    across = SCENARIOS.index(level)
    found = rewriter().formula(f"{old('in_parameters_b', across)}*2")
    assert found.text == f"{_quoted(at('in_parameters_b', across))}*2"
    month = rewriter().formula(old(f"calc_people_reported.{level}", 59))
    assert month.text == _quoted(at(f"calc_people_{level}", 59))


def test_an_area_along_a_line_follows_as_one_and_keeps_its_dollars() -> None:
    first, last = old("calc_revenue_reported.base"), old("calc_revenue_reported.base", 11).rpartition("!")[2]
    now, until = at("calc_revenue_base"), at("calc_revenue_base", 11).rpartition("!")[2]
    assert rewriter().formula(f"SUM({first}:{last})").text == f"SUM({_quoted(now)}:{until})"
    fixed = re.sub(r"!([A-Z]+)([0-9]+)", r"!$\1$\2", first)
    assert rewriter().formula(fixed).text == re.sub(r"!([A-Z]+)([0-9]+)", r"!$\1$\2", _quoted(now))


def test_an_area_whose_lines_do_not_stand_together_any_more_is_lost() -> None:
    place = rewriter().moves.old.places["calc_revenue_reported.base"]
    below = Place(place.sheet, place.row, place.column, 12, 12)
    found = rewriter().formula(f"SUM({below.seen_from('')})")
    assert found.text == f"SUM({LOST})" and found.lost


@pytest.mark.parametrize(
    ("formula", "key", "instead"),
    [
        ("SUM(calc_costs_reported.base)", "costs_reported", "revenue - operating_cash_flow"),
        ("INDEX(calc_people_usd.base,1,1)", "people_usd", "people, in plan currency"),
        ("INDEX(in_price_hours_per_month,1,2)", "price_hours_per_month", ""),
        ("INDEX(in_peak_to_average,1,2)", "peak_to_average", "models.peak_to_average"),
        ("SUM(data_items[Price of an item])", "data_items.price", ""),
    ],
)
def test_what_is_gone_is_said_with_what_to_read_instead(formula: str, key: str, instead: str) -> None:
    found = rewriter().formula(formula)
    assert LOST in found.text
    assert found.lost == ((key, instead),)


def test_a_cell_of_an_input_that_moved_into_a_table_follows_while_the_number_is_the_same() -> None:
    """The typed peak is that of the model; a price of 1,000 tokens is none of a million."""
    cell = layout().tables["models"].cell("peak_to_average", 0).seen_from("")
    assert rewriter().formula(old("in_peak_to_average", 1)).text == _quoted(cell)
    assert rewriter().formula(old("in_price_usd_per_1k_input_tokens", 1)).text == LOST


def test_columns_of_tables_get_their_new_headers() -> None:
    said = rewriter().formula("SUM(roles[Pay of a person year])+SUM(roles[[#All],[Headcount]])")
    assert said.text == "SUM(roles[Pay])+SUM(roles[[#All],[Headcount]])"
    assert (
        rewriter().formula("SUM(gpu_prices[USD per GPU hour])").text == "SUM(gpu_prices[Price per GPU hour])"
    )
    assert rewriter().formula('COUNTIF(roles[Team],"Sales")').lost  # a function is no team


def test_a_line_that_is_told_otherwise_goes_on_and_is_said() -> None:
    found = rewriter().formula("INDEX(calc_runway_months.base,1,12)")
    assert found.text == "INDEX(calc_runway_months_base,1,12)"
    assert found.told == ("runway_months",)


def test_the_words_beside_a_line_follow_it() -> None:
    place = rewriter().moves.old.places["in_deadline_days"]
    label = place.at(-2).seen_from("")
    assert rewriter().formula(label).text == _quoted(at("in_deadline_days", -2))


def test_whole_columns_and_areas_of_several_sheets_are_lost() -> None:
    for text in ("SUM(Tokens!C:C)", "SUM(Tokens:Training!C7)"):
        assert LOST in rewriter().formula(text).text


def test_a_yuan_plan_reads_its_lines_in_yuan() -> None:
    """essay pays every role in CNY, its currency: people_cny is people there, and people_usd is not."""
    assert rewriter(ESSAY).formula("SUM(calc_people_cny_base)").text == "SUM(calc_people_base)"
    assert rewriter(ESSAY).formula("SUM(calc_people_usd_base)").text == f"SUM({LOST})"


def _quoted(reference: str) -> str:
    """A reference with quotes around its sheet, as planner writes it."""
    from planner.xlsx.a1 import quote_sheet

    sheet, _, cell = reference.rpartition("!")
    return f"{quote_sheet(sheet.strip(chr(39)))}!{cell}"
