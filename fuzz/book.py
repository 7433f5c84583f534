"""A workbook as mutations see it: named members, and how each is to be packed."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Self

LOCAL = struct.Struct("<4s5H3L2H")
CENTRAL = struct.Struct("<4s6H3L5H2L")
END = struct.Struct("<4s4H2LH")


@dataclass(slots=True)
class Member:
    """A member of the zip file; what is not None overrides the truth in its headers."""

    name: str
    content: bytes
    stored: bool = False
    crc: int | None = None
    size: int | None = None
    method: int | None = None
    flags: int = 0x800
    extra: bytes = b""


@dataclass(slots=True)
class Book:
    """What a mutation changes: members first; `after` then works on the packed bytes."""

    members: list[Member]
    comment: bytes = b""
    prefix: bytes = b""
    after: list[Callable[[bytes], bytes]] = field(default_factory=list)

    @classmethod
    def read(cls, path: Path) -> Self:
        """The members of a sound workbook."""
        with zipfile.ZipFile(path) as archive:
            return cls([Member(name, archive.read(name)) for name in archive.namelist()])

    def copy(self) -> Book:
        """One to change."""
        return Book([replace(member) for member in self.members], self.comment, self.prefix, list(self.after))

    def find(self, *endings: str) -> list[Member]:
        """The members whose names end so."""
        return [member for member in self.members if member.name.endswith(endings)]

    def get(self, name: str) -> Member | None:
        """The first member of that name."""
        return next((member for member in self.members if member.name == name), None)

    def pack(self) -> bytes:
        """The file."""
        out, records = io.BytesIO(), []
        out.write(self.prefix)
        for member in self.members:
            records.append(_write(out, member))
        start = out.tell()
        out.write(b"".join(records))
        count, length = min(len(records), 0xFFFF), out.tell() - start
        out.write(END.pack(b"PK\5\6", 0, 0, count, count, length, start, len(self.comment)) + self.comment)
        data = out.getvalue()
        for change in self.after:
            data = change(data)
        return data


def _write(out: io.BytesIO, member: Member) -> bytes:
    """Write a member; its record for the index."""
    stream = zlib.compressobj(6, zlib.DEFLATED, -15)
    packed = member.content if member.stored else stream.compress(member.content) + stream.flush()
    crc = zlib.crc32(member.content) if member.crc is None else member.crc
    size = len(member.content) if member.size is None else member.size
    method = (0 if member.stored else 8) if member.method is None else member.method
    raw = member.name.encode("utf-8", "surrogatepass")[:0xFFFF]
    common = (
        20,
        member.flags,
        method,
        0,
        33,
        crc,
        len(packed),
        size & 0xFFFFFFFF,
        len(raw),
        len(member.extra),
    )
    start = out.tell()
    out.write(LOCAL.pack(b"PK\3\4", *common) + raw + member.extra + packed)
    return CENTRAL.pack(b"PK\1\2", 20, *common, 0, 0, 0, 0, start) + raw + member.extra


Mutation = Callable[[Book, Random], None]
