"""What an upgrade says of each input and of each formula of the owner's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

INPUT, FORMULA, CELL = "input", "formula", "cell"


@dataclass(frozen=True, slots=True)
class Upgraded:
    """What became of an input, of a formula of the owner's, or of a cell of theirs among planner's.

    Attributes:
        kind: `input`, `formula` or `cell`.
        key: of an input; `roles.raise` for a column of a table.
        sheet: of a formula or a cell, with `cell`.
        change: an input is kept, moved, changed or gone; a formula is rewritten or lost; a cell is gone.
        was: its values, or the formula with its equals sign.
        now: where an input stands, such as `clusters[Training].gpus`; how a formula reads.
        why: what changes by it, or what to read instead.
    """

    kind: str
    key: str
    sheet: str
    cell: str
    change: str
    was: str
    now: str
    why: str

    def as_dict(self) -> dict[str, Any]:
        """As the documented JSON has it."""
        return {name: getattr(self, name) for name in self.__slots__}
