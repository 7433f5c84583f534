"""What the live formulas of the sheets must come to, computed a second time from the draws themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from planner.results.simulated import Simulated
from planner.risk import inputs_sheet as inputs
from planner.risk.drawing import Shares, leaning
from planner.risk.draws_sheet import Kept
from planner.risk.risk_sheet import BINS, FACTS, LASTS, LIVE, OUT, RESULTS, SHARES, STEPS, TAIL, Places
from planner.risk.uncertain import Uncertain
from planner.xlsx.a1 import Position

if TYPE_CHECKING:
    import numpy as np

Expected = dict[Position, float | str]


def of_risk(result: Simulated, kept: Kept) -> Expected:
    """Of the sheet `Risk`."""
    import numpy as np

    places, found = Places(len(kept.results), kept.cash.shape[1]), Expected()
    money, need = kept.results[result.money], kept.results[result.need]
    found[FACTS + 1, 2] = float((money >= 0).mean())
    found[FACTS + 2, 2] = float(np.percentile(need, 90))
    found[FACTS + 5, 2] = float(kept.count)
    for row, values in enumerate(kept.results.values(), start=RESULTS + 1):
        found |= dict(_statistics(row, values))
        tenth = values[values <= np.percentile(values, 10)]
        found[row, TAIL] = float(tenth.mean())
    for row, step in enumerate(STEPS, start=places.curve + 1):
        found[row, LIVE] = float(np.percentile(need, step))
        found[row, LIVE + 1] = float(np.percentile(money, step))
    found |= dict(_histogram(places.histogram, need))
    never_short = (np.minimum.accumulate(kept.cash, axis=1) >= 0).mean(axis=0)
    for row, share in enumerate(never_short.tolist() if OUT in kept.results else [], start=places.cash + 1):
        found[row, LASTS] = share
    for row, values in enumerate(kept.cash.T, start=places.cash + 1):
        found |= dict(_statistics(row, values))
        found[row, TAIL] = float((values < 0).mean())
    for row, values in enumerate(kept.checks.values(), start=places.checks + 1):
        found[row, LIVE] = float((values == 0).mean())
    return found


def _histogram(head: int, need: np.ndarray) -> Iterator[tuple[Position, float]]:
    import numpy as np

    least, most = float(need.min()), float(need.max())
    ends = [least + (most - least) * (step / BINS) for step in range(1, BINS + 1)]
    bars = np.bincount(np.searchsorted(ends[:-1], need, side="left"), minlength=BINS) / len(need)
    for row, (end, bar) in enumerate(zip(ends, bars.tolist(), strict=True), start=head + 1):
        yield (row, 1), end
        yield (row, LIVE), bar


def _statistics(row: int, values: np.ndarray) -> Iterator[tuple[Position, float]]:
    import numpy as np

    for at, value in enumerate(np.percentile(values, [100 * share for share in SHARES]).tolist()):
        yield (row, LIVE + at), value
    yield (row, LIVE + len(SHARES)), float(values.mean())


def of_inputs(
    rows: Sequence[Uncertain], shares: Shares, draw: Mapping[str, float | str], kept: int, trial: int, ok: str
) -> Expected:
    """Of the draw on the sheet `Risk inputs`: shares and values; every value agrees with the stored one.

    Args:
        shares: of that one draw.
        draw: its inputs.
    """
    there = trial <= kept
    found: Expected = {inputs.KEPT_AT: float(kept), inputs.STATUS_AT: ok}
    for at, row in enumerate(rows, start=inputs.FIRST):
        value = draw[row.name]
        found[at, inputs.AT["u"]] = float(shares[row.variable, row.entity][0])
        found[at, inputs.AT["share"]] = float(leaning(row, rows, shares)[0])
        found[at, inputs.AT["value"]] = value
        found[at, inputs.AT["stored"]] = value if there else ""
        found[at, inputs.AT["alike"]] = 1.0 if there else 0.0
    return found
