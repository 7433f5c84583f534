"""The text that a file keeps of a chart's title says what the cell says that the title follows."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from planner.book.find import find
from planner.layout.places import MONEY
from planner.xlsx.package import Package, open_package
from planner.xlsx.patch import Edit, patch_package
from planner.xlsx.patch_charts import FOLLOWS, with_titles

OTHER = "billions & <more>"


@pytest.fixture
def plan(essay: Path) -> Package:
    return open_package(essay)


def money_cell(package: Package) -> tuple[str, tuple[int, int]]:
    place = find(package).layout[MONEY]
    return place.sheet, (place.row, place.column)


def kept(package: Package) -> list[str]:
    """What the charts keep of cells that a text of theirs follows."""
    found = (FOLLOWS.findall(package.read(name)) for name in package.names if "/charts/chart" in name)
    return [one[3].decode() for parts in found for one in parts]


def test_titles_follow_their_cell_and_nothing_else_changes(plan: Package, tmp_path: Path) -> None:
    assert set(kept(plan)) == {"million CNY"}
    sheet, cell = money_cell(plan)
    out = BytesIO()
    patch_package(plan, {sheet: {cell: Edit(OTHER, "keep")}}, out)
    (tmp_path / "plan.xlsx").write_bytes(out.getvalue())
    after = open_package(tmp_path / "plan.xlsx")
    assert set(kept(after)) == {"billions &amp; &lt;more&gt;"}
    changed = {name for name in plan.names if plan.read(name) != after.read(name)}
    of_sheet = {plan.sheet(sheet).part}
    charts = {name for name in plan.names if b"strCache" in plan.read(name) and "charts/" in name}
    assert charts
    assert changed == charts | of_sheet
    for name in charts:
        assert re.sub(rb"billions [^<]*", b"million CNY", after.read(name)) == plan.read(name)
    with ZipFile(tmp_path / "plan.xlsx") as archive:
        assert archive.testzip() is None


@pytest.mark.parametrize(
    "edits", [{"Cover": {(1, 1): Edit("x", "keep")}}, {"Runway": {(13, 2): Edit("x", "keep")}}, {}]
)
def test_other_cells_leave_the_charts_alone(edits: Any, plan: Package) -> None:
    assert dict(with_titles(plan, edits)) == {}


@pytest.mark.parametrize("reference", ["Money!$B$13", "'Money'!$B$13", "'it&apos;&apos;s'!$B$13"])
def test_a_title_as_excel_spells_it_is_found(reference: str, plan: Package) -> None:
    """With its prefix, a sheet in quotes or not, and an apostrophe that stands as an entity."""
    chart = next(name for name in plan.names if "/charts/chart" in name)
    xml = (
        f'<c:tx><c:strRef><c:f>{reference}</c:f><c:strCache><c:ptCount val="1"/><c:pt idx="0">'
        "<c:v>old</c:v></c:pt></c:strCache></c:strRef></c:tx>"
    )
    sheet = "it's" if "it" in reference else "Money"

    class Read:
        members = (chart,)

        def read(self, name: str) -> bytes:
            return xml.encode()

    package = replace(plan, archive=Read())  # type: ignore[arg-type]
    (found,) = with_titles(package, {sheet: {(13, 2): Edit("new", "keep")}})
    assert found == (chart, xml.replace("old", "new").encode())
