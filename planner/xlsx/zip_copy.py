"""Writes a copy of a zip file in which only the named members differ.

Every other member keeps its local header, compressed bytes, extra fields, data descriptor and place. Its
central directory record changes in one field, the offset, where a member before it changed its length.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Collection, Mapping
from typing import BinaryIO

from planner.xlsx.zips import (
    CENTRAL,
    DEFLATED,
    DESCRIPTOR,
    END,
    END64,
    END64_LOCATOR,
    LOCAL,
    NONE32,
    STORED,
    UTF8,
    ZIP64_FIELD,
    Archive,
    Member,
    extra_fields,
)

DEFLATE_LEVEL = 6
VERSION = 20  # of the zip format: deflate
FIRST_DAY = 0x21  # 1980-01-01, what Excel stamps on every part


def copy_archive(
    archive: Archive, changed: Mapping[str, bytes], removed: Collection[str], out: BinaryIO
) -> None:
    """Copy `archive` with the changed members replaced (or added at the end) and the removed left out."""
    physical = sorted(archive.members.values(), key=lambda member: member.start)
    data = memoryview(archive.data)
    at = out.write(data[: physical[0].start]) if physical else 0
    records: dict[str, bytes] = {}
    for member in physical:
        if member.name in removed:
            continue
        if member.name in changed:
            record, local = _rewritten(archive, member, changed[member.name])
            written = sum(out.write(piece) for piece in local)
        else:
            record, written = member.record, out.write(data[member.start : member.end])
        records[member.name] = _moved(record, at)
        at += written
    for name, content in changed.items():
        if name not in archive.members:
            record, local = _added(name, content)
            records[name] = _moved(record, at)
            at += sum(out.write(piece) for piece in local)
    names = dict.fromkeys((*archive.members, *changed))
    _finish(archive, [records[name] for name in names if name in records], at, out)


def _finish(archive: Archive, records: list[bytes], directory: int, out: BinaryIO) -> None:
    """The central directory and the end records, comment included."""
    length = sum(out.write(record) for record in records)
    count = len(records)
    if archive.end64 is not None:
        fields = list(END64.unpack_from(archive.data, archive.end64))
        fields[6:] = [count, count, length, directory]
        out.write(END64.pack(*fields))
        out.write(archive.data[archive.end64 + END64.size : archive.end - END64_LOCATOR.size])
        locator = list(END64_LOCATOR.unpack_from(archive.data, archive.end - END64_LOCATOR.size))
        locator[2] = directory + length
        out.write(END64_LOCATOR.pack(*locator))
    fields = list(END.unpack_from(archive.data, archive.end))
    wide = archive.end64 is not None
    fields[3] = fields[4] = 0xFFFF if wide and fields[4] == 0xFFFF else count
    fields[5] = NONE32 if wide and fields[5] == NONE32 else length
    fields[6] = NONE32 if wide and fields[6] == NONE32 else directory
    out.write(END.pack(*fields))
    out.write(archive.data[archive.end + END.size :])


def _deflate(content: bytes) -> bytes:
    stream = zlib.compressobj(DEFLATE_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return stream.compress(content) + stream.flush()


def _rewritten(archive: Archive, member: Member, content: bytes) -> tuple[bytes, tuple[bytes, ...]]:
    """A member's central record and local record for new content: same name, date, attributes and method."""
    packed = content if member.method == STORED else _deflate(content)
    sizes = [zlib.crc32(content), len(packed), len(content)]

    central = list(CENTRAL.unpack_from(member.record))
    name_end = CENTRAL.size + central[10]
    extra_end = name_end + central[11]
    extra = _without_zip64(member.record[name_end:extra_end], keep_offset=central[16] == NONE32)
    central[3] &= ~DESCRIPTOR
    central[7:10] = sizes
    central[11] = len(extra)
    record = (
        CENTRAL.pack(*central) + member.record[CENTRAL.size : name_end] + extra + member.record[extra_end:]
    )

    local = list(LOCAL.unpack_from(archive.data, member.start))
    name_start = member.start + LOCAL.size
    name_end = name_start + local[9]
    extra = _without_zip64(archive.data[name_end : member.body], keep_offset=False)
    local[2] &= ~DESCRIPTOR
    local[6:9] = sizes
    local[10] = len(extra)
    return record, (LOCAL.pack(*local), archive.data[name_start:name_end], extra, packed)


def _added(name: str, content: bytes) -> tuple[bytes, tuple[bytes, ...]]:
    raw, packed = name.encode(), _deflate(content)
    flags = 0 if raw.isascii() else UTF8
    common = (
        VERSION,
        flags,
        DEFLATED,
        0,
        FIRST_DAY,
        zlib.crc32(content),
        len(packed),
        len(content),
        len(raw),
        0,
    )
    record = CENTRAL.pack(b"PK\1\2", VERSION, *common, 0, 0, 0, 0, 0) + raw
    return record, (LOCAL.pack(b"PK\3\4", *common), raw, packed)


def _without_zip64(extra: bytes, *, keep_offset: bool) -> bytes:
    """Extra fields of a rewritten member: its sizes fit in 32 bits, only the offset may stay wide."""
    kept = [
        struct.pack("<2H", kind, len(body)) + body
        for kind, body in extra_fields(extra)
        if kind != ZIP64_FIELD
    ]
    if keep_offset:
        kept.insert(0, struct.pack("<2HQ", ZIP64_FIELD, 8, 0))
    return b"".join(kept)


def _moved(record: bytes, new: int) -> bytes:
    """The central record with its header offset set, in the 32-bit field or at the end of the zip64 field."""
    fields = list(CENTRAL.unpack_from(record))
    if fields[16] != NONE32:
        fields[16] = new
        return CENTRAL.pack(*fields) + record[CENTRAL.size :]
    at = CENTRAL.size + fields[10]
    while struct.unpack_from("<H", record, at)[0] != ZIP64_FIELD:
        at += 4 + struct.unpack_from("<H", record, at + 2)[0]
    at += 4 + 8 * (fields[9] == NONE32) + 8 * (fields[8] == NONE32)
    return record[:at] + struct.pack("<Q", new) + record[at + 8 :]
