"""Which formula reads which: circles, and what depends on a cell.

A formula that reads a thousand cells has not a thousand edges: the formula cells of each column stand in a
tree, and a stretch of rows is a handful of its branches.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from planner.lint.formulas import Formula
from planner.xlsx.a1 import Address, Area
from planner.xlsx.formula_tokens import Token

WITHOUT_VALUE = frozenset({"ROW", "ROWS", "COLUMN", "COLUMNS", "AREAS", "SHEET", "SHEETS", "FORMULATEXT"})
"""Functions that look at a reference and not at what stands there; Excel sees no circle in them."""

Node = tuple[str, int, int]
"""A branch of a column's tree: sheet, column, number in the tree. The leaves are the formula cells."""


@dataclass(slots=True)
class Graph:
    """The formula cells of a workbook and what they read."""

    rows: dict[tuple[str, int], list[int]] = field(default_factory=dict)
    columns: dict[str, list[int]] = field(default_factory=dict)
    reads: dict[Node, list[Node]] = field(default_factory=dict)
    by_leaf: dict[Node, Formula] = field(default_factory=dict)

    @staticmethod
    def of(formulas: Iterable[Formula]) -> Graph:
        """The graph of a workbook's formulas."""
        graph, formulas = Graph(), list(formulas)
        for formula in formulas:
            graph.rows.setdefault((formula.sheet, formula.column), []).append(formula.row)
        for (sheet, column), rows in graph.rows.items():
            rows.sort()
            graph.columns.setdefault(sheet, []).append(column)
        for columns in graph.columns.values():
            columns.sort()
        for formula in formulas:
            leaf = graph._leaf(formula)
            graph.by_leaf[leaf] = formula
            graph.reads[leaf] = list(graph._branches(formula))
        return graph

    def circles(self) -> list[list[Formula]]:
        """Groups of formulas that need one another, each with its cells in reading order."""
        found = []
        for group in self._components():
            cells = sorted((self.by_leaf[n] for n in group if n in self.by_leaf), key=lambda f: f.position)
            if len(group) > 1 or any(node in self._next(node) for node in group):
                found.append(cells)
        return found

    def depending(self, on: Collection[Address]) -> set[Address]:
        """The given formula cells and every formula that reads one of them, at any depth."""
        touched: set[Node] = set()
        found: set[Address] = set()
        for group in self._components():  # what is read comes before what reads it
            formulas = [self.by_leaf[node] for node in group if node in self.by_leaf]
            if any(formula.position in on for formula in formulas) or any(
                needed in touched for node in group for needed in self._next(node)
            ):
                touched.update(group)
                found.update(formula.position for formula in formulas)
        return found

    def _leaf(self, formula: Formula) -> Node:
        rows = self.rows[formula.sheet, formula.column]
        return formula.sheet, formula.column, len(rows) + bisect_left(rows, formula.row)

    def _branches(self, formula: Formula) -> Iterator[Node]:
        """The least branches that hold the formula cells it reads."""
        unread = {id(token) for token in _looked_at(formula)}
        for reference in formula.references:
            if id(reference.token) not in unread:
                yield from self._inside(reference.sheet, reference.area)

    def _inside(self, sheet: str, area: Area) -> Iterator[Node]:
        columns = self.columns.get(sheet, [])
        first, last = bisect_left(columns, area.first_column), bisect_right(columns, area.last_column)
        for column in columns[first:last]:
            rows = self.rows[sheet, column]
            low = len(rows) + bisect_left(rows, area.first_row)
            high = len(rows) + bisect_right(rows, area.last_row)
            while low < high:
                if low & 1:
                    yield sheet, column, low
                    low += 1
                if high & 1:
                    high -= 1
                    yield sheet, column, high
                low, high = low >> 1, high >> 1

    def _next(self, node: Node) -> Sequence[Node]:
        sheet, column, number = node
        if number >= len(self.rows[sheet, column]):
            return self.reads[node]
        return (sheet, column, 2 * number), (sheet, column, 2 * number + 1)

    def _components(self) -> Iterator[list[Node]]:
        """Tarjan's strongly connected components, without recursion; each after those that it needs."""
        seen = _Seen()
        for start in self.by_leaf:
            if start in seen.index:
                continue
            seen.enter(start)
            work: list[tuple[Node, Iterator[Node]]] = [(start, iter(self._next(start)))]
            while work:
                node, following = work[-1]
                step = next((other for other in following if seen.leads_on(other)), None)
                if step is None:
                    work.pop()
                    if work:
                        seen.reach(work[-1][0], seen.low[node])
                    if seen.low[node] == seen.index[node]:
                        yield seen.cut(node)
                elif step in seen.index:
                    seen.reach(node, seen.index[step])
                else:
                    seen.enter(step)
                    work.append((step, iter(self._next(step))))


class _Seen:
    """What Tarjan's algorithm knows of the nodes that it has come to."""

    def __init__(self) -> None:
        self.index: dict[Node, int] = {}
        self.low: dict[Node, int] = {}
        self.stack: list[Node] = []
        self.on_stack: set[Node] = set()

    def enter(self, node: Node) -> None:
        self.index[node] = self.low[node] = len(self.index)
        self.stack.append(node)
        self.on_stack.add(node)

    def leads_on(self, node: Node) -> bool:
        return node not in self.index or node in self.on_stack

    def reach(self, node: Node, low: int) -> None:
        self.low[node] = min(self.low[node], low)

    def cut(self, node: Node) -> list[Node]:
        group: list[Node] = []
        while not group or group[-1] != node:
            group.append(self.stack.pop())
            self.on_stack.discard(group[-1])
        return group


def _looked_at(formula: Formula) -> Iterator[Token]:
    """The tokens that stand alone in a function which does not want their value: `ROW`, `(`, token, `)`."""
    tokens = formula.tokens
    for number, token in enumerate(tokens[:-3]):
        if token.kind == "function" and token.text in WITHOUT_VALUE and tokens[number + 3].kind == "close":
            yield tokens[number + 2]
