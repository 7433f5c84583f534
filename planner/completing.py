"""What a shell offers behind TAB; nothing of it is imported before somebody presses the key."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import click
    from click.shell_completion import CompletionItem

    from planner.workbook.schema import Template


def line_keys(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:
    """Keys of lines, with their labels."""
    return _items(((row.key, row.label) for _, row in _template().rows()), typed)


def input_keys(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:
    """Keys of inputs as `planner set` takes them, with their labels."""
    return _items(((f"{row.key}=", row.label) for row in _template().inputs), typed)


def table_names(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:
    """Tables, with their titles."""
    return _items(((table.key, table.title) for table in _template().tables), typed)


def preset_names(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:
    """Presets, with their titles."""
    from planner.workbook.template import load_preset, presets

    return _items(((name, load_preset(name).title) for name in presets()), typed)


def rule_names(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:
    """Rules of lint, with what they are."""
    from planner import linting

    return _items(((rule.name, rule.title) for rule in linting.rules()), typed)


def waivable_names(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:
    """Rules of handover and of lint."""
    from planner import handing_over

    return _items(((name, "") for name in handing_over.known_rules()), typed)


def _template() -> Template:
    from planner.workbook.template import load_template

    return load_template()


def _items(words: Iterable[tuple[str, str]], typed: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    folded = typed.casefold()
    return [
        CompletionItem(word, help=about or None)
        for word, about in words
        if word.casefold().startswith(folded)
    ]
