"""Writes signatures and results into ``docs/python.md``: ``python -m tools.python_page``, or ``make docs``.

The page is written by hand but for what stands between a marker and its end: a function's signature with what
its docstring says, or the table of everything that functions give back.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from inspect import Parameter, cleandoc, getdoc, isfunction, signature
from pathlib import Path
from textwrap import fill
from typing import Any

import planner

PAGE = Path(__file__).parents[1] / "docs" / "python.md"
BLOCK = re.compile(r"<!-- (?!end )(\w+) -->\n.*?<!-- end -->", re.DOTALL)
RESULTS = "results"
WIDTH = 120
SECTION = re.compile(r"^(Args|Raises|Attributes):\n", re.MULTILINE)
ITEM = re.compile(r"^    (\w+): (.*(?:\n {8}.*)*)", re.MULTILINE)


def functions() -> list[str]:
    """The functions of the public face."""
    return [name for name in planner.__all__ if isfunction(getattr(planner, name))]


def results() -> list[str]:
    """The classes of what functions give back."""
    return [name for name in planner.__all__ if is_dataclass(getattr(planner, name))]


def rendered(page: str) -> str:
    """The page with every marked block as the code has it now."""

    def block(found: re.Match[str]) -> str:
        name = found[1]
        lines = _results() if name == RESULTS else _function(name, getattr(planner, name))
        return "\n".join([f"<!-- {name} -->\n", *lines, "\n<!-- end -->"])

    return BLOCK.sub(block, page)


def marked(page: str) -> list[str]:
    """The names that stand in markers, in the order of the page."""
    return [found[1] for found in BLOCK.finditer(page)]


def documented(function: Callable[..., Any]) -> dict[str, str]:
    """What a docstring says of each argument, or of each attribute."""
    _, *sections = SECTION.split(getdoc(function) or "")
    return {
        name: " ".join(text.split())
        for title, section in zip(sections[::2], sections[1::2], strict=True)
        if title != "Raises"
        for name, text in ITEM.findall(section)
    }


def _function(name: str, function: Callable[..., Any]) -> Iterator[str]:
    yield from ("```python", _signature(name, function), "```", "")
    prose, *sections = SECTION.split(getdoc(function) or "")
    yield cleandoc(prose)
    if arguments := documented(function):
        yield ""
        for argument, text in arguments.items():
            yield fill(f"- `{argument}`: {text}", WIDTH, subsequent_indent="  ", break_on_hyphens=False)
    for title, section in zip(sections[::2], sections[1::2], strict=True):
        if title == "Raises":
            raised = [f"`{error}`: {' '.join(text.split())}" for error, text in ITEM.findall(section)]
            yield from ("", f"Raises {'; '.join(raised)}")


def _signature(name: str, function: Callable[..., Any]) -> str:
    """As it would stand in the code: on one line, or with a line for each argument."""
    found = signature(function)
    arguments: list[str] = []
    for argument in found.parameters.values():
        if argument.kind is Parameter.KEYWORD_ONLY and "*" not in arguments:
            arguments.append("*")
        default = "" if argument.default is Parameter.empty else f" = {argument.default!r}"
        arguments.append(f"{argument.name}: {argument.annotation}{default}")
    line = f"{name}({', '.join(arguments)}) -> {found.return_annotation}"
    if len(line) <= WIDTH - 20:
        return line
    return "\n".join([f"{name}(", *(f"    {one}," for one in arguments), f") -> {found.return_annotation}"])


def _results() -> Iterator[str]:
    yield from ("| class | what it is | fields |", "| --- | --- | --- |")
    for name in results():
        kind = getattr(planner, name)
        says = " ".join((getdoc(kind) or "").partition("\n\n")[0].split())
        more = [
            f"{attribute}()" if isfunction(value) else attribute
            for attribute, value in vars(kind).items()
            if not attribute.startswith("_") and (isinstance(value, property) or isfunction(value))
        ]
        listed = ", ".join(f"`{one}`" for one in (*(field.name for field in fields(kind)), *more))
        yield f"| `{name}` | {says} | {listed} |"


def main() -> None:
    """Write the page."""
    PAGE.write_text(rendered(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    sys.stdout.write(f"docs/{PAGE.name}\n")


if __name__ == "__main__":
    main()
