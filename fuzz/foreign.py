"""What other programs put into a workbook, grafted into a plan: kept through a refresh, part by part."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fuzz.foreign_made import MADE
from fuzz.oracle import raw_members
from fuzz.seeds import CORPUS

INSIDE = {
    "conditional formats": rb"<conditionalFormatting\b",
    "validations": rb"<dataValidations?\b",
    "extensions of later versions": rb"<ext\b",
    "merged cells": rb"<mergeCell\b",
    "hyperlinks": rb"<hyperlink\b",
    "filters": rb"<autoFilter\b",
    "protection": rb"<sheetProtection\b",
    "page set-up": rb"<pageSetup\b|<headerFooter\b",
    "shared formulas": rb'<f [^>]*t="shared"',
    "array formulas": rb'<f [^>]*t="array"',
    "data tables": rb'<f [^>]*t="dataTable"',
    "cell metadata": rb'<c [^>]*\b[cv]m="',
    "inline texts": rb"<is>",
    "frozen panes": rb"<pane\b",
    "groups of rows and columns": rb'outlineLevel="',
    "controls": rb"<controls?\b",
    "ignored errors": rb"<ignoredErrors?\b",
}
"""What stands inside a sheet, and how to recognise it."""

RELATION = re.compile(rb'<Relationship\b[^>]*?Type="[^"]*/(\w+)"[^>]*?Target="([^"]*)"')
RELATION_OTHER_WAY = re.compile(rb'<Relationship\b[^>]*?Target="([^"]*)"[^>]*?Type="[^"]*/(\w+)"')
OWN = {"worksheet", "styles", "theme", "sharedStrings", "officeDocument", "core-properties"}


@dataclass(frozen=True, slots=True)
class Kept:
    """A feature of a foreign workbook, and whether it has every byte after `set` and `refresh`."""

    workbook: str
    feature: str
    kept: bool


def try_all(plan: Path, root: Path) -> list[Kept]:
    """Graft every foreign workbook into a plan, change an input, refresh, and compare."""
    root.mkdir(parents=True, exist_ok=True)
    sources = {f"beside {path.stem}": path for path in sorted(CORPUS.glob("*.xlsx"))}
    for name, write in MADE.items():
        sources[name] = root / f"{name}.xlsx"
        write(sources[name])
    return [kept for name, source in sources.items() for kept in _one(name, source, plan, root / name)]


def _one(name: str, source: Path, plan: Path, folder: Path) -> Iterator[Kept]:
    from planner import plan as use_cases
    from tests.graft import graft
    from tests.surgery import Surgery

    folder.mkdir()
    path = folder / "plan.xlsx"
    shutil.copyfile(plan, path)
    with Surgery(path) as book:
        graft(book, source)
    before = path.read_bytes()
    typed = use_cases.set_inputs(path, {"deadline_days": "7.2"})
    refreshed = use_cases.refresh(path)
    whole = bool(typed.changes) and refreshed.ok
    old, new = raw_members(before), raw_members(path.read_bytes())
    found = features(_members(before), set(_members(plan.read_bytes())))
    for feature, members in sorted(found.items()):
        yield Kept(name, feature, whole and all(old[member] == new.get(member) for member in members))


def features(members: dict[str, bytes], ours: set[str]) -> dict[str, set[str]]:
    """Each feature with the members that hold it."""
    found: dict[str, set[str]] = {}
    foreign = {name for name in members if name not in ours}
    for name in foreign:
        content = members[name]
        if "/worksheets/" in f"/{name}" and name.endswith(".xml"):
            found.setdefault("sheets", set()).add(name)
            for feature, pattern in INSIDE.items():
                if re.search(pattern, content):
                    found.setdefault(feature, set()).add(name)
    for name, content in members.items():
        if not name.endswith(".rels"):
            continue
        pairs = [(kind.decode(), target.decode()) for kind, target in RELATION.findall(content)]
        pairs += [(kind.decode(), target.decode()) for target, kind in RELATION_OTHER_WAY.findall(content)]
        for kind, target in pairs:
            ending = target.rpartition("/")[2]
            parts = {part for part in foreign if part.endswith(f"/{ending}") or part == ending}
            if parts and kind not in OWN:
                found.setdefault(f"{kind} parts", set()).update(parts)
    return found


def _members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
