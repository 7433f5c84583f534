"""A workbook's file for another program to read, whatever the file is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from planner.workbook.parts import Package
from planner.workbook.patch import patch_package
from planner.workbook.scratch import working_copy


@contextmanager
def readable(
    package: Package, parts: Mapping[str, bytes] | None = None, file: Path | None = None
) -> Iterator[Path]:
    """The file itself; where it is encrypted, or other parts are to stand in it, a working copy.

    Args:
        parts: by name, what the copy holds instead of the file's.
        file: where the package was read from, if that is not the path that messages name.
    """
    if package.encryption is None and not parts:
        yield file or package.path
        return

    def write(copy: Path) -> None:
        with copy.open("wb") as out:
            patch_package(package, {}, out, extra_parts=parts)

    with working_copy(f"plain{package.path.suffix}", write, package.file) as copy:
        yield copy
