"""Questions in a terminal, for a plan of one's own: `planner new --ask`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from planner.report.printing import say

if TYPE_CHECKING:
    from planner.usecases.questions import Question

KEEP = "Enter keeps what stands in brackets."


def asked(language: str, preset: str | None) -> tuple[str, dict[str, str]]:
    """The preset to start from and what was typed, by the names that `planner set` takes.

    Args:
        preset: to start from; without it the one whose model and cluster are nearest in size.
    """
    from planner.usecases import questions

    typed: dict[str, str] = {}
    if preset is None:
        typed = {one.key: _size(language, one) for one in questions.of_size(language)}
        preset = questions.nearest_preset(language, {key: float(said) for key, said in typed.items()})
    found = questions.of_preset(language, preset)
    what = "The nearest preset is" if typed else "The preset is"
    say(f"{what} {preset}: {found.title}. {KEEP}", err=True)
    answers = {one.name: typed[one.key] if one.key in typed else _answer(language, one) for one in found.all}
    given = {name: said for name, said in answers.items() if said}
    whose = _whose(language)
    rest = found.inputs - len(given)
    say(f"{len(given)} inputs are yours; the other {rest} are those of the preset {preset}.", err=True)
    return preset, {**given, **whose}


def _whose(language: str) -> dict[str, str]:
    """What the plan says of itself: what was typed, and nothing that its preset says of itself."""
    from planner.usecases import questions

    found = dict(questions.of_nobody(language))
    for one in questions.of_texts(language):
        while True:
            said = _prompt(f"{one.label} [{one.instead}]" if one.instead else one.label)
            problem = questions.wrong_text(language, one, said) if said else ""
            if not problem:
                break
            say(problem, err=True)
        found |= {one.key: said} if said else {}
    return found


def _size(language: str, of: Question) -> str:
    """A number above 0, of which no default would be neutral."""
    while True:
        said = _prompt(of.label.rpartition(": ")[2])
        problem = _wrong(language, of, said)
        if not problem and float(said) > 0:
            return said
        say(problem or "Expected a number above 0.", err=True)


def _answer(language: str, of: Question) -> str:
    """What was typed; nothing where the preset's value stays."""
    from planner.usecases.questions import shown

    while True:
        said = _prompt(f"{of.label} [{shown(of)}]")
        problem = _wrong(language, of, said) if said else ""
        if not problem:
            return said
        say(problem, err=True)


def _prompt(label: str) -> str:
    said: str = click.prompt(label, default="", show_default=False, err=True)
    return said.strip()


def _wrong(language: str, of: Question, said: str) -> str:
    from planner.usecases.questions import wrong

    return wrong(language, of, said)
