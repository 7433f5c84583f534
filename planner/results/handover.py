"""What `planner handover` and `planner verify` give back: plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from planner.problems import Problem

HANDED_OVER, REFUSED = "handed over", "refused"
SOUND, DEVIATES = "sound", "deviates"


@dataclass(frozen=True, slots=True)
class PackageFile:
    """A file of a package, as the manifest names it."""

    name: str
    bytes: int
    sha256: str

    def as_dict(self) -> dict[str, Any]:
        """As the manifest and the documented JSON have it."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that keeps a workbook from being handed over, unless its rule is waived.

    Attributes:
        rule: what `--waive` takes.
        problem: where it is, what it is, what to do.
    """

    rule: str
    problem: Problem

    def as_dict(self) -> dict[str, str]:
        """As the documented JSON has it."""
        return {"rule": self.rule, **self.problem.as_dict()}


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a handover.

    Attributes:
        status: `handed over`, `refused`, or `problems` where the workbook or the folder could not be used.
        files: of the package that was written; none where it was not.
        removed: what the copy does not carry any more, in words.
        refusals: what stood against it and was not waived; nothing is written then.
        waived: what stood against it and was waived by name.
        manifest_sha256: for the sender to tell by another way; `planner verify` shows it too.
    """

    file: str
    folder: str
    status: str
    files: tuple[PackageFile, ...] = ()
    removed: tuple[str, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    waived: tuple[Refusal, ...] = ()
    manifest_sha256: str = ""
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the package is there."""
        return self.status == HANDED_OVER

    @property
    def misused(self) -> bool:
        """Whether something was asked for that there is not."""
        return any(problem.usage for problem in self.problems)

    def as_dict(self) -> dict[str, Any]:
        """The documented JSON object."""
        return {
            "file": self.file,
            "folder": self.folder,
            "status": self.status,
            "files": [file.as_dict() for file in self.files],
            "manifest_sha256": self.manifest_sha256,
            "removed": list(self.removed),
            "refusals": [refusal.as_dict() for refusal in self.refusals],
            "waived": [refusal.as_dict() for refusal in self.waived],
            "problems": [problem.as_dict() for problem in self.problems],
            "notes": list(self.notes),
        }


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a package that somebody received.

    Attributes:
        status: `sound` where every file is as its maker left it and the check came out well again.
        made_with: versions that the manifest names: planner, its template, the checker.
        checked_with: those of this machine.
        checked: how many formula cells there are, and what became of them here.
    """

    folder: str
    status: str
    made: str = ""
    made_with: Mapping[str, str] = field(default_factory=dict)
    checked_with: Mapping[str, str] = field(default_factory=dict)
    files: tuple[PackageFile, ...] = ()
    checked: Mapping[str, int] = field(default_factory=dict)
    master: str = ""
    manifest_sha256: str = ""
    waived: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing deviates."""
        return self.status == SOUND

    @property
    def misused(self) -> bool:
        """Whether something was asked for that there is not."""
        return any(problem.usage for problem in self.problems)

    def as_dict(self) -> dict[str, Any]:
        """The documented JSON object."""
        return {
            "folder": self.folder,
            "status": self.status,
            "made": self.made,
            "made_with": dict(self.made_with),
            "checked_with": dict(self.checked_with),
            "files": [file.as_dict() for file in self.files],
            "manifest_sha256": self.manifest_sha256,
            "checked": dict(self.checked),
            "master": self.master,
            "waived": list(self.waived),
            "problems": [problem.as_dict() for problem in self.problems],
        }
