"""What there is to ask for: lines, inputs, tables, presets, rules, checkers; each with what it is."""

from __future__ import annotations

from collections.abc import Iterator

from planner.problems import Problem

Named = tuple[str, str]
"""A name and what it stands for."""


def lines() -> Iterator[Named]:
    """Keys of lines, with their labels."""
    from planner.template.load import load_template

    return ((row.key, row.label) for _, row in load_template().rows())


def inputs() -> Iterator[Named]:
    """Keys of inputs, with their labels."""
    from planner.template.load import load_template

    return ((row.key, row.label) for row in load_template().inputs)


def tables() -> Iterator[Named]:
    """Tables, with their titles."""
    from planner.template.load import load_template

    return ((table.key, table.title) for table in load_template().tables)


def presets() -> Iterator[Named]:
    """Presets, with their titles."""
    from planner.template import load

    return ((name, load.load_preset(name).title) for name in load.presets())


def translations() -> tuple[str, ...]:
    """The languages beside English that a plan can be written in."""
    from planner.template.folder import translations

    return translations()


def lint_rules() -> Iterator[Named]:
    """Rules of lint, with what they are."""
    from planner.usecases.lint import rules

    return ((rule.name, rule.title) for rule in rules())


def waivable_rules() -> Iterator[Named]:
    """Rules of handover and of lint."""
    from planner.usecases.handover import known_rules

    return ((name, "") for name in known_rules())


def lacking_checker(name: str) -> Problem | None:
    """What is missing on this machine for a checker to be used."""
    from planner.check.checkers.installed import lacking

    return lacking(name)


def checkers() -> Iterator[Named]:
    """Names of checkers, with what they are."""
    from planner.check.checkers.registry import ROWS

    return ((row.name, row.title) for row in ROWS)


def default_checkers() -> tuple[str, ...]:
    """Those that are asked where none is named, one after the other."""
    from planner.check.checkers.registry import CHAIN

    return CHAIN
