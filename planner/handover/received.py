"""Compares a package that somebody received with its manifest: its files, and what the check says here."""

from __future__ import annotations

import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from planner.handover.manifest import ASK, NAME, Manifest
from planner.problems import Problem, printable
from planner.results.plan import Result
from planner.results.statuses import AGREES, CELL_STATUSES, DIFFERS

CHUNK = 1 << 20
LONGEST_NAME = 255
ADDED = "It was added after the package was made. Take it out, or ask the sender."


def deviations(folder: Path, said: Manifest) -> Iterator[Problem]:
    """Every file that is missing, added, or not what it was. An OSError where the folder cannot be read."""
    listed = {file.name: file for file in said.files}
    for name in [*listed, *({said.workbook} - listed.keys())]:
        if not is_plain(name) or name not in listed:
            message = f"the manifest names {printable(name) or 'nothing'}, which is no file of a package"
            yield Problem(message, ASK, str(folder / NAME))
    found = {entry.name: entry for entry in os.scandir(folder)}
    for name, entry in sorted(found.items()):
        if name != NAME and name not in listed:
            what = "folder" if entry.is_dir(follow_symlinks=False) else "file"
            yield Problem(f"the manifest does not name this {what}", ADDED, str(folder / name))
    for name, file in listed.items():
        if not is_plain(name):
            continue
        path = folder / name
        if name not in found:
            yield Problem("the file is missing", ASK, str(path))
        elif not found[name].is_file(follow_symlinks=False):
            yield Problem("this is not a regular file", ASK, str(path))
        else:
            yield from _changed(path, file.bytes, file.sha256)


def is_plain(name: str) -> bool:
    """Whether it is the name of a file, and no way to another folder."""
    return name not in {"", ".", "..", NAME} and not set(name) & set("/\\:\0") and len(name) <= LONGEST_NAME


def disagreements(said: Manifest, here: Result) -> Iterator[Problem]:
    """What the check of the workbook says here, against what its maker says it said."""
    yield from here.problems
    if not here.template:
        return
    if here.status == DIFFERS:
        counts, first = here.checked, here.differences[0]
        what = f"{counts[AGREES]:,} of {counts['cells']:,} formula cells agree with the engine"
        what += f"; the first that does not is {first.status.replace('_', ' ')}"
        yield Problem(what, "`planner check` on it lists them.", here.file, first.sheet, first.cell)
    if not said.check:
        message = "the manifest says nothing of a check: `checks` was waived when the package was made"
        yield Problem(message, "Ask the sender why.", here.file)
        return
    for name in ("cells", *CELL_STATUSES):
        counted = here.checked[name]
        if said.check.get(name) != counted:
            what = f"{counted} cells are counted as `{name}`, the manifest says {said.check.get(name)}"
            yield Problem(what, ASK, here.file)
    if said.check.get("master") != here.master:
        message = f"its status is {here.master}, the manifest says {said.check.get('master')}"
        yield Problem(message, ASK, here.file)
    if said.fingerprint != here.fingerprint:
        message = f"its inputs have the fingerprint {here.fingerprint}, the manifest says {said.fingerprint}"
        yield Problem(message, f"They are not those that were handed over. {ASK}", here.file)


def _changed(path: Path, size: int, expected: str) -> Iterator[Problem]:
    try:
        actual = path.stat().st_size
        digest = sha256()
        with path.open("rb") as data:
            while chunk := data.read(CHUNK):
                digest.update(chunk)
    except OSError as error:
        yield Problem(f"the file cannot be read ({error.strerror or error})", "Check the file.", str(path))
        return
    if digest.hexdigest() != expected:
        length = f"it has {actual:,} bytes, not {size:,}" if actual != size else "its SHA-256 is another"
        yield Problem(f"the file is not the one that was handed over: {length}", ASK, str(path))
