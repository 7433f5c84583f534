"""A workbook's file for another program to read, whatever the file is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from planner.disk.scratch import working_copy
from planner.xlsx.package import Package
from planner.xlsx.patch import patch_package

LARGE_BYTES = 20 << 20
"""Of all worksheets of a file; a plan alone has 16 MB."""


def is_large(package: Package) -> bool:
    """Whether a checker is better given an excerpt than the file."""
    sheets = (sheet for sheet in package.sheets if sheet.kind == "worksheet")
    return sum(package.archive.members[sheet.part].size for sheet in sheets) > LARGE_BYTES


@contextmanager
def readable(
    package: Package, parts: Mapping[str, bytes] | None = None, file: Path | None = None
) -> Iterator[Path]:
    """The file itself; where it is encrypted, changed in memory, or other parts are to stand in it, a copy.

    Args:
        parts: by name, what the copy holds instead of the file's.
        file: where the package was read from, if that is not the path that messages name.
    """
    if package.encryption is None and not parts and (file or not package.in_memory):
        yield file or package.path
        return

    def write(copy: Path) -> None:
        with copy.open("wb") as out:
            patch_package(package, {}, out, extra_parts=parts)

    with working_copy(f"plain{package.path.suffix}", write, package.file) as copy:
        yield copy
