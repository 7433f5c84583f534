"""Short plans on paper: converted by LibreOffice once a test run."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from planner.template.load import presets
from tests.conftest import missing
from tests.look.clipped import CLIPPED, write_clipped
from tests.once import made_once
from tests.short import essay, plans, short_template
from tools.paper import PaperPage, read_pdf, to_pdf

__all__ = ["essay", "plans", "short_template"]


@pytest.fixture(scope="package")
def printed(
    soffice: Path, plans: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], list[PaperPage]]:
    """The pages of a preset's plan, or of the workbook that shows what it must not."""
    if shutil.which("pdftotext") is None:
        missing("pdftotext (poppler-utils)")

    def make(folder: Path) -> None:
        write_clipped(folder / f"{CLIPPED}.xlsx")
        for name in presets():
            shutil.copy(plans(name), folder / f"{name}.xlsx")
        to_pdf(soffice, sorted(folder.glob("*.xlsx")), folder)

    folder = made_once(tmp_path_factory, "on-paper", make)
    return cache(lambda name: read_pdf(folder / f"{name}.pdf"))
