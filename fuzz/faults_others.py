"""Other programs at the same workbook, and a planner that is stopped: nothing is overwritten unseen."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from fuzz.faults import BACKUP, PLAN, PLANNER, ROOT, CannotTry, Place, told
from fuzz.state import state

AT_ONCE = 6
PATIENCE_S = 60

HOOKED = """
import sys
sys.path.insert(0, {root!r})
from planner.cli import main as cli
from planner.check.checkers.session import Session
answer = Session._answer
def hooked(*args, **kwargs):
    found = answer(*args, **kwargs)
{hook}
    return found
Session._answer = hooked
cli.main(["refresh", {path!r}], prog_name="planner")
"""


def _meanwhile(place: Place, hook: str) -> tuple[int, str]:
    """Refresh, with something that happens after the workbook was read and before it is written."""
    code = HOOKED.format(root=str(ROOT), hook=f"    {hook}", path=str(place.path))
    ran = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "TMPDIR": str(place.temporary)},
        capture_output=True,
        text=True,
        check=False,
    )
    place.line = ran.stderr.strip()
    if place.line.count("\n") or ran.returncode != 1:
        place.failures.append(f"it ended with {ran.returncode}: {place.line[-300:]}")
    return ran.returncode, place.line


def saved_by_another_program(place: Place) -> None:
    """Somebody saves the workbook while planner computes: that version stays."""
    place.put()
    _meanwhile(place, f"open({str(place.path)!r}, 'wb').write(b'saved by somebody else')")
    if place.path.read_bytes() != b"saved by somebody else":
        place.failures.append("the other program's version was overwritten")
    if "changed since it was read" not in place.line:
        place.failures.append(f"it said {place.line!r}")
    place.nothing_else(PLAN)


def replaced_by_another_program(place: Place) -> None:
    """As Excel does it: the new version is renamed into place, with the same size and time."""
    place.put()
    other = place.folder.with_name("other.xlsx")
    other.write_bytes(place.before[:-1] + b"\1")
    theirs, ours = str(other), str(place.path)
    hook = (
        f"import os; was = os.stat({ours!r}); os.utime({theirs!r}, ns=(was.st_atime_ns, was.st_mtime_ns)); "
        f"os.replace({theirs!r}, {ours!r})"
    )
    _meanwhile(place, hook)
    if place.path.read_bytes() != place.before[:-1] + b"\1":
        place.failures.append("the other program's version was overwritten")
    place.nothing_else(PLAN)


def deleted_meanwhile(place: Place) -> None:
    """Somebody deletes the workbook while planner computes."""
    place.put()
    _meanwhile(place, f"import os; os.unlink({str(place.path)!r})")
    place.nothing_else()


def folder_moved_meanwhile(place: Place) -> None:
    """Somebody renames the folder while planner computes."""
    place.put()
    moved = place.folder.with_name("moved")
    _meanwhile(place, f"import os; os.rename({str(place.folder)!r}, {str(moved)!r})")
    place.unchanged(moved / PLAN)
    moved.rename(place.folder)
    place.nothing_else(PLAN)


def opened_in_excel_meanwhile(place: Place) -> None:
    """Excel opens the workbook while planner computes."""
    place.put()
    marker = place.folder / "~$plan.xlsx"
    _meanwhile(place, f"open({str(marker)!r}, 'wb').close()")
    place.unchanged()
    if "open in Excel" not in place.line:
        place.failures.append(f"it said {place.line!r}")
    place.nothing_else(PLAN, marker.name)


def open_in_excel(place: Place) -> None:
    """Excel has the workbook open."""
    place.put()
    (place.folder / "~$plan.xlsx").write_bytes(b"\4user")
    place.refresh(
        status=1, says="the workbook is open in Excel. Close it there, or refresh it there with --live."
    )
    place.unchanged()
    place.nothing_else(PLAN, "~$plan.xlsx")


def open_in_libreoffice(place: Place) -> None:
    """LibreOffice has the workbook open."""
    place.put()
    (place.folder / ".~lock.plan.xlsx#").write_bytes(b",user,host")
    place.refresh(status=1, says="the workbook is open in LibreOffice. Close it there.")
    place.unchanged()
    place.nothing_else(PLAN, ".~lock.plan.xlsx#")


def several_planners_at_once(place: Place) -> None:
    """Several refreshes of one workbook: each either did its work on what it saw, or says why not."""
    place.put()
    began = state(place.path)
    running = [
        subprocess.Popen(
            [*PLANNER, "refresh", str(place.path)],
            env={**os.environ, "TMPDIR": str(place.temporary), "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(AT_ONCE)
    ]
    ended = [(told(process.communicate()[1]), process.returncode) for process in running]
    won = sum(status == 0 for _, status in ended)
    for line, status in ended:
        clear = "another planner is writing" in line or "changed since it was read" in line
        if (status, bool(line)) not in ((0, False), (1, True)) or (status and not clear):
            place.failures.append(f"one ended with {status}: {line[-300:]}")
    now = state(place.path)
    if won < 1 or began is None or now is None or now.refreshes != began.refreshes + won:
        place.failures.append(f"{won} of {AT_ONCE} won, and the log has {began} and then {now}")
    place.line = f"{won} of {AT_ONCE} won"
    place.nothing_else(PLAN, BACKUP)


def _signalled(place: Place, number: signal.Signals) -> None:
    """Stopped by a signal while its checker is asked; the next run cleans up."""
    place.put()
    code = HOOKED.format(
        root=str(ROOT), hook="    print('asked', flush=True); sys.stdin.read()", path=str(place.path)
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        env={**os.environ, "TMPDIR": str(place.temporary)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    if process.stdout is not None:
        process.stdout.readline()
    process.send_signal(number)
    _, err = process.communicate()
    if "Traceback" in err or process.returncode == 0:
        place.failures.append(f"it ended with {process.returncode}: {err[-300:]}")
    place.unchanged()
    place.done()


def terminated(place: Place) -> None:
    """`kill`, or a shutdown."""
    _signalled(place, signal.SIGTERM)


def terminal_closed(place: Place) -> None:
    """The terminal is gone."""
    _signalled(place, signal.SIGHUP)


def interrupted(place: Place) -> None:
    """Ctrl-C."""
    _signalled(place, signal.SIGINT)


def _running(marker: str) -> bool:
    """Whether a process has this in its command line."""
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if marker.encode() in entry.read_bytes():
                return True
    return False


def _until(condition: Callable[[], bool]) -> bool:
    """Whether it comes true in the next seconds."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return condition()


def killed_while_libreoffice_runs(place: Place) -> None:
    """LibreOffice does not outlive the planner that started it, and the next run removes what both left."""
    from planner.check.checkers.libreoffice import find_program
    from planner.check.checkers.libreoffice_run import socket_places

    if find_program() is None:
        raise CannotTry("LibreOffice is not installed")
    place.put()
    process = subprocess.Popen(
        [*PLANNER, "refresh", str(place.path), "--checker", "libreoffice"],
        env={**os.environ, "TMPDIR": str(place.temporary), "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    marker = f"UserInstallation=file://{place.temporary}"
    if not _until(lambda: _running(marker)):
        place.failures.append("LibreOffice did not start")
    process.kill()
    process.communicate()
    if not _until(lambda: not _running(marker)):
        place.failures.append("LibreOffice goes on")
    place.unchanged()
    (profile,) = place.temporary.glob("*/profile")
    sockets = list(socket_places(profile))
    place.done()
    if any(socket.exists() for socket in sockets):
        place.failures.append("LibreOffice's socket stays")


def output_full(place: Place) -> None:
    """What planner prints cannot be written; the workbook is whole, whatever it prints."""
    place.put()
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(
            [*PLANNER, "refresh", str(place.path)],
            env={**os.environ, "TMPDIR": str(place.temporary), "PYTHONPATH": str(ROOT)},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    place.line = ran.stderr.strip()
    if ran.returncode != 1 or "cannot write its output" not in place.line:
        place.failures.append(f"it ended with {ran.returncode}: {place.line[-300:]}")
    place.renewed()
    place.nothing_else(PLAN, BACKUP)


def bare_environment(place: Place) -> None:
    """No home, no path, no language, no terminal."""
    place.put()
    place.done("env", "-i", f"TMPDIR={place.temporary}", f"PYTHONPATH={ROOT}")


FAULTS = (
    *(saved_by_another_program, replaced_by_another_program, deleted_meanwhile, folder_moved_meanwhile),
    *(opened_in_excel_meanwhile, open_in_excel, open_in_libreoffice, several_planners_at_once),
    *(terminated, terminal_closed, interrupted, killed_while_libreoffice_runs, output_full),
    bare_environment,
)
