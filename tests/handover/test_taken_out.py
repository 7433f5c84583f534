"""What no copy carries any more, looked for in every byte of the package."""

from __future__ import annotations

import platform
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openxml_audit import FileFormat, OpenXmlValidator

from planner.handover.strip import strip
from planner.xlsx.package import open_package
from planner.xlsx.zip_new import fresh_zip
from tests.handover.carrier import TAKEN_OUT, TALK, plant
from tests.handover.conftest import Made
from tests.surgery import BOOK, Surgery, q, rels_of

SHORT = 6
"""Letters of a name that may stand in compressed bytes by chance."""


def bytes_of(folder: Path) -> bytes:
    """Every file of a package, and every member of its workbook unpacked."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    pieces = [path.read_bytes() for path in files]
    for path in files:
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as archive:
                pieces += [name.encode() for name in archive.namelist()]
                pieces += [archive.read(name) for name in archive.namelist()]
    return b"\n".join(pieces)


def words(text: str) -> tuple[bytes, ...]:
    return text.encode(), text.encode("utf-16-le"), text.encode("utf-16-be")


@pytest.fixture(scope="module")
def before_and_after(carrying: Made, tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """All bytes of the plan, and of the package."""
    folder = tmp_path_factory.mktemp("before")
    shutil.copy(carrying.source, folder)
    return bytes_of(folder), bytes_of(carrying.folder)


@pytest.mark.parametrize("what", [*TAKEN_OUT, *TALK])
def test_it_is_in_the_plan_and_nowhere_in_the_package(
    what: str, before_and_after: tuple[bytes, bytes]
) -> None:
    before, after = before_and_after
    text = (TAKEN_OUT | TALK)[what]
    assert any(word in before for word in words(text)), "the plan carries it"
    assert not any(word in after for word in words(text))


def test_no_folder_of_this_machine_is_in_the_package(
    before_and_after: tuple[bytes, bytes], carrying: Made
) -> None:
    machine = [name for name in (str(Path.home()), platform.node()) if len(name) > SHORT]
    for name in (str(carrying.source.parent), "jane", *machine):
        assert not any(word in before_and_after[1] for word in words(name))


def test_the_plan_itself_keeps_every_byte(essay: Path, carrying: Made, tmp_path: Path) -> None:
    again = Path(shutil.copy(essay, tmp_path / "plan.xlsx"))
    plant(again)
    assert carrying.source.read_bytes() == again.read_bytes()
    assert sorted(path.name for path in carrying.source.parent.iterdir()) == ["deal", "plan.xlsx"]


def test_cells_and_all_else_of_a_sheet_keep_their_bytes(carrying: Made, essay: Path) -> None:
    before, after = Surgery(carrying.source).members, Surgery(carrying.workbook).members
    ours = Surgery(essay)
    changed = {
        ours.sheets["Training"],  # its page setup named a printer
        Surgery(carrying.source).sheets["Mine"],
        next(part for part in before if b'displayName="data_mix"' in before[part]),
    }
    for part in set(before) & set(after):
        if part.startswith("xl/") and part not in changed and not part.endswith((".rels", "workbook.xml")):
            assert after[part] == before[part], part
    sheet = Surgery(carrying.workbook)
    assert sheet.value("Mine", "A2") == 2.0
    setup = sheet.tree(sheet.sheets["Training"]).find(q("pageSetup"))
    assert dict(setup.attrib) == dict(ours.tree(ours.sheets["Training"]).find(q("pageSetup")).attrib)


def test_nothing_in_the_copy_points_to_what_is_gone(carrying: Made) -> None:
    book = Surgery(carrying.workbook)
    for part in [name for name in book.members if not name.endswith(".rels")]:
        targets = book.relationships(part)
        assert not {target for target in targets.values() if target not in book.members}, part
        if part.endswith(".xml"):
            used = {
                value for one in book.tree(part).iter() for key, value in one.attrib.items() if "}id" in key
            }
            known = (
                {entry.get("Id") for entry in book.tree(rels_of(part))}
                if rels_of(part) in book.members
                else set()
            )
            assert {one for one in used if one.startswith("rId")} <= known, part
    listed = {one.get("PartName", "").lstrip("/") for one in book.tree("[Content_Types].xml")} - {""}
    assert listed <= set(book.members)


def test_the_copy_is_sound_and_shows_every_value_without_recalculation(carrying: Made) -> None:
    found = OpenXmlValidator(FileFormat.OFFICE_2019).validate(carrying.workbook)
    assert not [error for error in found.errors if "font" not in str(error).lower()]
    book = Surgery(carrying.workbook)
    cells = [cell for part in book.sheets.values() for cell in book.tree(part).iter(q("c"))]
    formulas = [cell for cell in cells if cell.find(q("f")) is not None]
    assert len(formulas) > 5_000
    assert all(cell.findtext(q("v")) for cell in formulas if cell.get("t") != "str")
    assert all(cell.find(q("v")) is not None for cell in formulas)
    assert book.tree(BOOK).find(q("calcPr")).get("fullCalcOnLoad") in {None, "0"}
    properties = openpyxl.load_workbook(carrying.workbook, read_only=True).properties
    assert (properties.creator, properties.lastModifiedBy) == (None, None)


def test_two_handovers_of_a_plan_give_the_same_workbook(carrying: Made) -> None:
    package = open_package(carrying.source)
    assert fresh_zip(strip(package, comments="strip").parts) == carrying.workbook.read_bytes()


def test_comments_that_are_kept_lose_the_names_of_their_authors(carrying: Made) -> None:
    parts = strip(open_package(carrying.source), comments="keep").parts
    found = b"\n".join(parts.values())
    for what in ("text of a note", "text of a thread", "shape of a note"):
        assert TALK[what].encode() in found
    for what in ("author of a note", "person", "account"):
        assert TALK[what].encode() not in found
    assert b"<t>Author 1:</t>" in parts["xl/comments1.xml"]
    assert b"<author>tc={" in parts["xl/comments1.xml"], "the thread is still found by its id"
    assert b'displayName="Author 2"' in parts["xl/persons/person.xml"]


def test_a_button_stays_where_a_note_goes(essay: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(essay, tmp_path / "plan.xlsx"))
    plant(path, button=True)
    parts = strip(open_package(path), comments="strip").parts
    drawing = parts["xl/drawings/vmlDrawing1.vml"]
    assert b"a button" in drawing
    assert b"Planted-note-shape" not in drawing
    sheet = next(content for content in parts.values() if b"<legacyDrawing" in content)
    assert b'r:id="rIdAdded3"' in sheet


def test_the_title_stays_and_ampersands_of_a_header_too(carrying: Made) -> None:
    book = Surgery(carrying.workbook)
    assert b"serve language models</dc:title>" in book.members["docProps/core.xml"]
    header = book.tree(book.sheets["Mine"]).find(q("headerFooter")).findtext(q("oddHeader"))
    assert header == "&L&F &&Zeta"
