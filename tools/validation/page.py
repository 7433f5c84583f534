"""Writes the validation page.

python -m tools.validation.page
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from planner.reference.fitting.observations import production_rows
from planner.reference.serving import load_serving_benchmarks
from planner.reference.throughput import load_throughput_fit
from tools.validation.leave_out import excluded_runs
from tools.validation.tables import serving, training

INTRO = """\
# Validation

Written by `python -m tools.validation.page`; a test compares it with what the
command writes. It says how far the predictors of `planner.reference` are from published figures.

Rules. The tested group has no part in the fit, nor in the band: for real runs the group is the
organisation, for tables of papers the paper, for serving the model or the engine. Error is predicted over
published, minus 1. The band is the middle 80 % of the left-out residuals. Which rows count was decided by
how their hours came about, never by how well they are predicted; the excluded rows and reasons are at the
end.
"""
FORM = """\
## How the formula was chosen

The form (an intercept, the balance of the chip, balance times size, early software) was chosen by comparing
about thirty forms, three penalties and three weightings on the first collection of runs, all under
leave-one-organisation-out. A choice among forms on the same rows flatters; so twelve further runs were
collected after the form, the ridge penalty (0.1) and the weights (rows of an organisation to the power
-0.5) were fixed. They are the line "collected afterwards" above, under the coefficients of the first
collection.

Changed after that, all for reasons other than the error: the bandwidths of the 40 GB and 80 GB A100 are
told apart (one figure stood for both); the four Pythia runs count as real runs, not as benchmarks;
sliding-window attention of Olmo 3 is counted as such. The band is taken from plain deciles: conformal order
statistics, tried first, covered 88 % of the real runs and 92 % of all rows, wider than they claim to be.

What was tried and did not help, so is not there: the number of GPUs (unknown for a third of the runs, and
rows of 2025-26 come out 18 instead of 14 %), a date of the software, a coefficient of 40 GB cards, total
parameters in place of active ones, an FP8 coefficient of benchmarks apart from that of runs. Without
partial pooling and without benchmarks in one regression, rows of 2025-26 were 24 % off, with half in the
band. The floor of size, 4 billion, was
chosen with the rows of 2025-26 in view, among some 55 forms, and took them from 14.3 to 12.5 %: a row that
nobody has looked at yet may come out further off. The figures of steps with a layout were written down
without the papers at hand (`verified` says no), and are to be read again.

Pangu Ultra MoE counts with the MFU that it prints, 30.0 %. Its 243 tokens per second and NPU come to half of
that of the peak of an Ascend 910B; which chip it was is not said. Counted so, the newest rows are 15.9 %
off with 73 % in the band, and 88 % of the real runs lie in a band that is wider.

Layouts. Published steps of A100, each paper left out of the constants: Megatron-LM 2021, Korthikanti 2022,
MT-NLG 2022, MegaScale 2024. Micro-batches of the first table of Megatron-LM are assumed. A stack that its
owner tuned (MegaScale's own) is a fifth faster than predicted, MT-NLG a fifth slower. Tried and left out:
sends of a pipeline (2 % of a step), a fall of efficiency with small matrices (activations through memory
say it). Full recomputation and the bubble alone, at one efficiency, are coarser. No measured row of vTrain
is in any fit.

Limits. MI300X has no usable published run: its prediction is the formula's extrapolation and a measured
matrix product. Hybrids of Mamba and attention (Nemotron 3) are slower than predicted: their layers are not
those of the formula. B300 and Ascend rest on one run each. What a benchmark of a mixture of experts reaches
depends on the date of its software (x 1.5 in nine months), which has no coefficient. Llama 3 and 3.1 state a
lower bound of tokens, so their hours look worse than they were.
"""


def _excluded() -> list[str]:
    lines = ["## Rows that are not used", "", "| row | why |", "| --- | --- |"]
    runs = excluded_runs()
    lines += [f"| {run.name} | {run.exclusion} |" for run in runs if run.kind in ("run", "estimate")]
    counted = Counter(run.exclusion for run in runs if run.kind not in ("run", "estimate"))
    lines += [f"| {count} rows of papers | {why} |" for why, count in sorted(counted.items())]
    served = Counter(row.exclusion for row in load_serving_benchmarks() if not row.usable)
    lines += [f"| {count} serving rows | {why} |" for why, count in sorted(served.items())]
    return lines


def _coefficients() -> list[str]:
    fit = load_throughput_fit()
    count = len(production_rows())
    return [
        "## Coefficients in use",
        "",
        f"Fitted on {count} real runs and the benchmarks: ln MFU of a typical stack in BF16 = "
        f"{fit.intercept_ln:.3f} + balance x "
        f"({fit.balance_ln:.3f} + {fit.size_balance_ln:.3f} x ln(active parameters / 30e9)), with balance = "
        f"ln of the chip's FLOP per byte over {fit.reference_balance_flop_per_byte:.0f}, between 0 and "
        f"{fit.balance_max:.3f}. The band is {fit.mfu_low_factor:.2f} to {fit.mfu_high_factor:.2f} times the "
        f"median MFU; goodput {fit.goodput:.2f}. "
        "`planner/reference/data/throughput_fit.csv` and `serving_fit.csv` hold every constant; "
        "`python -m tools.validation.fit` writes them.",
    ]


def page() -> str:
    """The text of ``docs/validation.md``."""
    parts = [INTRO, *training(), "", *serving(), "", FORM, *_coefficients(), "", *_excluded()]
    return "\n".join(parts) + "\n"


PAGE = Path(__file__).parents[2] / "docs" / "validation.md"

if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"docs/{PAGE.name}\n")
