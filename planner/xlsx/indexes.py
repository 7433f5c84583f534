"""The two indexes that know a part: the list of content types, and the relationships of what leads to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from planner.xlsx.package import Package
from planner.xlsx.patch_xml import OUT, Change, spliced

TYPES = "[Content_Types].xml"
OF_PACKAGE = "_rels/.rels"
"""The relationships of the package itself, which lead to the workbook and to signatures."""

Leaves = Callable[[Mapping[str, str]], bool]
"""Whether an entry with these attributes goes from an index."""


def unlisted(package: Package, index: str, leaves: Leaves) -> bytes:
    """An index without the entries that go; every other byte stays."""

    def judge(path: str, attributes: Mapping[str, str]) -> Change:
        return OUT if path.count("/") == 1 and leaves(attributes) else None

    return spliced(package.read(index), package.part(index), judge)


def part_name(entry: Mapping[str, str]) -> str:
    """The part that an entry of the content types is about, as names of parts are compared."""
    return entry.get("PartName", "").lstrip("/").casefold()


def leads_to(entry: Mapping[str, str], kind: str) -> bool:
    """Whether an entry is a relationship of a type that ends so."""
    return entry.get("Type", "").endswith(f"/{kind}")
