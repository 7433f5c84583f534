"""The validation is honest, current, and reproduced by an independent computation."""

import math
import re
import sys
from pathlib import Path
from statistics import fmean, median

import numpy as np
import pytest
from pytest import approx

import planner.reference
from planner.reference.chips import chip
from planner.reference.fitting.roofline import by_engine, by_model, has_experts, serving_rows
from planner.reference.fitting.throughput import all_rows, others
from planner.reference.runs import load_runs, load_throughput_benchmarks
from planner.reference.tables import rows
from tools.validation import fit
from tools.validation import leave_out as validation
from tools.validation.page import page

DATA = Path(planner.reference.__file__).parent / "data"
PAGE = DATA.parents[2] / "docs" / "validation.md"


@pytest.fixture(scope="module")
def production():
    return validation.production_unknown()


@pytest.fixture(scope="module")
def tuned():
    return validation.tuned_unknown()


def usable_runs():
    return [run for run in load_runs() if run.usable and run.kind == "run"]


SHAPES = {"deepseek-v3": (61, 20_480), "llama31-405b": (126, 16_384), "llama-4-maverick": (48, 5_120)}
SHAPES |= dict.fromkeys(("llama1-7B", "llama-3-8b", "llama-3.1-8b"), (32, 4_096))
SHAPES |= dict.fromkeys(("llama-3-70b", "llama-3.1-70b"), (80, 8_192))
"""Layers, heads x head size of the published models of the table."""


def row_of(run):
    """Organisation, paper, the formula's features, and ln MFU, written again from their definition."""
    return line_of(
        *(run.organisation, run.paper or run.organisation, run.chip, run.parameters_active_b),
        *(run.software == "early", run.precision == "fp8"),
        *((run.parameters_total_b or 0) > 1.5 * run.parameters_active_b, run.kind == "benchmark"),
        *(run.recompute == "full", mfu_of(run)),
    )


def line_of(organisation, paper, name, parameters, early, fp8, experts, tuned, full, mfu):
    of, reference, widest = chip(name), chip("A100 80GB"), chip("GB200")
    ratios = [one.bf16_tflops / one.memory_bandwidth_tb_s for one in (of, widest)]
    first = reference.bf16_tflops / reference.memory_bandwidth_tb_s
    balance, top = (math.log(ratio / first) for ratio in ratios)
    balance = max(0.0, min(top, balance))
    size = max(math.log(4 / 30), math.log(parameters / 30))
    known = [1, balance, balance * size, early, fp8, experts, tuned, tuned * balance, tuned * full]
    return organisation, paper, [*map(float, known), float(tuned * experts)], math.log(mfu)


def flop_of(run):
    width = (run.parameters_active_b * 1e9 * 128 / 12) ** (1 / 3)
    layers, width = SHAPES.get(run.id, (width / 128, width))
    attention = 12 * layers * width * (run.attention_span_tokens or 0)
    return run.tokens_b * 1e9 * (6 * run.parameters_active_b * 1e9 + attention)


def mfu_of(run):
    if run.kind == "benchmark" or run.gpu_hours is None:
        return run.mfu
    step = flop_of(run) / (run.gpu_hours * 3600 * chip(run.chip).bf16_tflops * 1e12)
    return step / (0.9 if run.includes_restarts else 1.0)


def everything():
    rows_of_runs = [
        row_of(run)
        for run in load_runs()
        if (run.usable and run.kind == "run")
        or (run.kind == "benchmark" and run.mfu and "ZeRO" not in run.id)
    ]
    return rows_of_runs + [
        line_of(
            *(row.organisation, row.paper, row.chip, row.parameters_active_b, False),
            *(row.precision in ("fp8", "mxfp8", "nvfp4"), row.mixture_of_experts, True),
            *(row.recompute == "full", row.model_tflops / chip(row.chip).bf16_tflops),
        )
        for row in load_throughput_benchmarks()
    ]


def hours_of(rows, tested):
    """Predicted hours of ``tested`` by generalised least squares on ``rows``, whole covariance at once."""
    x, y = np.array([row[2] for row in rows]), np.array([row[3] for row in rows])
    same = [[one[0] == other[0] for other in rows] for one in rows]
    paper = [[one[:2] == other[:2] for other in rows] for one in rows]
    inverse = np.linalg.inv(0.03 * np.eye(len(rows)) + 0.03 * np.array(same) + 0.01 * np.array(paper))
    pull = np.array([0.0, 4, 4, 4, 50, 4, 4, 4, 4, 4])
    first = np.array([0, 0, 0, 0, 0.25, 0, 0, 0, 0, 0])
    solved = np.linalg.solve(x.T @ inverse @ x + np.diag(pull), x.T @ inverse @ y + pull * first)
    goodput = 0.9 if tested.includes_restarts else 1.0
    mfu = math.exp(float(np.dot(row_of(tested)[2], solved)))
    return flop_of(tested) / (mfu * 3600 * chip(tested.chip).bf16_tflops * 1e12 * goodput)


def test_an_independent_computation_predicts_the_same_hours(production):
    found = {check.id: check.predicted for check in production}
    runs, rows = [run for run in usable_runs() if run.gpu_hours], everything()
    assert set(found) == {run.id for run in runs}
    for tested in runs:
        rest = [row for row in rows if tested.organisation != row[0] and tested.paper != row[1]]
        assert found[tested.id] == approx(hours_of(rest, tested), rel=1e-6), tested.id


def test_the_printed_errors_are_those_of_the_rows(production):
    errors = [abs(check.predicted / check.published - 1) for check in production]
    inside = [check.low <= check.published <= check.high for check in production]
    table = {row["name"]: float(row["value"]) for row in rows("throughput_fit.csv")}
    assert table["rows"] == len(errors)
    assert table["median_error"] == approx(median(errors), rel=1e-5)
    assert table["mean_error"] == approx(fmean(errors), rel=1e-5)
    assert table["coverage"] == approx(fmean(inside), rel=1e-5)


def test_the_goal_is_met_with_throughput_unknown(production, tuned):
    both = validation.summarise([*production, *tuned])
    assert both.median_error <= 0.15
    assert 0.72 <= both.coverage <= 0.88
    assert validation.summarise(production).median_error <= 0.15


def test_the_formula_beats_a_fixed_mfu(production, tuned):
    for checks in (production, tuned):
        naive = validation.summarise(validation.naive(checks))
        assert validation.summarise(checks).median_error < 0.7 * naive.median_error


def test_naive_hours_by_hand():
    # LLaMA 7B: 6 x 6.7e9 x 1e12 / (0.375 x 312e12 x 3600) = 95,442 h
    llama = next(check for check in validation.production_unknown() if check.id == "llama1-7B")
    (naive,) = validation.naive([llama])
    assert naive.predicted == approx(6 * 6.7e9 * 1e12 / (0.375 * 312e12 * 3600), rel=1e-9)
    assert naive.predicted == approx(95_442, rel=1e-4)


def test_an_organisation_does_not_train_its_own_test(production):
    groups = {check.id: check.group for check in production}
    for run in usable_runs():
        assert run.id not in groups or groups[run.id] == run.organisation
    # nothing of the organisation stands among the rows of its fit
    for name in set(groups.values()):
        assert name not in {row.organisation for row in others(all_rows(), name, name)}


def test_known_throughput_uses_the_goodput_of_other_runs():
    # BLOOM: FLOP / (0.3594 x 312e12 x 3600 s) / 0.90, the median of the other runs' goodput
    bloom = next(run for run in load_runs() if run.id == "bloom-176b")
    check = next(check for check in validation.throughput_known() if check.id == "bloom-176b")
    assert check.predicted == approx(flop_of(bloom) / (bloom.mfu * 312e12 * 3600) / 0.90, rel=1e-3)
    assert abs(check.error) < 0.05


def test_the_newest_rows_are_within_the_goal():
    newest = validation.summarise(validation.newest())
    assert (newest.rows, newest.groups) == (15, 8)
    assert newest.median_error <= 0.15
    assert 0.72 <= newest.coverage <= 0.88


def test_a_step_with_a_layout_is_within_its_goal():
    steps = validation.steps_unknown()
    plain = validation.summarise([check for check in steps if "tuned" not in check.name])
    assert (plain.rows, plain.groups) == (35, 4)
    assert plain.median_error <= 0.12
    every = validation.summarise(steps)
    assert every.rows == 43
    assert every.median_error <= 0.12
    table = {row["name"]: float(row["value"]) for row in rows("step_fit.csv")}
    assert table["median_error"] == approx(plain.median_error, rel=1e-5)


def test_no_row_of_vtrain_is_in_the_data():
    assert not [row for row in rows("training_layouts.csv") if "vtrain" in str(row).casefold()]


def test_every_excluded_run_has_a_reason_and_every_used_one_has_numbers():
    for run in load_runs():
        assert run.usable == (run.exclusion == "")
        if run.usable:
            assert run.parameters_active_b
            assert (run.tokens_b and run.gpu_hours) or run.mfu
            assert run.architecture == "decoder"
            assert run.parameters_active_b >= 1


@pytest.mark.parametrize(
    "id",
    [
        "gpt3-175b",
        "opt-175b",
        "megatron-e2e-175B",
        "tinyllama-1.1b",
        "glam-1.2t",
        "glm-130b",
        "llama-3.3-70b",
    ],
)
def test_circular_planned_bounded_and_repeated_hours_are_not_used(id):  # noqa: A002
    assert not next(run for run in load_runs() if run.id == id).usable


def test_traps_of_the_sources_are_avoided():
    runs = {run.id: run for run in load_runs()}
    assert runs["deepseek-v2"].gpu_hours == approx(172_800 * 8.1)  # a database has 172,800 as the total
    assert runs["falcon-180b"].gpu_hours == approx(
        7_000_000
    )  # a database has 17.7 million from an assumption
    assert runs["deepseek-v3"].gpu_hours == approx(2_664_000)  # pre-training alone


def test_serving_is_tested_on_models_and_engines_it_has_not_seen():
    for group in (by_model, by_engine):
        checks = validation.serving_unknown(group)
        assert len(checks) == len(serving_rows()) == 435
        summary = validation.summarise(checks)
        assert summary.median_error <= (0.11 if group is by_model else 0.16)
        assert summary.median_error < 0.5 * validation.summarise(validation.serving_ideal()).median_error
    checks = validation.serving_unknown(by_model)
    by_models = validation.summarise(checks)
    assert 0.72 <= by_models.coverage <= 0.88
    experts = {row.row.id for row in serving_rows() if has_experts(row)}
    assert validation.summarise([one for one in checks if one.id not in experts]).median_error <= 0.11
    assert validation.summarise([one for one in checks if one.id in experts]).median_error <= 0.18
    newest = validation.summarise([one for one in checks if one.id.startswith("perf-")])
    assert newest.rows == 35
    assert newest.median_error <= 0.15
    table = {row["name"]: float(row["value"]) for row in rows("serving_fit.csv")}
    assert table["median_error"] == approx(by_models.median_error, rel=1e-5)
    assert table["coverage"] == approx(by_models.coverage, rel=1e-5)


def test_a_check_knows_its_error_and_its_band():
    check = validation.Check("x", "x", "g", published=100, predicted=125, low=101, high=140)
    assert check.error == approx(0.25)
    assert check.inside is False
    assert validation.Check("x", "x", "g", 100, 125).inside is None


def numbers_of(text):
    return [
        [float(part) for part in re.findall(r"-?\d+\.?\d*(?:e-?\d+)?", line)] for line in text.splitlines()
    ]


def words_of(text):
    return [re.sub(r"-?\d+\.?\d*(?:e-?\d+)?", "#", line) for line in text.splitlines()]


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("throughput_fit.csv", fit.throughput_table),
        ("serving_fit.csv", fit.serving_table),
        ("step_fit.csv", fit.step_table),
    ],
)
def test_the_fit_tables_are_current(name, made):
    stored, fresh = (DATA / name).read_text(encoding="utf-8"), made()
    assert words_of(stored) == words_of(fresh)
    for old, new in zip(numbers_of(stored), numbers_of(fresh), strict=True):
        assert old == approx(new, rel=1e-4)


def test_the_check_option_accepts_current_tables_and_writes_nothing(capsys):
    before = {path: path.read_bytes() for path in DATA.glob("*_fit.csv")}
    assert fit.main(["--check"]) == 0
    assert capsys.readouterr().err == ""
    assert {path: path.read_bytes() for path in DATA.glob("*_fit.csv")} == before


def test_the_validation_page_is_current():
    assert PAGE.read_text(encoding="utf-8") == page(), f"run {sys.executable} -m tools.validation.page"
