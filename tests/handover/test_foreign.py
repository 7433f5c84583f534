"""Workbooks of other programs are stripped into sound copies, and what they hold is refused by name."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from planner.handover import contents
from planner.handover.strip import strip
from planner.lint.sheet_reader import read_sheet
from planner.xlsx.cells import read_cells
from planner.xlsx.package import open_package
from planner.xlsx.zip_new import fresh_zip
from tests.corpus import NAMES

HOLDS = {
    "cubes": {"connections"},
    "pivots": {"pivot-caches"},
    "later_rules": set(),
    "threads": set(),
    "what_if": set(),
    "controls": set(),
    "strict": set(),
}
"""What some of them are made to hold, of what is refused."""

AUTHORS = ("creator", "lastModifiedBy")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("comments", ["strip", "keep"])
def test_the_copy_has_the_same_cells_and_no_author(
    name: str, comments: str, corpus: Callable[[str], Path], tmp_path: Path
) -> None:
    path = corpus(name)
    package = open_package(path)
    copy = tmp_path / path.name
    copy.write_bytes(fresh_zip(strip(package, comments=comments).parts))
    again = open_package(copy)
    assert [sheet.name for sheet in again.sheets] == [sheet.name for sheet in package.sheets]
    for sheet in package.sheets:
        if sheet.kind == "worksheet":
            assert read_cells(again, sheet.name) == read_cells(package, sheet.name)
    with zipfile.ZipFile(copy) as archive:
        for part in archive.namelist():
            if part.endswith((".xml", ".rels")):
                etree.fromstring(archive.read(part))
        everything = b"".join(map(archive.read, archive.namelist()))
    assert b"absPath" not in everything
    assert b"revisionPtr" not in everything
    with zipfile.ZipFile(path) as archive:
        core = next((archive.read(name) for name in archive.namelist() if name.endswith("core.xml")), b"<a/>")
    authors = [
        one.text for one in etree.fromstring(core).iter() if str(one.tag).endswith(("creator", "ModifiedBy"))
    ]
    for author in filter(None, authors):
        assert author.encode() not in everything
    assert not any("comments" in name for name in again.names) or comments == "keep"


@pytest.mark.parametrize("stem", HOLDS)
def test_what_they_hold_is_refused_by_name(stem: str, corpus: Callable[[str], Path]) -> None:
    package = open_package(corpus(stem))
    sheets = [read_sheet(package, info) for info in package.sheets if info.kind == "worksheet"]
    rules = {one.rule for one in contents.refusals_of(package, sheets)}
    assert rules == HOLDS[stem]
