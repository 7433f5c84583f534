"""Every formula cell of a workbook with its tokens, calls and the cells that it reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planner.lint.calls import Call, calls_of, relative
from planner.lint.sheets import Sheet
from planner.xlsx.a1 import Address
from planner.xlsx.cell import Value
from planner.xlsx.formula_tokens import Token, tokenize
from planner.xlsx.references import Lost, Reference, Resolver


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula cell. `references` and `lost` are about this workbook; other ones are only in the tokens."""

    sheet: str
    row: int
    column: int
    text: str
    value: Value
    tokens: tuple[Token, ...]
    calls: tuple[Call, ...]
    references: tuple[Reference, ...]
    lost: tuple[Lost, ...]

    @property
    def position(self) -> Address:
        """Sheet, row and column."""
        return self.sheet, self.row, self.column

    @property
    def relative(self) -> tuple[str, ...]:
        """Its text in R1C1."""
        return relative(self.tokens, self.row, self.column)

    @property
    def elsewhere(self) -> bool:
        """Whether it reads another sheet or another workbook."""
        return any(reference.sheet != self.sheet for reference in self.references) or any(
            token.external for token in self.tokens
        )


def formulas_of(sheet: Sheet, resolver: Resolver) -> Iterator[Formula]:
    """The formula cells of a sheet, row by row. Cells of what-if tables and spills have none of their own."""
    for (row, column), cell in sorted(sheet.cells.items()):
        if cell.formula is None:
            continue
        tokens = tokenize(cell.formula)
        found = tuple(resolver.resolve(tokens, sheet.name, (row, column)))
        references = tuple(one for one in found if isinstance(one, Reference))
        lost = tuple(one for one in found if isinstance(one, Lost))
        calls = calls_of(tokens)
        yield Formula(sheet.name, row, column, cell.formula, cell.value, tokens, calls, references, lost)


@dataclass(frozen=True, slots=True)
class Other:
    """A formula that stands in no cell: behind a name, in a validation or a conditional format."""

    where: str  # for people: `the name rates`
    sheet: str
    row: int
    column: int
    text: str
    tokens: tuple[Token, ...]
    calls: tuple[Call, ...]
    lost: tuple[Lost, ...]


def others_of(
    sheets: Sequence[Sheet], names: Sequence[tuple[str, str, str]], resolver: Resolver
) -> Iterator[Other]:
    """The formulas outside cells.

    Args:
        names: name, scope and text of the defined names.
    """

    def other(where: str, sheet: str, text: str, row: int = 0, column: int = 0) -> Other:
        tokens = tokenize(text.removeprefix("="))
        lost = (one for one in resolver.resolve(tokens, sheet) if isinstance(one, Lost))
        return Other(where, sheet, row, column, text, tokens, calls_of(tokens), tuple(lost))

    for name, scope, text in names:
        yield other(f"the name {name}", scope, text)
    for sheet in sheets:
        for validation in sheet.validations:
            for text in validation.formulas:
                first = validation.areas[0].first if validation.areas else (0, 0)
                yield other("the validation", sheet.name, text, *first)
        for condition in sheet.conditions:
            for text in condition.formulas:
                first = condition.areas[0].first if condition.areas else (0, 0)
                yield other("the conditional format", sheet.name, text, *first)
