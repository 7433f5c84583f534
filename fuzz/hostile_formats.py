"""Files of other formats that are called .xlsx, and files that are hardly files."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from fuzz.hostile import Hostile

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
NOT = "not an .xlsx workbook"


def _zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def xls(plan: Path) -> bytes:
    """Excel 97."""
    return OLE2 + bytes(504) + "Workbook".encode("utf-16-le") + bytes(4096)


def xlsb(plan: Path) -> bytes:
    """Excel's binary format."""
    return _zipped({"[Content_Types].xml": b"<Types/>", "xl/workbook.bin": b"\x83\1"})


def ods(plan: Path) -> bytes:
    """OpenDocument."""
    return _zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"})


def docx(plan: Path) -> bytes:
    """A Word document."""
    return _zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<x/>"})


def numbers(plan: Path) -> bytes:
    """Apple Numbers."""
    return _zipped({"Index/Document.iwa": b"\0"})


def csv(plan: Path) -> bytes:
    """A table in plain text."""
    return b"name,price\nH100,2.49\n=cmd|' /C calc'!A0,1\n"


def png(plan: Path) -> bytes:
    """A picture."""
    return b"\x89PNG\r\n\x1a\n" + bytes(2000)


def pdf(plan: Path) -> bytes:
    """A document."""
    return b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(2000)


def html(plan: Path) -> bytes:
    """What some web applications call an Excel file."""
    return b"<html><table><tr><td>1</td></tr></table></html>"


def json_text(plan: Path) -> bytes:
    """A table in JSON."""
    return b'{"mfu": 0.4}'


def empty(plan: Path) -> bytes:
    """Not a byte."""
    return b""


def zeros(plan: Path) -> bytes:
    """What a crashed disk leaves."""
    return bytes(60_000)


def excels_own_lock(plan: Path) -> bytes:
    """What `planner refresh *.xlsx` catches where Excel is open."""
    return b"\4user" + b" " * 160


def encrypted(plan: Path) -> bytes:
    """With a password that nobody gave."""
    from msoffcrypto.format.ooxml import OOXMLFile

    out = io.BytesIO()
    OOXMLFile(io.BytesIO(plan.read_bytes())).encrypt("secret", out)
    return out.getvalue()


def slow_password(plan: Path) -> bytes:
    """A password that would take a minute to try."""
    return encrypted(plan).replace(b'spinCount="100000"', b'spinCount="9999999"')


def other_workbook(plan: Path) -> bytes:
    """A workbook that is no plan."""
    import openpyxl

    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


FILES = (
    *(Hostile(make, NOT) for make in (xls, xlsb, ods, docx, numbers, csv, png, pdf, html, json_text)),
    *(Hostile(make, NOT) for make in (empty, zeros, excels_own_lock)),
    Hostile(encrypted, "the workbook is encrypted"),
    Hostile(slow_password, "more hash rounds", ("refresh", "--password", "secret")),
    Hostile(other_workbook, "not a plan of planner's"),
)
