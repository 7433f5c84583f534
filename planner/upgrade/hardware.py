"""Quotes, chips, the model that is served, the clusters, and what is trained on them."""

from __future__ import annotations

import math

from planner.upgrade.draft import Draft
from planner.upgrade.money import DOLLAR, from_usd

ALIKE = ("chips", "exports", "data_mix", "serving_benchmarks")
"""Tables whose columns are what they were."""


FITTED_ANEW = (
    *("serving_memory_efficiency", "serving_compute_efficiency", "serving_link_efficiency"),
    *("serving_layer_overhead_us", "serving_join_overhead_us", "serving_band_low", "serving_band_high"),
)
"""Constants of the roofline, which mean nothing in another form of it."""


def fill_hardware(draft: Draft) -> None:
    """Everything that the sheets of prices, models, clusters and phases hold."""
    for table in ALIKE:
        draft.tables[table] = []
        for row in draft.old.tables[table]:
            draft.add(table, **row)
    _quotes(draft)
    _model(draft)
    _training(draft)
    _parallel(draft)
    _research(draft)


def _quotes(draft: Draft) -> None:
    """Prices were in USD and moved with one rate."""
    called = draft.declared.columns["gpu_prices"]
    for row in draft.old.tables["gpu_prices"]:
        entry = {called.get(key, key): value for key, value in row.items()}
        draft.add("gpu_prices", **entry, currency=DOLLAR, path=draft.name("rent"))
    draft.gone("price_hours_per_month")


def _levels(draft: Draft, key: str, column: str) -> dict[str, str]:
    """The quote of each level."""
    base = draft.old.base(key)
    found = {f"{column}_{level}": draft.old.at(key, level) for level in ("low", "high")}
    return {column: base} | {name: quote for name, quote in found.items() if quote != base}


def _model(draft: Draft) -> None:
    old = draft.old
    for key in FITTED_ANEW:
        draft.gone(key)
    draft.moved("serving_price_quote")
    extra = float(draft.single("replica_extra_month_usd", changed=bool(old.base("replica_extra_month_usd"))))
    draft.add(
        "models",
        model=draft.name("model"),
        figures_from="architecture",
        cached_cost_share=1.0,
        **_levels(draft, "serving_price_quote", "serving_quote"),
        peak_to_average=draft.single("peak_to_average"),
        spare_share=draft.single("replica_spares"),
        minimum_replicas=0.0,
        running_cost_per_replica=extra * from_usd(draft, "base"),
        note=draft.note(
            "serving_price_quote", "peak_to_average", "replica_spares", "replica_extra_month_usd"
        ),
    )


def _held(draft: Draft, which: str) -> tuple[float, float] | None:
    """The months through which a cluster was rented; None where there was none."""
    start, end = (float(draft.old.base(f"{which}_{edge}_month")) for edge in ("start", "end"))
    return (start, end) if end >= start else None


def _add_cluster(
    draft: Draft, which: str, gpus: float, spare: float, held: tuple[float, float] | None, *noted: str
) -> None:
    first, last = held or (None, None)
    quotes = _levels(draft, "gpu_price_quote", "quote")
    row = {"cluster": draft.name(which), "gpus": gpus, "spare_servers": spare}
    note = draft.note(*noted)
    draft.add("clusters", **row, **quotes, hold_from=first, hold_to=last, note=note)


def _training(draft: Draft) -> None:
    """The first cluster, and one run of the model on it."""
    draft.moved("gpu_price_quote")
    gpus, spare = float(draft.single("training_gpus")), float(draft.single("spare_servers"))
    held = _held(draft, "training")
    draft.single("training_start_month")
    draft.single("training_end_month", changed=True)
    _add_cluster(draft, "training", gpus, spare, held, "training_gpus", "spare_servers", "gpu_price_quote")
    draft.gone("full_runs_per_year")
    if held is not None:
        draft.add(
            "phases",
            phase=draft.name("pretraining"),
            model=draft.name("model"),
            kind="pre-training",
            cluster=draft.name("training"),
            tokens_b=0.0,
            start_month=held[0],
            repetitions=1.0,
            gates_launch="yes",
            note=draft.note("full_runs_per_year"),
        )


def _servers(draft: Draft) -> tuple[float, float, float]:
    """GPUs of a server of the training cluster, and its GPUs and spare servers."""
    quote = draft.old.base("gpu_price_quote")
    found = next(row for row in draft.old.tables["gpu_prices"] if row["quote"] == quote)
    return found["gpus_per_server"], draft.old.base("training_gpus"), draft.old.base("spare_servers")


def _parallel(draft: Draft) -> None:
    """The clusters beside the first, as one: all their servers, spare ones among the GPUs where need be."""
    further, held = float(draft.single("parallel_clusters")) - 1, _held(draft, "parallel")
    keys = ("parallel_start_month", "parallel_end_month")
    if not further or held is None:
        for key in keys:
            draft.gone(key, "no_cluster")
        return
    size, gpus, spare = _servers(draft)
    if further != 1:
        servers = math.ceil(round(gpus / size, 6)) + spare
        gpus, spare = math.ceil(round(further * servers, 6)) * size, 0.0
    for key in keys:
        draft.single(key)
    _add_cluster(draft, "parallel", gpus, spare, held, "parallel_clusters", *keys)


def _research(draft: Draft) -> None:
    """A cluster of its own for experiments, if there was one, and what they take."""
    old = draft.old
    share, held = float(old.base("research_cluster_share")), _held(draft, "research")
    keys = ("research_start_month", "research_end_month")
    where = "training"
    if share and held is not None:
        size, gpus, spare = _servers(draft)
        wanted = share * (math.ceil(round(gpus / size, 6)) + spare) * size
        whole = max(1, round(wanted / size)) * size
        where = "research"
        _add_cluster(draft, where, whole, 0.0, held, "research_cluster_share", *keys)
        rounded = "whole" if whole != wanted else ""
        draft.single("research_cluster_share", because=rounded, was=wanted, now=whole)
        for key in keys:
            draft.single(key)
    else:
        for key in ("research_cluster_share", *keys):
            draft.gone(key, "no_cluster")
    _experiments(draft, where, held[0] if held and where == "research" else None)


def _experiments(draft: Draft, where: str, start: float | None) -> None:
    old = draft.old
    fraction = float(old.base("research_fraction"))
    if not fraction or _held(draft, "training") is None:
        draft.gone("research_fraction", "no_cluster")
        return
    draft.single("research_fraction", changed=True)
    draft.add(
        "phases",
        phase=draft.name("experiments"),
        model=draft.name("model"),
        kind="experiments",
        cluster=draft.name(where),
        start_month=start,
        after=None if start else draft.name("pretraining"),
        repetitions=1.0,
        fraction_of=draft.name("pretraining"),
        fraction=fraction,
        gates_launch="no",
        note=draft.note("research_fraction"),
    )
