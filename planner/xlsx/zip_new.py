"""A workbook as a new zip file that says nothing of where and when its members were written.

Every member has one date, no extra field (some programs note the number of a user there), no comment and no
attributes of a file system; so equal parts give equal files.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from planner.xlsx.indexes import TYPES

FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""What Excel stamps on every part."""


def fresh_zip(parts: Mapping[str, bytes]) -> bytes:
    """The zip file; the list of content types first, as programs that read a stream want it."""
    out = io.BytesIO()
    write_zip(out, {name: parts[name] for name in sorted(parts, key=lambda name: name != TYPES)}, system=0)
    return out.getvalue()


def write_zip(target: Path | BinaryIO, parts: Mapping[str, bytes], *, system: int | None = None) -> None:
    """Write parts in their order, each with the first day that the format knows.

    Args:
        system: what the members say of where they were written; None for the system that it is.
    """
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            member = ZipInfo(name, FIRST_DAY)
            member.compress_type = ZIP_DEFLATED
            if system is not None:
                member.create_system = system
            archive.writestr(member, content)
