"""Which parts of a workbook belong to some of its sheets alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from planner.xlsx.package import Package
from planner.xlsx.relations import relationships

CALC_CHAIN = "calcChain"


def parts_of(package: Package, *parts: str) -> list[str]:
    """These parts and all that they lead to, but for sheets and the workbook itself."""
    stop = {sheet.part for sheet in package.sheets} | {package.workbook_part}
    return _reached(package, parts, stop - set(parts))


def alone(package: Package, sheets: Collection[str]) -> set[str]:
    """The parts that nothing leads to once these sheets are gone, the order of calculation among them."""
    chain = package.related_part(CALC_CHAIN)
    without = {*sheets, *([chain] if chain else [])}
    stay = set(_reached(package, [""], without))
    return (set(_reached(package, [""], set())) - stay) | without


def _reached(package: Package, start: Iterable[str], without: Collection[str]) -> list[str]:
    """Every part that relationships lead to, in the order in which they are found."""
    found, waiting = dict.fromkeys(part for part in start if part), list(start)
    while waiting:
        part = waiting.pop()
        for target, _ in relationships(package.archive, part, package.file).values():
            if target not in found and target not in without:
                found[target] = None
                waiting.append(target)
    return list(found)
