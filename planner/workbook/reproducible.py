"""Saves an openpyxl workbook so that two equal ones give equal files, and say who made them."""

from __future__ import annotations

import io
import re
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

MEMBER_DATE = (1980, 1, 1, 0, 0, 0)
"""What Excel stamps on every part."""

APP = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>planner</Application></Properties>"
)
MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def save(book: Any, path: Path, now: datetime) -> None:
    """Write the workbook; every time in the file is `now`, or the same for all files."""
    buffer = io.BytesIO()
    book.save(buffer)
    stamp = now.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with ZipFile(buffer) as written, ZipFile(path, "w", ZIP_DEFLATED) as target:
        for name in written.namelist():
            content = written.read(name)
            if name == "docProps/core.xml":  # openpyxl takes the time from the clock
                content = MODIFIED.sub(rb"\g<1>" + stamp, content)
            elif name == "docProps/app.xml":
                content = APP.encode()
            member = ZipInfo(name, MEMBER_DATE)
            member.compress_type = ZIP_DEFLATED
            target.writestr(member, content)
