"""What stands beside a line: a note, the source behind it, and by which choice it is read."""

from __future__ import annotations

from planner.template.preset import Preset
from planner.template.rows import Choice, Row
from planner.template.schema import Template


def note_and_source(row: Row, template: Template, preset: Preset) -> str:
    """The note of a line in a new plan.

    The source of a row belongs to its default: a preset that gives another value says where that is from.
    """
    note = preset.notes.get(row.key) or row.note
    source = template.words.source_is.format(source=row.source) if _is_sourced(row, preset) else ""
    used = (_used(choice, template) for choice in row.used_when)
    return " ".join(part for part in (note, source, *used) if part)


def says_where_from(row: Row, preset: Preset) -> bool:
    """Whether that note belongs to the preset's value: it is the preset's own, or names a source."""
    return bool(preset.notes.get(row.key)) or _is_sourced(row, preset)


def _is_sourced(row: Row, preset: Preset) -> bool:
    return bool(row.source) and row.key not in preset.own


def _used(choice: Choice, template: Template) -> str:
    """By which choice an input is read."""
    words = template.words
    listed = words.used_or.join(choice.words)
    if choice.key:
        return words.used_when.format(choice=template.row(choice.key).label, words=listed)
    table = template.table(choice.table)
    named = words.pair.format(first=table.title, second=table.column(choice.column).header)
    return words.used_when.format(choice=named, words=listed)
