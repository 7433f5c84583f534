"""What a shell offers behind TAB; nothing of it is imported before somebody presses the key."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import click
    from click.shell_completion import CompletionItem


def line_keys(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:
    """Keys of lines, with their labels."""
    from planner.usecases import known

    return _items(known.lines(), typed)


def input_keys(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:
    """Keys of inputs as `planner set` takes them, with their labels."""
    from planner.usecases import known

    return _items(((f"{key}=", label) for key, label in known.inputs()), typed)


def table_names(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:
    """Tables, with their titles."""
    from planner.usecases import known

    return _items(known.tables(), typed)


def preset_names(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:
    """Presets, with their titles."""
    from planner.usecases import known

    return _items(known.presets(), typed)


def rule_names(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:
    """Rules of lint, with what they are."""
    from planner.usecases import known

    return _items(known.lint_rules(), typed)


def waivable_names(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:
    """Rules of handover and of lint."""
    from planner.usecases import known

    return _items(known.waivable_rules(), typed)


def _items(words: Iterable[tuple[str, str]], typed: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    folded = typed.casefold()
    return [
        CompletionItem(word, help=about or None)
        for word, about in words
        if word.casefold().startswith(folded)
    ]
