"""The page of a package speaks the language of the plan."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from string import Formatter

import pytest

from planner.template.folder import translations
from planner.template.locale import template_in
from planner.template.review import review_texts
from planner.usecases.handover import handover
from tests.handover.conftest import NOON

KEPT = re.compile(r"<[^>]*>|&gt;|\{\w+\}")
LATIN = {"SHA", "NAME", "shasum", "certutil", "hashfile", "FOLDER", "Windows", "macOS", "Linux", "Excel"}
LATIN |= {"LibreOffice", "Ctrl", "Alt", "Shift", "planner", "verify", "sha256sum", "SHA256"}


@pytest.mark.parametrize("language", translations())
def test_every_text_of_the_page_is_translated_and_fills_in_the_same(language: str) -> None:
    english, foreign = review_texts("en"), review_texts(language)
    assert english.keys() == foreign.keys()
    for key, text in foreign.items():
        assert text != english[key], key
        fields = [
            sorted(name for _, name, *_ in Formatter().parse(one) if name) for one in (text, english[key])
        ]
        assert fields[0] == fields[1], key


def test_the_page_of_a_chinese_plan_is_chinese(plans: Callable[..., Path], tmp_path: Path) -> None:
    made = handover(plans("essay", "zh"), tmp_path / "deal", pdf=False, now=NOON)
    assert made.ok
    page = (tmp_path / "deal" / "review.html").read_text(encoding="utf-8")
    assert '<html lang="zh">' in page
    template = template_in("zh")
    for status, meaning in template.statuses.items():
        assert f"<tr><td>{template.word_of(status)}</td><td>{meaning}</td></tr>" in page
        assert not re.search(rf">{status}<", page)
    assert "状态为“警示”" in page
    prose = re.findall(r"<(?:p|h1|h2|th)>(.*?)</(?:p|h1|h2|th)>", page)
    words = [word for one in prose for word in re.findall(r"[A-Za-z]{4,}", KEPT.sub(" ", unescape(one)))]
    named = {"essay", "plan", "xlsx", "ironcalc", "llm", "programme"}
    assert set(words) <= LATIN | named, set(words) - LATIN - named


def test_a_power_of_ten_is_one_number_for_a_calculator(plans: Callable[..., Path], tmp_path: Path) -> None:
    assert handover(plans("essay", "zh"), tmp_path / "deal", pdf=False, now=NOON).ok
    page = (tmp_path / "deal" / "review.html").read_text(encoding="utf-8")
    assert re.search(r"[0-9]e[+][0-9]", page)
    assert not re.search(r"[0-9]e [+] ", page)
