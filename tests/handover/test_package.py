"""The package as a whole: its files, its password, its PDF, its page, its folder."""

from __future__ import annotations

import json
import os
import re
import shutil
from hashlib import sha256
from html import unescape
from pathlib import Path

import pytest

from planner.handover import folder as folders
from planner.handover import pdf
from planner.problems import PlanError, Problem
from planner.results.handover import Delivery, PackageFile, Receipt, Refusal
from planner.results.statuses import CELL_STATUSES
from planner.usecases.handover import handover, verify
from tests.cli.test_docs import fields
from tests.command import planner
from tests.handover.conftest import NOON, Made
from tests.surgery import Surgery

SECRET = "öpen sesame"  # noqa: S105


def test_the_manifest_has_the_hash_of_every_file_and_says_what_was_checked(package: Made) -> None:
    said = json.loads((package.folder / "manifest.json").read_bytes())
    names = {path.name for path in package.folder.iterdir()}
    assert names == {"plan.xlsx", "trace.html", "review.html", "manifest.json"}
    assert {one["name"] for one in said["files"]} == names - {"manifest.json"}
    for one in said["files"]:
        data = (package.folder / one["name"]).read_bytes()
        assert (one["bytes"], one["sha256"]) == (len(data), sha256(data).hexdigest())
    assert said["made"] == "2026-11-24T12:00:00Z"
    assert said["versions"]["template"] == "llm-programme 2.0.0"
    assert (said["check"]["status"], said["check"]["master"]) == ("agrees", "WARNS")
    assert said["check"]["cells"] == said["check"]["agrees"] > 5_000
    assert re.fullmatch("[0-9a-f]{12}", said["inputs"]["fingerprint"])
    assert said["waived"] == []


def test_the_fingerprint_is_the_one_of_the_log(package: Made) -> None:
    said = json.loads((package.folder / "manifest.json").read_bytes())
    digits = said["inputs"]["fingerprint"]
    book = Surgery(package.workbook)
    log = book.members[book.sheets["Log"]]
    assert digits.encode() in log.replace(b" ", b"")


def test_the_page_lets_a_reader_compute_a_few_lines_by_hand(package: Made) -> None:
    page = unescape((package.folder / "review.html").read_text(encoding="utf-8"))
    book = Surgery(package.workbook)
    rows = re.findall(
        r"<br><code>([^<!]+)!([A-Z]+[0-9]+)</code></td><td><code>=([^<]+)</code><br>([^<]+)</td>", page
    )
    assert len(rows) >= 4
    for sheet, cell, formula, numbers in rows:
        assert book.formula(sheet, cell) == formula
        sum_of = (
            numbers.replace(",", "").replace("×", "*").replace("÷", "/").replace("−", "-").replace("^", "**")
        )
        assert set(sum_of) <= set("0123456789.eE+-*/() ")
        expected = book.value(sheet, cell)
        assert isinstance(expected, float)
        assert eval(sum_of) == pytest.approx(expected, rel=1e-8)  # noqa: S307 - digits and signs
    assert "<td>STALE</td>" in page
    assert "<script" not in page


def test_a_password_leaves_no_number_outside_of_the_workbook(package: Made, tmp_path: Path) -> None:
    from msoffcrypto.format.ooxml import OOXMLFile

    made = handover(package.source, tmp_path / "deal", password=SECRET, now=NOON)
    assert made.ok
    assert made.notes == ("there is no PDF: it would show what the password protects",)
    assert [file.name for file in made.files] == ["plan.xlsx", "review.html", "manifest.json"]
    office = OOXMLFile((tmp_path / "deal" / "plan.xlsx").open("rb"))
    office.load_key(password=SECRET, verify_password=True)
    with (tmp_path / "plain.xlsx").open("wb") as out:
        office.decrypt(out)
    assert (tmp_path / "plain.xlsx").read_bytes() == package.workbook.read_bytes()
    page = (tmp_path / "deal" / "review.html").read_text(encoding="utf-8")
    assert "×" not in page
    give = "is encrypted. Give its password with --password or in PLANNER_PASSWORD.\n"
    for given, why in (((), give), (("--password", "no"), "password does not open it")):
        ran = planner("verify", tmp_path / "deal", *given)
        assert (ran.status, ran.out, len(ran.lines)) == (1, "", 1)
        assert why in ran.err
    assert verify(tmp_path / "deal").status == "problems"
    assert verify(tmp_path / "deal", password=SECRET).ok


def test_an_encrypted_plan_is_handed_over_with_its_own_password_given(
    essay: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import io

    from msoffcrypto.format.ooxml import OOXMLFile

    out = io.BytesIO()
    OOXMLFile(io.BytesIO(essay.read_bytes())).encrypt(SECRET, out)
    monkeypatch.chdir(tmp_path)
    Path("locked.xlsx").write_bytes(out.getvalue())
    ran = planner("handover", "locked.xlsx", "--out", "deal", "--waive", "lint", "--no-pdf")
    assert (ran.status, len(ran.lines)) == (1, 1)
    assert "the workbook is encrypted" in ran.err
    ran = planner(
        *(
            "handover",
            "locked.xlsx",
            "--out",
            "deal",
            "--waive",
            "lint",
            "--no-pdf",
            "--source-password",
            SECRET,
        )
    )
    assert ran.status == 0
    assert "deal: the plan is encrypted, the package is not; --password encrypts it\n" in ran.err
    assert (tmp_path / "deal" / "locked.xlsx").read_bytes().startswith(b"PK")


def test_the_pdf_has_neither_author_nor_path(soffice: Path, package: Made) -> None:
    import subprocess

    data, reason = pdf.printed(package.workbook.read_bytes(), "plan.xlsx")
    assert (data[:5], reason) == (b"%PDF-", "")
    assert b"/Author" not in data
    for text in (b"file://", b"planner-", str(Path.home()).encode()):
        assert text not in data.partition(b"trailer")[2]
        assert not re.search(rb"/URI\s*\([^)]*" + re.escape(text), data)
    if shutil.which("pdfinfo"):
        (package.folder.parent / "plan.pdf").write_bytes(data)
        told = subprocess.run(
            ["pdfinfo", package.folder.parent / "plan.pdf"], capture_output=True, text=True, check=True
        ).stdout
        assert "Title:" in told
        assert "Author" not in told


def test_without_libreoffice_there_is_no_pdf_and_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf.libreoffice, "find_program", lambda: None)
    assert pdf.printed(b"", "plan.xlsx") == (b"", "there is no PDF: LibreOffice is not installed")


def test_a_pdf_that_tells_too_much_is_left_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, soffice: Path
) -> None:
    for content, what in ((b"%PDF /Author (Jane)", "an author"), (b"/URI (file:///home/jane)", "a path")):
        (tmp_path / "book.pdf").write_bytes(content)
        monkeypatch.setattr(pdf.libreoffice_run, "convert", lambda *_: tmp_path / "book.pdf")
        assert pdf.printed(b"", "plan.xlsx") == (b"", f"there is no PDF: LibreOffice put {what} into it")


@pytest.mark.parametrize("kind", ["full", "file", "no parent"])
def test_only_a_new_or_empty_folder_is_filled(kind: str, plan_file: Path) -> None:
    out = Path("deal")
    if kind == "full":
        out.mkdir()
        (out / "x").touch()
    elif kind == "file":
        out.touch()
    else:
        out = Path("missing/deal")
    before = sorted(Path().rglob("*"))
    ran = planner("handover", plan_file, "--out", out)
    assert (ran.status, ran.out) == (1, "")
    other = "Nothing was written. Name a new or empty folder."
    assert ran.lines == [
        {
            "full": f"deal: the folder is not empty. {other}",
            "file": f"deal: there is a file of that name already. {other}",
            "no parent": "missing/deal: there is no folder missing. Nothing was written. Create it first.",
        }[kind]
    ]
    assert sorted(Path().rglob("*")) == before


def test_an_empty_folder_is_filled_and_leftovers_of_a_killed_run_go(tmp_path: Path) -> None:
    out = tmp_path / "deal"
    out.mkdir()
    (tmp_path / ".~deal.planner-abc.tmp").mkdir()
    folders.write_folder(out, {"a": b"1", "b": b"2"})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["deal"]
    assert {path.name: path.read_bytes() for path in out.iterdir()} == {"a": b"1", "b": b"2"}


def test_a_folder_that_cannot_be_written_whole_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(PlanError, match="No space left on device"):
        folders.write_folder(tmp_path / "deal", {"a": b"1"})
    assert list(tmp_path.iterdir()) == []


def test_what_comes_into_the_folder_meanwhile_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "deal"
    out.mkdir()
    monkeypatch.setattr(folders, "check_free", lambda _: None)
    (out / "mine").touch()
    with pytest.raises(PlanError, match="the folder cannot be written"):
        folders.write_folder(out, {"a": b"1"})
    assert [path.name for path in out.iterdir()] == ["mine"]
    assert [path.name for path in tmp_path.iterdir()] == ["deal"]


def test_the_fields_of_both_json_objects_are_the_documented_ones() -> None:
    page = (Path(__file__).parents[2] / "docs" / "handover.md").read_text(encoding="utf-8")
    sent, received = page.partition("### `planner handover ")[2].split("### `planner verify ")
    problem, file = Problem("", ""), PackageFile("", 0, "")
    refusal, versions = Refusal("", problem), {"planner": "", "template": "", "checker": ""}
    delivery = Delivery(
        *("", "", ""),
        files=(file,),
        removed=("",),
        refusals=(refusal,),
        waived=(refusal,),
        problems=(problem,),
        notes=("",),
    )
    receipt = Receipt(
        *("", ""),
        made_with=versions,
        checked_with=versions,
        files=(file,),
        checked={"cells": 0} | dict.fromkeys(CELL_STATUSES, 0),
        waived=("",),
        problems=(problem,),
    )
    for text, value in ((sent, delivery), (received, receipt)):
        assert re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE) == fields(value.as_dict())


def test_the_json_object_tells_of_problems_and_standard_error_stays_empty(plan_file: Path) -> None:
    Path("full").mkdir()
    Path("full/x").touch()
    ran = planner("handover", plan_file, "--out", "full", "--json")
    assert (ran.status, ran.err) == (1, "")
    assert (ran.json["status"], len(ran.json["problems"])) == ("problems", 1)


def test_an_empty_password_is_wrong_usage(plan_file: Path) -> None:
    ran = planner("handover", plan_file, "--out", "deal", "--password", "")
    assert ran.status == 2
    assert "an empty password protects nothing" in ran.err
