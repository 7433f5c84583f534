"""Workbooks built from raw XML and raw zip records, so that nothing here depends on planner's own readers."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import Buffer

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGING = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "application/vnd.openxmlformats-officedocument"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def sheet_xml(rows: str, *, before: str = "", after: str = "", namespace: str = MAIN) -> bytes:
    """A worksheet around the content of its `<sheetData>`."""
    data = f"<sheetData>{rows}</sheetData>"
    return f'{HEAD}<worksheet xmlns="{namespace}">{before}{data}{after}</worksheet>'.encode()


def relationship(kind: str, target: str, identifier: str) -> str:
    """One relationship of an office document."""
    return f'<Relationship Id="{identifier}" Type="{RELATIONS}/{kind}" Target="{target}"/>'


def relationships(*listed: str) -> bytes:
    """A relationships part."""
    return (
        f'{HEAD}<Relationships xmlns="{PACKAGING}/relationships">{"".join(listed)}</Relationships>'.encode()
    )


def content_types(overrides: Mapping[str, str]) -> bytes:
    """The content types of XML parts: part name -> the end of its type."""
    listed = "".join(
        f'<Override PartName="/{name}" ContentType="{OFFICE}.spreadsheetml.{kind}+xml"/>'
        for name, kind in overrides.items()
    )
    defaults = '<Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" '
    defaults += 'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    return f'{HEAD}<Types xmlns="{PACKAGING}/content-types">{defaults}{listed}</Types>'.encode()


def parts(
    sheets: Mapping[str, bytes],
    *,
    strings: str = "",
    chain: str = "",
    workbook: str = "",
    properties: str = "",
    more: Mapping[str, bytes] | None = None,
    sheet_relations: Mapping[str, str] | None = None,
) -> dict[str, bytes]:
    """The parts of a workbook; sheet parts carry names that have nothing to do with the sheets' names."""
    numbered = {name: f"worksheets/part{98 - n}.xml" for n, name in enumerate(sheets)}
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n + 11}" r:id="rId{n}"/>' for n, name in enumerate(numbered)
    )
    related = [relationship("worksheet", part, f"rId{n}") for n, part in enumerate(numbered.values())]
    types = {"xl/workbook.xml": "sheet.main"} | {f"xl/{part}": "worksheet" for part in numbered.values()}
    found: dict[str, bytes] = {}
    if strings:
        related.append(relationship("sharedStrings", "strings.xml", "rIdS"))
        types["xl/strings.xml"] = "sharedStrings"
        found["xl/strings.xml"] = f'{HEAD}<sst xmlns="{MAIN}">{strings}</sst>'.encode()
    if chain:
        related.append(relationship("calcChain", "calcChain.xml", "rIdC"))
        types["xl/calcChain.xml"] = "calcChain"
        found["xl/calcChain.xml"] = f'{HEAD}<calcChain xmlns="{MAIN}">{chain}</calcChain>'.encode()
    for name, part in numbered.items():
        found[f"xl/{part}"] = sheets[name]
        if sheet_relations and name in sheet_relations:
            found[f"xl/worksheets/_rels/{part[11:]}.rels"] = relationships(sheet_relations[name])
    book = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><workbookPr{properties}/><sheets>{listed}</sheets>'
    )
    return {
        "[Content_Types].xml": content_types(types),
        "_rels/.rels": relationships(relationship("officeDocument", "/xl/workbook.xml", "rId1")),
        "xl/workbook.xml": f"{HEAD}{book}{workbook}</workbook>".encode(),
        "xl/_rels/workbook.xml.rels": relationships(*related),
        **found,
        **(more or {}),
    }


def zipped(members: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The members as a zip file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, compression)
    return out.getvalue()


def save(path: Path, members: Mapping[str, bytes]) -> Path:
    """The members as a zip file on disk."""
    path.write_bytes(zipped(members))
    return path


def one_sheet(path: Path, rows: str, **keywords: object) -> Path:
    """A workbook with the sheet `Plan` alone."""
    return save(path, parts({"Plan": sheet_xml(rows)}, **keywords))  # type: ignore[arg-type]


def raw_members(data: bytes) -> dict[str, bytes]:
    """Each member's bytes as they stand: local header, name, extra fields, compressed data, what follows."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = sorted(archive.infolist(), key=lambda info: info.header_offset)
        ends = [info.header_offset for info in infos[1:]] + [archive.start_dir]
    return {info.filename: data[info.header_offset : end] for info, end in zip(infos, ends, strict=True)}


def central_records(data: bytes) -> dict[str, tuple[object, ...]]:
    """Everything that the central directory says about each member but its offset."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {
            info.filename: (
                info.date_time,
                info.compress_type,
                info.comment,
                info.extra,
                info.create_system,
                info.create_version,
                info.extract_version,
                info.flag_bits,
                info.internal_attr,
                info.external_attr,
                info.CRC,
                info.compress_size,
                info.file_size,
            )
            for info in archive.infolist()
        }


class Unseekable(io.RawIOBase):
    """A stream that zipfile cannot go back in: it writes data descriptors."""

    def __init__(self) -> None:
        self.data = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Buffer) -> int:
        self.data += memoryview(data)
        return memoryview(data).nbytes


def with_descriptors(members: Mapping[str, bytes]) -> bytes:
    """A zip file whose local headers say nothing about sizes."""
    out = Unseekable()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return bytes(out.data)


def as_zip64(data: bytes, comment: bytes = b"a comment") -> bytes:
    """The same archive with every size and offset in zip64 fields, the zip64 end records and a comment."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        start, count = archive.start_dir, len(archive.infolist())
    at, records = start, b""
    for _ in range(count):
        fields = list(struct.unpack_from("<4s6H3L5H2L", data, at))
        size = 46 + fields[10] + fields[11] + fields[12]
        name = data[at + 46 : at + 46 + fields[10]]
        extra = struct.pack("<2H3Q", 1, 24, fields[9], fields[8], fields[16])
        fields[8] = fields[9] = fields[16] = 0xFFFFFFFF
        fields[11:13] = [len(extra), 0]
        records += struct.pack("<4s6H3L5H2L", *fields) + name + extra
        at += size
    end64 = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, len(records), start)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, start + len(records), 1)
    last = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, len(comment))
    return data[:start] + records + end64 + locator + last + comment
