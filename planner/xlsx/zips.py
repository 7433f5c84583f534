"""A zip file as it stands: members found, checked and inflated; a copy that changes only the members it must.

The standard library writes every member anew. Here a member that nobody changed is copied with its header,
compressed bytes, extra fields and data descriptor exactly as they were.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from planner.problems import PlanError, Problem

MAX_MEMBERS = 50_000
MAX_MEMBER_BYTES = 256 << 20  # inflated; six million cells
MAX_TOTAL_BYTES = 512 << 20  # as much as can be looked through in a few seconds, within 1 GB
MAX_RATIO = 200  # XML of a real sheet packs 5 to 60 times; deflate's limit is 1,032 ...
RATIO_FREE_BYTES = 8 << 20  # ... and a small member may pack as well as it likes
CHUNK_BYTES = 1 << 20  # inflated at a time
KEPT_BYTES = 32 << 20  # inflated; the members of a larger file are inflated each time they are read
INPUT_BYTES = 1 << 16  # what is left of it is copied each time

STORED, DEFLATED = 0, 8
DESCRIPTOR, UTF8 = 0x8, 0x800  # bits of the flags field
UNREADABLE = 0x1 | 0x20 | 0x40 | 0x2000  # encrypted, a patch, encrypted strongly, with masked headers
NONE32 = 0xFFFFFFFF
ZIP64_FIELD = 0x0001

LOCAL = struct.Struct("<4s5H3L2H")
CENTRAL = struct.Struct("<4s6H3L5H2L")
END = struct.Struct("<4s4H2LH")
END64_LOCATOR = struct.Struct("<4sLQL")
END64 = struct.Struct("<4sQ2H2L4Q")


GO_BACK = "Go back to an earlier copy."
SAVE_AGAIN = "Open it in Excel and save it again, or go back to an earlier copy."
"""What to do about a file that is damaged as a whole."""


class Member(NamedTuple):
    """One file of the archive and where its bytes are."""

    name: str  # with forward slashes
    method: int
    crc: int
    packed: int
    size: int
    start: int  # of its local header
    body: int  # of its compressed bytes
    end: int  # start of what follows: next header, or the central directory
    record: bytes  # its central directory record, as found


@dataclass(frozen=True, slots=True)
class Archive:
    """The bytes of a zip file and the index of its members, in the order of the central directory."""

    file: str  # how messages call it
    data: bytes
    members: Mapping[str, Member]
    folded: Mapping[str, str]  # case-folded name -> name; part names differ in more than case
    directory: int  # where the central directory starts
    end64: int | None  # where the zip64 end record starts, if there is one
    end: int  # where the end record starts
    kept: dict[str, bytes] | None = field(default=None, repr=False, compare=False)  # None: it is too large

    def read(self, name: str) -> bytes:
        """The inflated bytes of a member, their length and checksum verified."""
        if self.kept is None:
            return b"".join(self.chunks(self.members[name]))
        if name not in self.kept:
            self.kept[name] = b"".join(self.chunks(self.members[name]))
        return self.kept[name]

    def chunks(self, member: Member) -> Iterator[bytes]:
        """The inflated bytes piece by piece; never more than the directory promises."""
        packed = memoryview(self.data)[member.body : member.body + member.packed]
        crc = size = 0
        try:
            for chunk in _inflate(packed, member):
                size += len(chunk)
                crc = zlib.crc32(chunk, crc)
                if size > member.size:
                    break
                yield chunk
        except zlib.error:
            size = -1
        if size != member.size or crc != member.crc:
            raise broken(self.file, f"its part {member.name} is damaged (its checksum or length is wrong)")


def _inflate(packed: memoryview, member: Member) -> Iterator[bytes]:
    if member.method == STORED:
        yield from (bytes(packed[at : at + CHUNK_BYTES]) for at in range(0, len(packed), CHUNK_BYTES))
        return
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    for at in range(0, len(packed), INPUT_BYTES):
        todo: bytes | memoryview = packed[at : at + INPUT_BYTES]
        while chunk := stream.decompress(todo, CHUNK_BYTES):
            yield chunk
            todo = stream.unconsumed_tail


def broken(file: str, message: str) -> PlanError:
    """The error for a file that is not, or no longer, a whole zip file."""
    return PlanError(Problem(message, SAVE_AGAIN, file=file))


def _too_large(file: str, message: str) -> PlanError:
    remedy = "Move what is not the plan into a workbook of its own."
    return PlanError(Problem(message, remedy, file=file))


def read_archive(data: bytes, file: str) -> Archive:
    """Index a zip file; refuses what is cut short, overlapping, ambiguous, encrypted or out of proportion."""
    end = _find_end(data)
    if end is None:
        raise broken(file, "the file is cut short: the index at its end is missing")
    end64, count, length, directory = _directory(data, end)
    limit = end if end64 is None else end64
    if directory + length > limit:
        raise broken(file, "the file is cut short or damaged: its index does not fit into it")
    if count > MAX_MEMBERS:
        raise broken(file, f"the file holds {count:,} parts; planner reads at most {MAX_MEMBERS:,}")
    records = list(_records(data, directory, directory + length, file))
    if len(records) != count:
        raise broken(file, "the file is damaged: its index is not as long as it says")
    members = _members(data, records, directory, file)
    folded = {name.casefold(): name for name in members}
    small = sum(member.size for member in members.values()) <= KEPT_BYTES
    return Archive(file, data, members, folded, directory, end64, end, {} if small else None)


def _find_end(data: bytes) -> int | None:
    earliest = max(0, len(data) - END.size - 0xFFFF)
    at = data.rfind(b"PK\5\6", earliest)
    while at >= 0:
        if at + END.size <= len(data) and at + END.size + END.unpack_from(data, at)[7] <= len(data):
            return at
        at = data.rfind(b"PK\5\6", earliest, at)
    return None


def _directory(data: bytes, end: int) -> tuple[int | None, int, int, int]:
    """Where the zip64 end record is; how many members; length and start of the central directory."""
    _, _, _, _, count, length, start, _ = END.unpack_from(data, end)
    at = end - END64_LOCATOR.size
    if at >= 0 and data.startswith(b"PK\6\7", at):
        end64 = END64_LOCATOR.unpack_from(data, at)[2]
        if end64 + END64.size <= at and data.startswith(b"PK\6\6", end64):
            fields = END64.unpack_from(data, end64)
            return end64, fields[7], fields[8], fields[9]
    return None, count, length, start


def _records(data: bytes, at: int, stop: int, file: str) -> Iterator[bytes]:
    while at < stop:
        if at + CENTRAL.size > stop or not data.startswith(b"PK\1\2", at):
            raise broken(file, "the file is damaged: its index cannot be read")
        fields = CENTRAL.unpack_from(data, at)
        size = CENTRAL.size + fields[10] + fields[11] + fields[12]
        yield data[at : at + size]
        at += size


def _members(data: bytes, records: list[bytes], directory: int, file: str) -> dict[str, Member]:
    starts = sorted(_sizes(record)[2] for record in records)
    following = dict(zip(starts, [*starts, directory][1:], strict=True))
    if len(following) != len(records):
        raise broken(file, "the file is not a sound zip file: two of its parts share their bytes")
    members: dict[str, Member] = {}
    folded: set[str] = set()
    total = 0
    for record in records:
        member = _member(data, record, following, file)
        if member.name.casefold() in folded or _unsafe(member.name):
            raise broken(
                file, f"the file is not a sound zip file: part name {member.name!r} is doubled or unsafe"
            )
        members[member.name] = member
        folded.add(member.name.casefold())
        total += member.size
        if total > MAX_TOTAL_BYTES:
            raise _too_large(file, f"the file takes more than {MAX_TOTAL_BYTES >> 20:,} MB unpacked")
    return members


def _member(data: bytes, record: bytes, following: Mapping[int, int], file: str) -> Member:
    _, _, _, flags, method, _, _, crc, _, _, name_length, *_ = CENTRAL.unpack_from(record)
    packed, size, start = _sizes(record)
    raw_name = record[CENTRAL.size : CENTRAL.size + name_length]
    name = raw_name.decode("utf-8" if flags & UTF8 else "cp437", "replace").replace("\\", "/")
    end = following[start]
    if start + LOCAL.size > end or not data.startswith(b"PK\3\4", start):
        raise broken(file, f"the file is damaged: its part {name} is not where the index says")
    local = LOCAL.unpack_from(data, start)
    body = start + LOCAL.size + local[9] + local[10]
    if body + packed > end or data[start + LOCAL.size : start + LOCAL.size + local[9]] != raw_name:
        raise broken(file, f"the file is damaged: its part {name} is not where the index says")
    if flags & UNREADABLE or method not in (STORED, DEFLATED) or (method == STORED and packed != size):
        raise broken(file, f"its part {name} is packed or encrypted in a way that Excel does not use")
    if size > RATIO_FREE_BYTES and size > MAX_RATIO * packed:
        raise broken(
            file, f"its part {name} unpacks from {packed:,} to {size:,} bytes, which no real sheet does"
        )
    if size > MAX_MEMBER_BYTES:
        most = MAX_MEMBER_BYTES >> 20
        raise _too_large(file, f"its part {name} takes {size >> 20:,} MB unpacked; planner reads {most} MB")
    return Member(name, method, crc, packed, size, start, body, end, record)


def _unsafe(name: str) -> bool:
    return name[:1] in ("", "/") or name[1:2] == ":" or ".." in name.split("/") or "\0" in name


def _sizes(record: bytes) -> tuple[int, int, int]:
    """Packed size, size and header offset of a central directory record, zip64 or not."""
    fields = CENTRAL.unpack_from(record)
    packed, size, start = fields[8], fields[9], fields[16]
    wide = iter(_zip64_values(record))
    size = next(wide, size) if size == NONE32 else size
    packed = next(wide, packed) if packed == NONE32 else packed
    start = next(wide, start) if start == NONE32 else start
    return packed, size, start


def _zip64_values(record: bytes) -> list[int]:
    name_length, extra_length = CENTRAL.unpack_from(record)[10:12]
    start = CENTRAL.size + name_length
    for kind, body in extra_fields(record[start : start + extra_length]):
        if kind == ZIP64_FIELD:
            return [value for (value,) in struct.iter_unpack("<Q", body[: len(body) // 8 * 8])]
    return []


def extra_fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and body of each extra field of a header."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        yield kind, extra[at + 4 : at + 4 + length]
        at += 4 + length
