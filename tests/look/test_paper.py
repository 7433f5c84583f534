"""What plans look like on paper, measured from the PDF that LibreOffice makes of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from planner.template.load import load_template, presets
from tests.look.clipped import BELOW, CLIPPED, CUT, LOW
from tests.look.measures import beyond_the_margins, body, hidden_numbers, lost, over_one_another
from tools.paper import PaperPage

MOST_OF_ALL = 14
FEWEST_WORDS = 25
Printed = Callable[[str], list[PaperPage]]
Plans = Callable[..., Path]


def printed_texts(path: Path) -> Iterator[tuple[str, str]]:
    """Sheet and text of every cell that is printed and holds a text of its own."""
    from openpyxl import load_workbook

    on_paper = load_template().on_paper
    book: Any = load_workbook(path, data_only=True)
    for name in on_paper:
        sheet = book[name]
        area = sheet.print_area.replace("$", "").rpartition("!")[2]
        area = re.sub(r"1048576$", str(sheet.max_row), area)
        for row in sheet[area]:
            yield from ((name, cell.value) for cell in row if isinstance(cell.value, str))


@pytest.mark.parametrize("preset", presets())
def test_a_plan_prints_on_few_pages_and_none_of_them_is_empty(printed: Printed, preset: str) -> None:
    pages = printed(preset)
    assert len(pages) <= MOST_OF_ALL
    assert [len(body(page)) for page in pages if len(body(page)) < FEWEST_WORDS] == []


@pytest.mark.parametrize("preset", presets())
def test_every_page_says_which_it_is(printed: Printed, plans: Plans, preset: str) -> None:
    pages = printed(preset)
    sheets = []
    for number, page in enumerate(pages, start=1):
        foot = max(word.bottom for word in page.words) - 3
        below = sorted((word.left, word.text) for word in page.words if word.bottom > foot)
        footer = " ".join(text for _, text in below)
        assert f"Page {number} of {len(pages)}" in footer
        sheets += [name for name in load_template().on_paper if f" {name} Page" in footer]
    assert sheets == [name for name, pages in _on_paper(plans(preset)) for _ in range(pages)]


def _on_paper(path: Path) -> list[tuple[str, int]]:
    """The printed sheets in the order of the workbook, with their pages."""
    from openpyxl import load_workbook

    names = load_workbook(path, read_only=True).sheetnames
    wide = load_template().wide_on_paper
    pages = {name: tall * wide.get(name, 1) for name, tall in load_template().on_paper.items()}
    return sorted(pages.items(), key=lambda item: names.index(item[0]))


@pytest.mark.parametrize("preset", presets())
def test_nothing_is_cut_off(printed: Printed, plans: Plans, preset: str) -> None:
    pages = printed(preset)
    for number, page in enumerate(pages, start=1):
        assert hidden_numbers(page) == [], number
        assert beyond_the_margins(page) == [], number
        assert list(over_one_another(page)) == [], number
    texts = {text for _, text in printed_texts(plans(preset))}
    assert len(texts) > 300
    assert lost(texts, pages) == []


def test_the_measures_find_what_is_cut_off(printed: Printed) -> None:
    (page,) = printed(CLIPPED)
    assert hidden_numbers(page)
    assert list(over_one_another(page))
    assert lost([CUT, LOW, BELOW], [page]) == [CUT]


def test_a_word_off_the_page_is_found(printed: Printed) -> None:
    (page,) = printed(CLIPPED)
    assert beyond_the_margins(page) == []
    narrow = PaperPage(page.width / 2, page.height, page.words)
    assert "off" in beyond_the_margins(narrow)
