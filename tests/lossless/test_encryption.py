"""Workbooks with a password: opened with it alone, and written back under it with all that they hold."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import msoffcrypto
import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from planner.disk.replace import write_back
from planner.problems import PlanError
from planner.xlsx import encryption
from planner.xlsx.cells import read_cells
from planner.xlsx.package import open_package
from planner.xlsx.patch import Edit
from tests.lossless.packages import parts, raw_members, sheet_xml, zipped

MEMBERS = parts({"Plan": sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>')}) | {
    "xl/media/logo.png": bytes(range(256)) * 32
}
SECRET = "secret"  # noqa: S105
PLAIN = zipped(MEMBERS, zipfile.ZIP_STORED)

OFFICE = """
import sys, time, subprocess, uno
from com.sun.star.beans import PropertyValue
def option(name, value):
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made
program, source, target, folder = sys.argv[1:]
office = subprocess.Popen([program, "-env:UserInstallation=file://" + folder, "--headless", "--norestore",
                           "--accept=pipe,name=planner-test;urp;"])
context = uno.getComponentContext()
resolver = context.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", context)
for attempt in range(600):
    try:
        remote = resolver.resolve("uno:pipe,name=planner-test;urp;StarOffice.ComponentContext")
        break
    except Exception:
        time.sleep(0.05)
desktop = remote.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", remote)
secret = option("Password", "secret")
book = desktop.loadComponentFromURL("file://" + source, "_blank", 0, (option("Hidden", True), secret))
print(book.Sheets.getByIndex(0).getCellRangeByName("A1").Value)
book.storeToURL("file://" + target, (option("FilterName", "Calc MS Excel 2007 XML"), secret))
book.close(True)
desktop.terminate()
office.wait(60)
"""


def encrypted(plain: bytes, password: str = SECRET) -> bytes:
    """As msoffcrypto writes it."""
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(plain)).encrypt(password, out)
    return out.getvalue()


def decrypted(data: bytes, password: str = SECRET) -> bytes:
    """As msoffcrypto reads it."""
    out = io.BytesIO()
    office = msoffcrypto.OfficeFile(io.BytesIO(data))
    office.load_key(password=password, verify_password=True)
    office.decrypt(out, verify_integrity=True)
    return out.getvalue()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(encrypted(PLAIN))
    return path


def write(path: Path) -> None:
    write_back(open_package(path, "secret"), {"Plan": {(1, 1): Edit(2)}})


def test_it_opens_with_its_password_alone(path: Path) -> None:
    with pytest.raises(
        PlanError, match=r"encrypted\. Give its password with --password or in PLANNER_PASSWORD"
    ):
        open_package(path)
    for wrong in ("guess", "Secret", ""):
        with pytest.raises(PlanError, match="password does not open it"):
            open_package(path, wrong)
    package = open_package(path, "secret")
    assert package.encryption is not None
    assert "secret" not in repr(package.encryption)
    assert read_cells(package, "Plan")[1, 1].value == 1


def test_a_password_for_a_workbook_without_one_is_not_needed(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(PLAIN)
    write(path)
    assert path.read_bytes().startswith(b"PK")


def test_it_is_written_under_its_password_and_every_other_part_keeps_its_bytes(path: Path) -> None:
    before = path.read_bytes()
    write(path)
    after = path.read_bytes()
    assert not after.startswith(b"PK")
    assert b"logo.png" not in after
    old, new = raw_members(PLAIN), raw_members(decrypted(after))
    assert {name for name in old if old[name] != new[name]} == {"xl/worksheets/part98.xml"}
    assert old.keys() == new.keys()
    assert read_cells(open_package(path, "secret"), "Plan")[1, 1].value == 2
    assert path.with_name("plan.bak.xlsx").read_bytes() == before
    assert {entry.name for entry in path.parent.iterdir()} == {"plan.xlsx", "plan.bak.xlsx"}


def test_any_password_will_do(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    for password in ("p", "пароль 密码 🔑", "x" * 255):
        path.write_bytes(encrypted(PLAIN, password))
        write_back(open_package(path, password), {"Plan": {(1, 1): Edit(3)}})
        assert read_cells(open_package(path, password), "Plan")[1, 1].value == 3


def refused(path: Path, message: str) -> None:
    before = path.read_bytes()
    with pytest.raises(PlanError, match=message):
        write(path)
    assert path.read_bytes() == before
    assert [entry.name for entry in path.parent.iterdir()] == ["plan.xlsx"]


def test_what_would_not_be_encrypted_again_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encryption, "REWRITTEN", encryption.REWRITTEN - {("\6DataSpaces", "Version")})
    refused(path, r"also holds Version, .* Remove the password in Excel")


def test_a_workbook_that_does_not_come_back_the_same_is_not_written(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def other(office: OOXMLFile, password: str, out: io.BytesIO) -> None:
        out.write(path.read_bytes())

    monkeypatch.setattr(OOXMLFile, "encrypt", other)
    refused(path, "cannot encrypt this workbook again")


def test_a_password_that_takes_minutes_to_try_is_refused(path: Path) -> None:
    data = path.read_bytes()
    for spins in (b'"999999"', b'" 99999"', b'"+99999"'):
        path.write_bytes(data.replace(b'"100000"', spins))
        message = "does not open it" if spins == b'"999999"' else "more hash rounds than Office"
        with pytest.raises(PlanError, match=message):
            open_package(path, "secret")


@pytest.mark.parametrize("length", [8, 600, 1536, 5000, 9000])
def test_an_encrypted_file_cut_short_is_one_clear_line(path: Path, length: int) -> None:
    path.write_bytes(path.read_bytes()[:length] + "EncryptedPackage".encode("utf-16-le"))
    with pytest.raises(PlanError, match=r"does not open it|not well-formed"):
        open_package(path, "secret")


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe of POSIX")
def test_libreoffice_opens_what_planner_wrote_and_planner_what_libreoffice_wrote(
    soffice: Path, office_python: str, path: Path, tmp_path: Path
) -> None:
    write(path)
    target = tmp_path / "theirs.xlsx"
    command = [office_python, "-c", OFFICE, str(soffice), str(path), str(target), str(tmp_path / "profile")]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    assert ran.stdout.strip() == "2.0"
    for value in (2, 5):
        assert read_cells(open_package(target, "secret"), "Plan")[1, 1].value == value
        write_back(open_package(target, "secret"), {"Plan": {(1, 1): Edit(5)}})
