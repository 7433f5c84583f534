"""Template and engine are two statements of one plan: the same keys, units and inputs. Mistakes in a
template are named."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from planner.check.examine import LEVEL
from planner.model import LINES
from planner.template import load as loading
from planner.template.charts import Series
from planner.template.errors import TemplateError
from planner.template.load import load_preset, load_template, presets
from planner.template.references import references
from planner.template.rows import Column, Table
from planner.template.schema import Template
from planner.template.validate import _validate_row
from planner.template.validate_charts import validate_charts
from tests.books import essay, problems_of, write
from tests.contract.test_reach import keys_of
from tests.inputs import engine_inputs
from tests.sampled import sampled

TEMPLATE = load_template()
ROWS = {row.key: row for _, row in TEMPLATE.rows()}
FORMULAS = {row.key: row.formula for row in TEMPLATE.formulas}
AXES = {axis.key for _, axis in TEMPLATE.axes}

STEMS = {row.key: row.stem or row.key for row in TEMPLATE.formulas}
"""Row -> the line of the engine that it belongs to: a row for each cluster is one of a grid."""

POSITIONS = AXES - LINES.inputs
"""Axes by whose position a formula looks up its row, where the engine has all rows at once."""

ROWS_THAT_ARE_NAMED = "formulas count the rows that have a name, where the engine is given no others"
REACHES_ONE_SIDE_ONLY = {
    "payment_fees": ({"products_product"}, ROWS_THAT_ARE_NAMED),
    "purchases": ({"products_product"}, ROWS_THAT_ARE_NAMED),
    "sold_api": ({"products_product"}, ROWS_THAT_ARE_NAMED),
    "sold_subscriptions": ({"products_product"}, ROWS_THAT_ARE_NAMED),
    "sold_contracts": ({"products_product"}, ROWS_THAT_ARE_NAMED),
    "path_step": ({"price_paths_path"}, ROWS_THAT_ARE_NAMED),
    "currency_moved": ({"currencies_currency"}, ROWS_THAT_ARE_NAMED),
    "product_switch_month": ({"month"}, "never is the month after the last, which the engine has as 61"),
    "product_model_row": (
        {"launch_delay_months", "products_launch_month"},
        "formulas see by the month of launch whether there is a product, the engine by the product's model",
    ),
}
"""Line -> inputs that only its formula or only its function takes, and why; so do lines that need it."""

SAID_SHORTER = {
    "models_running_cost_per_replica": "plan currency per replica-month",
    "products_price": "own currency per user or customer",
    "products_requests_paying": "requests per user or customer",
    "products_requests_free": "requests per user or customer",
    "products_committed_requests": "requests per user or customer",
    "product_requests": "requests",
}
"""Column or line -> the engine's unit, which says per whom. A sheet's heading does that, its unit says per
month, which the engine leaves out as a line along months holds a month's amounts."""


def inputs_of_cell(key: str) -> set[str]:
    """Every input, column or axis that reaches the cells of a line, through formulas alone."""
    found, seen, queue = set(), set(), [key]
    while queue:
        for named in {one for name in references(FORMULAS[queue.pop()]) for one in keys_of(name, TEMPLATE)}:
            if named in FORMULAS:
                queue += {named} - seen
                seen.add(named)
            else:
                found.add(LEVEL if named == "scenario" else named.replace(".", "_"))
    return found - POSITIONS


def meant_for_one_side(key: str) -> set[str]:
    """What may reach a line by its formula or its function alone, as it reaches a line that it needs."""
    needed = {key, *LINES.upstream(key)}
    return set().union(*(inputs for line, (inputs, _) in REACHES_ONE_SIDE_ONLY.items() if line in needed))


def test_template_and_engine_have_the_same_lines() -> None:
    assert set(STEMS.values()) == set(LINES)


def test_a_line_has_a_row_for_each_that_the_engine_has_one_for() -> None:
    for key, line in LINES.items():
        rows = [row for row in TEMPLATE.formulas if STEMS[row.key] == key]
        assert {row.each for row in rows} == {line.each}, key
        assert line.each or len(rows) == 1, key


def test_template_and_engine_have_the_same_inputs() -> None:
    typed = {row.key for row in TEMPLATE.inputs} | AXES
    columns = {f"{table.key}_{column.key}" for table in TEMPLATE.tables for column in table.columns}
    assert typed - POSITIONS <= LINES.inputs, "an input that no line of the engine takes"
    assert LINES.inputs <= typed | columns | {LEVEL}


@pytest.mark.parametrize("key", sorted(FORMULAS))
def test_a_line_has_the_same_unit_on_both_sides(key: str) -> None:
    line = LINES[STEMS[key]]
    assert line.unit.name == SAID_SHORTER.get(line.key, ROWS[key].unit)


@pytest.mark.parametrize("key", sorted(FORMULAS))
def test_a_line_runs_along_the_same_axis_on_both_sides(key: str) -> None:
    assert ROWS[key].axis == LINES[STEMS[key]].axis


@pytest.mark.parametrize("name", presets())
def test_a_line_has_as_many_values_as_its_axis_has_positions(name: str) -> None:
    values = LINES.spread(LINES.evaluate(engine_inputs(TEMPLATE, load_preset(name), "base")))
    positions = {axis.key: (len(axis.values),) for _, axis in TEMPLATE.axes}
    expected = {row.key: positions[row.axis] if row.axis else () for row in TEMPLATE.formulas}
    assert {key: np.shape(value) for key, value in values.items()} == expected


@pytest.mark.parametrize(("table", "column"), [(t, c) for t in TEMPLATE.tables for c in t.columns if c.unit])
def test_a_column_has_the_same_unit_on_both_sides(table: Table, column: Column) -> None:
    taken = {line.unit_of_needs.get(f"{table.key}_{column.key}") for line in LINES.values()} - {None}
    assert {unit.name for unit in taken if unit} == {
        SAID_SHORTER.get(f"{table.key}_{column.key}", column.unit)
    }


def reaching_one_side(key: str) -> set[str]:
    """Inputs that reach a line by its formulas or by its function, and not by both."""
    function = {need for need in LINES.upstream(key) if need not in LINES}
    cells = (inputs_of_cell(row) for row, stem in STEMS.items() if stem == key)
    return set().union(*cells) ^ function


@pytest.mark.parametrize("key", sorted(LINES))
def test_the_same_inputs_reach_the_cell_and_the_function(key: str) -> None:
    assert reaching_one_side(key) <= meant_for_one_side(key)


@pytest.mark.parametrize("key", REACHES_ONE_SIDE_ONLY)
def test_what_is_said_to_reach_one_side_does(key: str) -> None:
    assert reaching_one_side(key) == REACHES_ONE_SIDE_ONLY[key][0]


def test_every_output_and_check_stands_on_the_summary_once() -> None:
    listed = [key for _, keys in TEMPLATE.summary for key in keys]
    assert sorted(listed) == sorted(row.key for row in TEMPLATE.formulas if row.kind in {"output", "check"})


def test_every_input_has_bounds_or_choices() -> None:
    for row in TEMPLATE.inputs:
        if row.is_text:
            assert row.choices or row.choices_from, row.key
        else:
            assert row.min is not None, row.key
            assert row.max is not None, row.key
            assert row.min < row.max, row.key


def test_every_input_says_where_it_comes_from_or_what_it_means() -> None:
    notes = load_preset("essay").notes
    assert not [row.key for row in TEMPLATE.inputs if not (row.note or row.source or row.key in notes)]


def test_every_line_has_a_label_and_a_number_format() -> None:
    for _, row in TEMPLATE.rows():
        assert row.label, row.key
        assert row.is_text or TEMPLATE.format_of(row) != "General", row.key


@pytest.mark.parametrize("name", sampled(presets(), ["blank", "frontier"]))
def test_a_preset_stays_within_the_bounds(name: str, tmp_path: Path) -> None:
    values = essay().of(load_preset(name))
    assert problems_of(write(tmp_path / "plan.xlsx", values)) == []


@pytest.mark.parametrize("function", ["OFFSET", "INDIRECT", "NPV", "NOW", "TODAY", "RAND", "LET", "LAMBDA"])
def test_no_formula_uses_a_function_that_the_design_bans(function: str) -> None:
    assert not [key for key, formula in FORMULAS.items() if f"{function}(" in formula.upper()]


LITERALS = {
    "0": "exact match, no decimals, no, the sign of a number",
    "1": "the whole, of which overhead is a part; yes; the month itself",
    "2": "FLOP of the forward pass, a line of its own; both of two matrices or halves; base of a logarithm",
    "3": "Daly's divisor, a line of its own",
    "4": "FLOP of the backward pass, a line of its own; decimals of money",
    "6": "decimals of a server; FLOP of both passes, in the published fits",
    "12": "months per year; FLOP of attention per layer and width; decimals of a share",
    "24": "hours per day",
    "36": "months of a contract over three years, a line of its own",
    "60": "minutes per hour",
    "365": "days per year",
    "1000": "tokens per thousand; watts per kW",
    "3600": "seconds per hour",
    "86400": "seconds per day",
    "1E6": "mega: microseconds per second",
    "1E9": "giga",
    "1E12": "tera",
    "0.75": "the share of paid GPU-hours below which a cluster counts as idle, by its check",
    "0.05": "how far parameters and architecture may lie apart, by their check",
    "0.0001": "the rate below which an annuity is repaid straight, a line of its own",
    "0.01": "what two sums of the statements may differ by, a line of its own",
    "1E-9": "a rounding",
}


def test_formulas_hold_no_numbers_but_constants_of_units_and_of_the_method() -> None:
    for key, formula in FORMULAS.items():
        literals = re.findall(r"(?<![\w.])[0-9][0-9.]*(?:E-?[0-9]+)?", re.sub(r"\{[^}]*\}", "", formula))
        number = key.rpartition("_")[2] if TEMPLATE.row(key).stem else ""
        assert set(literals) - {number} <= LITERALS.keys(), key


# Mistakes in a template


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str, str], Template]:
    """Loads a copy of the template in which one text of one file is replaced."""

    def load(file: str, old: str, new: str) -> Template:
        folder = tmp_path / "llm-programme"
        shutil.copytree(loading.templates_folder() / "llm-programme", folder)
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        monkeypatch.setattr(loading, "templates_folder", lambda: tmp_path)
        return load_template.__wrapped__("llm-programme")

    return load


DAYS = 'key = "training_days"\nkind = "output"'
MISTAKES = {
    "unit": ("sheets/training.toml", 'unit = "GPUs"', 'unit = "pieces"', "training_gpus.*'pieces'"),
    "double key": ("sheets/tokens.toml", '"deadline_days"', '"parameters_b"', "parameters_b stands twice"),
    "key": ("sheets/tokens.toml", '"deadline_days"', '"Deadline days"', "Deadline days is not a key"),
    "kind": ("sheets/training.toml", DAYS, DAYS.replace("output", "result"), "training_days.*'result'"),
    "reference": (
        "sheets/serving.toml",
        "{serving_servers}",
        "{servers}",
        "serving_replica_gpus: no {servers}",
    ),
    "column": ("sheets/training.toml", "{data_mix.epochs}", "{data_mix.times}", r"no {data_mix\.times}"),
    "qualifier": (
        "sheets/serving.toml",
        "{serving_servers}",
        "{serving_servers@bass}",
        "serving_servers@bass.*qualifier",
    ),
    "circle": (
        "sheets/training.toml",
        '"{training_gpus}*{training_days}*24"',
        '"{training_gpus}*{training_gpu_hours}*24"',
        "need one another: training_gpu_hours -> training_gpu_hours",
    ),
    "wide circle": (
        "sheets/training.toml",
        '"{training_hardware_flop}/({training_gpus}*{training_hardware_tflops}*1E12)/86400"',
        '"{training_gpu_hours}/24/{training_gpus}"',
        "need one another: .*training_days.*training_gpu_hours",
    ),
    "bounds": ("sheets/tokens.toml", "min = 0.01\n", "", "parameters_b has no bounds"),
    "bounds crossed": ("sheets/tokens.toml", "min = 0.01\n", "min = 20000\n", "parameters_b has no bounds"),
    "column bounds": ("sheets/team.toml", "max = 1000000\n", "", r"roles\.headcount has no bounds"),
    "choices": (
        "sheets/tokens.toml",
        'choices = ["none", "selective", "full"]\n',
        "",
        "recompute has no cho",
    ),
    "choices from": (
        "sheets/plan.toml",
        '"currencies.currency"',
        '"currencies.name"',
        r"plan_currency: no column currencies\.name",
    ),
    "double column": ("sheets/team.toml", 'key = "function"', 'key = "role"', r"roles\.role stands twice"),
    "column type": ("sheets/team.toml", 'type = "number"', 'type = "money"', "roles.headcount.*'money'"),
    "column unit": ("sheets/team.toml", 'unit = "people"', 'unit = "persons"', "roles.headcount.*'persons'"),
    "formula of an input": (
        "sheets/tokens.toml",
        "default = 175",
        'formula = "1"\ndefault = 175',
        "parameters_b: a formula belongs",
    ),
    "no formula": (
        "sheets/training.toml",
        'formula = "{pool_gpus}/{training_gpus}"\n',
        "",
        "pool_clusters: a formula belongs",
    ),
    "scale": ("sheets/programme.toml", '"reserve_cny"', '"reserve"', "reserve_margin_cny: reserve cannot"),
    "field": (
        "sheets/tokens.toml",
        "whole = true",
        "integer = true",
        "tokens.toml: .* has unknown fields.*'integer'",
    ),
    "missing field": ("sheets/tokens.toml", 'label = "Total parameters"\n', "", "parameters_b.*label"),
    "summary": ("template.toml", '"training_hfu", ', "", "the summary must list .*training_hfu"),
    "summary twice": (
        "template.toml",
        '"training_hfu", ',
        '"training_hfu", "training_hfu", ',
        "training_hfu",
    ),
    "scale along another axis": (
        "sheets/years.toml",
        'scale = "year_revenue"',
        'scale = "revenue"',
        "year_gross_profit: revenue cannot",
    ),
    "currency": (
        "template.toml",
        'currency = "plan_currency"',
        'currency = "recompute"',
        "'recompute' is no input with the choices USD, EUR, CNY, other",
    ),
    "length of no axis": (
        "template.toml",
        '"Closing cash after {length of month}"',
        '"Closing cash after {length of day}"',
        "'Closing cash after {length of day}': there is no axis 'day'",
    ),
    "length without words": (
        "template.toml",
        'length = "sixty months"\n',
        "",
        "the axis month has no length in words",
    ),
    "chart twice": (
        "template.toml",
        'title = "Costs by fiscal year, base"',
        'title = "Peak funding need and minimum cash"',
        "'Peak funding need and minimum cash' stands twice",
    ),
    "chart kind": (
        "template.toml",
        'kind = "bars"',
        'kind = "pie"',
        "'pie', not one of lines, stacked, bars",
    ),
    "chart field": (
        "template.toml",
        "label_every = 6",
        "labels = 6",
        "Closing cash of .* unknown fields .*'labels'",
    ),
    "chart without places": (
        "template.toml",
        'places = [{ sheet = "Cover" }, { sheet = "Summary" }, { sheet = "Runway" }]\n',
        "",
        "Closing cash of each month: .*'places'",
    ),
    "chart on no sheet": (
        "template.toml",
        '[{ sheet = "Cover" }, { sheet = "Summary" }, { sheet = "Runway" }]',
        "[]",
        "'Closing cash of each month' stands on no sheet",
    ),
    "chart twice on a sheet": (
        "template.toml",
        '{ sheet = "Runway" }',
        '{ sheet = "Summary", half = true }',
        "'Closing cash of each month' stands twice on a sheet",
    ),
    "chart on a sheet of lines": (
        "template.toml",
        '{ sheet = "Runway" }',
        '{ sheet = "Income" }',
        "'Income' is no Cover, Summary or page",
    ),
    "chart axis": ("template.toml", 'axis = "month"\npage', 'axis = "day"\npage', "no axis 'day'"),
    "chart of another axis": (
        "template.toml",
        'axis = "month"\npage',
        'axis = "fiscal"\npage',
        "Chart data shows closing_cash in low 0 times along fiscal",
    ),
    "chart page": ("template.toml", 'page = "Chart data"', 'page = "Data"', "no page 'Data'"),
    "chart without a page": ("template.toml", 'page = "Chart data"\n', "", "an axis and a page, or neither"),
    "chart labels": ("template.toml", "label_every = 6", "label_every = 0", "labels every 0. position"),
    "chart format": (
        "template.toml",
        "format = '#,##0.0##'\nplaces",
        "format = ''\nplaces",
        "no number format",
    ),
    "series too many": (
        "template.toml",
        'series = [{ key = "peak_funding_need" },',
        'series = [{ key = "npv" }, { key = "peak_funding_need" },',
        "draws 3 series, not 1 to 2",
    ),
    "series twice": (
        "template.toml",
        '"year_s_and_m", scenario = "base" },\n    { key = "year_g_and_a", scenario = "base" },\n]',
        '"year_s_and_m", scenario = "base" },\n    { key = "year_s_and_m", scenario = "base" },\n]',
        "draws a series twice",
    ),
    "series that nobody sees": (
        "template.toml",
        'series = [{ key = "peak_funding_need" },',
        'series = [{ key = "reserve_margin_cny" },',
        "reserve_margin_cny is no key number",
    ),
    "series without a scenario": (
        "template.toml",
        '    { key = "year_g_and_a", scenario = "base" },\n]',
        '    { key = "year_g_and_a" },\n]',
        "year_g_and_a has no scenario ''",
    ),
    "series in one of all scenarios": (
        "template.toml",
        'series = [{ key = "peak_funding_need" },',
        'series = [{ key = "peak_funding_need", scenario = "low" },',
        "peak_funding_need is drawn in all scenarios",
    ),
    "series in two units": (
        "template.toml",
        'series = [{ key = "peak_funding_need" },',
        'series = [{ key = "gpu_hour_usd" },',
        "draws lines in USD per GPU-hour and plan currency",
    ),
    "series said in units of their own": (
        "template.toml",
        '[{ key = "peak_funding_need" }, { key = "minimum_cash" }]',
        '[{ key = "training_elapsed_usd" }]',
        "amounts in USD are each said in a unit of their own",
    ),
    "toml": ("sheets/tokens.toml", "[[row]]", "[[row]", "tokens.toml"),
}


@pytest.mark.parametrize(("file", "old", "new", "message"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_in_a_template_is_named(
    file: str, old: str, new: str, message: str, broken: Callable[[str, str, str], Template]
) -> None:
    with pytest.raises(TemplateError, match=message):
        broken(file, old, new)


def test_only_a_check_warns() -> None:
    warned = next(row for row in TEMPLATE.formulas if row.kind == "check")
    other = next(row for row in TEMPLATE.formulas if row.kind == "calc")
    _validate_row(warned._replace(warns=True), "here", {})
    with pytest.raises(TemplateError, match="here: only a check warns"):
        _validate_row(other._replace(warns=True), "here", {})


def test_a_template_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "templates_folder", lambda: tmp_path)
    with pytest.raises(TemplateError, match=r"template\.toml"):
        load_template.__wrapped__("nowhere")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("gpu_tflops = 140", "gpu_teraflops = 140", "no gpu_teraflops"),
        ("[[tables.roles]]\nrole", "[[tables.roles]]\npost", r"no roles\.post"),
        ("[notes]\n", '[notes]\nservers = "x"\n', "no servers"),
        ("gpu_tflops = 140", "gpu_tflops = { low = 140, high = 150 }", "gpu_tflops wants base"),
        ("gpu_tflops = 140", "gpu_tflops = { base = 140, middle = 150 }", "gpu_tflops wants base"),
    ],
)
def test_a_mistake_in_a_preset_is_named(
    old: str, new: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "llm-programme"
    shutil.copytree(loading.templates_folder() / "llm-programme", folder)
    text = (folder / "presets" / "essay.toml").read_text(encoding="utf-8")
    assert old in text
    (folder / "presets" / "essay.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    monkeypatch.setattr(loading, "templates_folder", lambda: tmp_path)
    with pytest.raises(TemplateError, match=message):
        load_preset.__wrapped__("essay")


@pytest.mark.parametrize("name", presets())
def test_a_value_of_a_presets_own_does_not_carry_the_source_of_the_templates(name: str) -> None:
    template, preset = load_template(), load_preset(name)
    for row in template.inputs:
        if row.key in preset.own and row.source:
            assert row.key in preset.notes, f"{name}: {row.key} differs from {row.source}, and says nothing"
            assert row.source not in preset.notes[row.key]


def test_a_chart_of_lines_at_different_positions_is_named() -> None:
    """Its series would be drawn above positions that are not theirs."""
    beside = {"Chart data", "Costs by year", "Statements by year"}
    *others, runway = (page for page in TEMPLATE.pages if page.name not in beside)
    first, *rest = runway.blocks
    page = runway._replace(blocks=(first._replace(every=6), *rest))
    chart = TEMPLATE.charts[0]._replace(
        page=page.name,
        series=(Series("closing_cash", "low"), Series("net_burn", "base")),
    )
    template = replace(TEMPLATE, pages=(*others, page), charts=(chart,))
    with pytest.raises(TemplateError, match="lines on Runway are shown at different positions"):
        validate_charts(template)
    validate_charts(replace(template, pages=TEMPLATE.pages))


def test_a_plan_of_another_length_says_so_in_its_texts_and_bounds(
    broken: Callable[[str, str, str], Template],
) -> None:
    """One line of the template, and its words beside it."""
    old = 'length = "sixty months"\nunit = "months"\nformat = \'0_);(0);0_)\'\nvalues = [1, 2,'
    new = 'length = "fifty-nine months"\nunit = "months"\nformat = \'0_);(0);0_)\'\nvalues = [2,'
    template = broken("template.toml", old, new)
    labels = {row.key: row.label for _, row in template.rows()}
    assert labels["ends_check"] == "Phases that gate a launch end within fifty-nine months"
    assert {shown.key: shown.label for shown in template.key_numbers}["closing_cash_end"] == (
        "Closing cash after fifty-nine months"
    )
    (end,) = (column for table in template.tables for column in table.columns if column.key == "hold_to")
    assert end.max == 59
    texts = repr([template.sheets, template.answers, template.key_numbers, template.summary])
    assert "ixty" not in texts
    assert "60 " not in repr(template.answers)
