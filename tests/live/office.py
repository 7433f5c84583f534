"""LibreOffice as a stand-in for Excel: starting and ending it. Needs `uno`."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.editing.uno_session import connect

PROGRAM = "PLANNER_TEST_SOFFICE"


def start_office(profile: Path, pipe: str) -> tuple[subprocess.Popen[bytes], Any]:
    """A LibreOffice with a profile of its own, and its context."""
    command = [
        os.environ[PROGRAM],
        f"-env:UserInstallation={profile.as_uri()}",
        *("--headless", "--invisible", "--norestore", "--nologo", "--nodefault", "--nolockcheck"),
        f"--accept=pipe,name={pipe};urp;",
    ]
    environment = {**os.environ, "SAL_USE_VCLPLUGIN": "svp", "LC_ALL": "C.UTF-8", "HOME": str(profile)}
    environment.pop("PYTHONPATH", None)
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet, start_new_session=True)
    return process, connect(process, pipe)


def end_office(process: subprocess.Popen[bytes]) -> None:
    """Kill it, with what it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
