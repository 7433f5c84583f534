"""The parts of a package that belong to its workbook: those that relationships lead to."""

from __future__ import annotations

from collections.abc import Collection

from planner.xlsx.package import Package
from planner.xlsx.relations import relationships


def reachable(package: Package, gone: Collection[str] = ()) -> tuple[str, ...]:
    """The parts that relationships lead to, but through those that are gone; `""` is the package."""
    found = {"": None}
    todo = [""]
    while todo:
        for part, _ in relationships(package.archive, todo.pop(), package.file).values():
            if part not in found and part not in gone:
                found[part] = None
                todo.append(part)
    return tuple(found)


def of_kinds(package: Package, kinds: Collection[str]) -> dict[str, str]:
    """The parts to which a relationship of one of these kinds leads, with the kind."""
    return {
        part: kind
        for source in reachable(package)
        for part, kind in relationships(package.archive, source, package.file).values()
        if kind in kinds
    }
