"""Workbooks with a password to open: an OLE2 file around the encrypted zip file (ECMA-376, MS-OFFCRYPTO).

msoffcrypto-tool does the cryptography. What it writes is decrypted again and compared before anything relies
on it, and what it would not write again is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING

from planner.problems import PlanError, Problem
from planner.xlsx.xml import Part, count_of, elements

if TYPE_CHECKING:
    from olefile import OleFileIO

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
INFO, PACKAGE = "EncryptionInfo", "EncryptedPackage"
AGILE = b"\4\0\4\0"  # the version whose description is XML
MOST_SPINS = 1_000_000
"""Hash rounds from password to key. Office uses 100,000; ten million would take half a minute."""

REWRITTEN = {
    (INFO,),
    (PACKAGE,),
    ("\6DataSpaces", "Version"),
    ("\6DataSpaces", "DataSpaceMap"),
    ("\6DataSpaces", "DataSpaceInfo", "StrongEncryptionDataSpace"),
    ("\6DataSpaces", "TransformInfo", "StrongEncryptionTransform", "\6Primary"),
}
"""The streams that every such file has, and that a new one gets."""

_BY_HAND = "Remove the password in Excel, refresh, and set it again."


@dataclass(frozen=True, slots=True)
class Encryption:
    """How a workbook was encrypted, as far as writing it back needs it."""

    password: str = field(repr=False)
    beside: str = ""
    """What the file holds besides the encrypted workbook, and would lose."""


def is_encrypted(data: bytes) -> bool:
    """Whether these bytes are an encrypted Office document."""
    return data.startswith(OLE2) and PACKAGE.encode("utf-16-le") in data


def decrypt(data: bytes, file: str, password: str | None) -> tuple[bytes, Encryption]:
    """The zip file inside an encrypted file; a PlanError without its password."""
    if password is None:
        remedy = "Give its password with --password or in PLANNER_PASSWORD, or save it in Excel without one."
        raise PlanError(Problem("the workbook is encrypted", remedy, file=file))
    from msoffcrypto.format.ooxml import OOXMLFile
    from olefile import OleFileIO

    plain = BytesIO()
    try:
        with OleFileIO(BytesIO(data)) as container:
            encryption = Encryption(password, ", ".join(sorted(_beside(container, file))))
        office = OOXMLFile(BytesIO(data))
        office.load_key(password=password, verify_password=True)
        office.decrypt(plain)
    except PlanError:
        raise
    except Exception:  # noqa: BLE001 - the library raises its own errors and whatever a damaged header provokes
        message, remedy = "the workbook is encrypted and the password does not open it", "Check the password."
        raise PlanError(Problem(message, remedy, file=file)) from None
    return plain.getvalue(), encryption


def encrypt(plain: bytes, encryption: Encryption, file: str) -> bytes:
    """The zip file, encrypted with the password it had; a PlanError where it would not come back the same."""
    from msoffcrypto.format.ooxml import OOXMLFile

    if encryption.beside:
        message = f"the encrypted file also holds {encryption.beside}, which planner cannot encrypt again"
        raise PlanError(Problem(message, _BY_HAND, file=file))
    out = BytesIO()
    OOXMLFile(BytesIO(plain)).encrypt(encryption.password, out)
    data = out.getvalue()
    try:
        if decrypt(data, file, encryption.password)[0] == plain:
            return data
    except PlanError:
        pass
    raise PlanError(Problem("planner cannot encrypt this workbook again", _BY_HAND, file=file))


def _beside(container: OleFileIO, file: str) -> Iterator[str]:
    """What else is in the file: a sensitivity label, another person's key, summary properties."""
    for stream in container.listdir():
        if tuple(stream) not in REWRITTEN:
            yield stream[-1].strip("\5\6")
    info = container.openstream(INFO).read()
    if not info.startswith(AGILE):
        return
    part = Part(file, INFO)
    for element in elements(info[8:], part):
        kind = element.path.rpartition("!")[2]
        if kind == "encryptedKey":
            spins = count_of(element.attributes.get("spinCount"))
            if spins is None or spins > MOST_SPINS:
                raise part.damaged("asks for more hash rounds than Office ever does")
        if kind == "keyEncryptor" and not element.attributes.get("uri", "").endswith("/password"):
            yield "a certificate's key"
