"""Zip files that lie, overlap, explode, or break off."""

from __future__ import annotations

import struct
from dataclasses import replace
from pathlib import Path

from fuzz.book import CENTRAL, LOCAL, Book, Member
from fuzz.hostile import Hostile

SHEET = "xl/worksheets/sheet1.xml"


def _with(plan: Path, *members: Member) -> bytes:
    book = Book.read(plan)
    book.members += members
    return book.pack()


def _sheet(plan: Path) -> tuple[Book, Member]:
    book = Book.read(plan)
    return book, book.find(SHEET)[0]


def zip_bomb(plan: Path) -> bytes:
    """A member of 200 MB in 200 KB."""
    return _with(plan, Member("xl/media/image1.png", bytes(200 << 20)))


def zip_bomb_in_a_sheet(plan: Path) -> bytes:
    """A cell of 60 MB in 60 KB."""
    book, sheet = _sheet(plan)
    sheet.content = sheet.content.replace(
        b"<sheetData>",
        b'<sheetData><row r="1"><c r="Z1" t="str"><v>' + b"x" * (60 << 20) + b"</v></c></row>",
        1,
    )
    return book.pack()


def zip_bomb_of_many_members(plan: Path) -> bytes:
    """Members that are harmless one by one, and take 528 MB together."""
    return _with(plan, *(Member(f"x/{number}.bin", bytes(8 << 20)) for number in range(66)))


def bomb_that_lies_about_its_size(plan: Path) -> bytes:
    """It says 100 bytes, and unpacks to 100 MB."""
    book, sheet = _sheet(plan)
    sheet.content, sheet.size = bytes(100 << 20), 100
    return book.pack()


def overlapping_members(plan: Path) -> bytes:
    """Two members share their bytes, as the most efficient bombs do."""
    data = bytearray(_with(plan))
    first = data.index(b"PK\1\2")
    second = data.index(b"PK\1\2", first + 4)
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    return bytes(data)


def sixty_thousand_members(plan: Path) -> bytes:
    """More parts than any workbook has."""
    return _with(plan, *(Member(f"x/{number}.xml", b"<a/>", stored=True) for number in range(60_000)))


def path_upwards(plan: Path) -> bytes:
    """A name that leaves the folder."""
    return _with(plan, Member("../../evil.xml", b"<a/>"))


def path_upwards_with_backslashes(plan: Path) -> bytes:
    """The same for Windows."""
    return _with(plan, Member("..\\..\\evil.xml", b"<a/>"))


def path_from_the_root(plan: Path) -> bytes:
    """A name from the root of the disk."""
    return _with(plan, Member("/etc/passwd", b"<a/>"))


def path_with_a_drive(plan: Path) -> bytes:
    """A name on a drive."""
    return _with(plan, Member("C:/evil.xml", b"<a/>"))


def name_with_a_zero(plan: Path) -> bytes:
    """A name that ends early for some programs."""
    return _with(plan, Member("xl/workbook.xml\0.png", b"<a/>"))


def doubled_member(plan: Path) -> bytes:
    """Two sheets of one name: programs differ about which counts."""
    book, sheet = _sheet(plan)
    book.members.append(replace(sheet, content=sheet.content.replace(b"Cover", b"Other")))
    return book.pack()


def doubled_member_in_other_capitals(plan: Path) -> bytes:
    """The same, in capitals."""
    book, sheet = _sheet(plan)
    book.members.append(replace(sheet, name=sheet.name.upper()))
    return book.pack()


def cut_in_the_middle(plan: Path) -> bytes:
    """Half a download."""
    data = plan.read_bytes()
    return data[: len(data) // 2]


def cut_at_the_end(plan: Path) -> bytes:
    """All but the last bytes."""
    return plan.read_bytes()[:-30]


def end_only(plan: Path) -> bytes:
    """An empty zip file."""
    return b"PK\5\6" + bytes(18)


def wrong_checksum(plan: Path) -> bytes:
    """A sheet whose checksum is not its own."""
    book, sheet = _sheet(plan)
    sheet.crc = 1
    return book.pack()


def wrong_bit(plan: Path) -> bytes:
    """One bit of a compressed sheet."""
    data = bytearray(plan.read_bytes())
    at = data.index(SHEET.encode()) + 400
    data[at] ^= 0x10
    return bytes(data)


def wrong_size(plan: Path) -> bytes:
    """A sheet that is shorter than it says."""
    book, sheet = _sheet(plan)
    sheet.size = len(sheet.content) + 1
    return book.pack()


def other_compression(plan: Path) -> bytes:
    """A method that Excel does not know."""
    book, sheet = _sheet(plan)
    sheet.method = 14
    return book.pack()


def encrypted_member(plan: Path) -> bytes:
    """A member with a password of the zip file."""
    book, sheet = _sheet(plan)
    sheet.flags |= 1
    return book.pack()


def local_header_with_another_name(plan: Path) -> bytes:
    """The two places that name a member do not agree."""
    data = bytearray(_with(plan))
    at = data.index(SHEET.encode())
    data[at : at + len(SHEET)] = b"xl/worksheets/other1.xml"[: len(SHEET)]
    return bytes(data)


def index_that_counts_wrong(plan: Path) -> bytes:
    """The end says fewer members than there are."""
    data = bytearray(_with(plan))
    at = data.rindex(b"PK\5\6")
    data[at + 8 : at + 12] = struct.pack("<2H", 3, 3)
    return bytes(data)


def zip64_into_nowhere(plan: Path) -> bytes:
    """Sizes of 64 bits that lead out of the file."""
    book, sheet = _sheet(plan)
    sheet.extra = struct.pack("<2H3Q", 1, 24, 1 << 62, 1 << 62, 1 << 62)
    data = bytearray(book.pack())
    at = data.index(b"PK\1\2")
    while data[at + CENTRAL.size : at + CENTRAL.size + len(SHEET)] != SHEET.encode():
        at = data.index(b"PK\1\2", at + 4)
    data[at + 20 : at + 28] = b"\xff" * 8
    data[at + 42 : at + 46] = b"\xff" * 4
    return bytes(data)


def program_in_front(plan: Path) -> bytes:
    """A program that is a workbook too; offsets count from the start of the file."""
    book = Book.read(plan)
    book.prefix = b"MZ" + bytes(LOCAL.size)
    return book.pack()


DAMAGED = "damaged|cut short|not a sound zip file|not an Excel workbook"
FILES = (
    Hostile(zip_bomb, "which no real sheet does"),
    Hostile(zip_bomb_in_a_sheet, "which no real sheet does"),
    Hostile(zip_bomb_of_many_members, "takes more than 512 MB unpacked", heavy=True),
    Hostile(bomb_that_lies_about_its_size, "is damaged"),
    Hostile(overlapping_members, "share their bytes"),
    Hostile(sixty_thousand_members, "holds 60,... parts"),
    *(
        Hostile(make, "doubled or unsafe")
        for make in (path_upwards, path_upwards_with_backslashes, path_from_the_root, path_with_a_drive)
    ),
    *(Hostile(make, "doubled or unsafe") for make in (name_with_a_zero, doubled_member)),
    Hostile(doubled_member_in_other_capitals, "doubled or unsafe"),
    *(Hostile(make, DAMAGED) for make in (cut_in_the_middle, cut_at_the_end, end_only, wrong_checksum)),
    *(Hostile(make, DAMAGED) for make in (wrong_bit, wrong_size, local_header_with_another_name)),
    *(Hostile(make, DAMAGED) for make in (index_that_counts_wrong, zip64_into_nowhere)),
    Hostile(program_in_front, "not an .xlsx workbook"),
    *(Hostile(make, "that Excel does not use") for make in (other_compression, encrypted_member)),
)
