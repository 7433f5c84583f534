"""A template's formula as a tree, and what it means apart from its brackets."""

from __future__ import annotations

import re
from dataclasses import dataclass

TOKEN = re.compile(
    r'(?P<ref>\{[^{}]+\})|(?P<str>"[^"]*")|(?P<num>[0-9]+\.?[0-9]*(?:E[-+]?[0-9]+)?)|(?P<word>[A-Z]+)'
    r"|(?P<op><=|>=|<>|[-+*/^&=<>(),])"
)
COMPARISONS = ("=", "<>", "<", ">", "<=", ">=")
LEVELS = (COMPARISONS, ("&",), ("+", "-"), ("*", "/"), ("^",))
"""Operators, the one that binds least first."""

Tokens = list[tuple[str | None, str]]


@dataclass(frozen=True)
class Node:
    """A part of a formula: `ref`, `num`, `str`, `op`, `sign`, `call` or `group`, its text and its parts."""

    kind: str
    text: str
    parts: tuple[Node, ...] = ()

    def __str__(self) -> str:
        if self.kind == "op":
            return f"{self.parts[0]}{self.text}{self.parts[1]}"
        if self.kind == "sign":
            return f"-{self.parts[0]}"
        if self.kind in {"call", "group"}:
            return f"{self.text}({','.join(map(str, self.parts))})"
        return self.text


def parse(formula: str) -> Node:
    """The tree of a formula. Raises AssertionError where it is not understood."""
    tokens = [(match.lastgroup, match[0]) for match in TOKEN.finditer(formula)]
    assert "".join(text for _, text in tokens) == formula, f"{formula} is not understood"
    node, rest = _level(tokens, 0)
    assert not rest, f"{formula} goes on after its end"
    return node


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
    if text == "-":
        node, tokens = _primary(tokens)
        return Node("sign", text, (node,)), tokens
    if kind == "word":
        tokens = tokens[1:]
    parts = []
    while True:
        part, tokens = _level(tokens, 0)
        parts.append(part)
        closing, tokens = tokens[0][1], tokens[1:]
        if closing == ")":
            name = text if kind == "word" else ""
            return Node("call" if name else "group", name, tuple(parts)), tokens


def meaning(node: Node) -> object:
    """The tree without brackets, sums and products flat: a*(b/c) is a*b/c, a+(b-c) is a+b-c."""
    if node.kind == "group":
        return meaning(node.parts[0])
    for level, (keep, turn) in (("sum", "+-"), ("product", "*/")):
        if node.kind == "op" and node.text in (keep, turn):
            return level, *_flat(node, keep, turn)
    return node.kind, node.text, tuple(map(meaning, node.parts))


def _flat(node: Node, keep: str, turn: str) -> tuple[tuple[object, ...], tuple[object, ...]]:
    """The terms that are added and those that are taken away, or factors and divisors."""
    while node.kind == "group":
        node = node.parts[0]
    if node.kind != "op" or node.text not in (keep, turn):
        return (meaning(node),), ()
    (more, less), (right, left) = _flat(node.parts[0], keep, turn), _flat(node.parts[1], keep, turn)
    if node.text == turn:
        right, left = left, right
    return (*more, *right), (*less, *left)
