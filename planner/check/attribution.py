"""What the changes between two plans did to lines, by the engine alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from planner.check.between import Between
from planner.check.shapley import MOST_EXACT, Attribution, Value, attribute

if TYPE_CHECKING:
    from planner.check.shapley import Numbers
    from planner.template.schema import Template


def attributions(between: Between, places: Mapping[str, int | None]) -> dict[str, Attribution]:
    """Key -> what did it. Lines that the same few changes reach are looked at together, others too.

    Args:
        places: key -> where along its axis; None for a line without an axis.
    """
    from planner.model import LINES

    reach = [between.reaches(change) for change in between.changes]
    read = {key: LINES.upstream(_line_of(key, between.template)) for key in places}
    players = {key: tuple(at for at, names in enumerate(reach) if names & read[key]) for key in places}
    many = tuple(sorted({at for found in players.values() if len(found) > MOST_EXACT for at in found}))
    groups: dict[tuple[int, ...], list[str]] = {}
    for key, found in players.items():
        groups.setdefault(found if len(found) <= MOST_EXACT else many, []).append(key)
    numbers = _Numbers(between, places)
    attributed: dict[str, Attribution] = {}
    for found, keys in groups.items():
        attributed |= dict(zip(keys, attribute(found, numbers.of(keys)), strict=True))
    return attributed


def _line_of(key: str, template: Template) -> str:
    """The line of the engine that has this row of the workbook; a row for each cluster is one of a grid."""
    return template.row(key).stem or key


class _Numbers:
    """What the engine makes of the plans between the two; each is computed once."""

    def __init__(self, between: Between, places: Mapping[str, int | None]) -> None:
        from planner.model import LINES

        self.between, self.places = between, places
        self.lines = LINES.for_keys(_line_of(key, between.template) for key in places)
        self.known: dict[int, dict[str, float]] = {}

    def of(self, keys: Sequence[str]) -> Value:
        """The numbers of these lines, by the changes that are made."""
        import numpy as np

        def value(mask: int) -> Numbers:
            if mask not in self.known:
                self.known[mask] = self._evaluated(mask)
            return np.array([self.known[mask][key] for key in keys])

        return value

    def _evaluated(self, mask: int) -> dict[str, float]:
        import numpy as np

        with np.errstate(all="ignore"):
            values = self.lines.spread(self.lines.evaluate(self.between.plan(mask)))
        found = {}
        for key, place in self.places.items():
            along = np.atleast_1d(values[key])  # one number where a line is the same all along its axis
            found[key] = float(along[place if place is not None and along.size > 1 else 0])
        return found
