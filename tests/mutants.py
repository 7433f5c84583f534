"""Systematic mistakes in a formula: what a slip of the hand could make of it.

A formula is parsed into a tree; each node is replaced by its likely mistakes. What cannot change the meaning,
such as leaving out brackets in a product, is not a mutant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from planner.workbook.schema import Row, Template

TOKEN = re.compile(
    r'(?P<ref>\{[^{}]+\})|(?P<str>"[^"]*")|(?P<num>[0-9]+\.?[0-9]*(?:E[0-9]+)?)|(?P<word>[A-Z]+)'
    r"|(?P<op><=|>=|<>|[-+*/^=<>(),])"
)
LEVELS = (("=", "<>", "<", ">", "<=", ">="), ("+", "-"), ("*", "/"), ("^",))
"""Operators, the one that binds least first."""

OTHER_OPERATORS = {
    "+": "-*",
    "-": "+*",
    "*": "/+^",
    "/": "*-",
    "^": "*/",
}
OTHER_FUNCTIONS = {
    "ROUNDUP": ("ROUNDDOWN", "ROUND"),
    "ROUND": ("ROUNDUP", "ROUNDDOWN"),
    "SUMPRODUCT": ("SUM",),
    "SUM": ("SUMPRODUCT", "MAX"),
    "MAX": ("MIN",),
    "MIN": ("MAX",),
}


@dataclass(frozen=True)
class Node:
    """A part of a formula: `ref`, `num`, `str`, `op`, `call` or `group`, with its text and its parts."""

    kind: str
    text: str
    parts: tuple[Node, ...] = ()

    def __str__(self) -> str:
        if self.kind == "op":
            return f"{self.parts[0]}{self.text}{self.parts[1]}"
        if self.kind in {"call", "group"}:
            return f"{self.text}({','.join(map(str, self.parts))})"
        return self.text


@dataclass(frozen=True)
class Mutant:
    """A mistake: the kind that it is of, and the formula with it."""

    kind: str
    formula: str


def parse(formula: str) -> Node:
    tokens = [(match.lastgroup, match[0]) for match in TOKEN.finditer(formula)]
    assert "".join(text for _, text in tokens) == formula, f"{formula} is not understood"
    node, rest = _level(tokens, 0)
    assert not rest, f"{formula} goes on after its end"
    return node


Tokens = list[tuple[str | None, str]]


def _level(tokens: Tokens, level: int) -> tuple[Node, Tokens]:
    if level == len(LEVELS):
        return _primary(tokens)
    node, tokens = _level(tokens, level + 1)
    while tokens and tokens[0][1] in LEVELS[level]:
        right, rest = _level(tokens[1:], level + 1)
        node, tokens = Node("op", tokens[0][1], (node, right)), rest
    return node, tokens


def _primary(tokens: Tokens) -> tuple[Node, Tokens]:
    (kind, text), tokens = tokens[0], tokens[1:]
    if kind in {"ref", "str", "num"}:
        return Node(kind, text), tokens
    if kind == "word":
        tokens = tokens[1:]
    parts = []
    while True:
        part, tokens = _level(tokens, 0)
        parts.append(part)
        closing, tokens = tokens[0][1], tokens[1:]
        if closing == ")":
            return Node(
                "call" if kind == "word" else "group", text if kind == "word" else "", tuple(parts)
            ), tokens


def mutants(row: Row, template: Template) -> list[Mutant]:
    """Every mutant of a row's formula, each once."""
    tree = parse(row.formula)
    assert str(tree) == row.formula
    seen = {row.formula: ""}
    for kind, mutant in _mutate(tree, template):
        seen.setdefault(str(mutant), kind)
    for formula in _without_brackets(row.formula):
        seen.setdefault(formula, "brackets")
    return [Mutant(kind, formula) for formula, kind in seen.items() if kind]


def _mutate(node: Node, template: Template) -> Iterator[tuple[str, Node]]:
    yield from _mistakes(node, template)
    for number, part in enumerate(node.parts):
        for kind, mutant in _mutate(part, template):
            yield kind, replace(node, parts=(*node.parts[:number], mutant, *node.parts[number + 1 :]))


def _mistakes(node: Node, template: Template) -> Iterator[tuple[str, Node]]:
    if node.kind == "op":
        yield from _wrong_operators(node)
    elif node.kind == "num":
        for text in _wrong_numbers(node.text):
            yield "constant", replace(node, text=text)
    elif node.kind == "str":
        for text in _wrong_texts(node.text, template):
            yield "constant", replace(node, text=f'"{text}"')
    elif node.kind == "ref":
        for text in _wrong_references(node.text[1:-1], template):
            yield "reference", replace(node, text=f"{{{text}}}")
    elif node.kind == "call":
        yield from _wrong_calls(node)


def _wrong_operators(node: Node) -> Iterator[tuple[str, Node]]:
    left, right = node.parts
    compares = node.text in LEVELS[0]
    for other in LEVELS[0] if compares else OTHER_OPERATORS[node.text]:
        if other != node.text:
            yield "operator", replace(node, text=other)
    if node.text in "-/":
        yield "operands swapped", replace(node, parts=(right, left))
    if not compares:
        yield "dropped term", left
        yield "dropped term", right


def _wrong_numbers(text: str) -> Iterator[str]:
    """Next to it, far from it, and off by a millionth."""
    number = float(text)
    if number < 1000:
        yield f"{number + 1:g}"
        yield f"({number - 1:g})" if number < 1 else f"{number - 1:g}"
    if number:
        yield f"{number * 10:.15g}"
        yield f"{number / 2:.15g}"
        yield f"{number * 1.000001:.15g}"


def _wrong_texts(text: str, template: Template) -> Iterator[str]:
    word = text[1:-1]
    yield f"{word}x"
    for row in template.inputs:
        if word in row.choices:
            yield from (choice for choice in row.choices if choice != word)


def _wrong_references(name: str, template: Template) -> Iterator[str]:
    """The neighbours of a line on its sheet and a line further away; the other columns; another scenario."""
    key, _, qualifier = name.partition("@")
    after = f"@{qualifier}" if qualifier else ""
    table, _, column = key.partition(".")
    if column:
        columns = next(item for item in template.tables if item.key == table).columns
        yield from (f"{table}.{other.key}{after}" for other in columns if other.key != column)
        return
    sheet = next(sheet for sheet, row in template.rows() if row.key == key)
    keys = [row.key for row in sheet.rows]
    at = keys.index(key)
    others = {keys[at - 1], keys[(at + 1) % len(keys)], keys[(at + len(keys) // 2) % len(keys)]} - {key}
    yield from (f"{other}{after}" for other in sorted(others))
    yield from (f"{key}@{scenario}" for scenario in ("low", "high") if scenario != qualifier)


def _wrong_calls(node: Node) -> Iterator[tuple[str, Node]]:
    for other in OTHER_FUNCTIONS.get(node.text, ()):
        yield "function", replace(node, text=other)
    if len(node.parts) > 1 or node.text.startswith("ROUND"):
        yield "dropped function", node.parts[0]
    if node.text == "IF":
        condition, yes, no = node.parts
        yield "operands swapped", replace(node, parts=(condition, no, yes))
        yield "dropped term", yes
        yield "dropped term", no
    if node.text == "INDEX":
        column, row = node.parts
        yield "dropped term", replace(node, parts=(column, Node("num", "1")))
        for step in ("+", "-"):
            yield "off by one", replace(node, parts=(column, Node("op", step, (row, Node("num", "1")))))
    if node.text in {"SUM", "SUMPRODUCT"} and len(node.parts) > 1:
        for number in range(len(node.parts)):
            yield "dropped term", replace(node, parts=node.parts[:number] + node.parts[number + 1 :])


def _without_brackets(formula: str) -> Iterator[str]:
    """The formula without one pair of brackets, where that changes what it means."""
    meaning = _meaning(parse(formula))
    opened: list[int] = []
    for at, letter in enumerate(formula):
        if letter == "(":
            opened.append(at)
        elif letter == ")":
            start = opened.pop()
            grouping = start == 0 or not formula[start - 1].isalpha()
            without = formula[:start] + formula[start + 1 : at] + formula[at + 1 :]
            if grouping and _meaning(parse(without)) != meaning:
                yield without


def _meaning(node: Node) -> object:
    """The tree without brackets, sums and products flat: (a*b)*c is a*(b*c)."""
    if node.kind == "group":
        return _meaning(node.parts[0])
    parts = tuple(_meaning(part) for part in node.parts)
    if node.kind == "op" and node.text in "+*":
        flat: list[object] = []
        for part in parts:
            same = isinstance(part, tuple) and part[:2] == ("op", node.text)
            flat += part[2] if same and isinstance(part, tuple) else (part,)
        parts = tuple(flat)
    return (node.kind, node.text, parts)
