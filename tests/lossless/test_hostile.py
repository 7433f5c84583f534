"""Files that are not workbooks, broken ones, and ones made to do harm: one clear line each."""

from __future__ import annotations

import io
import os
import struct
import sys
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.problems import PlanError
from planner.xlsx import zips
from planner.xlsx.cells import read_cells
from planner.xlsx.openfile import MAX_FILE_BYTES
from planner.xlsx.package import open_package
from planner.xlsx.patch import Edit, patch_package
from tests.lossless.packages import as_zip64, parts, sheet_xml, with_descriptors, zipped

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
SHEET = "xl/worksheets/part98.xml"
MEMBERS = parts({"Plan": sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>')})
SOUND = zipped(MEMBERS)


def problem(tmp_path: Path, data: bytes) -> str:
    """The one line that opening these bytes gives."""
    path = tmp_path / "plan.xlsx"
    path.write_bytes(data)
    with pytest.raises(PlanError) as caught:
        open_package(path)
    (found,) = caught.value.problems
    assert found.file == str(path)
    assert found.remedy.endswith(".")
    assert "\n" not in str(found)
    return str(found)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "an empty file"),
        (OLE2 + "Workbook".encode("utf-16-le"), "an Excel 97-2003 workbook"),
        (OLE2 + "EncryptedPackage".encode("utf-16-le"), "the workbook is encrypted"),
        (OLE2, "an old Office document"),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "a PNG picture"),
        (b"%PDF-1.7\n", "a PDF document"),
        (b"name,price\nH100,2.5\n", "a text file"),
        ("名称,价格\n".encode(), "a text file"),
        (b"\xef\xbb\xbf<html>", "an HTML or XML file"),
        (bytes(100), "a file of unknown format"),
        (zipped({"xl/workbook.bin": b"x", "_rels/.rels": b"<a/>"}), "an Excel binary workbook"),
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "an OpenDocument file"),
        (zipped({"word/document.xml": b"<a/>"}), "a Word document"),
        (zipped({"a.txt": b"x"}), "a zip file, but not an Excel workbook"),
        (b"PK\5\6" + bytes(18), "a zip file, but not an Excel workbook"),
    ],
)
def test_what_is_no_workbook_is_named(tmp_path: Path, data: bytes, what: str) -> None:
    assert what in problem(tmp_path, data)


def test_paths_that_are_no_files_are_named(tmp_path: Path) -> None:
    for path, message in [
        (tmp_path, "a folder"),
        (tmp_path / "none.xlsx", "no such file"),
        (tmp_path / "a\0b.xlsx", "cannot be read"),
        (tmp_path / ("x" * 300), "cannot be read"),
    ]:
        with pytest.raises(PlanError, match=message):
            open_package(path)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX")
def test_devices_and_loops_are_refused(tmp_path: Path) -> None:
    loop = tmp_path / "loop.xlsx"
    loop.symlink_to(loop)
    os.mkfifo(tmp_path / "fifo.xlsx")
    for path, message in [
        (loop, "cannot be read"),
        (tmp_path / "fifo.xlsx", "a pipe or a stream, not a file"),
        (Path("/dev/zero"), "not a file"),
    ]:
        with pytest.raises(PlanError, match=message):
            open_package(path)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX")
def test_a_file_larger_than_memory_allows_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    path.touch()
    os.truncate(path, MAX_FILE_BYTES + 1)
    with pytest.raises(PlanError, match="at most"):
        open_package(path)


@pytest.mark.parametrize(
    "data", [SOUND, with_descriptors(MEMBERS), as_zip64(SOUND)], ids=["plain", "stream", "zip64"]
)
def test_a_file_cut_short_anywhere_is_refused(tmp_path: Path, data: bytes) -> None:
    for length in [*range(2, len(data) - 40, 7), len(data) - 30]:
        assert "plan.xlsx" in problem(tmp_path, data[:length])


def test_one_wrong_bit_of_content_is_noticed(tmp_path: Path) -> None:
    data = bytearray(zipped(MEMBERS, zipfile.ZIP_STORED))
    at = data.index(b"<v>1</v>")
    data[at + 3] ^= 1
    assert "part98.xml is damaged" in problem(tmp_path, bytes(data))


def packed(name: str, content: bytes, declared: int | None = None, count: int = 1) -> bytes:
    """Members with a length that may be a lie."""
    stream = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = stream.compress(content) + stream.flush()
    size = len(content) if declared is None else declared
    raw = name.encode()
    common = struct.pack("<5H3L2H", 20, 0, 8, 0, 33, zlib.crc32(content), len(body), size, len(raw), 0)
    local = b"PK\3\4" + common + raw + body
    central = b"PK\1\2" + b"\x14\0" + common + bytes(14) + raw
    records = b"".join(central[:42] + struct.pack("<L", n * len(local)) + central[46:] for n in range(count))
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(records), count * len(local), 0)
    return local * count + records + end


def test_a_zip_bomb_is_refused_before_it_unpacks(tmp_path: Path) -> None:
    bomb = packed("xl/worksheets/sheet1.xml", b"<c>" + b"0" * (60 << 20))
    assert len(bomb) < 70_000
    tracemalloc.start()
    assert "which no real sheet does" in problem(tmp_path, bomb)
    assert tracemalloc.get_traced_memory()[1] < 8 << 20
    tracemalloc.stop()


@pytest.mark.parametrize("declared", [10, 5 << 20])
def test_a_member_that_lies_about_its_length_is_refused(tmp_path: Path, declared: int) -> None:
    bomb = packed("xl/worksheets/sheet1.xml", bytes(60 << 20), declared)
    tracemalloc.start()
    assert "damaged" in problem(tmp_path, bomb)
    assert tracemalloc.get_traced_memory()[1] < 16 << 20
    tracemalloc.stop()


def test_a_real_sheet_of_24_megabytes_passes() -> None:
    row = "".join(f'<c r="A{n}" s="1"><v>{n * 0.1}</v></c>' for n in range(600_000))
    data = packed("a.xml", row.encode())
    archive = zips.read_archive(data, "plan.xlsx")
    assert archive.members["a.xml"].size > 20 << 20


@pytest.mark.parametrize(
    "name", ["../evil.xml", "/etc/passwd", "a/../../b", "C:/x", "..\\evil.xml", "a\0.xml", ""]
)
def test_an_unsafe_part_name_is_refused(tmp_path: Path, name: str) -> None:
    assert "unsafe" in problem(tmp_path, packed(name, b"x"))


def test_two_parts_of_one_name_or_on_the_same_bytes_are_refused(tmp_path: Path) -> None:
    assert "doubled" in problem(tmp_path, packed("xl/workbook.xml", b"<a/>", count=2))
    same = bytearray(packed("xl/workbook.xml", b"<a/>", count=2))
    at = same.rindex(b"PK\1\2")
    same[at + 42 : at + 46] = bytes(4)
    assert "share their bytes" in problem(tmp_path, bytes(same))
    both = zipped({"xl/a.xml": b"<a/>", "xl/A.xml": b"<a/>"})
    assert "doubled" in problem(tmp_path, both)


def test_an_encrypted_member_and_foreign_packing_are_refused(tmp_path: Path) -> None:
    for offset, field in ((8, b"\1\0"), (10, b"\x0e\0")):
        data = bytearray(packed("xl/workbook.xml", b"<a/>"))
        at = data.index(b"PK\1\2")
        data[at + offset : at + offset + 2] = field
        assert "does not use" in problem(tmp_path, bytes(data))


def test_too_many_parts_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "MAX_MEMBERS", 3)
    assert "parts" in problem(tmp_path, SOUND)


def test_too_much_in_all_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "MAX_TOTAL_BYTES", 999)
    assert "unpacked" in problem(tmp_path, SOUND)


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
DOCTYPES = {
    "entity bomb": f'<!DOCTYPE a [<!ENTITY l0 "ha">{LAUGHS}]>',
    "external entity": '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    "after comments": "<!-- a -->" * 3000 + "<!DOCTYPE a>",
}


@pytest.mark.parametrize("doctype", DOCTYPES.values(), ids=DOCTYPES.keys())
@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", SHEET, "_rels/.rels", "xl/theme/theme1.xml", "customXml/i.xml"]
)
def test_a_document_type_in_any_part_is_refused(tmp_path: Path, part: str, doctype: str) -> None:
    content = f"<?xml version='1.0'?>\n{doctype}".encode()
    assert "DTD" in problem(tmp_path, zipped(MEMBERS | {part: content + MEMBERS.get(part, b"<a/>")[55:]}))


def test_a_document_type_in_utf_16_is_refused(tmp_path: Path) -> None:
    content = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a><a/>'.encode("utf-16")
    assert "DTD" in problem(tmp_path, zipped(MEMBERS | {"xl/theme/theme1.xml": content}))


@pytest.mark.parametrize(
    ("part", "content", "message"),
    [
        ("xl/workbook.xml", b"<workbook", "not well-formed"),
        ("xl/workbook.xml", b"<a>" * 101 + b"</a>" * 101, "deep"),
        ("_rels/.rels", b"\xff\xfe<\0", "not"),
        ("xl/_rels/workbook.xml.rels", b"<Relationships/>", "lists the sheet 'Plan', whose part is missing"),
        ("xl/workbook.xml", b"<a>" + b"<b/>" * 250_001 + b"</a>", "more than 250,000 elements"),
    ],
)
def test_a_broken_index_part_is_one_clear_line(
    tmp_path: Path, part: str, content: bytes, message: str
) -> None:
    assert message in problem(tmp_path, zipped(MEMBERS | {part: content}))


def survives(path: Path, data: bytes) -> None:
    """Whatever the bytes are, reading and patching ends in a result or in problems."""
    path.write_bytes(data)
    try:
        package = open_package(path)
        for sheet in package.sheets:
            read_cells(package, sheet.name)
            patch_package(package, {sheet.name: {(1, 1): Edit(2), (3, 2): Edit("x", "drop")}}, io.BytesIO())
        _ = package.shared_strings
    except PlanError as error:
        assert all(problem.message and problem.remedy for problem in error.problems)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_any_bytes_changed_anywhere_end_in_a_result_or_a_problem(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    content = bytearray(data.draw(st.sampled_from([SOUND, with_descriptors(MEMBERS), as_zip64(SOUND)])))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        length = data.draw(st.integers(0, 6))
        content[at : at + length] = data.draw(st.binary(max_size=6))
    survives(tmp_path_factory.mktemp("bytes") / "plan.xlsx", bytes(content))


PIECES = """\
<row>|</row>|<row r="2"/>|<c r="A1"/>|<c>|</c>|<v>|</v>|1|nan|<f>|</f>|A1|\0|\n
<f t="shared" si="0" ref="A1:B2">|<f t="array" ref="A1:C3">|<f t="dataTable" ref="A1"/>
<is><t>|&#0;|</t></is>|<c t="s">|<c t="d">|<c r="XFD1048576">|<c r="?">|<!-- -->
<![CDATA[<c>]]>|<?p?>|</sheetData>|<sheetData>|<row r="99999999999999999999">
<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>|&amp;|é|<row r="0">
<dimension ref="A1"/>|<row spans="x y:z 1:">|<c r="A1" r="B1"/>"""
FRAGMENTS = PIECES.replace("\n", "|").split("|")


@settings(max_examples=200, deadline=None)
@given(tokens=st.lists(st.sampled_from(FRAGMENTS), max_size=12))
def test_any_sheet_of_any_tokens_ends_in_a_result_or_a_problem(
    tokens: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    data = zipped(MEMBERS | {SHEET: sheet_xml("".join(tokens))})
    survives(tmp_path_factory.mktemp("tokens") / "plan.xlsx", data)
