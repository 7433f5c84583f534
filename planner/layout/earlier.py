"""What planner's cells held in plans of earlier versions of the template, so that a refresh knows them.

Lines say it themselves, in the field `earlier` of their rows. Here is the rest: Checks, Summary, cover.
A form stays here for as long as there are plans of its version; what is none of these is the owner's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import product

from planner.layout.formulas import compile_formula
from planner.layout.formulas_along import compile_run
from planner.layout.owned_cell import OwnedCell
from planner.layout.places import CURRENCY, SCALE, Layout
from planner.layout.places import MONEY as MONEY_CELL
from planner.layout.saying import DECIMALS, power, sentence
from planner.template.amounts import Former
from planner.template.references import MONEY, UNIT
from planner.template.rows import Row
from planner.template.schema import REPORTING, Template
from planner.template.versions import is_earlier

ADDED = {SCALE: "1.1.0"}
"""Name of cells that earlier versions did not have -> the version that brought them."""

SQUARES = re.compile(r"SUMSQ\((.+)\)")


def added_since(version: str) -> set[str]:
    """The names that a plan of that version does not have yet."""
    return {name for name, since in ADDED.items() if is_earlier(version, since)}


@dataclass(frozen=True, slots=True)
class Earlier:
    """The earlier forms of planner's cells in one workbook."""

    template: Template
    layout: Layout
    _runs: dict[tuple[str, str, str], list[str]] = field(default_factory=dict, repr=False, compare=False)

    def formulas(self, cell: OwnedCell) -> Iterator[str]:
        """Every formula that stood in a cell in some earlier version."""
        if cell.role == "line":
            yield from self._line(cell)
        elif cell.role == "live" and (column := SQUARES.fullmatch(cell.formula)):
            yield f"SUMPRODUCT({column[1]},{column[1]})"
        elif cell.role == "difference":
            yield from self._unsized(cell)
        elif cell.role == "occurs":
            yield f"IF({cell.place.at(-1).a1}>0,1,0)"
        elif cell.role == "answer":
            yield from self._answers(cell)
        for former in self.template.said.earlier:
            if cell.role == "money" and cell.place == self.layout[MONEY_CELL]:
                first, second = former.units.values()
                yield f'IF({self._currency(cell)}="{next(iter(former.units))}","{first}","{second}")'
            elif cell.role in {"said", "said engine"}:
                source = cell.formula.partition("/")[0]  # no name of a sheet holds a stroke
                yield self._said(source, self.template.row(cell.key), cell.place.sheet, former)

    def constants(self, cell: OwnedCell) -> Iterator[str]:
        """Every text that stood in a cell where there is a formula now."""
        if cell.role == "unit":
            yield from (said.units[self.template.row(cell.key).unit] for said in self.template.said.earlier)

    def _line(self, cell: OwnedCell) -> Iterator[str]:
        row = self.template.row(cell.key)
        for formula in row.earlier:
            if row.axis:
                yield self._run(row, formula, cell.scenario)[cell.along]
            else:
                yield compile_formula(formula, cell.place.sheet, cell.scenario, self.layout, self.template)

    def _run(self, row: Row, formula: str, scenario: str) -> list[str]:
        """A line's earlier formulas along its axis; kept for the cells that follow."""
        wanted = row.key, formula, scenario
        if wanted not in self._runs:
            then = row._replace(formula=formula)
            self._runs[wanted] = compile_run(then, scenario, self.layout, self.template)
        return self._runs[wanted]

    def _unsized(self, cell: OwnedCell) -> Iterator[str]:
        """A difference on Checks that was relative to the two values alone."""
        row = next((row for row in self.template.formulas if row.key == cell.key), None)
        if row is not None and row.sized_since:
            yield re.sub(r"(MAX\(ABS\(\w+\),ABS\(\w+\),)(?:ABS\([^()]+\)|[0-9.]+),", r"\1", cell.formula)

    def _answers(self, cell: OwnedCell) -> Iterator[str]:
        """The sentence in each earlier wording, and the present one with its amounts as they were said."""
        now = self.template.answers[cell.along]
        texts = [text for text in (*self.template.earlier_answers[cell.along], now) if f"@{UNIT}" not in text]
        for text, former in product(texts, self.template.said.earlier):
            yield sentence(text, partial(self._number, cell=cell, former=former))

    def _number(self, reference: str, cell: OwnedCell, former: Former) -> str:
        """A number of a sentence, which was rounded from the line's own cell."""
        sheet = cell.place.sheet
        if reference == MONEY:
            return self.layout[MONEY_CELL].seen_from(sheet)
        key, _, rest = reference.partition("@")
        scenario, _, decimals = rest.partition(":")
        row = self.template.row(key)
        source = self._said(self.layout.cell(row, scenario).seen_from(sheet), row, sheet, former)
        return f"ROUND({source},{decimals or DECIMALS})"

    def _said(self, source: str, row: Row, sheet: str, former: Former) -> str:
        """An amount, divided by what its currency was counted in."""
        if not self.template.is_money(row):
            return source
        scales = {name: power(scale) for name, scale in former.scales.items()}
        if row.unit not in REPORTING:
            return f"{source}/{scales[row.unit]}"
        (first, one), (_, other) = scales.items()
        if one == other:
            return f"{source}/{one}"
        currency = self.layout[CURRENCY].seen_from(sheet)
        return f'{source}/IF({currency}="{first}",{one},{other})'

    def _currency(self, cell: OwnedCell) -> str:
        return self.layout[CURRENCY].seen_from(cell.place.sheet)
