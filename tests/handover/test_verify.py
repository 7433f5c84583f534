"""What `planner verify` says of a package that was tampered with, and of one that was not."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from planner import __version__
from planner.handover.manifest import read_manifest
from planner.handover.received import deviations
from planner.problems import PlanError
from tests.command import planner
from tests.handover.conftest import Made
from tests.surgery import Surgery

LONG = b"0" * (5 << 20)


def lines(folder: Path) -> list[str]:
    """What deviates, without the check of the workbook."""
    said, _ = read_manifest(folder / "manifest.json")
    return [str(problem).replace(f"{folder}/", "") for problem in deviations(folder, said)]


def changed(folder: Path, **values: Any) -> None:
    """Say something else in the manifest."""
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_bytes()) | values), encoding="utf-8")


def test_a_package_as_it_was_handed_over_is_sound(package: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(package.folder.parent)
    ran = planner("verify", "deal")
    assert (ran.status, ran.err) == (0, "")
    made, digest, sound = ran.out.splitlines()
    versions = f"planner {__version__}, llm-programme 2.0.0, ironcalc 0.9.1"
    assert made == f"deal: made on 2026-11-24T12:00:00Z by {versions}; checked here by {versions}"
    assert digest.startswith("deal: the SHA-256 of manifest.json is ")
    assert digest.endswith("; compare it with the one that the sender told you by another way")
    assert sound.startswith("deal: sound, 3 files are those of the manifest; ")
    assert sound.endswith(" formula cells agree with the engine; status WARNS")


def test_what_is_no_package_is_said_in_one_line(package: Made, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for path, why in (
        (package.source, "this is a file, not the folder of a package."),
        (package.folder / "manifest.json", "this is a file, not the folder of a package."),
        (tmp_path / "none", "there is no such folder."),
        (tmp_path / "empty", "there is no manifest.json in this folder."),
    ):
        ran = planner("verify", path)
        give = "Give the folder that `planner handover` made."
        assert (ran.status, ran.out, ran.lines) == (1, "", [f"{path}: {why} {give}"])


def test_what_the_sender_waived_is_said(carrying: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(carrying.folder.parent)
    assert "deal: the sender waived lint" in planner("verify", "deal").out.splitlines()


def test_a_changed_byte_is_found(received: Path) -> None:
    page = received / "review.html"
    data = page.read_bytes()
    page.write_bytes(data.replace(b"How to check", b"How to chuck", 1))
    assert lines(received) == [
        "review.html: the file is not the one that was handed over: its SHA-256 is another. Ask the sender "
        "for the package again."
    ]
    page.write_bytes(data + b"\n")
    assert lines(received) == [
        f"review.html: the file is not the one that was handed over: it has {len(data) + 1:,} bytes, not "
        f"{len(data):,}. Ask the sender for the package again."
    ]


def test_a_file_that_is_missing_and_one_that_was_added(received: Path) -> None:
    (received / "review.html").unlink()
    (received / "notes.txt").write_text("hello")
    (received / "more").mkdir()
    added = "It was added after the package was made. Take it out, or ask the sender."
    assert lines(received) == [
        f"more: the manifest does not name this folder. {added}",
        f"notes.txt: the manifest does not name this file. {added}",
        "review.html: the file is missing. Ask the sender for the package again.",
    ]
    ran = planner("verify", received)
    assert ran.status == 1
    assert len(ran.lines) == 3
    assert ran.out.splitlines()[-1] == f"{received}: 3 things deviate"


def test_a_link_in_the_place_of_a_file(received: Path, tmp_path: Path) -> None:
    moved = shutil.move(received / "review.html", tmp_path / "elsewhere.html")
    (received / "review.html").symlink_to(moved)
    assert lines(received) == [
        "review.html: this is not a regular file. Ask the sender for the package again."
    ]


def test_an_input_that_was_changed_and_hashed_again_is_found_by_the_check(received: Path) -> None:
    from planner import plan
    from planner.handover.manifest import described

    workbook = received / "plan.xlsx"
    with Surgery(workbook) as book:
        book.put_line("programme_years", 4)
    assert plan.refresh(workbook, backup=False).ok
    files = [
        described(name, (received / name).read_bytes()).as_dict()
        for name in ("plan.xlsx", "trace.html", "review.html")
    ]
    changed(received, files=files)
    ran = planner("verify", received)
    assert ran.status == 1
    (line,) = ran.lines
    assert line.startswith(f"{workbook}: its inputs have the fingerprint ")
    assert line.endswith("They are not those that were handed over. Ask the sender for the package again.")


def test_a_formula_that_was_edited_is_found_twice(received: Path) -> None:
    with Surgery(received / "plan.xlsx") as book:
        sheet, cell = book.put_line("training_gpu_hours", 1, "1+0")
    ran = planner("verify", received)
    assert ran.status == 1
    assert "the file is not the one that was handed over" in ran.lines[0]
    assert any(f"plan.xlsx {sheet}!{cell}: " in line and "formula cells agree" in line for line in ran.lines)


def test_versions_that_differ_are_named(received: Path) -> None:
    versions = {"planner": "9.9.9", "template": "llm-programme 2.0.0", "checker": "ironcalc 0.0.1"}
    changed(received, versions=versions)
    ran = planner("verify", received, "--json")
    assert (ran.json["status"], ran.json["problems"]) == ("sound", [])
    assert ran.json["made_with"] == versions
    assert ran.json["checked_with"]["planner"] == __version__
    assert ran.status == 0


@pytest.mark.parametrize(
    "name", ["../plan.xlsx", "/etc/passwd", "a\\b", "manifest.json", "", "..", "C:x"], ids=repr
)
def test_a_manifest_that_leads_out_of_the_folder_is_not_followed(name: str, received: Path) -> None:
    files = json.loads((received / "manifest.json").read_bytes())["files"]
    changed(received, files=[*files, {"name": name, "bytes": 1, "sha256": "0"}])
    found = lines(received)
    assert len(found) == 1
    assert f"the manifest names {name or 'nothing'}, which is no file of a package" in found[0]


def test_a_workbook_that_the_manifest_does_not_list_is_not_trusted(received: Path) -> None:
    changed(received, workbook={"name": "../plan.xlsx", "encrypted": False, "comments": "none"})
    ran = planner("verify", received)
    assert ran.status == 1
    assert "the manifest names ../plan.xlsx, which is no file of a package" in ran.err


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b'{"format": 2}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"format": 1, "files": 3}',
        LONG,
    ],
    ids=["empty", "list", "object", "format", "bytes", "deep", "files", "long"],
)
def test_a_damaged_manifest_is_one_line(content: bytes, received: Path) -> None:
    (received / "manifest.json").write_bytes(content)
    with pytest.raises(PlanError, match="this is not a manifest that planner wrote"):
        read_manifest(received / "manifest.json")


def test_a_folder_without_a_manifest_is_one_line(tmp_path: Path) -> None:
    found = {
        tmp_path: "there is no manifest.json in this folder",
        tmp_path / "missing": "there is no such folder",
    }
    for folder, why in found.items():
        ran = planner("verify", folder)
        assert (ran.status, ran.out) == (1, "")
        assert ran.lines == [f"{folder}: {why}. Give the folder that `planner handover` made."]
