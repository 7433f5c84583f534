"""`planner predict`: rows of measurements by the lines of the workbook, by hand and by another program."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from pytest import approx

import planner
from planner.reference.chips import chip
from planner.reference.fitting.roofline import fit_without, serving_rows
from planner.reference.layout import load_layouts, load_step_fit, step_tflops
from planner.reference.roofline import latency_s, load_serving_fit
from planner.reference.tables import rows
from planner.reference.throughput import Workload, predict_gpu_hours
from tests.command import planner as command
from tests.sampled import some

SERVING = "id,model,precision,chip,gpus,batch,input_tokens,output_tokens,latency_ms,output_tokens_per_second"
GPT3 = "gpt3,GPT-175B,bf16,A100 80GB,8,1,128,8,488.86,"
RUNS = "id,organisation,paper,chip,gpus,parameters_active_b,tokens_b,attention_span_tokens,includes_restarts"


def table(folder: Path, *lines: str) -> str:
    """A file of these lines."""
    path = folder / "measured.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def test_one_sequence_of_gpt3_is_predicted_as_by_hand(tmp_path: Path) -> None:
    # tests/cases/test_serving_roofline.py works the same batch out: 0.41707 s for 8 tokens; measured: 0.489 s
    (row,) = planner.predict(serving_runs=table(tmp_path, SERVING, GPT3)).rows
    assert row.predicted == approx(8 / 0.41707, rel=1e-4)
    assert row.measured == approx(8 / 0.48886, rel=1e-9)
    assert row.error == approx(0.48886 / 0.41707 - 1, rel=1e-3)
    # the band of a dense model: 0.809852 to 1.14511 times the seconds
    assert (row.low, row.high) == (approx(row.predicted / 1.14511), approx(row.predicted / 0.809852))
    assert row.inside is False


def test_every_row_of_planners_own_table_comes_to_what_the_reference_predictor_says(tmp_path: Path) -> None:
    """The lines of the workbook and the predictor that validation tests are two programs."""
    file = tmp_path / "own.csv"
    own = rows("serving_benchmarks.csv")
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(own[0]))
        writer.writeheader()
        writer.writerows(own)
    found = {row.id: row for row in planner.predict(serving_runs=file).rows}
    fit = load_serving_fit()
    for seen in some(serving_rows(), 435):
        seconds = latency_s(seen.terms, fit, seen.setup.precision)
        rate = seen.setup.batch * seen.setup.output_tokens / seconds
        assert found[seen.row.id].predicted == approx(rate, rel=1e-9), seen.row.id


def test_strict_leaves_the_rows_own_model_out(tmp_path: Path) -> None:
    name = "DeepSeek-R1"
    lines = [f"row,{name},fp8,H200,8,256,1000,1000,,5000"]
    shipped, strict = (
        planner.predict(serving_runs=table(tmp_path, SERVING, *lines), strict=one).rows[0].predicted
        for one in (False, True)
    )
    assert shipped != approx(strict, rel=1e-4)
    assert fit_without(name) != fit_without("no such model")


def test_hours_of_a_run_are_those_of_the_reference_predictor(tmp_path: Path) -> None:
    # of usual proportions, as no layers are known
    (row,) = planner.predict(table(tmp_path, RUNS, "r,X,Y,H100,1024,70,15000,8192,yes")).rows
    other = predict_gpu_hours(chip("H100"), Workload(70.0), 15_000.0, attention_span_tokens=8192)
    assert row.what == "gpu_hours"
    assert row.predicted == approx(other.gpu_hours, rel=1e-6)
    assert (row.low, row.high) == (
        approx(other.gpu_hours_low, rel=1e-5),
        approx(other.gpu_hours_high, rel=1e-5),
    )


def test_a_run_without_restarts_takes_nine_tenths_of_the_hours(tmp_path: Path) -> None:
    lines = [f"{word},X,Y,H100,1024,70,15000,8192,{word}" for word in ("yes", "no")]
    with_them, without = planner.predict(table(tmp_path, RUNS, *lines)).rows
    assert without.predicted == approx(with_them.predicted * 0.9, rel=1e-9)


def test_seconds_of_a_step_follow_from_its_tokens(tmp_path: Path) -> None:
    # one step is 4,096 of 15e12/(1024 x 4096 x ...) steps: hours without restarts x its share of the tokens
    header = f"{RUNS},global_batch,seconds_per_step"
    lines = ["step,X,Y,H100,1024,70,,4096,no,2048,20", "run,X,Y,H100,1024,70,1000,4096,no,,"]
    step, run = planner.predict(table(tmp_path, header, *lines)).rows
    share = 2048 * 4096 / 1000e9
    assert step.what == "seconds_per_step"
    assert step.predicted == approx(run.predicted * share * 3600 / 1024, rel=1e-9)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (
            "x,GPT-9,bf16,H100,8,1,128,8,,",
            "the shape of GPT-9 is not in the reference data. Did you mean GPT-",
        ),
        (
            "x,Mixtral,bf16,H100,8,1,128,8,,",
            "the shape of Mixtral is not in the reference data. It has",
        ),
        ("x,GPT-175B,bf16,Z100,8,1,128,8,,", "the chip Z100 is not in the reference data"),
        ("x,GPT-175B,int3,H100,8,1,128,8,,", "a precision of int3 is not a choice of the workbook"),
        ("x,GPT-175B,bf16,H100,1,,128,8,,", "weights and the cache of one request do not fit"),
        ("x,GPT-175B,bf16,H100,8,1,128,0,,", "it writes no tokens"),
        ("x,GPT-175B,bf16,H100,8,1,,8,,", "input_tokens is not known"),
        ("x,GPT-175B,bf16,Ascend 910B,8,1,128,8,,", "the link between GPUs of Ascend 910B is not known"),
    ],
)
def test_what_cannot_be_predicted_says_why(line: str, reason: str, tmp_path: Path) -> None:
    (row,) = planner.predict(serving_runs=table(tmp_path, SERVING, line)).rows
    assert row.predicted is None
    assert row.reason.startswith(reason)


def test_json_is_a_list_with_the_documented_fields(tmp_path: Path) -> None:
    told = command("predict", "--serving", table(tmp_path, SERVING, GPT3), "--json")
    assert told.status == 0
    (row,) = json.loads(told.out)
    assert set(row) == {"id", "what", "predicted", "low", "high", "measured", "reason", "error"}
    assert (row["id"], row["reason"]) == ("gpt3", "")


def test_a_terminal_has_a_line_a_row_and_how_far_off_they_are(tmp_path: Path) -> None:
    told = command("predict", "--serving", table(tmp_path, SERVING, GPT3, "x,GPT-9,bf16,H100,8,1,9,8,,"))
    assert told.status == 0
    first, second, last = told.out.splitlines()
    assert first.startswith("gpt3: 19.18 output tokens/s (16.75 to 23.69), measured 16.36: +17%, outside")
    assert second.startswith("x: no prediction: the shape of GPT-9 is not in the reference data. Did you")
    assert last == "1 of 2 rows are measured and predicted: median error 17.2%, 0% in the 80 % band"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["id,model"], 'has no column "precision", "chip", "gpus", "input_tokens", "output_tokens"'),
        ([SERVING, "x,GPT-175B,bf16,H100,eight,1,128,8,,"], 'line 2: gpus is "eight", expected a number'),
        ([SERVING, "x,GPT-175B,bf16,H100,-8,1,128,8,,"], 'line 2: gpus is "-8", expected a number'),
    ],
)
def test_a_file_that_cannot_be_read_is_one_clear_line(lines: list[str], said: str, tmp_path: Path) -> None:
    told = command("predict", "--serving", table(tmp_path, *lines))
    assert told.status == 1
    assert said in told.err
    assert len(told.err.splitlines()) == 1
    assert "status" in json.loads(command("predict", "--serving", table(tmp_path, *lines), "--json").out)


def test_no_file_at_all_is_wrong_usage_and_a_missing_one_is_named() -> None:
    assert command("predict").status == 2
    told = command("predict", "--runs", "nowhere.csv")
    assert (told.status, told.err) == (1, "nowhere.csv: there is no such file. Check the path.\n")


LAYOUT = (
    f"{RUNS},layers,hidden_width,tensor_parallel,pipeline_parallel,virtual_stages,micro_batch,global_batch,"
    "recompute,model_tflops"
)


def test_a_step_with_a_layout_is_predicted_as_by_the_reference_and_near_what_was_measured(
    tmp_path: Path,
) -> None:
    """Every published step by the lines of the workbook, and by the predictor that validation tests."""
    steps = load_layouts()
    lines = [
        f"{row.id}-{place},,,A100 80GB,{at.gpus},{at.parameters_b},,{at.sequence},no,{at.layers},{at.width},"
        f"{at.tensor},{at.pipeline},{at.virtual},{at.micro_batch},{at.global_batch},{at.recompute},"
        f"{row.model_tflops}"
        for place, row in enumerate(steps)
        for at in (row.layout,)
    ]
    found = planner.predict(table(tmp_path, LAYOUT, *lines)).rows
    fit = load_step_fit()
    for row, step in zip(found, steps, strict=True):
        assert row.what == "model_tflops"
        assert row.predicted == approx(step_tflops(step.layout, step.chip, fit), rel=1e-4), row.id
        assert row.high == approx(row.predicted * fit.high_factor, rel=1e-4)


def test_llama_405b_on_h100_is_predicted_from_its_layout_without_any_h100_in_the_fit(tmp_path: Path) -> None:
    # The Llama 3 Herd of Models, arXiv 2407.21783, table 4: TP 8, PP 16, 8,192 tokens, 16 x 128 sequences;
    # 8,192 GPUs reach 430 TFLOP/s (43 % MFU), 16,384 reach 400 (41 %)
    lines = [
        f"x,,,H100,{gpus},405.85,,8192,no,126,16384,8,16,8,1,2048,none,{rate}"
        for gpus, rate in ((8192, 430), (16384, 400))
    ]
    for row in planner.predict(table(tmp_path, LAYOUT, *lines)).rows:
        assert row.predicted == approx(row.measured, rel=0.06)


def test_a_layout_that_is_not_whole_falls_back_on_published_runs(tmp_path: Path) -> None:
    lines = [f"x,,,H100,1024,70,,8192,no,80,8192,8,{stages},1,1,,none,400" for stages in ("8", "")]
    one, other = planner.predict(table(tmp_path, LAYOUT, *lines)).rows
    assert one.predicted == other.predicted
