"""Comments of a workbook: taken out with their little windows, or kept without the names of their authors."""

from __future__ import annotations

import re
from collections.abc import Mapping

from planner.handover.parts import of_kinds, reachable
from planner.xlsx.package import Package
from planner.xlsx.patch_xml import Change, spliced
from planner.xlsx.relations import read_index, relationships
from planner.xlsx.xml import as_utf8, escape_markup

NOTES, THREADS, PEOPLE = "comments", "threadedComment", "person"
KINDS = (NOTES, THREADS, PEOPLE)
"""Last words of the types of relationships that lead to a comment, or to who wrote one."""

DRAWING = "vmlDrawing"
SHAPE = re.compile(rb"<((?:\w+:)?)shape\b(?:[^>]*/>|.*?</\1shape>)", re.DOTALL)
NOTE = re.compile(rb"""ObjectType\s*=\s*["']Note["']""")

AUTHOR = "Author {}"
THREAD = "tc="
"""What a note has for an author that stands for a thread, with the thread's id behind it."""


def commented(package: Package) -> Mapping[str, str]:
    """The parts with comments -> the sheet that they belong to."""
    owners = {sheet.part: sheet.name for sheet in package.sheets}
    return {
        part: owners.get(source, "")
        for source in reachable(package)
        for part, kind in relationships(package.archive, source, package.file).values()
        if kind in (NOTES, THREADS)
    }


def notes_taken_out(package: Package) -> dict[str, bytes | None]:
    """The drawings that show notes, without them; None for one that shows nothing else."""
    changed: dict[str, bytes | None] = {}
    for part in of_kinds(package, (DRAWING,)):
        xml = package.read(part)
        shapes = list(SHAPE.finditer(xml))
        notes = [shape for shape in shapes if NOTE.search(shape[0])]
        if notes and len(notes) == len(shapes):
            changed[part] = None
        elif notes:
            changed[part] = SHAPE.sub(lambda shape: b"" if NOTE.search(shape[0]) else shape[0], xml)
    return changed


def kept_comments(package: Package, talk: Mapping[str, str]) -> dict[str, bytes]:
    """The parts with comments and people, with `Author 1` and so on for every name."""
    names: dict[str, str] = {}
    changed = {}
    for renamed, kind in ((_renamed_authors, NOTES), (_renamed_people, PEOPLE)):
        for part in (part for part, found in talk.items() if found == kind):
            changed[part] = renamed(package, part, names)
    return changed


def _alias(name: str, names: dict[str, str]) -> str:
    return names.setdefault(name, AUTHOR.format(len(names) + 1))


def _renamed_authors(package: Package, part: str, names: dict[str, str]) -> bytes:
    """Authors of notes; Excel repeats the name with a colon at the beginning of the text."""
    found = read_index(package.archive, part, package.file)
    authors = [one.text for one in found if one.path.endswith("authors/author")]
    left = iter(authors)

    def judge(path: str, _: Mapping[str, str]) -> Change:
        if path != "comments/authors/author":
            return None
        author = next(left, "")
        alias = author if author.startswith(THREAD) else _alias(author, names)
        return b"<%sauthor>%s</%sauthor>" % (prefix, escape_markup(alias), prefix)

    before = package.read(part)
    opening = re.search(rb"<((?:\w+:)?)authors\b", as_utf8(before, package.part(part))[0])
    prefix = opening[1] if opening else b""
    xml, back = as_utf8(spliced(before, package.part(part), judge), package.part(part))
    for author in authors:
        if author and not author.startswith(THREAD):
            start = re.compile(rb"(<(?:\w+:)?t\b[^>]*>)%s:" % re.escape(escape_markup(author)))
            xml = start.sub(rb"\g<1>%s:" % escape_markup(_alias(author, names)), xml)
    return back(xml)


def _renamed_people(package: Package, part: str, names: dict[str, str]) -> bytes:
    def judge(path: str, attributes: Mapping[str, str]) -> Change:
        if path != "personList/person":
            return None
        alias = _alias(attributes.get("displayName", ""), names)
        return {"displayName": alias, "userId": alias, "providerId": "None"}

    return spliced(package.read(part), package.part(part), judge)
