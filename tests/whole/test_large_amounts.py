"""Ten times every amount of a preset, and a thousandth: its unit follows, and every number fits."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import pytest

from planner import plan
from planner.book.edits import Edits
from planner.book.find import find
from planner.layout.places import MONEY
from planner.template.load import presets
from planner.template.locale import languages, preset_in
from planner.template.rows import Column, Row
from planner.usecases.lint import lint
from planner.xlsx.package import open_package
from planner.xlsx.patch import patch_package
from tests.books import put
from tests.sampled import sampled
from tests.surgery import Surgery

TEN_TIMES, A_THOUSANDTH = 10.0, 0.001
RATE = "plan currency per unit"
UNIT = {  # of all the costs of frontier: 7.3E9 USD, low to high 5.0E9 to 1.1E10
    ("en", TEN_TIMES): "billion USD",
    ("en", A_THOUSANDTH): "million USD",
    ("zh", TEN_TIMES): "亿美元",
    ("zh", A_THOUSANDTH): "万美元",
}


def is_amount(of: Row | Column) -> bool:
    """A price, a pay, a sum of money; not a rate of exchange."""
    money = any(currency in of.unit.split() for currency in ("USD", "CNY")) or "currency" in of.unit
    return money and of.unit != RATE


def scaled(preset: str, language: str, factor: float, path: Path) -> None:
    """The new plan of a preset with every amount of money multiplied, as far as bounds let it be."""
    assert plan.new(path, preset, language=language).status == "agrees"
    book, edits, given = find(open_package(path)), Edits(), preset_in(language, preset)

    def times(value: Any, of: Row | Column) -> float:
        assert of.min is not None
        assert of.max is not None
        return min(max(value * factor, of.min), of.max)

    for row in (row for row in book.template.inputs if is_amount(row)):
        for scenario, value in given.inputs[row.key].items():
            put(edits, book.layout.cell(row, scenario), times(value, row))
    for table in book.template.tables:
        for column in (column for column in table.columns if is_amount(column)):
            for number, entry in enumerate(given.tables[table.key]):
                if entry.get(column.key) is not None:
                    place = book.layout.tables[table.key].cell(column.key, number)
                    put(edits, place, times(entry[column.key], column))
    assert sum(map(len, edits.by_sheet.values())) > 5
    draft = path.with_name("draft.xlsx")
    with draft.open("wb") as out:
        patch_package(book.package, edits.by_sheet, out)
    draft.replace(path)


def money_of(path: Path) -> str:
    """The unit that the cover names."""
    book = Surgery(path)
    return str(book.value(*book.place(MONEY)))


CASES = sampled(
    [*product(presets(), languages(), [TEN_TIMES, A_THOUSANDTH])],
    [("frontier", "en", TEN_TIMES), ("frontier", "zh", A_THOUSANDTH)],
)


@pytest.mark.parametrize(("preset", "language", "factor"), CASES)
def test_every_number_fits_and_every_cell_agrees(
    preset: str, language: str, factor: float, tmp_path: Path
) -> None:
    path = tmp_path / "plan.xlsx"
    scaled(preset, language, factor, path)
    result = plan.refresh(path, backup=False)
    assert result.status == "agrees", result.problems
    (clipped,) = (one for one in lint(path).results if one.rule.name == "nothing-clipped")
    assert [(one.where, one.what) for one in clipped.findings] == []
    assert clipped.status == "passes"
    if preset == "frontier":
        assert money_of(path) == UNIT[language, factor]
