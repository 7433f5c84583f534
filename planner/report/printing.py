"""The only way from planner to a terminal: a character that it obeys comes from planner, or not at all.

Names of files, sheets and rows are other people's. Any of them may hold escape sequences, or letters that
turn the direction of a line. Text goes through :func:`say`, JSON through :func:`print_json`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import Any

import click

from planner.problems import printable

ESCAPE = "\x1b"
_OURS = f"\0{os.urandom(8).hex()}\0"
"""Stands for the escape character of a style until the text is cleaned; no file can know it."""


def say(text: str, *, err: bool = False) -> None:
    """Print one line; styles stay where a terminal shows them and nobody has asked for none."""
    cleaned = ESCAPE.join(printable(part) for part in text.split(_OURS))
    click.echo(cleaned, err=err, color=None if colours_wanted() else False)


def style(text: str, *, fg: str | None = None, bold: bool | None = None) -> str:
    """A text in a colour, to be handed to `say`."""
    return click.style(printable(text), fg=fg, bold=bold).replace(ESCAPE, _OURS)


def say_drawn(lines: Iterable[str]) -> None:
    """Print what a library has drawn from texts that were cleaned; without the blanks that fill its lines."""
    for line in lines:
        sys.stdout.write(line.rstrip() + "\n")
    sys.stdout.flush()  # before anything that goes to standard error


def print_json(value: dict[str, Any] | list[Any]) -> None:
    """Print one JSON object or list on a line, in letters that the terminal has; all others as `\\uXXXX`."""
    import json

    unicode = (sys.stdout.encoding or "").lower().startswith("utf")
    text = json.dumps(value, ensure_ascii=not unicode)
    if not text.isprintable():
        text = "".join(letter if letter.isprintable() else json.dumps(letter)[1:-1] for letter in text)
    click.echo(text)


def colours_wanted() -> bool:
    """Whether colours may be used where the stream is a terminal (https://no-color.org)."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
