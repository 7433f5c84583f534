"""evaluate and sweep against a refreshed workbook, point by point, and by hand; and what they refuse."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pytest import approx

import planner
from bench.sweep import milliseconds
from planner.model import LINES
from planner.template.load import load_preset, load_template
from planner.template.locale import preset_in, template_in
from planner.template.rows import SCENARIOS
from planner.usecases.asked import model_of
from planner.writer.workbook import write_workbook
from tests.books import NOW
from tests.inputs import engine_inputs


def points_of(preset: str, changed: Mapping[str, Any], keys: list[str]) -> list[float]:
    """What the engine makes of one point, without any of the code for sweeps."""
    with np.errstate(all="ignore"):
        values = LINES.evaluate({**engine_inputs(load_template(), load_preset(preset), "base"), **changed})
    return [float(values[key]) if np.isfinite(values[key]) else np.nan for key in keys]


def test_a_preset_and_a_plan_made_of_it_are_the_workbook(plans: Callable[[str], Path]) -> None:
    path = plans("startup")
    written = planner.check(path)
    written.raise_for_problems()
    for scenario in SCENARIOS:
        for asked in ("startup", path):
            found = planner.evaluate(asked, scenario=scenario)
            assert {*found} == {*written.lines}
            for key, line in written.lines.items():
                shown = getattr(line, scenario)
                assert found[key] == (shown if isinstance(shown, str) else approx(shown, rel=1e-12)), key


def test_money_is_said_in_the_currency_that_the_plan_reports_in() -> None:
    for preset, currency in (("essay", "CNY"), ("startup", "USD")):
        found = planner.evaluate(preset).values
        assert found["peak_funding_need"].unit == found["revenue"].unit == currency


def test_a_sweep_of_nothing_is_the_plan_and_one_key_may_be_a_text() -> None:
    found = planner.sweep("essay", {}, "training_days")
    assert found["training_days"].tolist() == pytest.approx([3.15e23 / (1024 * 140e12) / 86400], rel=1e-12)


def test_twice_the_utilisation_takes_half_the_days() -> None:
    mfu = planner.evaluate("startup").number("mfu")
    one = planner.evaluate("startup", {"buyer_region": "China"})
    two = planner.evaluate("startup", {"mfu": 2 * mfu})
    assert two.number("training_days") == approx(one.number("training_days") / 2, rel=1e-12)
    assert two.changed == ("mfu",)


@pytest.mark.parametrize(("preset", "every"), [("frontier", 12), ("startup", 3)])
def test_a_sweep_over_the_bounds_of_each_number_is_its_points(preset: str, every: int) -> None:
    template = load_template()
    keys = [row.key for row in template.formulas if not row.axis]
    numbers = [row for row in template.inputs if not (row.is_text or row.is_date)]
    assert len(numbers) > 100
    for row in numbers[::every]:
        now = float(load_preset(preset).inputs[row.key]["base"])
        values = [row.min, now, row.max]
        found = planner.sweep(preset, {row.key: values}, keys)[keys].to_numpy()  # type: ignore[dict-item]
        for at, value in enumerate(values):
            wanted = points_of(preset, {row.key: float(value)}, keys)  # type: ignore[arg-type]
            assert found[at] == approx(np.array(wanted), rel=1e-9, abs=1e-9, nan_ok=True), (row.key, value)


def test_words_and_days_take_turns_and_the_last_input_varies_fastest() -> None:
    swept: dict[str, list[Any]] = {
        "plan_start": [date(2026, 6, 1), date(2027, 1, 1)],
        "days_per_month": [29.5, 30, 31],
        "training_precision": ["BF16", "fp8"],
    }
    keys = ["training_mfu", "training_days", "closing_cash_end", "quote_age_check"]
    found = planner.sweep("startup", swept, keys)
    assert list(found.columns) == [*swept, *keys]
    assert found["days_per_month"].tolist() == [29.5, 29.5, 30, 30, 31, 31] * 2
    assert found["training_precision"].tolist() == ["BF16", "FP8"] * 6
    assert found["plan_start"].tolist() == [date(2026, 6, 1)] * 6 + [date(2027, 1, 1)] * 6
    assert found["quote_age_check"].tolist() == [1.0] * 6 + [0.0] * 6
    for _, row in found.iterrows():
        day = float((row["plan_start"] - date(1899, 12, 30)).days)
        changed = {"plan_start": day} | {key: row[key] for key in ("days_per_month", "training_precision")}
        assert row[keys].tolist() == approx(points_of("startup", changed, keys), rel=1e-12)


def test_more_points_than_the_engine_is_given_at_once_keep_their_order() -> None:
    rates = [number / 1000 for number in range(100, 700)]
    found = planner.sweep("startup", {"mfu": rates}, ["training_days"])
    work = found["training_days"] * found["mfu"]
    assert work.tolist() == approx([work[0]] * 600, rel=1e-12)


def test_a_chinese_plan_takes_words_of_either_language(tmp_path: Path) -> None:
    chinese = tmp_path / "zh.xlsx"
    write_workbook(chinese, template_in("zh"), preset_in("zh", "startup"), now=NOW)
    model = model_of(chinese, None)
    word = next(zh for zh, english in model.template.meanings.items() if english == "full")
    wanted = planner.evaluate("startup", {"recompute": "full"}).number("training_hfu")
    for said in (word, "full"):
        found = planner.evaluate(chinese, {"recompute": said})
        assert found.text("recompute") == word
        assert found.number("training_hfu") == wanted
    swept = planner.sweep(chinese, {"recompute": [word]}, ["training_hfu"])
    assert swept["training_hfu"].tolist() == [wanted]


@pytest.mark.parametrize(
    ("given", "kind", "says"),
    [
        ({"days_per_mont": 30}, planner.UnknownKeyError, "Did you mean days_per_month"),
        ({"training_days": 7}, planner.UnknownKeyError, "is calculated, not typed"),
        ({"rounds[1].amount": 7}, planner.UnknownKeyError, "is a cell of a table"),
        (
            {"days_per_month": "30"},
            planner.InputError,
            'is text "30", expected a number of days per month. Enter 30.',
        ),
        ({"days_per_month": True}, planner.InputError, "is TRUE, expected a number"),
        ({"days_per_month": None}, planner.InputError, "expected a number"),
        ({"days_per_month": float("nan")}, planner.InputError, "is nan, expected 28 to 31"),
        ({"days_per_month": 101}, planner.InputError, "is 101, expected 28 to 31"),
        ({"layers": 8.5}, planner.InputError, "expected a whole number"),
        ({"recompute": "all"}, planner.InputError, "which is not a choice"),
        ({"plan_currency": "XAU"}, planner.InputError, "which no row of the table currencies has"),
        ({"plan_start": "soon"}, planner.InputError, "expected a date"),
    ],
)
def test_what_does_not_fit_is_one_clear_error(given: Any, kind: type[Exception], says: str) -> None:
    for ask in (
        lambda: planner.evaluate("startup", given),
        lambda: planner.sweep("startup", {key: [value] for key, value in given.items()}),
    ):
        with pytest.raises(kind) as caught:
            ask()
        assert isinstance(caught.value, planner.PlanError)
        assert says in str(caught.value)
        assert "\n" not in str(caught.value)


def test_what_there_is_not_is_said() -> None:
    with pytest.raises(planner.UnknownKeyError, match=r"Did you mean startup\?"):
        planner.evaluate("startp")
    with pytest.raises(planner.UnknownKeyError, match="Use low, base or high"):
        planner.sweep("startup", {"days_per_month": [30]}, scenario="middle")
    with pytest.raises(planner.UnknownKeyError, match="has a value for each month"):
        planner.sweep("startup", {"days_per_month": [30]}, ["closing_cash"])
    nothing: tuple[Any, ...] = ([], 7, "7")
    for none in nothing:
        with pytest.raises(planner.InputError, match="days_per_month has no list of values"):
            planner.sweep("startup", {"days_per_month": none})
    with pytest.raises(planner.InputError, match="4,000,000 points"):
        planner.sweep("startup", {"days_per_month": [30] * 2000, "layers": [8] * 2000})
    with pytest.raises(planner.PlanError, match="there is no such file"):
        planner.evaluate("nowhere.xlsx")


def test_values_have_types() -> None:
    found = planner.evaluate("startup", {"plan_start": "2026-05-18"})
    assert found.day("plan_start") == date(2026, 5, 18)
    assert found.series("closing_cash") == tuple(found.monthly()["closing_cash"])
    assert found.monthly().index.tolist() == list(range(1, 61))
    for ask, key in (
        (found.number, "recompute"),
        (found.text, "days_per_month"),
        (found.series, "days_per_month"),
        (found.number, "closing_cash"),
        (found.day, "days_per_month"),
    ):
        with pytest.raises(TypeError, match=key):
            ask(key)
    with pytest.raises(planner.UnknownKeyError, match="Did you mean days_per_month"):
        found["days_per_mont"]
    assert found.frame().loc["plan_start", "unit"] == "date"


def test_a_notebook_sees_texts_and_no_tags_of_a_file_name(plan_file: Path) -> None:
    page = planner.evaluate("startup", {"days_per_month": 30})._repr_html_()
    assert "<td>Days in a month</td><td>30</td><td>days per month</td>" in page
    odd = plan_file.rename("a<b>.xlsx")
    assert "<b>" not in planner.evaluate(odd)._repr_html_()


def test_an_owners_formula_in_an_input_is_evaluated(plan_file: Path) -> None:
    import openpyxl

    place = planner.check(plan_file).inputs["days_per_month"]
    book = openpyxl.load_workbook(plan_file)
    book[place.sheet][place.cell] = "=15+15"
    book.save(plan_file)
    assert planner.evaluate(plan_file).number("days_per_month") == 30


def test_a_thousand_points_take_less_than_a_hundred_evaluations() -> None:
    swept, one = milliseconds(model_of("frontier", None))
    assert swept / one < 100


def test_import_planner_stays_light() -> None:
    code = "import sys, planner; print(*({'numpy', 'pandas', 'tomli', 'click'} & {*sys.modules}))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == ""
