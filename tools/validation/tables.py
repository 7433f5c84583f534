"""The sections of the validation page that hold measurements: training and serving."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from planner.reference.chips import chip
from planner.reference.fitting.observations import flop_of, peak_flop_per_hour
from planner.reference.fitting.roofline import by_engine, by_model, has_experts, serving_rows
from planner.reference.goodput import typical_goodput
from planner.reference.roofline import Serving, predict_serving
from planner.reference.runs import load_runs
from planner.reference.serving import load_serving_benchmarks, shape
from planner.reference.throughput import Workload, predict_throughput
from tools.validation.leave_out import (
    Check,
    Summary,
    naive,
    newest,
    production_unknown,
    rates_unknown,
    serving_ideal,
    serving_unknown,
    steps_unknown,
    summarise,
    throughput_known,
    tuned_unknown,
)

WORST = 8
NEWEST = date(2025, 12, 1)  # the table of largest loads that was read last
SOURCE_MODEL_S = 20.0  # latency that the source model assumes for its batch
WHY = {
    "phi-2": "more than tuned benchmarks of that size reach; the blog may not give the whole run",
    "olmo-3-7b": "a small model on a stack that its owner has tuned for years",
    "smollm3-3b": "a small model on a stack tuned for it",
    "phi-3-small": "block-sparse attention in part of the layers; the attention term counts full attention",
    "pythia-12B": "a research library on 40 GB cards, which need more model parallelism",
    "llama-3-8b": "15T+ tokens is a lower bound, and the hours of the card may hold more than one run",
    "llama-3.1-8b": "15T+ tokens is a lower bound, and the hours of the card may hold more than one run",
    "llama-4-scout": "multimodal tokens and distillation: 6ND is only indicative",
    "megascale-t2-Megatron-LM-12288-6144": "the largest cluster; the formula has no number of GPUs",
    "megascale-t2-Megatron-LM-8192-6144": "a large cluster; the formula has no number of GPUs",
    "deepseek-67b": "a stack tuned by the owner of the cluster",
    "deepseek-v3": "the same stack, and FP8",
}


def percent(value: float | None, signed: bool = False) -> str:
    """0.1234 as 12.3 %; a dash for None."""
    if value is None:
        return "-"
    return f"{value * 100:+.1f} %" if signed else f"{value * 100:.1f} %"


def number(value: float) -> str:
    """Three significant digits with thousands separators."""
    if value < 100:
        return f"{value:.3g}"
    digits = len(str(int(value)))
    return f"{round(value, 3 - digits):,.0f}"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _summary_line(label: str, of: Summary) -> str:
    return (
        f"| {label} | {of.rows} | {of.groups} | {percent(of.median_error)} | {percent(of.mean_error)} "
        f"| {percent(of.bias, signed=True)} | {percent(of.coverage)} |"
    )


def _summary_table(lines: Sequence[tuple[str, Sequence[Check]]]) -> list[str]:
    head = "| what | rows | groups | median error | mean error | bias | in the 80 % band |"
    return [head, "| --- | --- | --- | --- | --- | --- | --- |"] + [
        _summary_line(label, summarise(checks)) for label, checks in lines
    ]


def _hours_table(checks: Sequence[Check]) -> list[str]:
    lines = [
        "| run | group left out | published GPU-hours | predicted | 80 % band | error | inside |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for check in sorted(checks, key=lambda check: (check.group, check.id)):
        cells = (
            check.name,
            check.group,
            number(check.published),
            number(check.predicted),
            f"{number(check.low or 0)} to {number(check.high or 0)}",
            percent(check.error, signed=True),
            "yes" if check.inside else "no",
        )
        lines.append(_row(*cells))
    return lines


def training() -> list[str]:
    production, tuned = production_unknown(), tuned_unknown()
    rates, new = rates_unknown(), newest()
    known = throughput_known()
    runs = {run.id: run for run in load_runs()}
    known_runs, known_tables = (
        [one for one in known if (runs[one.id].kind == "run") is real] for real in (True, False)
    )
    both = [*production, *tuned]
    rows = [
        ("real runs, throughput unknown", production),
        ("tables of papers, throughput unknown", tuned),
        ("**both, throughput unknown**", both),
        ("model TFLOP/s of benchmarks, and of runs without hours", rates),
        ("of all these, those collected last: 2025 and 2026", new),
        *_steps(),
        *_naive(production, tuned),
        ("real runs, throughput known (reported MFU)", known_runs),
        ("tables of papers, throughput known", known_tables),
    ]
    lines = ["## Training: GPU-hours", "", *_summary_table(rows), "", *_training_goal(both, production), ""]
    lines += ["### Real runs, throughput unknown", "", *_hours_table(production), ""]
    lines += ["### Tables of papers, throughput unknown", "", *_hours_table(tuned), ""]
    lines += _known_table([*known_runs, *known_tables])
    return [*lines, "", *_measured_rates(), "", *_worst(both)]


def _naive(production: Sequence[Check], tuned: Sequence[Check]) -> list[tuple[str, Sequence[Check]]]:
    """The same rows by a fixed MFU, for the summary."""
    return [
        ("real runs by 6ND at MFU 0.375", naive(production)),
        ("tables of papers by 6ND at MFU 0.375", naive(tuned)),
        ("both by 6ND at MFU 0.375", naive([*production, *tuned])),
    ]


def _steps() -> list[tuple[str, Sequence[Check]]]:
    """Steps with a layout, for the summary: all stacks but those that their owner tuned, then these."""
    plain, own = (
        [one for one in steps_unknown() if ("tuned" in one.name) is tuned] for tuned in (False, True)
    )
    return [
        ("steps with a layout, stacks not tuned by their owner", plain),
        ("steps with a layout, tuned by their owner", own),
    ]


def _training_goal(both: Sequence[Check], production: Sequence[Check]) -> list[str]:
    """What was wanted of the predictions of training, and what was measured."""
    overall, real, new = summarise(both), summarise(production), summarise(newest())
    return [
        "Goal: median error at most 15 % with throughput unknown, coverage 72 to 88 %. Measured: "
        f"{percent(overall.median_error)} and {percent(overall.coverage)} on all rows, "
        f"{percent(real.median_error)} and {percent(real.coverage)} on real runs alone, "
        f"{percent(new.median_error)} and {percent(new.coverage)} on the newest. With {real.rows} "
        f"rows of {real.groups} organisations, coverage is known to about 6 points at best.",
        "",
        "The tables of papers test little once their throughput is known: their authors computed the days "
        "from it. The four real runs with a reported MFU use the median goodput of the other runs, "
        f"{typical_goodput():.2f}; PaLM is missed because it spent 336 of 1,536 hours on half of its chips.",
    ]


def _known_table(checks: Sequence[Check]) -> list[str]:
    """Each run whose throughput is known."""
    lines = [
        "### Throughput known",
        "",
        "| run | published GPU-hours | from the reported MFU | error |",
        "| --- | --- | --- | --- |",
    ]
    lines += [
        _row(check.name, number(check.published), number(check.predicted), percent(check.error, signed=True))
        for check in checks
    ]
    return lines


def _measured_rates() -> list[str]:
    """Real runs with a measured MFU but without usable hours: no part of the fit."""
    lines = [
        "### Real runs with a measured MFU and no usable hours",
        "",
        "Not in the fit, and no group is left out for them.",
        "",
        "| run | chip | reported MFU | predicted | 80 % band | error |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for run in load_runs():
        if (
            run.kind == "run"
            and not run.usable
            and run.mfu is not None
            and run.parameters_active_b
            and run.chip
        ):
            work = Workload(run.parameters_active_b, early=run.software == "early")
            rate = predict_throughput(chip(run.chip), work)
            band = f"{percent(rate.mfu_low)} to {percent(rate.mfu_high)}"
            error = percent(rate.mfu / run.mfu - 1, signed=True)
            lines.append(_row(run.name, run.chip, percent(run.mfu), percent(rate.mfu), band, error))
    return lines


def _worst(checks: Sequence[Check]) -> list[str]:
    runs = {run.id: run for run in load_runs()}
    lines = [
        "### Worst cases",
        "",
        "Share of the BF16 peak: over the published hours, restarts included.",
        "",
    ]
    for check in sorted(checks, key=lambda check: -abs(check.error))[:WORST]:
        run = runs[check.id]
        share = flop_of(run) / (check.published * peak_flop_per_hour(chip(run.chip)))
        cause = WHY.get(check.id, "no cause known")
        lines.append(
            f"- {check.name}, {percent(check.error, signed=True)} ({percent(share)} of the peak): {cause}."
        )
    return lines


def serving() -> list[str]:
    model, engine, ideal = serving_unknown(by_model), serving_unknown(by_engine), serving_ideal()
    lines = ["## Serving: seconds for a batch", ""]
    lines += _summary_table(
        [
            ("**roofline, model left out**", model),
            ("roofline, engine left out", engine),
            ("data sheet (every efficiency 1)", ideal),
        ]
    )
    lines += ["", *_serving_goal(model, engine), "", *_by_model_table(model), "", *_worst_of_serving(model)]
    return [*lines, "", *_source_model()]


def _serving_goal(model: Sequence[Check], engine: Sequence[Check]) -> list[str]:
    """What was wanted of the predictions of serving, and what was measured."""
    experts = {row.row.id for row in serving_rows() if has_experts(row)}
    recent = {row.row.id for row in serving_rows() if row.row.published >= NEWEST}
    dense = summarise([check for check in model if check.id not in experts])
    mixed = summarise([check for check in model if check.id in experts])
    new = summarise([check for check in model if check.id in recent])
    whole, engines = summarise(model), summarise(engine)
    return [
        "Goal, the model left out: median error at most 11 % on dense models, 18 % on mixtures of experts, "
        "15 % on the rows at maximum load of 2025-26; coverage 72 to 88 %. Measured: "
        f"{percent(dense.median_error)}, {percent(mixed.median_error)}, {percent(new.median_error)}; "
        f"{percent(whole.coverage)} on all rows, {percent(new.coverage)} on the newest. The band holds for "
        "other models on a known engine: of an engine that had no part in the fit, "
        f"{percent(engines.coverage)} of the rows lie in it.",
    ]


def _by_model_table(model: Sequence[Check]) -> list[str]:
    """How far predictions are off for each model, without its own rows in the fit."""
    lines = [
        "Rows at maximum load state no batch; theirs is the batch whose inputs and outputs fit in 90 % of "
        "the memory beside the weights, at most 2,048 for each group of GPUs that does attention apart. A "
        "throughput counts as batch x output tokens over the seconds.",
        "",
        "| model left out | rows | median error | bias | in the 80 % band |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name in sorted({check.group for check in model}):
        of = summarise([check for check in model if check.group == name])
        lines.append(
            f"| {name} | {of.rows} | {percent(of.median_error)} | {percent(of.bias, signed=True)} "
            f"| {percent(of.coverage)} |"
        )
    return lines


def _worst_of_serving(model: Sequence[Check]) -> list[str]:
    """The batches whose seconds are the farthest off."""
    lines = [
        "### Worst cases",
        "",
        "Mixtures of experts at maximum load lead the list: the batch that the server held is not published "
        "and how evenly the experts are loaded is not known.",
        "",
        "| row | load | tokens in, out | measured s | predicted s | error |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    rows = {row.id: row for row in load_serving_benchmarks()}
    for check in sorted(model, key=lambda check: -abs(check.error))[:WORST]:
        row = rows[check.id]
        lengths = f"{row.input_tokens:.0f}, {row.output_tokens:.0f}"
        seconds = (number(check.published), number(check.predicted))
        lines.append(_row(check.name, row.load, lengths, *seconds, percent(check.error, signed=True)))
    return lines


def _source_model() -> list[str]:
    setup = Serving(shape("GPT-175B"), chip("A100 80GB"), 8, "bf16", 128, 200, 200)
    found = predict_serving(setup)
    place = "below" if found.latency_low_s > SOURCE_MODEL_S else "inside"
    return [
        "### The 20 seconds of the source model",
        "",
        "175B in 16 bits on 8 A100 80 GB, batch 128, 200 tokens in and 200 out: nobody published that. "
        f"The roofline gives {found.latency_s:.1f} s, 80 % band {found.latency_low_s:.1f} to "
        f"{found.latency_high_s:.1f} s. The {SOURCE_MODEL_S:.0f} s of the source model lie {place} the band. "
        "A plain efficiency of 0.42 to 0.52 of the memory roofline, read off rows with at most 32 sequences, "
        "gives 19.6 to 23.8 s; it leaves out that at batch 128 the arithmetic and the exchange between GPUs "
        "weigh more.",
    ]
