"""Makes the copy: the parts of the workbook without what says who made it, where and on what.

Parts go and the rest keeps its bytes, but for the tags that `tags` cleans. Parts that no relationship leads
to do not belong to the workbook and are left behind.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from planner.handover import tags
from planner.handover.comments import KINDS as COMMENT_KINDS
from planner.handover.comments import PEOPLE, kept_comments, notes_taken_out
from planner.handover.parts import of_kinds, reachable
from planner.handover.properties import properties
from planner.xlsx.indexes import TYPES, part_name, unlisted
from planner.xlsx.package import Package
from planner.xlsx.relations import relations_part, relationships

GONE = {
    "calcChain": "the calculation chain",
    "printerSettings": "printer settings",
    "custom-properties": "custom properties",
    "customProperty": "custom properties",
    "customXml": "custom XML data",
    "thumbnail": "the thumbnail",
    "origin": "the digital signature",
    "classificationlabels": "the sensitivity label",
    "revisionHeaders": "the log of revisions",
    "usernames": "names of users",
}
"""Last word of a relationship's type -> what goes with it, in words."""

LEFTOVERS = "parts that belong to nothing"


@dataclass(frozen=True, slots=True)
class Stripped:
    """The parts of the copy, and what they no longer carry, in words."""

    parts: Mapping[str, bytes]
    removed: tuple[str, ...]


def strip(package: Package, *, comments: str = "") -> Stripped:
    """The parts of a copy that may be handed over.

    Args:
        comments: `strip` takes them out, `keep` leaves them without the names of their authors.
    """
    found = of_kinds(package, GONE)
    removed = dict.fromkeys(GONE[kind] for kind in found.values())
    talk = _without_talk(package, comments)
    gone = {*found, *(part for part, content in talk.parts.items() if content is None)}
    set_properties, words = properties(package)
    changed = {part: content for part, content in talk.parts.items() if content is not None} | set_properties
    removed |= dict.fromkeys((*talk.removed, *words))
    kept = reachable(package, gone)
    if leftovers := _leftovers(package):
        removed[LEFTOVERS] = None
        gone |= leftovers
    parts, lost = _linked(package, kept)
    for name in kept:
        if name:
            content = changed[name] if name in changed else package.read(name)
            parts[name], words = tags.cleaned(content, package.part(name), lost.get(name, set()))
            removed |= dict.fromkeys(words)
    parts[_named(package, TYPES)] = _types(package, parts)
    return Stripped(parts, tuple(removed))


@dataclass(frozen=True, slots=True)
class _Talk:
    """The parts that hold comments, as they are in the copy: None for one that goes."""

    parts: Mapping[str, bytes | None]
    removed: tuple[str, ...] = ()


def _without_talk(package: Package, comments: str) -> _Talk:
    """Comments taken out, or kept without the names of their authors, as it was asked."""
    talk = of_kinds(package, COMMENT_KINDS)
    if comments == "keep":
        names = ("the names of those who commented",) if talk else ()
        return _Talk(kept_comments(package, talk), names)
    if comments == "strip" or set(talk.values()) == {PEOPLE}:  # people who have not said anything
        what = ("comments and who wrote them",) if talk else ()
        return _Talk(notes_taken_out(package) | dict.fromkeys(talk, None), what)
    return _Talk({})


def _leftovers(package: Package) -> set[str]:
    """Members that nothing leads to."""
    belongs = set(reachable(package))
    belongs |= {_named(package, relations_part(source)) for source in belongs} | {_named(package, TYPES)}
    return {name for name in package.names if name not in belongs and not name.endswith("/")}


def _named(package: Package, name: str) -> str:
    """A part as the archive spells it."""
    return package.archive.folded.get(name.casefold(), name)


def _linked(package: Package, kept: Collection[str]) -> tuple[dict[str, bytes], dict[str, set[str]]]:
    """The lists of relationships that stay, and for each part the ids of those that went from its list."""
    parts: dict[str, bytes] = {}
    lost: dict[str, set[str]] = {}
    for source in kept:
        name = _named(package, relations_part(source))
        if name not in package.archive.members:
            continue
        targets = relationships(package.archive, source, package.file)
        ids = {identifier for identifier, (target, _) in targets.items() if target not in kept}
        parts[name] = unlisted(package, name, lambda entry, ids=ids: entry.get("Id") in ids)  # type: ignore[misc]
        lost[source] = ids
    return parts, lost


def _types(package: Package, parts: Mapping[str, bytes]) -> bytes:
    """The list of content types, of the parts that stay."""
    stay = {name.casefold() for name in parts}
    name = _named(package, TYPES)
    if name not in package.archive.members:
        raise package.part(name).damaged("is missing")
    return unlisted(package, name, lambda entry: "PartName" in entry and part_name(entry) not in stay)
