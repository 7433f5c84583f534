"""What plans of an earlier template hold: inputs, tables, lines and their texts, from a file of the template.

`earlier/1.toml` is of versions 1.x; `tools/earlier.py` writes such a file. `earlier/1-to-2.toml` says where
each input goes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from planner.template.folder import templates_folder
from planner.template.load import read_toml
from planner.template.rows import Column, Row, Table

PREFIXES = ("in", "calc", "out", "chk", "sum", "key", "axis", "cov", "page", "prt")
"""First parts of the names that planner gives cells."""


class Texts(NamedTuple):
    """What a language of the earlier template calls things.

    Attributes:
        sources: the name of the sheet that no name points at, and the title on top of it.
        choices: word of a drop-down list -> the English one.
        titles: what stands alone in the first column of a sheet.
        units: unit -> what the workbook says for it, where that is not English.
        headers: table -> column -> its header.
        notes: key -> what stands beside a line unless a preset or the owner says otherwise.
    """

    company: str
    sources: tuple[str, ...]
    titles: frozenset[str]
    units: Mapping[str, str]
    choices: Mapping[str, str]
    headers: Mapping[str, Mapping[str, str]]
    notes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Earlier:
    """The earlier template.

    Attributes:
        lines: key of each calculated line -> what it runs along, or nothing.
    """

    versions: tuple[str, ...]
    inputs: Mapping[str, Row]
    tables: Mapping[str, Table]
    lines: Mapping[str, str]
    texts: Mapping[str, Texts]


class Target(NamedTuple):
    """Where an input goes.

    Attributes:
        to: where its value stands now, with names of rows in braces; nothing where it is gone.
        why: what changes by it, by language.
    """

    to: str
    why: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Declared:
    """Where everything goes, as the file declares it; `inputs` has those that do not keep their key.

    Attributes:
        company: the text that takes the company of the cover.
    """

    inputs: Mapping[str, Target]
    company: str
    said: Mapping[str, Mapping[str, str]]
    names: Mapping[str, Mapping[str, str]]
    functions: Mapping[str, str]
    columns: Mapping[str, Mapping[str, str]]
    same: Mapping[str, str]
    in_currency: Mapping[str, Mapping[str, str]]
    tables: Mapping[str, str]
    instead: Mapping[str, str]
    changed: Mapping[str, str]
    sheet: Mapping[str, Mapping[str, str]]


@cache
def load_earlier(major: int, name: str) -> Earlier:
    """The template of that first number."""
    raw = read_toml(templates_folder() / name / "earlier" / f"{major}.toml")
    inputs = {key: _row(key, entry) for key, entry in raw["inputs"].items()}
    languages = [key for key, entry in raw.items() if isinstance(entry, dict) and "headers" in entry]
    return Earlier(
        versions=tuple(raw["versions"]),
        inputs=inputs,
        tables={key: _table(key, columns, raw["en"]) for key, columns in raw["tables"].items()},
        lines=raw["lines"],
        texts={language: _texts(raw[language]) for language in languages},
    )


@cache
def load_declared(major: int, name: str) -> Declared:
    """Where everything of that template goes in the next one."""
    raw = read_toml(templates_folder() / name / "earlier" / f"{major}-to-{major + 1}.toml")
    return Declared(
        inputs={key: _target(entry) for key, entry in raw["inputs"].items()},
        said={"en": raw["said"], "zh": raw["said_zh"]},
        names=raw["names"],
        functions=raw["functions"],
        columns=raw["columns"],
        sheet=raw["sheet"],
        company=raw["cover"]["company"],
        **raw["lines"],
    )


def _target(entry: Mapping[str, Any]) -> Target:
    return Target(entry.get("to", ""), {"en": entry.get("why", ""), "zh": entry.get("zh", "")})


def _row(key: str, entry: Mapping[str, Any]) -> Row:
    return Row(key=key, kind="input", **_plain(entry))


def _table(key: str, columns: Mapping[str, Any], english: Mapping[str, Any]) -> Table:
    headers = english["headers"][key]
    built = (Column(key=one, header=headers[one], **_plain(entry)) for one, entry in columns.items())
    return Table(key=key, title=key, columns=tuple(built))


def _plain(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()}


def _texts(raw: Mapping[str, Any]) -> Texts:
    return Texts(
        company=raw["company"],
        sources=tuple(raw["sources"]),
        titles=frozenset(raw["titles"]),
        units=raw["units"],
        choices=raw["choices"],
        headers=raw["headers"],
        notes=raw["notes"],
    )
