"""What is wrong with a template: the programmer's mistake, which raises and names file and key."""

from __future__ import annotations


class TemplateError(ValueError):
    """A template that cannot be used, with the file and key at fault."""


def require(condition: bool, message: str) -> None:
    """Raise TemplateError with that message where the condition does not hold."""
    if not condition:
        raise TemplateError(message)
