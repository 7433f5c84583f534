"""Formulas of the owner's that read planner's cells show fresh values; no other cell of theirs changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from tests.command import planner
from tests.surgery import BOOK, PACKAGE, Surgery, q

OLD = 1.5
"""What the owner's formulas show before. The essay pays for 5 years, and has one row of roles."""


def _recalculates(book: Surgery) -> bool:
    return str(book.tree(BOOK).find(q("calcPr")).get("fullCalcOnLoad", "0")) == "1"


def _values(book: Surgery, *cells: str) -> list[Any]:
    return [book.value("Mine", cell) for cell in cells]


def test_dependants_are_fresh_and_excel_need_not_recalculate(plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        sheet, rate = book.line("programme_years")
        book.add_sheet(
            "Mine",
            {
                "A1": (OLD, f"'{sheet}'!{rate}*2"),
                "A2": (OLD, "A1+1"),
                "A3": ("stale", 'IF(cov_master="WARNS","fine","look")'),
                "A4": (OLD, "INDEX(in_programme_years,1,2)+ROWS(roles[Role])"),
                "A5": (6, "2*3"),
                "A6": (7, None),
            },
        )
        part = book.sheets["Mine"]
    before = Surgery(plan_file)
    assert planner("refresh", plan_file).status == 0
    after = Surgery(plan_file)
    assert _values(after, "A1", "A2", "A4") == [
        pytest.approx(10, rel=1e-12),
        pytest.approx(11, rel=1e-12),
        pytest.approx(6, rel=1e-12),
    ]
    assert _values(after, "A3", "A5", "A6") == ["fine", 6, 7]
    assert not _recalculates(after)
    assert _without_values(after.members[part]) == _without_values(before.members[part])
    planner("set", plan_file, "programme_years=7")
    assert _values(Surgery(plan_file), "A1", "A2", "A3") == [14, 15, "look"]


def _without_values(sheet: bytes) -> bytes:
    tree = etree.fromstring(sheet)
    for cell in tree.iter(q("c")):
        if cell.find(q("f")) is not None:
            cell.attrib.pop("t", None)
            for value in cell.findall(q("v")):
                value.text = ""
    return bytes(etree.tostring(tree, method="c14n"))


def test_what_the_checker_cannot_evaluate_keeps_its_value_and_excel_recalculates(plan_file: Path) -> None:
    """A function that it lacks, an array, a cell hidden by a merge; and formulas of no concern."""
    with Surgery(plan_file) as book:
        sheet, rate = book.line("programme_years")
        reads = f"'{sheet}'!{rate}"
        book.add_sheet(
            "Mine",
            {
                "A1": ("six", f"BAHTTEXT({reads})"),
                "A3": (OLD, f"{reads}*2"),
                "B4": (OLD, f"{reads}*2"),
                "A5": (OLD, "2*3"),
                "A6": (OLD, f"{reads}*2"),
            },
            '<mergeCells count="1"><mergeCell ref="A4:B4"/></mergeCells>',
        )
        array = book.cell("Mine", "A3").find(q("f"))
        array.set("t", "array")
        array.set("ref", "A3")
    found = planner("refresh", plan_file)
    assert found.status == 0
    said = "4 of your own formulas may show an old value, or none: Mine!A1, Mine!A3, Mine!B4 and 1 more"
    assert f"plan.xlsx: {said}; Excel computes what they show on opening the file" in found.err
    after = Surgery(plan_file)
    assert _values(after, "A1", "A3", "B4", "A5") == ["six", OLD, OLD, OLD]
    assert _values(after, "A6") == [pytest.approx(10, rel=1e-12)]
    assert _recalculates(after)


def test_an_error_is_shown_and_said(plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        sheet, gpus = book.line("deadline_days")
        formulas: dict[str, tuple[object, str | None]] = {
            "A1": (OLD, f"1/('{sheet}'!{gpus}-256)"),
            "A2": (OLD, "A1*2"),
            "A3": (OLD, f"'{sheet}'!{gpus}*2"),
            "A4": (OLD, f"INDIRECT(\"'{sheet}'!{gpus}\")"),
            "A5": (None, "2*3"),
        }
        book.add_sheet("Mine", formulas)
    errors = "2 of your own formulas come to an error: Mine!A1 (#DIV/0!), Mine!A2 (#DIV/0!)"
    assert errors in planner("set", plan_file, "deadline_days=256").err
    old = "2 of your own formulas may show an old value, or none: Mine!A4, Mine!A5"
    found = planner("refresh", plan_file)
    assert (found.status, errors in found.err, f"{old}; Excel computes" in found.err) == (0, True, True)
    after = Surgery(plan_file)
    assert _values(after, "A1", "A2", "A3") == ["#DIV/0!", "#DIV/0!", 512]
    assert [after.cell("Mine", cell).get("t") for cell in ("A1", "A3")] == ["e", None]
    assert _recalculates(after)
    found = planner("check", plan_file)
    assert (found.status, errors in found.err, f"{old}\n" in found.err) == (0, True, True)
    planner("set", plan_file, "deadline_days=128")
    assert "error" not in planner("refresh", plan_file).err
    assert _values(Surgery(plan_file), "A1", "A2") == [-0.0078125, -0.015625]


def test_shared_formulas_stay_shared(plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        sheet, rate = book.line("programme_years")
        letters = rate.rstrip("0123456789")
        row = rate.removeprefix(letters)
        book.add_sheet("Mine", {f"A{n}": (OLD, f"'{sheet}'!${letters}${row}*B{n}") for n in (1, 2, 3)})
        for number in (1, 2, 3):
            book.put("Mine", f"B{number}", number)
            formula = book.cell("Mine", f"A{number}").find(q("f"))
            formula.set("t", "shared")
            formula.set("si", "0")
            if number == 1:
                formula.set("ref", "A1:A3")
            else:
                formula.text = None
    assert planner("refresh", plan_file).status == 0
    after = Surgery(plan_file)
    assert _values(after, "A1", "A2", "A3") == [pytest.approx(5 * n, rel=1e-12) for n in (1, 2, 3)]
    formulas = [after.cell("Mine", f"A{n}").find(q("f")) for n in (1, 2, 3)]
    assert [(one.get("t"), one.get("si"), bool(one.text)) for one in formulas] == [
        ("shared", "0", True),
        ("shared", "0", False),
        ("shared", "0", False),
    ]


def test_a_signed_plan_is_refused_unless_its_signature_may_go(plan_file: Path) -> None:
    kind = "application/vnd.openxmlformats-package.digital-signature-origin"
    with Surgery(plan_file) as book:
        book.set_name("in_pool_gpus", None)
        book.add_part("_xmlsignatures/origin.sigs", b"", kind)
        entry = etree.SubElement(book.tree("_rels/.rels"), f"{{{PACKAGE}/relationships}}Relationship")
        entry.set("Id", "rSigned")
        entry.set("Type", f"{PACKAGE}/relationships/digital-signature/origin")
        entry.set("Target", "/_xmlsignatures/origin.sigs")
    before = plan_file.read_bytes()
    found = planner("repair", plan_file)
    message = "the workbook is digitally signed, and any change would break the signature"
    remedy = "Work on an unsigned copy, or give --drop-signature, which takes the signature out."
    assert (found.status, found.out, found.lines) == (1, "", [f"plan.xlsx: {message}. {remedy}"])
    assert plan_file.read_bytes() == before
    assert planner("repair", plan_file, "--drop-signature").status == 0
    after = Surgery(plan_file)
    assert not [name for name in after.members if "signature" in name]
    for index in ("_rels/.rels", "[Content_Types].xml"):
        assert b"signature" not in after.members[index]
    assert planner("refresh", plan_file).status == 0


def test_three_cells_where_excel_shows_one_get_no_value(plan_file: Path) -> None:
    """A name of low, base and high in a sum of one cell: what Excel shows depends on where it stands."""
    with Surgery(plan_file) as book:
        book.add_sheet("Mine", {"A1": (2, None), "B1": (OLD, "in_programme_years*A1"), "B2": (OLD, "B1+1")})
    assert planner("refresh", plan_file).status == 0
    after = Surgery(plan_file)
    assert _values(after, "B1", "B2") == [OLD, OLD]
    assert _recalculates(after)


def test_a_merge_hides_nothing_on_another_sheet(plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        book.add_sheet("Mine", {"B1": (OLD, "INDEX(in_programme_years,1,2)*2")})
        merge = '<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>'
        book.add_sheet("Other", {"A1": (2, "1+1")}, merge)
    assert planner("refresh", plan_file).status == 0
    assert _values(Surgery(plan_file), "B1") == [pytest.approx(10, rel=1e-12)]
