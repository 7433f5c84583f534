"""Writes ``docs/commands.md`` from the help texts: ``python -m tools.commands``, or ``make docs``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from inspect import cleandoc
from pathlib import Path

import click

from planner.cli.main import main as program

PAGE = Path(__file__).parents[1] / "docs" / "commands.md"

HEAD = """# Commands

The same texts as `planner COMMAND --help`. This page is written by `make docs`; do not edit it.
"""


def page() -> str:
    """The whole page."""
    blocks = [HEAD, *_prose(program.help or "")]
    blocks += [
        "| command | what it does |\n| --- | --- |\n"
        + "".join(
            f"| [`{name}`](#planner-{name}) | {command.get_short_help_str(limit=200)} |\n"
            for name, command in program.commands.items()
        )
    ]
    for name, command in program.commands.items():
        blocks += [f"## planner {name}\n", *_command(name, command)]
    return "\n".join(blocks)


def _command(name: str, command: click.Command) -> Iterator[str]:
    arguments = [param for param in command.params if isinstance(param, click.Argument)]
    options = [param for param in command.params if isinstance(param, click.Option)]
    words = ["planner", name, *("[OPTIONS]" if options else "",), *map(_argument, arguments)]
    yield f"    {' '.join(word for word in words if word)}\n"
    yield from _prose(command.help or "")
    if isinstance(command, click.Group):
        for part, inner in command.commands.items():
            yield f"### planner {name} {part}\n"
            yield from _command(f"{name} {part}", inner)
    if options:
        yield "| option | what it does |\n| --- | --- |\n" + "".join(map(_option, options))


def _argument(argument: click.Argument) -> str:
    return argument.metavar or (argument.name or "").upper()


def _option(option: click.Option) -> str:
    value = "" if option.is_flag else f" {_value(option)}"
    default = "" if option.is_flag or not option.show_default else f" (default: `{option.default}`)"
    return f"| `{', '.join(option.opts)}{value}` | {option.help}{default} |\n"


def _value(option: click.Option) -> str:
    if isinstance(option.type, click.Choice):
        return "\\|".join(map(str, option.type.choices))
    return option.metavar or (option.name or "").upper().removesuffix("S")


def _prose(text: str) -> Iterator[str]:
    """Paragraphs; those that click must not wrap are indented, which makes them code."""
    for paragraph in cleandoc(text).split("\n\n"):
        lines = paragraph.splitlines()
        if lines[0].strip() == "\b":
            yield "\n".join(f"    {line}" for line in lines[1:]) + "\n"
        else:
            yield paragraph + "\n"


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"docs/{PAGE.name}\n")


if __name__ == "__main__":
    main()
