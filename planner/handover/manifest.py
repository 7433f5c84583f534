"""The manifest of a package: the hash of every file, and what was checked with which versions."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from planner.problems import PlanError, Problem
from planner.results.handover import PackageFile

NAME = "manifest.json"
FORMAT = 1
MOST_BYTES = 4 << 20

ASK = "Ask the sender for the package again."


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the maker of a package says of it.

    Attributes:
        check: status, master and counts of the check of the workbook in the package; empty where `checks`
            was waived because planner could not check it.
        lint: how many rules there are of each status; empty where lint was waived as a whole.
        fingerprint: of the inputs; Log has it too.
        waived: what was waived, each with its rule and place.
        acknowledged: the checks that warn, each with the reason that the plan gives.
    """

    made: str
    planner: str
    template: str
    checker: str
    workbook: str
    encrypted: bool
    check: Mapping[str, Any]
    lint: Mapping[str, Any]
    fingerprint: str
    comments: str
    waived: Sequence[Mapping[str, str]]
    acknowledged: Sequence[Mapping[str, str]] = ()
    files: tuple[PackageFile, ...] = ()

    def written(self) -> bytes:
        """The file."""
        value = {
            "format": FORMAT,
            "made": self.made,
            "versions": {"planner": self.planner, "template": self.template, "checker": self.checker},
            "workbook": {"name": self.workbook, "encrypted": self.encrypted, "comments": self.comments},
            "check": dict(self.check),
            "lint": dict(self.lint),
            "inputs": {"fingerprint": self.fingerprint},
            "waived": [dict(one) for one in self.waived],
            "acknowledged": [dict(one) for one in self.acknowledged],
            "files": [file.as_dict() for file in self.files],
        }
        return json.dumps(value, indent=2, ensure_ascii=False).encode() + b"\n"


def described(name: str, content: bytes) -> PackageFile:
    """A file as the manifest names it."""
    return PackageFile(name, len(content), sha256(content).hexdigest())


def read_manifest(path: Path) -> tuple[Manifest, str]:
    """The manifest of a package and its SHA-256; a PlanError where it is missing or none."""
    if not path.is_file() or path.is_symlink():
        remedy = "Give the folder that `planner handover` made."
        raise PlanError(Problem(_instead_of_package(path.parent), remedy, str(path.parent)))
    try:
        data = path.read_bytes()
        if len(data) > MOST_BYTES:
            raise ValueError("it is too long")
        return _read(json.loads(data)), sha256(data).hexdigest()
    except OSError as error:
        message = f"the manifest cannot be read ({error.strerror or error})"
        raise PlanError(Problem(message, "Check the file.", str(path))) from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise PlanError(Problem("this is not a manifest that planner wrote", ASK, str(path))) from None


def _instead_of_package(folder: Path) -> str:
    """What is there where a package was expected."""
    if folder.is_dir():
        return f"there is no {NAME} in this folder"
    return "this is a file, not the folder of a package" if folder.exists() else "there is no such folder"


def _read(value: dict[str, Any]) -> Manifest:
    if value["format"] != FORMAT:
        raise ValueError("another format")
    files = tuple(
        PackageFile(_text(one["name"]), int(one["bytes"]), _text(one["sha256"])) for one in value["files"]
    )
    versions, workbook = value["versions"], value["workbook"]
    return Manifest(
        made=_text(value["made"]),
        planner=_text(versions["planner"]),
        template=_text(versions["template"]),
        checker=_text(versions["checker"]),
        workbook=_text(workbook["name"]),
        encrypted=bool(workbook["encrypted"]),
        check=dict(value["check"]),
        lint=dict(value["lint"]),
        fingerprint=_text(value["inputs"]["fingerprint"]),
        comments=_text(workbook["comments"]),
        waived=_texts(value["waived"]),
        acknowledged=_texts(value.get("acknowledged", [])),
        files=files,
    )


def _texts(value: Any) -> list[dict[str, str]]:
    return [{str(key): str(text) for key, text in one.items()} for one in value]


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value
