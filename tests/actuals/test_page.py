"""The worked example of docs/actuals.md is what the program does; its variances are worked out by hand."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.command import planner

PAGE = (Path(__file__).parents[2] / "docs" / "actuals.md").read_text(encoding="utf-8")


def _block(language: str, number: int = 0) -> str:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)[number]


def test_the_example_is_what_the_program_does(
    plans: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(plans("startup"), "plan.xlsx")
    Path("bank.csv").write_text(_block("csv"), encoding="utf-8")
    Path("bank.toml").write_text(_block("toml"), encoding="utf-8")
    call = "actuals", "plan.xlsx", "--from", "bank.csv", "--map", "bank.toml"
    ran = planner(*call)
    assert ran.status == 1 and ran.err == _block("text")
    ran = planner(*call, "--waive", "Bank charges")
    assert ran.status == 0 and ran.out.startswith(_block("text", 1))


def test_the_variances_of_the_example_by_hand() -> None:
    """23,360 GPU-hours were planned at 2.63831, 26,400 paid at 66,000."""
    price = (66_000 / 26_400 - 2.63831) * 26_400
    volume = (26_400 - 23_360) * 2.63831
    assert (round(price), round(volume)) == (-3651, 8020)
    assert "(3,651)   8,020" in PAGE and "= -3,651" in PAGE and "= 8,020" in PAGE
    assert 19_341_916 - 4_369 - 4_875 == 19_332_672
