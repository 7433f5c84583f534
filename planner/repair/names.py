"""Names that other programs or older planners left: like a table's, or with a dot."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from planner.book.survey import Survey
from planner.repair.mending import Restored
from planner.xlsx.links import LINK
from planner.xlsx.package import Package
from planner.xlsx.xml import as_utf8, read_tag

MACROS = "vbaProject"
BROKEN = ("#REF!", "#NAME?", "#N/A")
OURS = re.compile(r"(?:in|calc|out|chk|sum|axis|page|key|prt|cov)_\w")
DEFINED_NAME = re.compile(
    rb"<((?:[\w.-]+:)?definedName)(?=[\s/>])(?:[^>\"']|\"[^\"]*\"|'[^']*')*?(?:/>|>([^<]*)</\1\s*>)"
)
_WORD = re.compile(rb"[A-Za-z_][\w.]*")


@dataclass(frozen=True, slots=True)
class Tidied:
    """The parts in which names were taken out or called anew, and what was done."""

    parts: Mapping[str, bytes | None]
    restored: tuple[Restored, ...]
    anew: int = 0
    """How many names have no dot any more."""


def tidy_names(found: Survey, *, dots_alone: bool = False) -> Tidied:
    """What stands for names that clash, lead nowhere, or hold a dot; or for the last alone."""
    package = found.package
    anew = {old.casefold(): name for name, old in found.expected.former.items()}
    parts = _links_led(package, anew)
    dotted = {name for name in package.defined_names if name.casefold() in anew}
    names = () if dots_alone else tuple(package.defined_names)
    nowhere = {name for name in names if _leads_nowhere(name, found)}
    read = _read_elsewhere(package, parts, dotted | nowhere)
    clashing = () if dots_alone else found.clashing
    gone = {*clashing, *(name for name in nowhere if name.casefold() not in read)}
    there = {name.casefold() for name in package.defined_names}
    calls: dict[str, str | None] = dict.fromkeys(gone)
    kept = [name for name in sorted(dotted - gone) if name.casefold() in read]
    for name in sorted(dotted - gone):
        new = anew[name.casefold()]
        calls[name] = None if new.casefold() in there else new
    if not calls:
        return Tidied({}, ())
    part = package.workbook_part
    xml, back = as_utf8(package.read(part), package.part(part))
    parts[part] = back(_called(xml, calls, kept))
    anew_now = sum(new is not None for new in calls.values())
    return Tidied(parts, tuple(_told(found, calls, kept)), anew_now)


def _links_led(package: Package, anew: Mapping[str, str]) -> dict[str, bytes | None]:
    """The sheets whose links lead to names that are called anew."""
    parts: dict[str, bytes | None] = {}
    for sheet in package.sheets:
        if sheet.kind == "worksheet":
            xml = package.read(sheet.part)
            if (changed := _relinked(xml, package, sheet.part, anew)) != xml:
                parts[sheet.part] = changed
    return parts


def _relinked(xml: bytes, package: Package, part: str, anew: Mapping[str, str]) -> bytes:
    """A sheet whose links to names with a dot lead to the new ones."""
    text, back = as_utf8(xml, package.part(part))

    def led(match: re.Match[bytes]) -> bytes:
        tag = read_tag(text, match.start())
        new = anew.get((tag.value(b"location") or "").removeprefix("#").casefold())
        return match[0] if new is None else tag.written({b"location": new}, empty=tag.empty)

    changed = LINK.sub(led, text)
    return xml if changed == text else back(changed)


def _leads_nowhere(name: str, found: Survey) -> bool:
    """Whether it is a name of planner's kind, not of this template, that points at no cells."""
    text = found.package.defined_names[name]
    return bool(
        name not in found.expected.places
        and name.casefold() not in {old.casefold() for old in found.expected.former.values()}
        and OURS.match(name.casefold())
        and _is_broken(text)
    )


def _is_broken(text: str) -> bool:
    return any(error in text for error in BROKEN)


def _read_elsewhere(package: Package, parts: Mapping[str, bytes | None], names: Collection[str]) -> set[str]:
    """Which of some names, in lower case, anything but their own definition may read.

    Whatever has the letters of a name counts; macros are not looked into, so that they may read all of them.
    """
    wanted = {name.casefold() for name in names}
    if not wanted or any(MACROS in part for part in package.names):
        return wanted
    found = set()
    for name in package.names:
        if name.endswith((".xml", ".vml")) and name != package.workbook_part:
            text, _ = as_utf8(parts.get(name) or package.read(name), package.part(name))
            found |= {word.decode().casefold() for word in set(_WORD.findall(text))} & wanted
    for said in (*package.defined_names.values(), *_local(package)):
        found |= {word.decode().casefold() for word in _WORD.findall(said.encode())} & wanted
    return found


def _local(package: Package) -> Iterator[str]:
    for names in package.local_names.values():
        yield from names.values()


def _called(xml: bytes, calls: Mapping[str, str | None], kept: Collection[str]) -> bytes:
    """The workbook's part with names of the whole workbook called anew; those that are read stay beside."""

    def called(match: re.Match[bytes]) -> bytes:
        tag = read_tag(xml, match.start())
        name = tag.value(b"name") or ""
        if tag.value(b"localSheetId") is not None:
            text = (match[2] or b"").decode()
            return b"" if OURS.match(name.casefold()) and _is_broken(text) else match[0]
        if name not in calls:
            return match[0]
        new = calls[name]
        anew = (
            b"" if new is None else tag.written({b"name": new}, empty=tag.empty) + xml[tag.end : match.end()]
        )
        return anew + (match[0] if name in kept else b"")

    return DEFINED_NAME.sub(called, xml)


def _told(found: Survey, calls: Mapping[str, str | None], kept: Sequence[str]) -> Iterator[Restored]:
    """One line for each sort of names."""
    clashing = [name for name in calls if name in found.clashing]
    if clashing:
        what = (
            "a name that is called like a table was"
            if len(clashing) == 1
            else (f"{len(clashing)} names that are called like tables were")
        )
        yield Restored("", "", "", f"{what} taken out, as Excel takes that for damage: {_list(clashing)}")
    dotted = [(name, new) for name, new in calls.items() if new is not None]
    nowhere = [name for name, new in calls.items() if new is None and name not in (*clashing, *kept)]
    if nowhere:
        what = (
            "1 name that leads nowhere was"
            if len(nowhere) == 1
            else (f"{len(nowhere)} names that are of no use any more were")
        )
        yield Restored("", "", "", f"{what} taken out: {_list(nowhere)}")
    if dotted:
        (old, new), many = dotted[0], len(dotted)
        what = f"{old} is" if many == 1 else f"{many} names have no dot any more: {old} is"
        yield Restored("", "", "", f"{what} now called {new}")
    if kept:
        what = f"{kept[0]} stays" if len(kept) == 1 else f"{_list(kept)} stay"
        yield Restored("", "", "", f"{what} beside the new name, as something of your own reads it")


def _list(names: Collection[str]) -> str:
    shown = ", ".join(list(names)[:MOST_TOLD])
    return f"{shown} and {len(names) - MOST_TOLD} more" if len(names) > MOST_TOLD else shown


MOST_TOLD = 12
