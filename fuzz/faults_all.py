"""All faults by name; `python -m fuzz.faults_all NAME PLAN FOLDER` causes one and prints what came of it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from fuzz import faults_disk, faults_files, faults_others
from fuzz.faults import ROOT, CannotTry, Fault, Place, Told


def faults() -> dict[str, tuple[Fault, bool]]:
    """Every fault by name, and whether it mounts something."""
    return {
        fault.__name__: (fault, mounts)
        for listed, mounts in (
            (faults_disk.MOUNTING, True),
            (faults_disk.FAULTS, False),
            (faults_files.MOUNTING, True),
            (faults_files.FAULTS, False),
            (faults_others.FAULTS, False),
        )
        for fault in listed
    }


def attempt(name: str, plan: Path, folder: Path) -> Told:
    """Cause a fault in a process of its own."""
    _, mounts = faults()[name]
    apart = ("unshare", *(() if os.geteuid() == 0 else ("-r",)), "-m") if mounts else ()
    if mounts and (
        shutil.which("unshare") is None or subprocess.run([*apart, "true"], check=False).returncode
    ):
        return Told(name, False, line="no mount namespaces here")
    words = (*apart, sys.executable, "-m", "fuzz.faults_all", name, str(plan), str(folder))
    ran = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    if ran.returncode:
        return Told(name, failures=(ran.stderr.strip()[-500:],))
    told = json.loads(ran.stdout)
    return Told(told["name"], told["tried"], tuple(told["failures"]), told["line"])


def main() -> None:
    """One fault, in this process."""
    name, plan, folder = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    place = Place(name, plan, folder)
    try:
        faults()[name][0](place)
        told = Told(name, True, tuple(place.failures), place.line)
    except CannotTry as reason:
        told = Told(name, False, (), str(reason))
    print(json.dumps(asdict(told)))


if __name__ == "__main__":
    main()
