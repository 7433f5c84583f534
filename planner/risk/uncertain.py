"""An uncertain input: which one, how it is distributed, and which counters make its draws."""

from __future__ import annotations

from dataclasses import dataclass

from planner.template.rows import Column, Row

METALOG, TRIANGULAR, UNIFORM, LOGNORMAL, DISCRETE, EVENT = KINDS = (
    *("metalog", "triangular", "uniform", "lognormal", "discrete", "event"),
)
"""What low, base and high mean: of a metalog and a lognormal 10, 50 and 90 %; of a triangle and where all are
alike the ends; of one of three the values themselves; of an event base without it and high with it."""

END_SHARE = 0.3
"""How probable either end of three values is that stand for 10, 50 and 90 %: Swanson's 30, 40, 30 (Hurst,
Brown and Swanson, AAPG Bulletin 84, 2000)."""

FACTOR = 1_000_000
"""Added to the variable of the first input of a group for the counter of the factor that the group shares."""

Value = float | str


@dataclass(frozen=True, slots=True)
class Uncertain:
    """One input, or one cell of a table, that is drawn.

    Attributes:
        name: `mfu`, or `table[row].column`, as `planner set` takes it.
        low, base, high: what they mean follows from the kind; words of an input that is one of several.
        lower, upper: what it never reaches; None for no such bound.
        probability: of an event, or of either end of three values.
        group: of inputs that share a factor; empty for none.
        correlation: with the factor of the group, -1 to 1.
        variable, entity: counters of the generator.
        note: where the three values come from, or why the kind is what it is.
        where: of a table its key, its column and the row from 0; of an input nothing.
    """

    name: str
    kind: str
    low: Value
    base: Value
    high: Value
    of: Row | Column
    variable: int
    entity: int = 1
    lower: float | None = None
    upper: float | None = None
    probability: float = 0.0
    group: str = ""
    correlation: float = 0.0
    note: str = ""
    where: tuple[str, str, int] | None = None

    @property
    def is_word(self) -> bool:
        """Whether its values are words."""
        return isinstance(self.base, str)

    @property
    def label(self) -> str:
        """What readers know it by: the label of the input, or the row of its table and its column."""
        if isinstance(self.of, Row):
            return self.of.label
        return f"{self.name.partition('[')[2].rpartition(']')[0]}: {self.of.header}"

    @property
    def numbers(self) -> tuple[float, float, float]:
        """Low, base and high of an input that is a number."""
        return float(self.low), float(self.base), float(self.high)

    @property
    def words(self) -> tuple[Value, Value, Value]:
        """Low, base and high as they stand."""
        return self.low, self.base, self.high
