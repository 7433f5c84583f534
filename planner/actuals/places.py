"""Where everything of the sheet stands: the only place of its addresses.

A spot is a part of the sheet, a row of that part and a column: `("month", 3, "closing")`. Formulas and the
engine's values are each looked up by spot, and know nothing of one another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from planner.xlsx.a1 import column_letters

MARK_ROW, WIDTH, KEY = 3, 14, 15
"""The last column that prints, and the one of keys behind it."""

TOP, ANSWER, LINE, MONTH, LEVEL, TERM, PAIR, TOLD, FILE, LEFT, CONTROL = (
    *("top", "answer", "line", "month", "level", "term", "pair"),
    *("told", "file", "left", "control"),
)
LEVELS: Mapping[str, str] = {"low": "_low", "base": "", "high": "_high"}
"""Level of the plan -> how the columns end that are its own."""
BESIDE = tuple(level for level, end in LEVELS.items() if end)
"""The levels beside the base case, whose months stand in a part of their own."""
TOPS = "through", "counted", "status"
ANSWERS = (
    *("closing_cash", "runway_months", "closing_cash_end", "minimum_cash", "minimum_cash_month"),
    *("cash_out_month", "shortest_runway_months", "shortest_runway_month", "breakeven_month"),
)
MONTHS_OF = {"minimum_cash_month", "cash_out_month", "shortest_runway_month", "breakeven_month"}
"""Answers that are a month, 0 for none."""
CONTROLS = "closing", "effect", "variance"
COLUMNS: Mapping[str, Mapping[str, int]] = {
    TOP: {"label": 1, "unit": 2, "value": 3, "note": 4},
    ANSWER: {
        **{"label": 1, "unit": 2, "plan_low": 3, "plan": 4, "plan_high": 5},
        **{"reforecast_low": 6, "reforecast": 7, "reforecast_high": 8},
        **{"change_low": 9, "change": 10, "change_high": 11},
        **{"month_low": 12, "month": 13, "month_high": 14, "key": KEY},
    },
    LINE: dict(
        zip(
            ("label", "unit", "plan", "actual", "variance", "price", "volume", "unsplit", "effect", "months"),
            range(1, 11),
            strict=True,
        ),
        key=KEY,
    ),
    MONTH: {
        name: at
        for at, name in enumerate(
            (
                *("date", "unit", "number", "plan_flow", "effect", "flow", "funding", "net", "opening"),
                *("closing", "plan_closing", "burn", "runway", "revenue"),
            ),
            start=1,
        )
    },
    LEVEL: {
        **{"date": 1, "unit": 2, "number": 3},
        **{"flow_low": 4, "funding_low": 5, "closing_low": 6, "burn_low": 7, "runway_low": 8},
        **{"flow_high": 9, "funding_high": 10, "closing_high": 11, "burn_high": 12, "runway_high": 13},
    },
    TERM: {
        **{"label": 1, "unit": 2, "lag": 3, "tax": 4, "key": KEY},
    },
    PAIR: {
        **{"label": 1, "unit": 2, "date": 3, "number": 4, "plan": 5, "actual": 6, "variance": 7},
        **{"plan_quantity": 8, "quantity": 9, "counted_in": 10, "price": 11, "volume": 12, "effect": 13},
        **{"class": 14, "key": KEY},
    },
    TOLD: {
        **{"label": 1, "unit": 2, "date": 3, "amount": 4, "quantity": 5, "counted_in": 6, "rows": 7},
        **{"file": 8, "note": 9, "key": KEY},
    },
    FILE: {"name": 1, "unit": 2, "rows": 3, "number": 4, "sha256": 5},
    LEFT: {"name": 1, "unit": 2, "amount": 3, "rows": 4, "file": 5, "reason": 6},
    CONTROL: {"label": 1, "unit": 2, "live": 3, "engine": 4, "difference": 5, "word": 6},
}
ORDER = TOP, ANSWER, LINE, MONTH, LEVEL, TERM, PAIR, TOLD, FILE, LEFT, CONTROL
TOTALLED = LINE
"""The part that has one more row, with its total."""

_MARK = re.compile(r"planner actuals 2: (\d+) (\d+) (\d+) (\d+) (\d+) (\d+)")

Spot = tuple[str, int, str]


class Shape(NamedTuple):
    """How many rows each part has that can have any number of them."""

    lines: int
    months: int
    pairs: int
    told: int
    files: int
    left: int

    @property
    def mark(self) -> str:
        """What the sheet says of itself, by which planner knows it again."""
        return "planner actuals 2: " + " ".join(map(str, self))

    @staticmethod
    def of(mark: object) -> Shape | None:
        """The shape that a mark says; None where it is no mark."""
        found = _MARK.fullmatch(mark) if isinstance(mark, str) else None
        return Shape(*map(int, found.groups())) if found else None


@dataclass(frozen=True, slots=True)
class Places:
    """The rows of a sheet.

    Attributes:
        down: how many rows were put above the mark since planner wrote it.
        heads: part -> row of its headings; the row above it has its title, the row below is its first.
    """

    shape: Shape
    down: int = 0
    heads: Mapping[str, int] = field(default_factory=dict)

    @staticmethod
    def of(shape: Shape, down: int = 0) -> Places:
        """The places of a shape."""
        heads, row = {}, MARK_ROW + 1 + down
        for part in ORDER:
            row += 1 if part != TOP else 0  # of its title
            heads[part] = row
            row += 1 + _rows(part, shape) + (part == TOTALLED) + 1
        return Places(shape, down, heads)

    def rows(self, part: str) -> int:
        """How many rows a part has, without its total."""
        return _rows(part, self.shape)

    def at(self, spot: Spot) -> tuple[int, int]:
        """Row and column of a spot."""
        part, number, column = spot
        return self.heads[part] + 1 + number, COLUMNS[part][column]

    def a1(self, spot: Spot) -> str:
        """`$C$7`, for a formula of the sheet."""
        row, column = self.at(spot)
        return f"${column_letters(column)}${row}"

    def along(self, part: str, column: str) -> str:
        """All cells of a column of a part: `$C$7:$C$66`."""
        return f"{self.a1((part, 0, column))}:{self.a1((part, self.rows(part) - 1, column))}"

    def beside(self, spot: Spot, column: str) -> str:
        """Another cell of the same row: `$C7`."""
        row, _ = self.at(spot)
        return f"${column_letters(COLUMNS[spot[0]][column])}{row}"

    @property
    def last_row(self) -> int:
        """The last row of the sheet."""
        return self.heads[ORDER[-1]] + self.rows(ORDER[-1])

    def spots(self, part: str, column: str) -> Iterator[Spot]:
        """A column of a part from top to bottom."""
        return ((part, number, column) for number in range(self.rows(part)))


def _rows(part: str, shape: Shape) -> int:
    fixed = {TOP: len(TOPS), ANSWER: len(ANSWERS), CONTROL: len(CONTROLS)}
    free = {LINE: 0, TERM: 0, MONTH: 1, LEVEL: 1, PAIR: 2, TOLD: 3, FILE: 4, LEFT: 5}
    return fixed[part] if part in fixed else shape[free[part]]
