"""The page of `planner explain` in Chromium: it opens, leads, finds, obeys keys, asks nobody for anything."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from planner import plan
from planner.book.find import find
from planner.template.load import load_preset, load_template
from planner.writer.workbook import write_workbook
from planner.xlsx.a1 import parse_area
from planner.xlsx.package import open_package
from tests.books import NOW
from tests.conftest import missing
from tests.short import plans_are_whole

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

MOST_BYTES = 2_000_000
CLICKS, MOST_CLICKS = 20, 45
"""How many clicks must end on one cell, of how many; others end on a line of sixty cells."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    program = shutil.which("chromium")
    if program is None:
        missing("Chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def trace(plans: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    page = tmp_path_factory.mktemp("page") / "trace.html"
    assert plan.explain(plans("frontier"), "training_days", depth=0, html=page).page == str(page)
    return page


@pytest.fixture
def opened(chromium: Browser, trace: Path) -> Iterator[Page]:
    """The page; nothing that it does may be an error, or ask for another file."""
    page, said, asked = chromium.new_page(), list[str](), list[str]()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(trace.as_uri())
    yield page
    page.close()
    assert said == []
    assert {url.partition("#")[0] for url in asked if not url.startswith("data:")} == {trace.as_uri()}


def test_it_is_one_small_file_of_a_whole_plan_too(trace: Path, tmp_path: Path) -> None:
    text = trace.read_text(encoding="utf-8")
    with plans_are_whole():
        write_workbook(tmp_path / "plan.xlsx", load_template(), load_preset("frontier"), now=NOW)
        plan.explain(tmp_path / "plan.xlsx", "training_days", depth=0, html=tmp_path / "whole.html")
    assert trace.stat().st_size < (tmp_path / "whole.html").stat().st_size < MOST_BYTES
    assert "http:" not in text.partition('<script id="data"')[0]
    assert "src=" not in text


def test_random_clicks_lead_to_the_value_of_the_cell(opened: Page, plans: Callable[..., Path]) -> None:
    chosen = random.Random(20261129)  # noqa: S311 - a walk
    source = find(open_package(plans("frontier"))).source
    opened.goto(opened.url + "#minimum_cash/base")
    compared = 0
    for _ in range(MOST_CLICKS):
        links = opened.locator("main a")
        links.nth(chosen.randrange(links.count())).evaluate("link => link.click()")
        exact = opened.locator("#value").evaluate("at => JSON.parse(at.dataset.exact || 'null')")
        sheet, _, a1 = opened.locator("#cell").inner_text().rpartition("!")
        area = parse_area(a1.partition(":")[0])
        assert area is not None
        at = area.first_row, area.first_column
        if exact is not None:
            assert source.cells(sheet, {at})[at].value == exact
            compared += 1
    assert compared >= CLICKS


def test_search_finds_labels_keys_and_cells(opened: Page, plans: Callable[..., Path]) -> None:
    part = plan.explain(plans("frontier"), "training_days", depth=0).part
    assert part is not None
    for typed in ("training_days", "length one run without stops", f"{part.sheet}!{part.cell}"):
        opened.keyboard.press("Escape")
        opened.keyboard.press("/")
        opened.keyboard.type(typed)
        found = opened.locator("#found li", has_text="training_days ·").first
        found.wait_for()
    opened.keyboard.press("Enter")
    _reads(opened, "h1", part.label)
    opened.keyboard.press("/")
    opened.keyboard.type("no line is called so")
    _reads(opened, "#main", "Nothing is called so.")


def test_keys_choose_the_scenario_go_back_and_home(opened: Page) -> None:
    opened.goto(opened.url.partition("#")[0] + "#training_days/base")
    _reads(opened, "#cell", re.compile("!D[0-9]+$"))
    opened.keyboard.press("3")
    _reads(opened, "#cell", re.compile("!E[0-9]+$"))
    assert opened.url.endswith("#training_days/high")
    opened.keyboard.press("Backspace")
    _reads(opened, "#cell", re.compile("!D[0-9]+$"))
    assert opened.url.endswith("#training_days/base")
    opened.keyboard.press("Escape")
    _reads(opened, "h1", "All lines")
    opened.locator("summary").first.click()
    opened.locator("details[open] a").first.wait_for()


def _reads(page: Page, where: str, wanted: str | re.Pattern[str]) -> None:
    """The page answers a key or a link a moment later, so this waits for it."""
    from playwright.sync_api import expect

    expect(page.locator(where)).to_have_text(wanted)


def test_dark_where_the_system_is_and_white_on_paper(chromium: Browser, trace: Path) -> None:
    def background(**how: str) -> str:
        page = chromium.new_page(color_scheme="dark")
        page.goto(trace.as_uri())
        page.emulate_media(**how)  # type: ignore[arg-type]
        found: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
        page.close()
        return found

    assert background() == "rgb(18, 24, 31)"
    assert background(media="print") == "rgb(255, 255, 255)"


def test_it_speaks_the_language_of_the_plan(
    chromium: Browser, plans: Callable[..., Path], tmp_path: Path
) -> None:
    plan.explain(plans("essay", "zh"), "training_days", depth=0, html=tmp_path / "zh.html")
    page = chromium.new_page()
    page.goto((tmp_path / "zh.html").as_uri() + "#training_days/base")
    assert page.locator("html").get_attribute("lang") == "zh"
    assert page.locator("h1").inner_text() == "单次训练历时（不含中断）"
    assert [one.inner_text() for one in page.locator("h2").all()][:2] == ["公式", "由以下各项得出"]
    page.close()
