"""The workbook as LibreOffice prints it, where this machine has that program."""

from __future__ import annotations

import re
from pathlib import Path

from planner.check.checkers import libreoffice, libreoffice_run
from planner.check.checkers.base import CheckerFailed
from planner.disk.scratch import scratch_folder

TIMEOUT_S = 240.0
TARGET = "pdf:calc_pdf_Export"
SETTINGS = (
    (libreoffice.LOAD, "OOXMLRecalcMode", "1"),  # never: it shows the values that were checked
    *(setting for setting in libreoffice.SETTINGS if setting[0] != libreoffice.LOAD),
)
AUTHOR = re.compile(rb"/Author\s*[(<]")


def printed(workbook: bytes, name: str) -> tuple[bytes, str]:
    """The PDF, or nothing and the reason.

    Args:
        workbook: a copy without names and paths, as the PDF repeats its properties.
        name: of the workbook, which headers and footers may show.
    """
    program = libreoffice.find_program()
    if program is None:
        return b"", "there is no PDF: LibreOffice is not installed"
    try:
        with scratch_folder() as folder:
            home = folder.resolve()
            source = home / name
            source.write_bytes(workbook)
            data = libreoffice_run.convert(program, source, home, TIMEOUT_S, TARGET, SETTINGS).read_bytes()
    except CheckerFailed as failure:
        return b"", f"there is no PDF: {failure}"
    except OSError as error:
        return b"", f"there is no PDF: LibreOffice has no room for its working copy ({error.strerror})"
    if told := _tells(data, home):
        return b"", f"there is no PDF: LibreOffice put {told} into it"
    return data, ""


def _tells(data: bytes, home: Path) -> str:
    """What the PDF says that nobody is to read; its properties and links are not compressed."""
    if AUTHOR.search(data):
        return "an author"
    return "a path" if b"file://" in data or str(home).encode() in data else ""
