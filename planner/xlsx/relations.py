"""The parts that other parts point to, whatever they are called."""

from __future__ import annotations

from pathlib import PurePosixPath
from posixpath import normpath

from planner.xlsx.xml import Element, Part, elements
from planner.xlsx.zips import Archive

MAX_INDEX_BYTES = 64 << 20  # of a part that is not a sheet and is read whole


def read_index(archive: Archive, name: str, file: str) -> list[Element]:
    """The elements of a part that is read whole."""
    part = Part(file, name)
    if archive.members[name].size > MAX_INDEX_BYTES:
        raise part.damaged(f"is larger than {MAX_INDEX_BYTES >> 20} MB")
    return elements(archive.read(name), part)


def relations_part(source: str) -> str:
    """The name of the part that holds the relationships of another; `""` stands for the package."""
    folder, _, name = source.rpartition("/")
    return f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"


def relationships(archive: Archive, source: str, file: str) -> dict[str, tuple[str, str]]:
    """Relationship id -> part that exists, and the last word of the relationship's type."""
    rels = archive.folded.get(relations_part(source).casefold())
    if rels is None:
        return {}
    folder = source.rpartition("/")[0]
    found: dict[str, tuple[str, str]] = {}
    for element in read_index(archive, rels, file):
        attributes = element.attributes
        if element.path != "Relationships/Relationship" or attributes.get("TargetMode") == "External":
            continue
        target = normpath(PurePosixPath("/", folder, attributes.get("Target", "").replace("\\", "/")))
        part = archive.folded.get(str(target).lstrip("/").casefold())
        if part is not None:
            found[attributes.get("Id", "")] = (part, attributes.get("Type", "").rpartition("/")[2])
    return found


def outward(archive: Archive, source: str, file: str) -> list[tuple[str, str]]:
    """The last word of the type and the target of each relationship that leads out of the package."""
    rels = archive.folded.get(relations_part(source).casefold())
    if rels is None:
        return []
    return [
        (element.attributes.get("Type", "").rpartition("/")[2], element.attributes.get("Target", ""))
        for element in read_index(archive, rels, file)
        if element.path == "Relationships/Relationship" and element.attributes.get("TargetMode") == "External"
    ]


def related(archive: Archive, source: str, file: str, kind: str) -> list[str]:
    """The parts to which `source` has a relationship of this kind."""
    return [part for part, found in relationships(archive, source, file).values() if found == kind]
