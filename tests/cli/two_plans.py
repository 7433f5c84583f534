"""A start-up's plan and its next version, which tests of `planner diff` compare."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from planner import plan
from tests.once import made_once
from tests.surgery import Surgery

OFFER = {"Quote": "Ours, H200 reserved", "Chip": "H200", "GPUs per server": 8, "Price per GPU hour": 2.1}
OFFER |= {"Provider": "Ours", "Contract": "1 year", "Price date": 46_350, "Source": "Signed offer"}
OFFER |= {"Currency": "USD", "Valid to month": 6}
EDITS: dict[str, str | float] = {
    "clusters[Research].quote": "Ours, H200 reserved",
    "rounds[Seed].month": 6,
    "opening_cash": 3_000_000,
    "moe_active_parameters_b": 12.5,
}
UNSIGNED = 2.72 * 0.88 ** (62 / 365) * 0.9 ** (1 / 12)
"""What a year of an H200 is signed for in month 2, as read on 31 March, two months before the plan starts."""

OFFERED = 4 * 32 * 730 * (UNSIGNED - 2.1) * 1.03
"""What the offer saves in months 2 to 5, the last before the money comes: 32 GPUs, and 3 % for networks."""


@pytest.fixture(scope="package")
def pair(plans: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A start-up's plan as `old.xlsx`, and as `new.xlsx` with a signed offer. Not to be changed."""

    def make(folder: Path) -> None:
        for name in ("old.xlsx", "new.xlsx"):
            shutil.copy(plans("startup"), folder / name)
        with Surgery(folder / "new.xlsx") as book:
            book.append_row("gpu_prices", OFFER)
        assert plan.set_inputs(folder / "new.xlsx", EDITS, backup=False).ok
        assert plan.refresh(folder / "new.xlsx", backup=False).ok

    return made_once(tmp_path_factory, "diff-pair", make)


@pytest.fixture
def folder(pair: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Both in the current folder, to be changed."""
    for path in pair.glob("*.xlsx"):
        shutil.copy(path, tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path
