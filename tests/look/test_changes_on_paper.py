"""The sheet of changes on paper, measured from the PDF that LibreOffice makes of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from planner import plan
from tests.conftest import missing
from tests.look.measures import beyond_the_margins, hidden_numbers, lost, over_one_another
from tools.paper import PaperPage, read_pdf, to_pdf

EDITS: dict[str, str | float] = {
    "opening_cash": 3_000_000,
    "moe_active_parameters_b": 12.5,
    "rounds[Seed].month": 6,
    "clusters[Research].quote": "H100 on demand",
}
PRINTED = 8
"""Columns that are printed: all but the keys."""


@pytest.fixture(scope="module")
def folder(soffice: Path, plans: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The next version of a start-up's plan with the sheet in it, and the PDF of it."""
    if shutil.which("pdftotext") is None:
        missing("pdftotext (poppler-utils)")
    folder = tmp_path_factory.mktemp("changes")
    for name in ("old.xlsx", "new.xlsx"):
        shutil.copy(plans("startup"), folder / name)
    assert plan.set_inputs(folder / "new.xlsx", EDITS, backup=False).ok
    assert plan.diff(folder / "old.xlsx", folder / "new.xlsx", into=folder / "new.xlsx", backup=False).ok
    to_pdf(soffice, [folder / "new.xlsx"], folder)
    return folder


def pages_of(folder: Path) -> list[PaperPage]:
    """The pages that name the sheet below."""

    def below(page: PaperPage) -> str:
        return " ".join(word.text for word in page.words if word.bottom > page.height - 40)

    return [page for page in read_pdf(folder / "new.pdf") if " Changes Page " in below(page)]


def test_it_prints_on_few_pages_and_nothing_is_cut_off(folder: Path) -> None:
    """All of it but what it follows of the plan, which stands below and is for the screen."""
    from openpyxl import load_workbook

    pages = pages_of(folder)
    assert 1 < len(pages) <= 4
    for page in pages:
        assert hidden_numbers(page) == []
        assert beyond_the_margins(page) == []
        assert list(over_one_another(page)) == []
    sheet: Any = load_workbook(folder / "new.xlsx", data_only=True)["Changes"]
    ends = next(cell.row for cell in sheet["A"] if cell.value == "Since this was written")
    rows = sheet.iter_rows(max_row=ends - 1, max_col=PRINTED, values_only=True)
    texts = {value for row in rows for value in row if isinstance(value, str)}
    assert len(texts) > 50
    assert lost(texts, pages) == []


def test_every_page_has_the_heads_of_the_columns(folder: Path) -> None:
    for page in pages_of(folder):
        top = {word.text for word in page.words if word.top < page.height / 4}
        assert {"Line", "Before", "After", "Change", "Cell", "Status"} <= top
