"""What `planner explain` says in a terminal: a tree, a line or two for each part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.report.numbers import readable
from planner.report.printing import say, style
from planner.report.terminal import problem_line

if TYPE_CHECKING:
    from planner.results.explain import Content, Explained, Part

INDENT = "   "
MOST_TEXTS = 3
"""Texts of a column that are told."""


def print_explained(result: Explained) -> None:
    """The tree; what a reader should know of it goes to standard error."""
    for problem in result.problems:
        say(problem_line(problem), err=True)
    if result.part is not None:
        _print(result.part, result.language, 0)
    for note in result.notes:
        say(f"{result.file}: {note}", err=True)
    if result.page:
        say(f"{result.page}: wrote; {result.link} opens it at this line")


def _print(part: Part, language: str, level: int) -> None:
    before = INDENT * level
    at = f" ({_shown(part.position, '')})" if part.position is not None else ""
    label = style(f"{part.label}{at}", bold=True) if level == 0 else f"{part.label}{at}"
    unit = f" {part.unit}" if part.unit and part.unit not in {"choice", "date"} else ""
    effect = f"  {part.effect:+.2g}% for +1%" if part.effect is not None else ""
    count = f" in {len(part.along)} cells" if part.along else ""
    value = f"{_value(part, language)}{unit}{count}"
    say(f"{before}{label}  {value}  {part.sheet}!{part.cell}  {part.key}{effect}")
    if part.again or part.cut:
        say(f"{before}{INDENT}... {'shown above' if part.again else 'more with --depth'}")
    elif part.formula and part.of:
        say(f"{before}{INDENT}= {part.formula}")
    elif part.source:
        say(f"{before}{INDENT}{part.source}")
    for one in part.of:
        _print(one, language, level + 1)


def _value(part: Part, language: str) -> str:
    if not part.along:
        return _shown(part.value, part.format, language)
    if part.total is not None:
        return _shown(part.total, part.format, language)
    numbers = [step.value for step in part.along if isinstance(step.value, float | int)]
    if not numbers:
        texts = list(dict.fromkeys(_shown(step.value, part.format, language) for step in part.along))
        return f"{', '.join(texts[:MOST_TEXTS])}{' ...' if len(texts) > MOST_TEXTS else ''}"
    return f"{_shown(min(numbers), part.format, language)} to {_shown(max(numbers), part.format, language)}"


def _shown(value: Content, form: str, language: str = "") -> str:
    return (
        "-"
        if value is None
        else readable(value, form, language)
        if form
        else f"{value:g}"
        if isinstance(value, float)
        else str(value)
    )
