"""From a path to a checked zip archive, or to one line that says what the file is instead."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from os.path import normpath
from pathlib import Path
from stat import S_ISDIR, S_ISFIFO, S_ISREG, S_ISSOCK
from typing import NamedTuple

from planner.problems import PlanError, Problem
from planner.xlsx.encryption import OLE2, Encryption, decrypt, is_encrypted
from planner.xlsx.zips import GO_BACK, Archive, broken, read_archive

MAX_FILE_BYTES = 512 << 20
MOST_LINKS = 40
"""As many as Linux follows."""

_STREAM = re.compile(r"/dev/(?:std(?:in|out|err)|fd/[0-9]+)$|/proc/[^/]+/(?:task/[0-9]+/)?fd/[0-9]+$")

_MAGIC = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"SQLite format 3", "an SQLite database"),
)
_MARKERS = (
    ("xl/workbook.bin", "an Excel binary workbook (.xlsb)"),
    ("word/document.xml", "a Word document"),
    ("ppt/presentation.xml", "a PowerPoint presentation"),
    ("Index/Document.iwa", "an Apple Numbers or Pages document"),
)
_DOCTYPE = re.compile(
    rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?(?>\s+|<\?.*?\?>|<!--.*?-->)*+<!DOCTYPE", re.DOTALL
)
_AS_XLSX = "Open it in the program it belongs to and save it as an Excel workbook (.xlsx)."


class State(NamedTuple):
    """What a file was when it was read, to see later whether it still is."""

    size: int
    mtime_ns: int
    sha256: str


def state_of(data: bytes, mtime_ns: int) -> State:
    """The state of bytes that were just read."""
    from hashlib import sha256

    return State(len(data), mtime_ns, sha256(data).hexdigest())


def read_bytes(path: Path) -> tuple[bytes, State]:
    """The bytes of a file and its state; a PlanError when it cannot be read."""
    status = regular(path)
    if status.st_size > MAX_FILE_BYTES:
        message = f"the file has {status.st_size >> 20:,} MB; planner reads at most {MAX_FILE_BYTES >> 20} MB"
        raise PlanError(Problem(message, "Move what is not the plan into a workbook of its own.", str(path)))
    with _reading(str(path)):
        data = path.read_bytes()
    return data, state_of(data, status.st_mtime_ns)


def regular(path: Path) -> os.stat_result:
    """The status of a file; a PlanError for whatever else a path leads to, before it is read."""
    with _reading(str(path)):
        status = path.stat()
        what = _no_file(path, status.st_mode)
    if what:
        raise PlanError(Problem(f"this is {what}, not a file", "Give the path of the workbook.", str(path)))
    return status


@contextmanager
def _reading(file: str) -> Iterator[None]:
    """What the system says when a file cannot be read, as a PlanError."""
    try:
        yield
    except FileNotFoundError:
        raise PlanError(Problem("there is no such file", "Check the path.", file=file)) from None
    except PermissionError:
        remedy = "Ask for the right to read it, or close the program that holds it."
        raise PlanError(Problem("the file may not be read (permission denied)", remedy, file=file)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise PlanError(
            Problem(f"the file cannot be read ({reason})", "Check the path.", file=file)
        ) from None


def _no_file(path: Path, mode: int) -> str:
    """What stands at a path that is no file; empty where it is one."""
    if S_ISDIR(mode):
        return "a folder"
    if S_ISFIFO(mode) or S_ISSOCK(mode) or _is_stream(path):
        return "a pipe or a stream"
    return "" if S_ISREG(mode) else "a device"


def _is_stream(path: Path) -> bool:
    """Whether a path leads, through links too, to what this process has open: each process sees its own."""
    at = path.absolute()
    for _ in range(MOST_LINKS):
        if _STREAM.match(Path(normpath(at)).as_posix()):
            return True
        if not at.is_symlink():
            break
        at = at.parent / at.readlink()
    return False


def archive_of(data: bytes, file: str, password: str | None) -> tuple[Archive, Encryption | None]:
    """The checked archive, decrypted if need be; and how it was encrypted."""
    encryption = None
    if is_encrypted(data):
        data, encryption = decrypt(data, file, password)
    other = _other_format(data)
    if other:
        remedy = _AS_XLSX if data else GO_BACK
        raise PlanError(Problem(f"this is {other}, not an .xlsx workbook", remedy, file=file))
    archive = read_archive(data, file)
    for marker, what in _MARKERS:
        if marker in archive.members:
            raise PlanError(Problem(f"this is {what}, not an .xlsx workbook", _AS_XLSX, file=file))
    if "mimetype" in archive.members and b"opendocument" in archive.read("mimetype")[:200]:
        message = "this is an OpenDocument file (.ods), not an .xlsx workbook"
        raise PlanError(Problem(message, _AS_XLSX, file=file))
    _verify(archive)
    return archive, encryption


def _other_format(data: bytes) -> str:
    """What a file that is no zip file is, as well as its first bytes tell; empty for a zip file."""
    head = data[:4096]
    if head.startswith(b"PK"):
        return ""
    if head.startswith(OLE2):
        old = any(name.encode("utf-16-le") in data for name in ("Workbook", "Book"))
        return "an Excel 97-2003 workbook (.xls)" if old else "an old Office document"
    known = next((what for magic, what in _MAGIC if head.startswith(magic)), "a file of unknown format")
    if not head:
        known = "an empty file"
    elif head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        known = "an HTML or XML file"
    elif b"\0" not in head and not any(head.startswith(magic) for magic, _ in _MAGIC):
        known = "a text file (CSV, perhaps)"
    return known


def _verify(archive: Archive) -> None:
    """Inflate every member once: lengths and checksums right, no document type in any XML part."""
    for member in archive.members.values():
        first = True
        for chunk in archive.chunks(member) if archive.kept is None else (archive.read(member.name),):
            if first and member.name.endswith((".xml", ".rels", ".vml")):
                if _DOCTYPE.match(bytes(chunk[:65536]).replace(b"\0", b"")):
                    what = f"its part {member.name} declares a document type (DTD), which no workbook does"
                    raise broken(archive.file, what)
                first = False
