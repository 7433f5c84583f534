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
from tests.inputs import engine_inputs

TEMPLATE = load_template()
ROWS = {row.key: row for _, row in TEMPLATE.rows()}
FORMULAS = {row.key: row.formula for row in TEMPLATE.formulas}
AXES = {axis.key for _, axis in TEMPLATE.axes}

THE_SAME_EVERYWHERE = {"starting_cash_reported"}
"""Lines along an axis that the engine gives as one number, as it is the same at every position."""

REACHES_ONE_SIDE_ONLY: dict[str, set[str]] = {}
"""Line -> inputs that only its formula or only its function takes, where that is meant. None so far."""


def engine_key(reference: str) -> str:
    """The engine's name for what a formula refers to: a column `table.column` is its `table_column`."""
    return reference.partition("@")[0].replace(".", "_")


def inputs_of_cell(key: str) -> set[str]:
    """Every input, column or axis that reaches the cells of a line, through formulas alone."""
    found, seen, queue = set(), set(), [key]
    while queue:
        for reference in map(engine_key, references(FORMULAS[queue.pop()])):
            if reference in FORMULAS:
                queue += {reference} - seen
                seen.add(reference)
            else:
                found.add(reference)
    return found


def test_template_and_engine_have_the_same_lines() -> None:
    assert set(FORMULAS) == set(LINES)


def test_template_and_engine_have_the_same_inputs() -> None:
    typed = {row.key for row in TEMPLATE.inputs} | AXES
    columns = {f"{table.key}_{column.key}" for table in TEMPLATE.tables for column in table.columns}
    assert typed <= LINES.inputs, "an input that no line of the engine takes"
    assert LINES.inputs <= typed | columns


@pytest.mark.parametrize("key", sorted(FORMULAS))
def test_a_line_has_the_same_unit_on_both_sides(key: str) -> None:
    assert ROWS[key].unit == LINES[key].unit.name


@pytest.mark.parametrize("key", sorted(FORMULAS))
def test_a_line_runs_along_the_same_axis_on_both_sides(key: str) -> None:
    assert ROWS[key].axis == LINES[key].axis


@pytest.mark.parametrize("name", presets())
def test_a_line_has_as_many_values_as_its_axis_has_positions(name: str) -> None:
    values = LINES.evaluate(engine_inputs(TEMPLATE, load_preset(name), "base"))
    positions = {axis.key: (len(axis.values),) for _, axis in TEMPLATE.axes}
    expected = {key: positions[line.axis] if line.axis else () for key, line in LINES.items()}
    found = {key: np.shape(values[key]) for key in LINES}
    assert found == expected | dict.fromkeys(THE_SAME_EVERYWHERE, ())


@pytest.mark.parametrize(("table", "column"), [(t, c) for t in TEMPLATE.tables for c in t.columns if c.unit])
def test_a_column_has_the_same_unit_on_both_sides(table: Table, column: Column) -> None:
    taken = {line.unit_of_needs.get(f"{table.key}_{column.key}") for line in LINES.values()} - {None}
    assert {unit.name for unit in taken if unit} == {column.unit}


@pytest.mark.parametrize("key", sorted(FORMULAS))
def test_the_same_inputs_reach_the_cell_and_the_function(key: str) -> None:
    function = {need for need in LINES.upstream(key) if need not in LINES}
    assert inputs_of_cell(key) ^ function == REACHES_ONE_SIDE_ONLY.get(key, set())


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


@pytest.mark.parametrize("name", presets())
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
    "1E30": "more than any runway, for months that burn nothing",
    "0.75": "the share of paid GPU-hours below which a cluster counts as idle, by its check",
    "0.05": "how far parameters and architecture may lie apart, by their check",
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
    "unit": ("sheets/tokens.toml", 'unit = "GPUs"', 'unit = "pieces"', "training_gpus.*'pieces'"),
    "double key": ("sheets/tokens.toml", '"deadline_days"', '"training_gpus"', "training_gpus stands twice"),
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
    "column bounds": ("sheets/team.toml", "max = 100000\n", "", r"roles\.headcount has no bounds"),
    "choices": (
        "sheets/tokens.toml",
        'choices = ["none", "selective", "full"]\n',
        "",
        "recompute has no cho",
    ),
    "choices from": (
        "sheets/gpu_prices.toml",
        '"gpu_prices.quote"',
        '"gpu_prices.name"',
        r"gpu_price_quote: no column gpu_prices\.name",
    ),
    "double column": ("sheets/team.toml", 'key = "team"', 'key = "role"', r"roles\.role stands twice"),
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
    "missing field": ("sheets/tokens.toml", 'label = "Parameters of the model"\n', "", "parameters_b.*label"),
    "summary": ("template.toml", '"pool_clusters", ', "", "the summary must list .*pool_clusters"),
    "summary twice": (
        "template.toml",
        '"pool_clusters", ',
        '"pool_clusters", "pool_clusters", ',
        "pool_clust",
    ),
    "scale along another axis": (
        "sheets/annual.toml",
        'scale = "annual_revenue_reported"',
        'scale = "revenue_reported"',
        "annual_operating_cash_reported: revenue_reported cannot",
    ),
    "currency": (
        "template.toml",
        'currency = "reporting_currency"',
        'currency = "recompute"',
        "'recompute' is no input with the choices USD, CNY",
    ),
    "length of no axis": (
        "sheets/cash.toml",
        '"{length of month} of money"',
        '"{length of day} of money"',
        "'{length of day} of money': there is no axis 'day'",
    ),
    "length without words": (
        "template.toml",
        'length = "sixty months"\n',
        "",
        "the axis month has no length in words",
    ),
    "chart twice": (
        "template.toml",
        'title = "Where the money goes, base case"',
        'title = "Cost and price of 1,000 tokens"',
        "'Cost and price of 1,000 tokens' stands twice",
    ),
    "chart kind": (
        "template.toml",
        'kind = "bars"',
        'kind = "pie"',
        "'pie', not one of lines, stacked, bars",
    ),
    "chart field": ("template.toml", "label_every = 6", "labels = 6", "Cash at .* unknown fields .*'labels'"),
    "chart without places": (
        "template.toml",
        'places = [{ sheet = "Summary" }, { sheet = "Runway" }]\n',
        "",
        "Cash at the end of each month: .*'places'",
    ),
    "chart on no sheet": (
        "template.toml",
        '[{ sheet = "Summary" }, { sheet = "Runway" }]',
        "[]",
        "'Cash at the end of each month' stands on no sheet",
    ),
    "chart twice on a sheet": (
        "template.toml",
        '{ sheet = "Runway" }',
        '{ sheet = "Summary", half = true }',
        "'Cash at the end of each month' stands twice on a sheet",
    ),
    "chart on a sheet of lines": (
        "template.toml",
        '{ sheet = "Runway" }',
        '{ sheet = "Cash" }',
        "'Cash' is neither Summary nor a page",
    ),
    "chart axis": ("template.toml", 'axis = "month"\npage', 'axis = "day"\npage', "no axis 'day'"),
    "chart of another axis": (
        "template.toml",
        'axis = "month"\npage',
        'axis = "year"\npage',
        "Chart data shows closing_cash_reported in low 0 times along year",
    ),
    "chart page": ("template.toml", 'page = "Chart data"', 'page = "Data"', "no page 'Data'"),
    "chart without a page": ("template.toml", 'page = "Chart data"\n', "", "an axis and a page, or neither"),
    "chart labels": ("template.toml", "label_every = 6", "label_every = 0", "labels every 0. position"),
    "chart format": ("template.toml", "format = '0.0000'\nplaces", "format = ''\nplaces", "no number format"),
    "series too many": (
        "template.toml",
        'series = [{ key = "serving_usd_per_1k_tokens" },',
        'series = [{ key = "gpu_hour_usd" }, { key = "serving_usd_per_1k_tokens" },',
        "draws 3 series, not 1 to 2",
    ),
    "series twice": (
        "template.toml",
        '{ key = "annual_data_reported", scenario = "base" },',
        '{ key = "annual_people_reported", scenario = "base" },',
        "draws a series twice",
    ),
    "series that nobody sees": (
        "template.toml",
        'series = [{ key = "serving_usd_per_1k_tokens" },',
        'series = [{ key = "serving_usd_per_1k_tokens_read" },',
        "serving_usd_per_1k_tokens_read is no key number",
    ),
    "series without a scenario": (
        "template.toml",
        '    { key = "annual_overhead_reported", scenario = "base" },\n]',
        '    { key = "annual_overhead_reported" },\n]',
        "annual_overhead_reported has no scenario ''",
    ),
    "series in one of all scenarios": (
        "template.toml",
        'series = [{ key = "serving_usd_per_1k_tokens" },',
        'series = [{ key = "serving_usd_per_1k_tokens", scenario = "low" },',
        "serving_usd_per_1k_tokens is drawn in all scenarios",
    ),
    "series in two units": (
        "template.toml",
        'series = [{ key = "serving_usd_per_1k_tokens" },',
        'series = [{ key = "gpu_hour_usd" },',
        "draws lines in USD per 1,000 tokens and USD per GPU-hour",
    ),
    "series said in units of their own": (
        "template.toml",
        '[{ key = "serving_usd_per_1k_tokens" }, { key = "serving_revenue_usd_per_1k_tokens" }]',
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
    *others, runway, _ = TEMPLATE.pages
    first, *rest = runway.blocks
    page = runway._replace(blocks=(first._replace(every=6), *rest))
    chart = TEMPLATE.charts[0]._replace(
        page=page.name,
        series=(Series("closing_cash_reported", "low"), Series("money_to_date_reported", "base")),
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
    assert labels["plan_revenue_reported"] == "Revenue in fifty-nine months"
    assert {shown.key: shown.label for shown in template.key_numbers}["plan_revenue_reported"] == (
        "Fifty-nine months: revenue"
    )
    assert "of 59 months" in template.answers[2]
    assert (template.row("training_end_month").max, template.row("training_end_month").default) == (59, 59)
    texts = repr([template.sheets, template.answers, template.key_numbers, template.summary])
    assert "ixty" not in texts
    assert "60 " not in repr(template.answers)
