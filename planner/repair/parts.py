"""The parts of a workbook that change, and those that come to it; what lists them follows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from planner.repair.splice import Outline, append
from planner.xlsx.indexes import TYPES
from planner.xlsx.package import Package
from planner.xlsx.relations import relations_part
from planner.xlsx.xml import as_utf8

KIND = b"application/vnd.openxmlformats-officedocument.spreadsheetml."
RELATIONS = b"http://schemas.openxmlformats.org/package/2006/relationships"
MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@dataclass(slots=True)
class Parts:
    """The parts of a workbook that change, and those that come to it."""

    package: Package
    changed: dict[str, bytes | None] = field(default_factory=dict)

    def read(self, name: str) -> bytes:
        """A part as it stands now."""
        kept = self.changed.get(name)
        return kept if kept is not None else self.package.read(name)

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        return name.casefold() in self.package.archive.folded or name in self.changed

    def append(self, name: str, items: Sequence[bytes], into: str = "", order: Sequence[str] = ()) -> None:
        """Add elements to a part."""
        self.changed[name] = append(self.read(name), self.package.part(name), items, into=into, order=order)

    def add(self, folder: str, stem: str, content: bytes, kind: bytes) -> str:
        """Add a part under a name that is free; its name."""
        number = 1
        while self.has(f"{folder}/{stem}{number}.xml"):
            number += 1
        name = f"{folder}/{stem}{number}.xml"
        self.changed[name] = content
        item = b'<Override PartName="/%s" ContentType="%s+xml"/>'
        self.append(TYPES, [item % (name.encode(), KIND + kind)])
        return name

    def relate(self, source: str, kind: bytes, target: str) -> str:
        """Add a relationship; its id."""
        name = relations_part(source)
        if not self.has(name):
            self.changed[name] = b'<Relationships xmlns="%s"></Relationships>' % RELATIONS
        xml, number = self.read(name), 1
        while b'"rIdPlanner%d"' % number in xml:
            number += 1
        identifier = f"rIdPlanner{number}"
        item = b'<Relationship Id="%s" Type="%s/%s" Target="/%s"/>'
        self.append(name, [item % (identifier.encode(), self.office, kind, target.encode())])
        return identifier

    @property
    def office(self) -> bytes:
        """The namespace of relationships, which a strict workbook has its own of."""
        rels = self.package.read(relations_part(self.package.workbook_part))
        found = re.search(rb"Type\s*=\s*[\"']([^\"']*)/worksheet[\"']", rels)
        return found[1] if found else OFFICE

    @property
    def main(self) -> bytes:
        """The namespace of spreadsheets."""
        name = self.package.workbook_part
        xml, _ = as_utf8(self.package.read(name), self.package.part(name))
        root = Outline.of(xml, self.package.part(name)).root
        prefix = root.prefix[:-1]
        return (root.value(b"xmlns:" + prefix if prefix else b"xmlns") or MAIN.decode()).encode()
