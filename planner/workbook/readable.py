"""A workbook's file for another program to read, whatever the file is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from planner.workbook.parts import Package
from planner.workbook.patch import patch_package
from planner.workbook.scratch import working_copy


@contextmanager
def readable(package: Package) -> Iterator[Path]:
    """The file itself; of an encrypted one a working copy without its password."""
    if package.encryption is None:
        yield package.path
        return

    def write(copy: Path) -> None:
        with copy.open("wb") as out:
            patch_package(package, {}, out)

    with working_copy(f"plain{package.path.suffix}", write, package.file) as copy:
        yield copy
