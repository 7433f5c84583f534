"""Systematic mistakes in a formula: what a slip of the hand could make of it.

A formula is parsed into a tree; each node is replaced by its likely mistakes. What cannot change the meaning,
such as leaving out brackets in a product, is not a mutant.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from planner.model import LINES
from planner.template.references import SCENARIO, reads
from planner.template.rows import Row
from planner.template.schema import Template
from tests.formula_tree import COMPARISONS, Node, meaning, parse

OTHER_OPERATORS = {
    "+": "-*",
    "-": "+*",
    "*": "/+^",
    "/": "*-",
    "^": "*/",
}
OTHER_FUNCTIONS = {
    "ROUNDUP": ("ROUNDDOWN", "ROUND"),
    "ROUNDDOWN": ("ROUNDUP", "ROUND"),
    "ROUND": ("ROUNDUP", "ROUNDDOWN"),
    "SUM": ("MAX",),
    "PRODUCT": ("SUM",),
    "MAX": ("MIN",),
    "MIN": ("MAX",),
    "LN": ("EXP",),
    "EXP": ("LN",),
    "YEAR": ("MONTH",),
    "MONTH": ("YEAR",),
}
"""SUM is not put in the place of SUMPRODUCT, nor the other way round: of one block they are the same."""

OTHER_PARTS = {
    "": ("first", "last"),
    "todate": ("", "all"),
    "all": ("first", "last"),
    "first": ("last",),
    "last": ("first",),
    "earlier": ("later",),
    "later": ("earlier",),
    "before": ("todate",),
}
"""How a line along an axis is referred to, and how it might be by mistake."""


@dataclass(frozen=True)
class Mutant:
    """A mistake: the line, the kind that it is of, and the formula with it."""

    key: str
    kind: str
    formula: str


BOUNDS = {">": ("<", ">="), "<=": (">=", "<")}
"""What stands in front of the number in the condition of a conditional sum, and might by mistake."""

OF_SEVERAL = 2
"""Of rows that stand for each position of an axis, the one whose mutants stand for all: they read alike."""

A_TOLERANCE = 1e-6
"""What is smaller says how close is close enough; only what is far from it is a mistake."""


def all_mutants(template: Template) -> list[Mutant]:
    """Every mutant of every formula that the template would load, each once; of several alike, of one."""
    return [mutant for row in distinct(template) for mutant in mutants(row, template)]


def distinct(template: Template) -> list[Row]:
    """The rows that are calculated, one for all that are alike but for their number."""
    return [row for row in template.formulas if not row.stem or row.key == f"{row.stem}_{OF_SEVERAL}"]


def mutants(row: Row, template: Template) -> list[Mutant]:
    """Every mutant of a row's formula, each once."""
    tree = parse(row.formula)
    assert str(tree) == row.formula
    seen = {row.formula: ""}
    for kind, mutant in _Mistakes(row, template).of(tree):
        seen.setdefault(str(mutant), kind)
    for formula in _without_brackets(row.formula):
        seen.setdefault(formula, "brackets")
    return [Mutant(row.key, kind, formula) for formula, kind in seen.items() if kind]


def is_refused(mutant: Mutant, template: Template) -> bool:
    """Whether the template with this mutant cannot be loaded, as its lines would need one another."""
    from planner.template.errors import TemplateError
    from planner.template.validate import _require_no_circle
    from tests.books import with_formula

    if not _may_turn_round(mutant, template):
        return False
    try:
        _require_no_circle(with_formula(template, mutant.key, mutant.formula))
    except TemplateError:
        return True
    return False


def _may_turn_round(mutant: Mutant, template: Template) -> bool:
    """Whether it reads what needs its line, or reads its own line in another way than the formula does."""
    was, reading = template.row(mutant.key).formula, mutant.formula
    fresh = set(_read(reading, template)) - set(_read(was, template))
    return any(key == mutant.key or mutant.key in _upstream(key, template.name) for key, _ in fresh)


def _read(formula: str, template: Template) -> Iterator[tuple[str, str]]:
    return reads(formula, _formulas(template.name), template.rows_of)


@cache
def _formulas(name: str) -> frozenset[str]:
    from planner.template.load import load_template

    return frozenset(row.key for row in load_template(name).formulas)


@cache
def _upstream(key: str, name: str) -> frozenset[str]:
    """All that a line depends on, by the template's formulas; itself where it looks back."""
    from planner.template.load import load_template

    template = load_template(name)
    found, queue = set[str](), [key]
    while queue:
        fresh = {other for other, _ in _read(template.row(queue.pop()).formula, template)} - found
        found |= fresh
        queue.extend(fresh)
    return frozenset(found)


@dataclass(frozen=True)
class _Mistakes:
    """The mistakes in a formula of one row."""

    row: Row
    template: Template

    def of(self, node: Node, digits: bool = False) -> Iterator[tuple[str, Node]]:
        """A node with one mistake, in it or in a part of it.

        Args:
            digits: it says to how many digits something is rounded, or which case is chosen; of such a number
                only the whole part counts.
        """
        yield from self._here(node, digits)
        for number, part in enumerate(node.parts):
            for kind, mutant in self.of(part, digits or _is_cut(node, number)):
                if node.text == "ABS" and kind == "operands swapped" and mutant.text == part.text == "-":
                    continue  # of a difference, the sign is dropped
                yield kind, replace(node, parts=(*node.parts[:number], mutant, *node.parts[number + 1 :]))

    def _here(self, node: Node, digits: bool) -> Iterator[tuple[str, Node]]:
        if node.kind == "op":
            yield from self._operators(node)
        elif node.kind == "sign":
            yield "operator", node.parts[0]
        elif node.kind == "num":
            for text in _wrong_numbers(node.text, digits):
                yield "constant", replace(node, text=text)
        elif node.kind == "str":
            for text in self._texts(node.text[1:-1]):
                yield "constant", replace(node, text=f'"{text}"')
        elif node.kind == "ref":
            for text in self._references(node.text[1:-1]):
                yield "reference", replace(node, text=f"{{{text}}}")
        elif node.kind == "call":
            yield from _wrong_calls(node)

    def _operators(self, node: Node) -> Iterator[tuple[str, Node]]:
        left, right = node.parts
        if node.text in COMPARISONS:
            words = any(map(self._is_text, node.parts))
            others: tuple[str, ...] = ("=", "<>") if words else COMPARISONS
        else:
            others = tuple(OTHER_OPERATORS.get(node.text, ()))
            if str(right) == "1":
                others = tuple(other for other in others if other in "+-")  # x*1 is x/1 and x^1
        for other in others:
            if other != node.text:
                yield "operator", replace(node, text=other)
        if node.text in "-/":
            yield "operands swapped", replace(node, parts=(right, left))
        if node.text not in COMPARISONS:
            yield "dropped term", left
            yield "dropped term", right

    def _is_text(self, node: Node) -> bool:
        """Whether it is a word or the name of something; in alphabetic order nothing is meant."""
        if node.kind != "ref":
            return node.kind == "str" or (node.kind == "call" and self._is_text(node.parts[0]))
        name = node.text[1:-1].partition("@")[0]
        table, _, column = name.partition(".")
        if column:
            kinds = {
                one.key: one.column(first_of(column)).type for one in self.template.tables if one.key == table
            }
            return kinds[table] in {"text", "choice"}
        axes = {axis.key: axis.is_text for _, axis in self.template.axes}
        if name in axes or name == SCENARIO or self.template.rows_of(name):
            return axes.get(name, False)
        return self.template.row(name).is_text

    def _texts(self, word: str) -> Iterator[str]:
        if word in BOUNDS:
            yield from BOUNDS[word]
            return
        yield f"{word}x"
        columns = (column for table in self.template.tables for column in table.columns)
        for choices in (*(row.choices for row in self.template.inputs), *(one.choices for one in columns)):
            if word in choices:
                yield from (choice for choice in choices if choice != word)

    def _references(self, name: str) -> Iterator[str]:
        """The neighbours on the sheet and one further away; another part, another scenario."""
        key, _, qualifier = name.partition("@")
        after = f"@{qualifier}" if qualifier else ""
        table, _, column = key.partition(".")
        if key == SCENARIO:
            return
        if column:
            yield from (f"{table}.{other}{after}" for other in self._columns(table, column))
        elif any(key == axis.key for _, axis in self.template.axes):
            yield from self._parts(key, qualifier)
        elif rows := self.template.rows_of(key):
            sheet = self.template.sheet_of(rows[0])
            alike = [row.stem for row in sheet.rows if row.each == rows[0].each]
            yield from (f"{near}{after}" for near in _near(key, list(dict.fromkeys(alike))))
        else:
            yield from self._lines(key, qualifier, after)

    def _columns(self, table: str, column: str) -> Iterator[str]:
        """Other columns of the table; columns side by side are taken one further to either side."""
        keys = [one.key for t in self.template.tables if t.key == table for one in t.columns]
        if ":" not in column:
            yield from _near(column, keys)
            return
        first, last = (keys.index(one) for one in column.split(":"))
        yield from (f"{keys[first + by]}:{keys[last + by]}" for by in (-1, 1))

    def _lines(self, key: str, qualifier: str, after: str) -> Iterator[str]:
        other = self.template.row(key)
        alike = [row.key for row in self.template.sheet_of(other).rows if row.axis == other.axis]
        yield from (f"{near}{after}" for near in _near(key, alike))
        if other.axis:
            yield from self._parts(key, qualifier)
        elif self._differs_by_scenario(key):
            yield from (f"{key}@{scenario}" for scenario in ("low", "high") if scenario != qualifier)

    def _parts(self, key: str, qualifier: str) -> Iterator[str]:
        if qualifier.isdecimal():
            yield from (f"{key}@{number}" for number in (int(qualifier) - 1, int(qualifier) + 1) if number)
            return
        for other in OTHER_PARTS[qualifier]:
            if other != "before" or self.row.axis:
                yield f"{key}@{other}" if other else key

    def _differs_by_scenario(self, key: str) -> bool:
        inputs = {row.key for row in self.template.inputs}
        return key in inputs or bool(LINES.upstream(key) & inputs)


def _is_cut(node: Node, number: int) -> bool:
    """Whether a function takes only the whole part of this argument."""
    return (node.text.startswith("ROUND") and number == 1) or (node.text == "CHOOSE" and number == 0)


def first_of(columns: str) -> str:
    """The first of columns side by side."""
    return columns.partition(":")[0]


def _near(key: str, keys: list[str]) -> list[str]:
    """The one before, the one after, and one from the other half."""
    at = keys.index(key)
    others = {keys[at - 1], keys[(at + 1) % len(keys)], keys[(at + len(keys) // 2) % len(keys)]}
    return sorted(others - {key})


def _wrong_numbers(text: str, digits: bool) -> Iterator[str]:
    """Next to it, far from it, and off by a millionth."""
    number = float(text)
    if 0 < number < A_TOLERANCE:
        yield f"{number * 1e8:g}"
        return
    if 1 <= number < 1000 or not number:
        yield f"{number + 1:g}"
        yield f"{number - 1:g}" if number else "(-1)"
    if number:
        yield f"{number * 10:.15g}".upper()
        if not digits:
            yield f"{number * 1.000001:.15g}".upper()


def _wrong_calls(node: Node) -> Iterator[tuple[str, Node]]:
    for other in OTHER_FUNCTIONS.get(node.text, ()):
        yield "function", replace(node, text=other)
    if node.text in {"MIN", "MAX"}:
        if len(node.parts) > 1:
            yield from (("dropped function", part) for part in node.parts)
    elif node.text not in {"IF", "CHOOSE", "SUMIF", "SUMIFS", "COUNTIF", "ROWS", "SUM", "SUMPRODUCT"}:
        yield "dropped function", node.parts[0]
    if node.text in {"IF", "CHOOSE"}:
        first, *cases = node.parts
        yield from (("dropped term", case) for case in cases)
        for number in range(1, len(cases)):
            turned = [*cases]
            turned[number - 1], turned[number] = cases[number], cases[number - 1]
            yield "operands swapped", replace(node, parts=(first, *turned))
    if node.text == "INDEX":
        block, *places = node.parts
        for number, place in enumerate(places):
            wrong = [Node("num", "1"), *(Node("op", step, (place, Node("num", "1"))) for step in "+-")]
            for kind, instead in zip(("dropped term", "off by one", "off by one"), wrong, strict=True):
                if place.kind != "num":
                    yield kind, replace(node, parts=(block, *places[:number], instead, *places[number + 1 :]))
    if node.text in {"SUM", "SUMPRODUCT"} and len(node.parts) > 1:
        for number in range(len(node.parts)):
            yield "dropped term", replace(node, parts=node.parts[:number] + node.parts[number + 1 :])


def _without_brackets(formula: str) -> Iterator[str]:
    """The formula without one pair of brackets, where that changes what it means."""
    means = meaning(parse(formula))
    opened: list[int] = []
    for at, letter in enumerate(formula):
        if letter == "(":
            opened.append(at)
        elif letter == ")":
            start = opened.pop()
            grouping = start == 0 or not formula[start - 1].isalpha()
            without = formula[:start] + formula[start + 1 : at] + formula[at + 1 :]
            if grouping and meaning(parse(without)) != means:
                yield without
