"""Reads a workbook's inputs: every value, every problem, nothing guessed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from planner.book import values
from planner.book.find import Book
from planner.layout.places import Place, axis_name
from planner.problems import PlanError, Problem, quoted
from planner.template.rows import CHECKS_THAT_WARN, SCENARIOS, Column, Row, Table, Text
from planner.template.sheets import Axis, Sheet
from planner.xlsx.a1 import Address
from planner.xlsx.canonical import canonical
from planner.xlsx.cell import Value as CellValue

Scalar = float | str


@dataclass(slots=True)
class Inputs:
    """What the owner of a workbook typed.

    Attributes:
        scalars: scenario -> key -> number or choice.
        tables: table -> column -> one value a row; None where an optional one is blank.
        axes: axis -> its positions.
        texts: what the plan says of itself: key -> a text, nothing, or a day.
    """

    scalars: dict[str, dict[str, Scalar]] = field(default_factory=lambda: {name: {} for name in SCENARIOS})
    tables: dict[str, dict[str, tuple[Scalar | None, ...]]] = field(default_factory=dict)
    axes: dict[str, tuple[Scalar, ...]] = field(default_factory=dict)
    texts: dict[str, Scalar] = field(default_factory=dict)


def input_formulas(book: Book) -> tuple[Address, ...]:
    """The input cells that hold a formula of the user's own, to be read through a checker.

    A low or high cell that says `=base` is not one: it is the template's own way of saying "the same".
    """
    return tuple(
        (place.sheet, place.row, place.column)
        for place in _input_places(book)
        if book.cell(place).formula is not None
    )


def read_inputs(book: Book, computed: Mapping[Address, CellValue]) -> tuple[Inputs, list[Problem]]:
    """Every input of a workbook, and every problem with them.

    Args:
        computed: the values of `input_formulas`, from a checker.
    """
    reader = _Reader(book, computed)
    for table in sorted(book.template.tables, key=_refers):
        reader.table(table)
    for sheet, axis in book.template.axes:
        reader.axis(sheet, axis)
    reader.headings()
    for row in book.template.inputs:
        reader.row(row)
    for text in book.template.texts.values():
        reader.text(text)
    return reader.inputs, reader.problems


def held_inputs(book: Book) -> Inputs:
    """The inputs of a plan; of the owner's formulas, what the workbook holds. Raises PlanError."""
    held = {at: book.cells[at].value for at in input_formulas(book)}
    inputs, problems = read_inputs(book, held)
    if problems:
        raise PlanError(problems)
    return inputs


def held_texts(book: Book) -> dict[str, Scalar]:
    """What the plan says of itself, as its cells show it; nothing for what cannot be used."""
    found: dict[str, Scalar] = {}
    for text in book.template.texts.values():
        place = book.layout.text(text)
        value = values.said(book.cell(place).value, text, partial(book.problem, place))
        found[text.key] = "" if isinstance(value, Problem) else value
    return found


def follows_base(book: Book, row: Row, scenario: str) -> bool:
    """Whether a low or high cell refers to its own base cell and to nothing else."""
    place, base = book.layout.cell(row, scenario), book.layout.cell(row, "base")
    formula = book.cell(place).formula
    if scenario == "base" or formula is None:
        return False
    return canonical(formula, place.sheet, {}) == canonical(base.a1, base.sheet, {})


def _refers(table: Table) -> bool:
    """Whether a column's choices stand in another table, which has to be read first."""
    return any("." in column.choices_from for column in table.columns)


def _input_places(book: Book) -> Iterator[Place]:
    for row in book.template.inputs:
        for scenario in SCENARIOS:
            if not follows_base(book, row, scenario):
                yield book.layout.cell(row, scenario)
    yield from (book.layout.text(text) for text in book.template.texts.values())
    for table in book.template.tables:
        place = book.layout.tables[table.key]
        for column in table.columns:
            yield from (place.cell(column.key, number) for number in range(place.rows))
    for sheet, axis in book.template.axes:
        if axis.is_input:
            positions = book.layout[axis_name(sheet, "low")]
            yield from (positions.at(number) for number in range(positions.columns))


class _Reader:
    """Collects values and problems."""

    def __init__(self, book: Book, computed: Mapping[Address, CellValue]) -> None:
        self.book, self.computed = book, computed
        self.inputs, self.problems = Inputs(), list[Problem]()

    def value(self, place: Place) -> CellValue:
        """What stands in an input cell; of a formula, what it comes to."""
        cell = self.book.cell(place)
        if cell.formula is None:
            return cell.value
        return self.computed[place.sheet, place.row, place.column]

    def keep(self, value: Scalar | Problem) -> Scalar | None:
        """A value to use, or None and a problem on the list."""
        if isinstance(value, Problem):
            self.problems.append(value)
            return None
        return value

    def row(self, row: Row) -> None:
        """The three scenarios of a scalar input."""
        for scenario in ("base", "low", "high"):
            if follows_base(self.book, row, scenario):
                value = self.inputs.scalars["base"].get(row.key)
            else:
                value = self.keep(self._scalar(row, scenario))
            if value is not None:
                self.inputs.scalars[scenario][row.key] = value

    def _scalar(self, row: Row, scenario: str) -> Scalar | Problem:
        place = self.book.layout.cell(row, scenario)
        report = partial(self.book.problem, place, key=row.key)
        value: Scalar | Problem
        if row.is_text:
            value = values.word(self.value(place), row, self._choices(row), report)
        elif row.is_date:
            value = values.date(self.value(place), row, report)
        else:
            value = values.number(self.value(place), row, report)
        if isinstance(value, Problem) and scenario != "base" and self.book.cell(place).value in {None, ""}:
            follow = f"Or enter ={self.book.layout.cell(row, 'base').a1} to follow the base case."
            return replace(value, remedy=f"{value.remedy} {follow}")
        return value

    def text(self, text: Text) -> None:
        """What the plan says of itself, which may be nothing."""
        place = self.book.layout.text(text)
        report = partial(self.book.problem, place, key=text.key)
        value = self.keep(values.said(self.value(place), text, report))
        if value is not None:
            self.inputs.texts[text.key] = value

    def _choices(self, of: Row | Axis | Column) -> Sequence[str]:
        if not isinstance(of, Axis) and not of.choices_from:
            return of.choices
        if of.choices_from == CHECKS_THAT_WARN:
            return [row.label for row in self.book.template.warning]
        table, _, column = of.choices_from.partition(".")
        return [name for name in self.inputs.tables[table][column] if isinstance(name, str)]

    def axis(self, sheet: Sheet, axis: Axis) -> None:
        """The positions of an axis: the template's, or what the owner chose on its first sheet."""
        first = self.book.layout[axis_name(sheet, "low")]
        self.inputs.axes[axis.key] = tuple(self._positions(axis, first) if axis.is_input else axis.values)

    def headings(self) -> None:
        """The positions above lines on every sheet along an axis that is as the template has it."""
        for sheet in self.book.template.sheets:
            if sheet.axis and not sheet.axis.is_input:
                for scenario in SCENARIOS if sheet.apart else SCENARIOS[:1]:
                    self._positions(sheet.axis, self.book.layout[axis_name(sheet, scenario)])

    def _positions(self, axis: Axis, run: Place) -> Sequence[Scalar]:
        found = [self.keep(self._position(axis, run.at(number), number)) for number in range(run.columns)]
        return [value for value in found if value is not None]

    def _position(self, axis: Axis, place: Place, number: int) -> Scalar | Problem:
        report = partial(self.book.problem, place, key=axis.key)
        if axis.is_text:
            return values.word(self.value(place), axis, self._choices(axis), report)
        if axis.is_input:
            return values.number(self.value(place), axis, report)
        wanted, value = axis.values[number], self.book.cell(place).value
        if value != wanted:
            return report(f"{axis.label} {wanted} reads {value}", f"Type {wanted} again.")
        return wanted

    def table(self, table: Table) -> None:
        """All rows of a table, down to the last that is not blank."""
        place = self.book.layout.tables[table.key]
        filled = [number for number in range(place.rows) if not self._blank(table, number)]
        if not self._blank(table, place.rows) and not self._has_totals(table):
            below = place.cell(table.columns[0].key, place.rows)
            self.problems.append(self.book.problem(below, *_below(table), table.key))
        if not filled and not table.may_be_empty:
            first = place.cell(table.columns[0].key, 0)
            message, remedy = f"the table {table.key} has no filled row", "Fill at least one row."
            self.problems.append(self.book.problem(first, message, remedy, table.key))
        rows = range(filled[-1] + 1 if filled else 0)
        for number in sorted(set(rows) - set(filled)):
            first = place.cell(table.columns[0].key, number)
            message, remedy = f"the table {table.key} has a blank row", "Fill the row or delete it."
            self.problems.append(self.book.problem(first, message, remedy, table.key))
        columns: dict[str, tuple[Scalar | None, ...]] = {}
        self.inputs.tables[table.key] = columns  # a column may name rows of its own table
        for column in table.columns:
            columns[column.key] = tuple(
                self._cell(table, column, number) if number in filled else None for number in rows
            )
        self._twice(table)
        self._too_many(table, len(rows))
        self._without(table, filled)

    def _blank(self, table: Table, number: int) -> bool:
        place = self.book.layout.tables[table.key]
        cells = (self.book.cell(place.cell(column.key, number)) for column in table.columns)
        return all(cell.formula is None and cell.value in {None, ""} for cell in cells)

    def _has_totals(self, table: Table) -> bool:
        found = self.book.source.tables.items()
        return any(theirs.totals_rows for name, theirs in found if name.casefold() == table.key)

    def _cell(self, table: Table, column: Column, number: int) -> Scalar | None:
        place = self.book.layout.tables[table.key].cell(column.key, number)
        value = self.value(place)
        if value in {None, ""} and not column.required:
            return None
        report = partial(self.book.problem, place, key=f"{table.key}.{column.key}")
        if column.type == "number":
            return self.keep(values.number(value, column, report))
        if column.type == "choice":
            return self.keep(values.word(value, column, self._choices(column), report))
        if column.type == "date":
            return self.keep(values.date(value, column, report))
        return self.keep(values.text(value, column, report))

    def _twice(self, table: Table) -> None:
        """Names that stand in two rows; a lookup would only ever find the first."""
        if (column := table.unique) is None:
            return
        place = self.book.layout.tables[table.key]
        seen: dict[str, int] = {}
        for number, name in enumerate(self.inputs.tables[table.key][column.key]):
            folded = str(name).casefold()
            if name is not None and seen.setdefault(folded, number) != number:
                here, first = (place.cell(column.key, row) for row in (number, seen[folded]))
                shown = f"{name:g}" if isinstance(name, float) else quoted(name)
                message = f"{shown} stands twice in the table {table.key}, first in {first.a1}"
                remedy = f"Give one of them another {'number' if isinstance(name, float) else 'name'}."
                self.problems.append(self.book.problem(here, message, remedy, f"{table.key}.{column.key}"))

    def _too_many(self, table: Table, rows: int) -> None:
        """Rows that no line stands for, so that nothing would count them."""
        if table.most and rows > table.most:
            first = self.book.layout.tables[table.key].cell(table.columns[0].key, table.most)
            message = f"the table {table.key} has {rows} rows, and a plan takes at most {table.most}"
            self.problems.append(
                self.book.problem(first, message, "Delete those that it can spare.", table.key)
            )

    def _without(self, table: Table, filled: Sequence[int]) -> None:
        """Rows that leave out all columns of which the table needs one."""
        place = self.book.layout.tables[table.key]
        for number in filled if table.one_of else ():
            if all(self.inputs.tables[table.key][key][number] is None for key in table.one_of):
                headers = " and ".join(quoted(table.column(key).header) for key in table.one_of)
                here = place.cell(table.one_of[0], number)
                message, remedy = (
                    f"{headers} are both empty",
                    "Enter one of them: a missing price is not zero.",
                )
                self.problems.append(self.book.problem(here, message, remedy, table.key))


def _below(table: Table) -> tuple[str, str]:
    """Message and remedy for a row that was typed below a table. LibreOffice does not widen the table."""
    return (
        f"this row stands below the table {table.key} but is not part of it, so nothing counts it",
        "Insert a row inside the table and move it there, or drag the corner of the table over it in Excel. "
        "A note needs an empty row above it.",
    )
