"""Inputs that the choices of a plan leave unread: as the template says, and as the engine has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from planner.model import LINES
from planner.results.plan import LineValue, Result
from planner.template.errors import TemplateError
from planner.template.load import load_preset, load_template, presets
from planner.template.rows import Choice, Row
from planner.template.used import all_choices, choices_of, unused_by
from planner.template.validate import validate
from tests.inputs import engine_inputs

TEMPLATE = load_template()
ROWS = {row.key: row for row in TEMPLATE.inputs}
READERS = (
    "Cash",
    "Value",
    "Can the plan be carried out?",
    "Do totals equal sums?",
    "What should a reader know?",
)


def unread(key: str, inputs: Mapping[str, Any]) -> tuple[str, ...]:
    models = {"models": {"figures_from": inputs["models_figures_from"]}}
    return unused_by(ROWS[key], ROWS, inputs, models)


def test_what_chooses_an_input_may_itself_be_unread() -> None:
    inputs: dict[str, Any] = engine_inputs(TEMPLATE, load_preset("startup"), "base")
    chosen = {**inputs, "goodput_from": "failures", "checkpoint_rule": "typed"}
    assert unread("typed_checkpoint_hours", chosen) == ()
    assert unread("typed_checkpoint_hours", chosen | {"checkpoint_rule": "Daly"}) == ("checkpoint_rule",)
    assert unread("typed_checkpoint_hours", chosen | {"goodput_from": "typed"}) == ("goodput_from",)
    assert [one.name for one in all_choices(ROWS["typed_checkpoint_hours"], ROWS)] == [
        "checkpoint_rule",
        "goodput_from",
    ]


def test_one_row_of_a_table_that_makes_the_choice_is_enough() -> None:
    inputs: dict[str, Any] = engine_inputs(TEMPLATE, load_preset("startup"), "base")
    typed, one = ("typed", "typed"), ("typed", "architecture")
    assert unread("serving_batch", inputs | {"models_figures_from": typed}) == ("models.figures_from",)
    assert unread("serving_batch", inputs | {"models_figures_from": one}) == ()
    assert unread("serving_batch", inputs | {"models_figures_from": ()}) == ("models.figures_from",)


@pytest.mark.parametrize("preset", presets())
@pytest.mark.parametrize(
    "choice",
    [
        ("goodput_from", "typed"),
        ("throughput_from", "measured"),
        ("models", "typed"),
        ("model_kind", "dense"),
    ],
)
def test_what_is_unread_moves_no_answer_and_no_check(preset: str, choice: tuple[str, str]) -> None:
    inputs: dict[str, Any] = engine_inputs(TEMPLATE, load_preset(preset), "base")
    key, word = choice
    if key != "models":
        inputs[key] = word
    elif word not in inputs["models_figures_from"] and preset != "blank":
        inputs = with_typed_models(inputs)
    keys = [key for section, keys in TEMPLATE.summary if section in READERS for key in keys]
    before = LINES.evaluate(inputs)
    found = [key for key in ROWS if unread(key, inputs) and isinstance(inputs[key], float)]
    assert len(found) >= 4
    for key in found:
        after = LINES.evaluate(inputs | {key: inputs[key] * 1.1 or 1.0})
        moved = [one for one in keys if not np.array_equal(before[one], after[one], equal_nan=True)]
        assert moved == [], f"{key} is unread by {unread(key, inputs)}"


def with_typed_models(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Every model with figures of its own."""
    count = len(inputs["models_figures_from"])
    figures = {"total_parameters_b": 100.0, "active_parameters_b": 10.0, "replica_gpus": 8.0}
    figures |= {"prefill_tokens_per_s": 1e5, "decode_tokens_per_s": 1e4, "attention_gflop_per_token": 1.0}
    typed = {f"models_{key}": np.full(count, value) for key, value in figures.items()}
    return {**inputs, **typed, "models_figures_from": ("typed",) * count}


def with_row(row: Row) -> None:
    sheet = TEMPLATE.sheet_of(TEMPLATE.row(row.key))
    changed = replace(sheet, items=tuple(row if getattr(i, "key", "") == row.key else i for i in sheet.items))
    validate(replace(TEMPLATE, sheets=tuple(changed if one is sheet else one for one in TEMPLATE.sheets)))


@pytest.mark.parametrize(
    "choice",
    [
        Choice("goodput_from", words=("often",)),
        Choice("no_such_input", words=("yes",)),
        Choice(table="models", column="model", words=("yes",)),
        Choice("goodput_from"),
    ],
)
def test_a_choice_that_nobody_can_make_is_a_mistake_of_the_template(choice: Choice) -> None:
    with pytest.raises(TemplateError, match=r"typed_goodput: .* is never "):
        with_row(ROWS["typed_goodput"]._replace(used_when=(choice,)))


def test_other_fields_of_a_choice_are_a_mistake_of_the_template() -> None:
    with pytest.raises(TemplateError, match="tokens: mfu: used_when says has, key"):
        choices_of([{"key": "throughput_from", "has": ["typed"]}], "tokens: mfu")


def test_json_says_that_an_input_is_not_used_and_by_which_choice() -> None:
    line = LineValue("mfu", "MFU", "fraction", 0.3, 0.4, 0.5, unused_by=("throughput_from",))
    other = replace(line, key="layers", unused_by=())
    said = Result("plan.xlsx", "agrees", inputs={"mfu": line, "layers": other}).as_dict()["inputs"]
    assert (said["mfu"]["used"], said["mfu"]["unused_by"]) == (False, ["throughput_from"])
    assert (said["layers"]["used"], said["layers"]["unused_by"]) == (True, [])
