"""What patch_package leaves alone stays as it was: bytes, order, headers, whatever sort of zip file it is."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from planner.xlsx.cells import read_cells
from planner.xlsx.package import open_package
from planner.xlsx.patch import SETTLED, Edit, patch_package
from tests.lossless.packages import (
    as_zip64,
    central_records,
    parts,
    raw_members,
    sheet_xml,
    with_descriptors,
    zipped,
)

SHEET = "xl/worksheets/part98.xml"
MEMBERS = parts(
    {"Plan": sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>'), "Mine": sheet_xml("")},
    more={"xl/media/logo.png": bytes(range(256)) * 40, "xl/vbaProject.bin": b"\xcc\x61" * 999, "empty/": b""},
)


def awkward_extras() -> bytes:
    """Extra fields, comments, attributes and dates such as Excel's growth hint and Unix zip leave."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for n, (name, content) in enumerate(MEMBERS.items()):
            info = zipfile.ZipInfo(name, (1999, 12, 31, 23, 59, 2 * n))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.extra = b"\x20\xa2\x0e\x00" + bytes(14)
            info.comment = b"remember"
            info.external_attr = 0o640 << 16
            archive.writestr(info, content)
        archive.comment = b"a comment of the whole file"
    return out.getvalue()


def forced_zip64() -> bytes:
    """Local headers with zip64 fields, as streaming writers make them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in MEMBERS.items():
            with archive.open(zipfile.ZipInfo(name), "w", force_zip64=True) as member:
                member.write(content)
    return out.getvalue()


ARCHIVES = {
    "deflated": zipped(MEMBERS),
    "stored": zipped(MEMBERS, zipfile.ZIP_STORED),
    "data descriptors": with_descriptors(MEMBERS),
    "extra fields": awkward_extras(),
    "zip64 local headers": forced_zip64(),
    "zip64 throughout": as_zip64(zipped(MEMBERS)),
    "zip64 with descriptors": as_zip64(with_descriptors(MEMBERS)),
    "backslashes": zipped(MEMBERS).replace(b"xl/worksheets/", b"xl\\worksheets\\"),
}


@pytest.fixture(params=ARCHIVES)
def data(request: pytest.FixtureRequest) -> bytes:
    return ARCHIVES[request.param]


def patched(
    data: bytes, tmp_path: Path, text: str = "a new and much longer value", **options: object
) -> bytes:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(data)
    out = io.BytesIO()
    patch_package(open_package(path), {"Plan": {(1, 1): Edit(text)}}, out, **options)  # type: ignore[arg-type]
    return out.getvalue()


def test_every_other_member_is_copied_raw(data: bytes, tmp_path: Path) -> None:
    before, after = raw_members(data), raw_members(patched(data, tmp_path))
    assert list(after) == list(before)
    changed = [name for name in before if before[name] != after[name]]
    assert [name.replace("\\", "/") for name in changed] == [SHEET]


def test_the_index_says_of_every_other_member_what_it_said(data: bytes, tmp_path: Path) -> None:
    before, after = central_records(data), central_records(patched(data, tmp_path))
    assert list(after) == list(before)
    for name, record in before.items():
        if name.replace("\\", "/") != SHEET:
            assert (
                after[name][:3] + after[name][4:] == record[:3] + record[4:]
            )  # extra fields hold the offset
        else:
            assert after[name][:3] == record[:3]
            assert after[name][9] == record[9]


def test_the_result_is_a_sound_zip_file_with_its_comment(data: bytes, tmp_path: Path) -> None:
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(io.BytesIO(patched(data, tmp_path))) as new,
    ):
        assert new.testzip() is None
        assert new.comment == old.comment
        assert all(old.read(name) == new.read(name) for name in old.namelist() if "part98" not in name)


def test_the_result_reads_and_patches_again(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "again.xlsx"
    path.write_bytes(patched(patched(data, tmp_path), tmp_path, "second"))
    assert read_cells(open_package(path), "Plan")[1, 1].value == "second"


def test_no_edit_at_all_gives_the_same_bytes(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(data)
    out = io.BytesIO()
    patch_package(open_package(path), {}, out, on_load=SETTLED)
    assert out.getvalue() == data


def test_other_parts_may_be_replaced_and_added(data: bytes, tmp_path: Path) -> None:
    extra = {"xl/media/logo.png": b"new", "xl/数据.xml": b"<a/>"}
    after = patched(data, tmp_path, extra_parts=extra)
    with zipfile.ZipFile(io.BytesIO(after)) as archive:
        assert archive.testzip() is None
        assert archive.namelist()[-1] == "xl/数据.xml"
        assert {name: archive.read(name) for name in extra} == extra
