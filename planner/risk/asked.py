"""What a simulation is asked for, judged before anything is drawn."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from planner.problems import PlanError, Problem, did_you_mean, quoted
from planner.risk.hdr import MOST as LARGEST_COUNTER
from planner.risk.sampling import HDR, SAMPLINGS
from planner.template.schema import Template

MONEY, NEED, _ = FIRST = ("minimum_cash", "peak_funding_need", "closing_cash_end")
"""The headlines: replayed at their lowest, middle and highest draw, and shown with what drives them."""
MOST_DRAWS = 1_000_000
"""Draws of one simulation: they take minutes, and half a gigabyte."""
MOST_KEPT = 10_000
"""Draws that stand on a sheet."""
MOST_REPLAYED = 1_000
"""Draws that a checker evaluates: about a second each."""


def refuse_unfit(
    file: str,
    draws: int,
    seed: int | None,
    replay: int,
    keep: int = 1,
    sampling: str = HDR,
    *,
    write: bool = False,
) -> None:
    """Raises PlanError where numbers are none that can be used, or what is asked for does not go together."""
    problems = list(_unfit(file, draws, seed, replay, keep))
    if sampling not in SAMPLINGS:
        remedy = f"Name {' or '.join(SAMPLINGS)}."
        problems.append(Problem(f"there is no sampling {quoted(sampling)}", remedy, file, usage=True))
    elif write and sampling != HDR:
        message = "formulas of the sheets make draws by hdr, and none of another sampling could be made again"
        problems.append(Problem(message, "Leave out --sampling, or --write.", file, usage=True))
    if problems:
        raise PlanError(problems)


def _unfit(file: str, draws: int, seed: int | None, replay: int, keep: int) -> Iterator[Problem]:
    asked = (
        ("draws", draws, 1, MOST_DRAWS),
        ("seed", seed if seed is not None else 1, 0, LARGEST_COUNTER),
        ("replayed draws", replay, 0, MOST_REPLAYED),
        ("draws kept", keep, 1, MOST_KEPT),
    )
    for name, given, least, most in asked:
        if not least <= given <= most:
            message = f"{name}: {given:,} asked for, expected {least:,} to {most:,}"
            yield Problem(message, f"Give a number from {least:,} to {most:,}.", file)


def trial_of(file: str, trial: int) -> int:
    """The number of a draw. Raises PlanError where there is none of it."""
    if not 1 <= trial <= LARGEST_COUNTER:
        message = f"there is no draw {trial:,}"
        raise PlanError(Problem(message, f"Draws have numbers from 1 to {LARGEST_COUNTER:,}.", file))
    return trial


def results_of(template: Template, keys: Collection[str], file: str) -> list[str]:
    """The results to show: those asked for behind the headlines. Raises PlanError for unknown ones."""
    rows = {row.key: row for row in template.formulas}
    problems = []
    for key in keys:
        if key not in rows:
            remedy = did_you_mean(key, rows, "`planner show PATH --json` has every key.")
            problems.append(Problem(f"there is no line {quoted(key)}", remedy, file, key=key, usage=True))
        elif rows[key].axis:
            message = f"{key} has a value for each {rows[key].axis}, and a result of a draw is one number"
            problems.append(Problem(message, "Name a line that is one number.", file, key=key, usage=True))
    if problems:
        raise PlanError(problems)
    return list(dict.fromkeys([*_headlines(template), *keys]))


def _headlines(template: Template) -> Sequence[str]:
    """The key numbers that are one number, money and cash before the others."""
    keys = [shown.key for shown in template.key_numbers if not template.row(shown.key).axis]
    first = [key for key in FIRST if key in keys]
    return [*first, *(key for key in keys if key not in first)]
