"""Rows of tables that docs/model.md, section 2, lets a plan have: what a phase, a model or a product needs.

Whoever draws rows at random draws each cell alone; here what does not go together is mended, by rules that
draw nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from planner.template.rows import Table

Cells = dict[str, Any]
Tables = Mapping[str, Sequence[Mapping[str, Any]]]

KNOWN = ("USD", "CNY")
"""Currencies that lines look for; the first has to be there."""

A_UTILISATION, A_ROLLOUT, A_SPEED = 0.5, 600.0, 1000.0
"""Stand where a phase or a model divides by what is blank."""


def in_order(tables: Iterable[Table]) -> list[Table]:
    """The tables, each behind those whose names it takes."""
    waiting, done = list(tables), list[Table]()
    while waiting:
        known = {table.key for table in done}
        ready = next(one for one in waiting if _named(one) - {one.key} <= known)
        waiting.remove(ready)
        done.append(ready)
    return done


def _named(table: Table) -> set[str]:
    from_tables = {
        column.choices_from.partition(".")[0] for column in table.columns if "." in column.choices_from
    }
    return from_tables | {"chips"} if table.key == "exports" else from_tables


def sound(
    table: Table, rows: Sequence[Cells], tables: Tables, named: bool = False
) -> Sequence[Mapping[str, Any]]:
    """The rows as a plan may hold them.

    Args:
        tables: those that it takes names from.
        named: the rows have names that others know, so that these stay.
    """
    mend = None if named and table.key == "currencies" else MENDED.get(table.key)
    for number, row in enumerate(rows) if mend else ():
        mend(number, row, tables)
    return rows


def _currency(number: int, row: Cells, _: Tables) -> None:
    if number < len(KNOWN):
        row["currency"] = KNOWN[number]


def _model(number: int, row: Cells, tables: Tables) -> None:
    """The first is served, as Serving looks at it; a model has the figures that are typed."""
    if number == 0:
        row.setdefault("serving_quote", tables["gpu_prices"][0]["quote"])
    if row["figures_from"].casefold() == "typed":
        row.setdefault("total_parameters_b", A_SPEED)
        row.setdefault("active_parameters_b", row["total_parameters_b"] / 2)
        row.setdefault("replica_gpus", 8)
        row.setdefault("prefill_tokens_per_s", A_SPEED)
        row.setdefault("decode_tokens_per_s", A_SPEED / 10)


def _phase(_: int, row: Cells, __: Tables) -> None:
    if not row.get("after"):
        row["start_month"] = max(1.0, row.get("start_month", 1.0))
    kind = row["kind"].casefold()
    if kind == "rl":
        row.setdefault("rollout_tokens_per_s", A_ROLLOUT)
    if kind in {"evaluation", "synthetic data"}:
        row.setdefault("utilisation", A_UTILISATION)


def _product(_: int, row: Cells, tables: Tables) -> None:
    """What it sells is served, and it begins below its ceiling."""
    models = [model for model in tables["models"] if model]
    served = {str(model["model"]).casefold() for model in models if model.get("serving_quote")}
    if row["model"].casefold() not in served:
        row["model"] = tables["models"][0]["model"]
    if row.get("successor", "").casefold() not in served:
        row.pop("successor", None)
    row["first_volume"] = min(row["first_volume"], row["ceiling"])


def _cost(_: int, row: Cells, __: Tables) -> None:
    if row["cadence"].casefold() == "once":
        row["end_month"] = max(row["start_month"], row["end_month"])


MENDED: Mapping[str, Callable[[int, Cells, Tables], None]] = {
    "currencies": _currency,
    "models": _model,
    "phases": _phase,
    "products": _product,
    "other_costs": _cost,
}
