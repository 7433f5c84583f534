"""Whether a plan is still the one that its sheet of changes describes: what the sheet follows of it.

Key numbers are followed by live formulas, each against what was recorded; inputs by a digest of all of them,
which planner compares at a refresh and at a check.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, NamedTuple

from planner.book.beside import CHANGES, record_sheets
from planner.changes.lines import INPUTS, STATUS, Band, Item, Line
from planner.xlsx.a1 import Address, parse_reference
from planner.xlsx.package import Package

STATUS_NAME, INPUTS_NAME = f"{CHANGES}_status", f"{CHANGES}_inputs"
"""Names of the sheet: of its status, and of the word for all inputs with their digest at its end."""

DIGITS = 12
"""Of a number in the digest: a program that saves the file may round what comes after."""


class Followed(NamedTuple):
    """A number of the plan that the sheet follows.

    Attributes:
        value: what it was when the sheet was written.
        place: where it stands in the plan, as a formula of another sheet refers to it.
    """

    key: str
    label: str
    unit: str
    look: str
    value: float
    place: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the sheet follows of the plan that it stands in.

    Attributes:
        inputs: their digest.
        tolerance: the cell with the relative difference up to which numbers are the same.
        ok, stale: words for its status.
    """

    numbers: Sequence[Followed]
    inputs: str
    tolerance: str
    ok: str
    stale: str


class Follows(NamedTuple):
    """A sheet of changes as it stands in a plan.

    Attributes:
        status: the cell with its status, a formula.
        word: the cell with the word for all inputs, which planner writes.
        inputs: the digest of the inputs that it describes.
    """

    sheet: str
    status: Address
    word: Address
    inputs: str


def status_line(recorded: Recorded, texts: Mapping[str, str]) -> Line:
    """The status of the sheet, with what it says and what to do."""
    return Line(texts["status"], word=recorded.ok, note=texts["status_note"], role=STATUS)


def block(recorded: Recorded, texts: Mapping[str, str]) -> Iterator[Item]:
    """What the sheet follows: key numbers, then all inputs."""
    yield Band(texts["since"])
    for one in recorded.numbers:
        yield Line(
            one.label,
            one.unit,
            after=one.value,
            look=one.look,
            change_look=one.look,
            cell=one.place.replace("'", ""),
            word=recorded.ok,
            key=one.key,
            live=one.place,
            tolerance=recorded.tolerance,
        )
    note = texts["all_inputs_note"]
    yield Line(texts["all_inputs"], word=recorded.ok, note=note, key=recorded.inputs, role=INPUTS)


def digest(inputs: Mapping[str, Any]) -> str:
    """Twelve hexadecimal digits that change with every input."""
    said = json.dumps(_rounded(inputs), sort_keys=True, ensure_ascii=False)
    return sha256(said.encode()).hexdigest()[:12]


def follows(package: Package) -> Iterator[Follows]:
    """The sheets of changes in a plan that follow it; those of another plan, or of earlier days, do not."""
    for sheet in record_sheets(package):
        names = package.local_names.get(sheet, {})
        found = [parse_reference(names.get(name, "")) for name in (STATUS_NAME, INPUTS_NAME)]
        if any(one is None or (one.sheet or "").casefold() != sheet.casefold() for one in found):
            continue
        status, inputs = (one.area for one in found if one is not None)
        last = inputs.last_row, inputs.last_column
        cell = package.cells(sheet).get(last)
        said = cell.value if cell is not None and isinstance(cell.value, str) else ""
        yield Follows(sheet, (sheet, *status.first), (sheet, *inputs.first), said)


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}")
    if isinstance(value, Mapping):
        return {str(key): _rounded(one) for key, one in value.items()}
    return [*map(_rounded, value)] if isinstance(value, list | tuple) else value
