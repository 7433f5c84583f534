"""What each change did to a result: its effects, and the sum that shows that they add up to the change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planner.changes.formats import adding_up, apart
from planner.changes.lines import Band, Item, Line
from planner.changes.names import Names, keys_of
from planner.results.diff import Compared, Effect, ResultChange
from planner.xlsx.number_shown import shown

MOST_EFFECTS = 10
"""Effects that are told one by one; what the others did is one more line, so that the sum is whole."""

NOISE = 1e-9
"""A standard error that is a smaller part of the change is what rounding leaves, and is not told."""

METHODS = {
    "shapley": "method_shapley",
    "shapley sampled": "method_sampled",
    "sequential": "method_sequential",
}


def effects(compared: Compared, names: Names) -> Iterator[Item]:
    """A block for each result that was attributed, and how its effects were found."""
    told = [one for one in compared.results if one.effects]
    if not told:
        return
    yield Band(names.texts["effects"].format(level=names.level(compared.scenario)))
    whole = bool(compared.keys) or not all(one.is_key for one in told)
    for one in told:
        yield from _block(one, names, compared.scenario, most=len(one.effects) if whole else MOST_EFFECTS)
    methods = [names.texts[METHODS[method]] for method in dict.fromkeys(one.method for one in told)]
    yield from (Line(names.texts["method"], note=text) for text in methods)


def _block(one: ResultChange, names: Names, scenario: str, most: int) -> Iterator[Item]:
    label, unit = names.result(one, scenario), names.unit(one)
    shown_alone = one.effects if len(one.effects) <= most + 1 else one.effects[:most]
    rest = one.effects[len(shown_alone) :]
    parts = [effect.effect for effect in shown_alone]
    parts += [sum(effect.effect for effect in rest)] if rest else []
    look = adding_up(parts, one.format)
    yield Band(label, inner=True)
    for effect in shown_alone:
        note = _error(effect, one, look, names)
        key = keys_of([effect])
        yield Line(names.effect(effect), unit, effect=effect.effect, change_look=look, note=note, key=key)
    if rest:
        others = names.texts["others"].format(count=len(rest))
        yield Line(others, unit, effect=parts[-1], change_look=look)
    yield _sum(one, names.texts["sum"].format(label=label), unit, parts, look)


def _sum(one: ResultChange, label: str, unit: str, parts: Sequence[float], look: str) -> Line:
    before, after = one.pair
    finer = apart(before, after, one.format)
    return Line(label, unit, before, after, finer, adds=len(parts), change_look=look, key=one.key)


def _error(effect: Effect, one: ResultChange, look: str, names: Names) -> str:
    if effect.error <= NOISE * abs(one.change):
        return ""
    return names.texts["error"].format(error=shown(effect.error, look).strip())
