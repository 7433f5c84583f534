"""Results that differ between two plans, with what each change of an input did to them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from planner.check.attribution import attributions
from planner.check.between import Between
from planner.check.examine import Reading, as_engine_takes
from planner.results.diff import Effect, ResultChange, moved_most
from planner.usecases.wording import wording


def attributed(
    then: Reading, now: Reading, results: Sequence[ResultChange], keys: Collection[str], scenario: str
) -> Iterator[ResultChange]:
    """The results, those of these keys and this scenario with what did it, the greatest first."""
    asked = {one.key: _place(one) for one in results if _is_asked(one, keys, scenario)}
    if not asked:
        yield from results
        return
    template = now.book.template
    typed = wording(then.book.template, template).inputs(then.inputs), now.inputs
    before, after = (as_engine_takes(inputs, template)[scenario] for inputs in typed)
    between = Between(template, before, after)
    found = attributions(between, asked)
    for one in results:
        if one.key not in found or one.scenario != scenario:
            yield one
            continue
        done = found[one.key]
        effects = [
            Effect(_names(between, part.of), part.effect, part.error) for part in done.parts if part.effect
        ]
        ordered = sorted(effects, key=lambda effect: -abs(effect.effect))
        yield replace(one, effects=tuple(ordered), method=done.method)


def _is_asked(one: ResultChange, keys: Collection[str], scenario: str) -> bool:
    return one.key in keys and one.scenario == scenario and one.comparable


def _names(between: Between, of: Sequence[int]) -> tuple[str, ...]:
    return tuple(name for number in of for name in between.changes[number].names)


def _place(one: ResultChange) -> int | None:
    """The place along its axis at which it changed most."""
    return None if one.at is None else moved_most(one.before, one.after)[0]
