"""What lint finds of the errors, and what it takes for one in the clean twins."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import NamedTuple

from planner.problems import PlanError
from planner.results.lint import ERROR, Finding
from planner.usecases.lint import lint
from planner.xlsx.a1 import Address, parse_area
from tests.lint.seeded.draft import Draft, write
from tests.lint.seeded.models import MODELS

KINDS = {
    "sum-short": "a sum leaves out its neighbour",
    "counted-twice": "a sum takes in a cell twice",
    "typed-in-row": "a number typed over a formula of a row",
    "typed-in-column": "a number typed over a formula of a column",
    "unlike-row": "a formula unlike its row's",
    "unlike-column": "a formula unlike its column's",
    "lookup-key": "a key twice, or with blanks around it",
    "range-short": "a range misses the last row",
    "drift": "a reference without its $",
    "units": "units added that differ",
    "dates": "a month twice, or left out",
    "shares": "shares of the wrong whole",
}
WORKBOOKS = 60
FIGURES = Path(__file__).with_name("figures.json")
"""What came of each workbook when the whole corpus was last measured."""


class Outcome(NamedTuple):
    """One workbook with an error, and its clean twin.

    Attributes:
        found: whether an error is told at the place of the one that is there.
        said: the kind in words.
        told: how many errors are told that the clean twin does not have.
        beside: errors that are told elsewhere, and are not in the clean twin.
        false: errors that are told in the clean twin.
    """

    number: int
    kind: str
    said: str
    model: str
    found: bool
    told: int
    beside: tuple[str, ...]
    false: tuple[str, ...]


def measured(folder: Path, numbers: Iterable[int] = range(WORKBOOKS)) -> Iterator[Outcome]:
    """Write each workbook and its twin into a folder, and ask lint about both."""
    kinds = list(KINDS)
    for number in numbers:
        kind, turn = kinds[number % len(kinds)], number // len(kinds)
        drafts = [_draft(model, number) for model in MODELS]
        able = [(model, draft) for model, draft in zip(MODELS, drafts, strict=True) if kind in draft.seeds]
        model, draft = able[turn % len(able)]
        sheets, where = draft.seeded(kind, turn // len(able) + turn)
        false = errors(write(draft.sheets, folder / f"clean-{number}.xlsx"))
        told = errors(write(sheets, folder / f"{kind}-{number}.xlsx"))
        known = {(one.rule, one.where, one.what) for one in false}
        new = [one for one in told if (one.rule, one.where, one.what) not in known]
        beside = tuple(said(one) for one in new if not _at(one, where))
        found = any(_at(one, where) for one in new)
        yield Outcome(
            number, kind, KINDS[kind], model.__name__, found, len(new), beside, tuple(map(said, false))
        )


def _draft(model: Callable[[Draft], None], number: int) -> Draft:
    draft = Draft(Random(number))  # noqa: S311 - it draws sizes and names
    model(draft)
    return draft


def errors(path: Path) -> list[Finding]:
    """What lint calls an error in a workbook. Raises PlanError where it cannot be read."""
    result = lint(path, only=(ERROR,))
    if result.problems:
        raise PlanError(result.problems)
    return [one for one in result.findings if one.severity == ERROR]


def said(finding: Finding) -> str:
    return f"{finding.where} {finding.rule}: {finding.what}"


def _at(finding: Finding, where: Iterable[Address]) -> bool:
    area = parse_area(finding.cell)
    return area is not None and any(
        sheet == finding.sheet and (row, column) in area for sheet, row, column in where
    )


def main() -> None:
    """Measure the whole corpus and write down what came of it."""
    with TemporaryDirectory() as folder:
        outcomes = list(measured(Path(folder)))
    FIGURES.write_text(json.dumps([one._asdict() for one in outcomes], indent=1) + "\n", encoding="utf-8")
    found, false = sum(one.found for one in outcomes), sum(bool(one.false) for one in outcomes)
    sys.stdout.write(f"{found} of {len(outcomes)} errors found, {false} clean twins with a false one\n")


def stored() -> list[Outcome]:
    """What the last measurement of the whole corpus came to."""
    rows = json.loads(FIGURES.read_text(encoding="utf-8"))
    return [Outcome(**{**row, "beside": tuple(row["beside"]), "false": tuple(row["false"])}) for row in rows]


if __name__ == "__main__":
    main()
