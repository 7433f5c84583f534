"""Kill -9 at random moments of `planner refresh` and `planner undo`: by the clock, and at exact points."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from fuzz.state import names, state

PLAN, BACKUP = "plan.xlsx", "plan.bak.xlsx"
MODE = 0o640
HOWS = ("clock", "event", "line")


@dataclass(slots=True)
class Kills:
    """What became of a workbook whose refreshes were killed."""

    tried: int = 0
    survived: int = 0
    found: Counter[str] = field(default_factory=Counter)
    """`old` or `new` after a kill; `left over` where it left temporary files for the next run to remove."""
    failures: list[str] = field(default_factory=list)


class Victim:
    """A plan in a folder of its own, with a temporary folder of its own."""

    def __init__(self, source: Path, root: Path) -> None:
        self.folder, self.temporary = root / "plans", root / "tmp"
        self.folder.mkdir(parents=True)
        self.temporary.mkdir()
        self.path, self.backup = self.folder / PLAN, self.folder / BACKUP
        shutil.copy(source, self.path)
        self.path.chmod(MODE)
        self.first = self.path.read_bytes()
        self.environment = {**os.environ, "TMPDIR": str(self.temporary)}
        self.environment["PYTHONPATH"] = str(Path(__file__).parents[1])

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        """A process in that folder."""
        return subprocess.Popen(
            [sys.executable, *command],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    def refresh(self) -> str:
        """A refresh that nobody disturbs; what it complains about."""
        return self.run("refresh", PLAN)

    def run(self, *command: str) -> str:
        """A command that nobody disturbs; what it complains about."""
        process = self.start("-m", "planner", *command)
        _, err = process.communicate()
        return (
            "" if process.returncode == 0 else f"the next run ends with {process.returncode}: {err.decode()}"
        )

    def count(self, how: str, command: str = "refresh") -> int:
        """How many moments a whole run has."""
        _, err = self.start("-m", "fuzz.kill_at", how, "0", command, PLAN).communicate()
        return int(err.split()[-1])

    def duration(self) -> float:
        """How long a whole run takes."""
        began = time.monotonic()
        self.refresh()
        return time.monotonic() - began


def kill(source: Path, root: Path, count: int, seed: int, hows: tuple[str, ...] = HOWS) -> Kills:
    """Kill that many refreshes of one plan, one after the other, each at a moment that chance picks."""
    victim, kills = Victim(source, root), Kills()
    victim.refresh()
    reach = {how: victim.duration() if how == "clock" else float(victim.count(how)) for how in hows}
    for number in range(count):
        how = hows[number % len(hows)]
        moment = Random(f"{seed}/{number}").random() * reach[how]
        kills.tried += 1
        if failure := _one(victim, how, moment, kills.found):
            kills.failures.append(f"kill {number} ({how} {moment:.3f}): {failure}")
        else:
            kills.survived += 1
    return kills


def kill_undos(source: Path, root: Path, count: int, seed: int) -> Kills:
    """Kill that many undos of one plan, one after the other, at exact moments that chance picks."""
    victim, kills = Victim(source, root), Kills()
    victim.run("set", PLAN, "deadline_days=9")
    reach = {how: victim.count(how, "undo") for how in HOWS[1:]}
    for number in range(count):
        how = HOWS[1 + number % 2]
        moment = 1 + int(Random(f"undo {seed}/{number}").random() * reach[how])
        kills.tried += 1
        if failure := _one_undo(victim, how, moment, kills.found):
            kills.failures.append(f"kill {number} of an undo ({how} {moment}): {failure}")
        else:
            kills.survived += 1
    return kills


def _one_undo(victim: Victim, how: str, moment: int, found: Counter[str]) -> str:
    """Kill one undo, look for both versions, and undo once more; what is wrong."""
    before = [victim.path.read_bytes(), victim.backup.read_bytes()]
    process = victim.start("-m", "fuzz.kill_at", how, str(moment), "undo", PLAN)
    process.communicate()
    found["killed" if process.returncode == -signal.SIGKILL else "too late"] += 1
    there = {path.read_bytes() for path in victim.folder.iterdir()}
    found["left over"] += len(list(victim.folder.iterdir())) > 2
    found["new" if victim.path.read_bytes() == before[1] else "old"] += 1
    if not set(before) <= there or victim.path.read_bytes() not in before:
        return "one of the two versions is gone"
    expected = [one for one in before if one != victim.path.read_bytes()] + [victim.path.read_bytes()]
    if complaint := victim.run("undo", PLAN):
        return complaint
    if [victim.path.read_bytes(), victim.backup.read_bytes()] != expected:
        return "the next undo did not swap the two"
    if names(victim.folder) != [BACKUP, PLAN] or names(victim.temporary):
        return f"temporary files stay: {names(victim.folder)} {names(victim.temporary)}"
    return ""


def _one(victim: Victim, how: str, moment: float, found: Counter[str]) -> str:
    """Kill one run, look at what is there, and run once more; what is wrong."""
    before = state(victim.path)
    if before is None:
        return "the workbook was not whole before"
    if how == "clock":
        process = victim.start("-m", "planner", "refresh", PLAN)
        time.sleep(moment)
        process.kill()
    else:
        process = victim.start("-m", "fuzz.kill_at", how, str(int(moment) + 1), "refresh", PLAN)
    process.communicate()
    found["killed" if process.returncode == -signal.SIGKILL else "too late"] += 1
    left = set(names(victim.folder)) - {PLAN, BACKUP} | set(names(victim.temporary))
    found["left over"] += bool(left)
    after = state(victim.path)
    if after is None or after.refreshes not in (before.refreshes, before.refreshes + 1):
        return f"the workbook is neither the old nor the new one: {after}"
    found["new" if after.refreshes > before.refreshes else "old"] += 1
    if victim.backup.exists() and state(victim.backup) is None:
        return "the backup is not whole"
    return _next(victim, after.refreshes)


def _next(victim: Victim, refreshes: int) -> str:
    """The next run works, and leaves nothing but the workbook and its backup."""
    if complaint := victim.refresh():
        return complaint
    now = state(victim.path)
    if now is None or now.refreshes != refreshes + 1:
        return f"the next run left {now}"
    if victim.backup.read_bytes() != victim.first:
        return "the backup is not the version before the first refresh"
    if names(victim.folder) != [BACKUP, PLAN] or names(victim.temporary):
        return f"temporary files stay: {names(victim.folder)} {names(victim.temporary)}"
    if victim.path.stat().st_mode & 0o777 != MODE:
        return "the mode bits changed"
    return ""
