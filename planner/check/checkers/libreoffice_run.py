"""Starts LibreOffice without a window, in a profile of its own, to convert one file in a scratch folder."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from hashlib import md5
from pathlib import Path

from planner.check.checkers.allowance import MEMORY_BYTES
from planner.check.checkers.base import CheckerFailed
from planner.check.checkers.process import how_it_ended, kill, minimal_environment, start
from planner.disk.scratch import also_remove

NAME = "libreoffice"
FILTER = "Calc MS Excel 2007 XML"
SUPERVISOR = Path(__file__).with_name("supervisor.py")
CANNOT_START = 127
GRACE_S = 15  # the supervisor's, for a program whose planner was killed
SOCKET_FOLDERS = (Path("/tmp"), Path("/var/tmp"))  # noqa: S108 - where LibreOffice puts it, whatever TMPDIR says


def convert(
    program: Path,
    copy: Path,
    scratch: Path,
    timeout_s: float,
    target: str,
    settings: Sequence[tuple[str, str, str]],
) -> Path:
    """A workbook in a scratch folder as LibreOffice saves it; `target` is `ending:filter`.

    Raises CheckerFailed.
    """
    profile, out = scratch / "profile", scratch / "out"
    _write_profile(profile, settings)
    also_remove(scratch, socket_places(profile))  # it leaves its socket when it is killed
    command = (
        str(program),
        f"-env:UserInstallation={profile.as_uri()}",
        *("--headless", "--invisible", "--norestore", "--nologo", "--nodefault", "--nolockcheck"),
        f"--infilter={FILTER}",  # or else it reads a broken workbook as a text file
        *("--convert-to", target, "--outdir", str(out), str(copy)),
    )
    _run(command, scratch, timeout_s)
    result = out / f"{copy.stem}.{target.partition(':')[0]}"
    if not result.is_file():
        raise CheckerFailed(NAME, "cannot open the file")
    return result


def _run(command: Sequence[str], scratch: Path, timeout_s: float) -> None:
    """Run it until it ends, or its time is up."""
    limits = (f"{timeout_s + GRACE_S:g}", str(MEMORY_BYTES >> 20))
    supervised = (sys.executable, "-I", "-S", str(SUPERVISOR), *limits, *command)
    try:
        process = start(supervised, _environment(scratch), talk=True)
    except OSError as error:
        raise CheckerFailed(NAME, f"cannot be started: {error.strerror}") from error
    try:
        if status := process.wait(timeout_s):
            reason = "cannot be started" if status == CANNOT_START else how_it_ended(process)
            raise CheckerFailed(NAME, reason)
    except subprocess.TimeoutExpired:
        raise CheckerFailed(NAME, f"timed out after {timeout_s:g} s") from None
    finally:
        kill(process)


def _environment(scratch: Path) -> dict[str, str]:
    """One that keeps everything that it might write inside `scratch`."""
    home = dict.fromkeys(("HOME", "TMPDIR", "TEMP", "TMP"), str(scratch))
    return minimal_environment(**home, PATH=os.defpath, LC_ALL="C.UTF-8", SAL_USE_VCLPLUGIN="svp")


def _write_profile(profile: Path, settings: Sequence[tuple[str, str, str]]) -> None:
    """A profile that holds nothing but these settings."""
    item = '<item oor:path="{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>\n'
    user = profile / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry">\n'
        f"{''.join(item.format(*setting) for setting in settings)}</oor:items>\n",
        encoding="utf-8",
    )


def socket_places(profile: Path) -> tuple[Path, ...]:
    """Where LibreOffice may put its socket: outside its profile, and named after it."""
    if sys.platform == "win32":
        return ()
    digest = md5(profile.as_uri().encode("utf-16-le"), usedforsecurity=False).digest()
    name = f"OSL_PIPE_{os.getuid()}_SingleOfficeIPC_{''.join(f'{byte:x}' for byte in digest)}"
    return tuple(folder / name for folder in SOCKET_FOLDERS)
