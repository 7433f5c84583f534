"""A plan that its owner broke: refresh says what it cannot find and names repair, and repair mends it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from openpyxl.utils.cell import range_boundaries

from tests.cli.refusal import refused, state
from tests.command import Outcome, planner
from tests.editing import excel
from tests.graft import graft
from tests.short import said
from tests.surgery import BOOK, TYPES, Surgery, area, q, rels_of

REMEDY = "run `planner repair plan.xlsx`"

Damage = Callable[[Surgery], None]


def delete_row(book: Surgery, name: str) -> None:
    """The row of a name, as Excel deletes it."""
    sheet, cells = book.place(name)
    excel.delete_rows(book, sheet, range_boundaries(cells)[1])


def delete_sheet(book: Surgery, name: str) -> None:
    """As Excel deletes it: what referred to it says #REF!, its own names and tables go with it."""
    number, part = list(book.sheets).index(name), book.sheets[name]
    for related in book.relationships(part).values():
        _remove(book, related)
    _remove(book, part)
    for sheet in list(book.tree(BOOK).iter(q("sheet"))):
        if sheet.get("name") == name:
            sheet.getparent().remove(sheet)
    for defined in list(book.tree(BOOK).iter(q("definedName"))):
        scope = defined.get("localSheetId")
        if scope == str(number):
            defined.getparent().remove(defined)
        elif scope is not None and int(scope) > number:
            defined.set("localSheetId", str(int(scope) - 1))
        elif defined.text.rpartition("!")[0].strip("'") == name:
            defined.text = "#REF!"
    reference = re.compile(rf"'?{name}'?!\$?[A-Z]+\$?[0-9]+(:\$?[A-Z]+\$?[0-9]+)?")
    for part in book.sheets.values():
        for formula in book.tree(part).iter(q("f")):
            formula.text = reference.sub("#REF!", formula.text) if formula.text else formula.text


def _remove(book: Surgery, part: str) -> None:
    book.remove(part)
    book.members.pop(rels_of(part), None)
    for tree in (book.tree(TYPES), book.tree(rels_of(BOOK))):
        for entry in list(tree):
            if part in {entry.get("PartName", "").lstrip("/"), entry.get("Target", "").lstrip("/")}:
                tree.remove(entry)


def empty_row(book: Surgery, name: str) -> None:
    """Its cells, as the key Delete empties them."""
    sheet, cells = book.place(name)
    for cell in book.row(sheet, range_boundaries(cells)[1]):
        book.put(sheet, cell.get("r"), None)


def convert_to_range(book: Surgery, table: str) -> None:
    """Table Design > Convert to Range: the cells stay."""
    sheet, _ = book.table(table)
    part = book.sheets[sheet]
    for related in book.relationships(part).values():
        _remove(book, related)
    book.members.pop(rels_of(part))
    book._trees.pop(rels_of(part), None)
    tree = book.tree(part)
    tree.remove(tree.find(q("tableParts")))


def _rows(book: Surgery) -> None:
    """An input, whose value of the last refresh Checks still holds, a result, and a row of Checks."""
    sheet, cells = book.place("chk_deadline_days")
    left, row, *_ = range_boundaries(cells)
    for across in range(3):
        book.put(sheet, area(left + 3 + across, row, left + 3 + across, row).partition(":")[0], 45)
    for name in ("in_deadline_days", "out_training_days", "chk_training_days", "sum_training_flop"):
        delete_row(book, name)
    sheet, cells = book.place("chk_words")
    excel.delete_rows(book, sheet, range_boundaries(cells)[1] + 2)


def _names(book: Surgery) -> None:
    names = book.names()
    book.set_name("in_deadline_days", None)
    book.set_name("in_layers", names["in_gpu_tflops"])
    book.set_name("in_gpu_tflops", names["in_layers"])
    book.set_name("chk_counts", None)
    book.set_name("planner_template", None)
    empty_row(book, "in_overhead")
    sheet, cells = book.place("in_parameters_b")
    for cell in book.row(sheet, range_boundaries(cells)[1]):
        if book.value(sheet, cell.get("r")) == "parameters_b":
            book.put(sheet, cell.get("r"), None)
    convert_to_range(book, "roles")


def _sheets(book: Surgery) -> None:
    for name in ("Team", "Serving", "Log"):
        delete_sheet(book, name)


def _columns(book: Surgery) -> None:
    """The statuses on Checks, the high case of a sheet of calculations, the base case of one of inputs."""
    status = "".join(filter(str.isalpha, book.place("chk_statuses")[1].partition(":")[0]))
    excel.delete_columns(book, "Checks", status)
    excel.delete_columns(book, "Programme", "E")
    excel.delete_columns(book, "Assumptions", "D")


DAMAGES: Mapping[str, tuple[Damage, tuple[str, ...], tuple[str, ...]]] = {
    "rows": (
        _rows,
        (
            'plan.xlsx: the cells of in_deadline_days ("Deadline of a training run") were deleted. ',
            "plan.xlsx: the cells of chk_training_days were deleted. ",
        ),
        (
            'the input deadline_days ("Deadline of a training run") is back, at the foot of the sheet; '
            "it now holds the preset's 30; "
            "at the last refresh it was low 45, base 45, high 45 (see Checks!",
            'the line training_days ("Length of one run, without stops") is back, at the foot of the sheet',
            'the check of training_days ("Length of one run, without stops") is back, at the foot of the ',
            "the block of cells of chk_words is back\n",
            "formulas that read deleted cells are the template's again",
        ),
    ),
    "names": (
        _names,
        ("plan.xlsx: the sheet Log, which says what template the plan was made from, is gone or damaged. ",),
        (
            "the name in_deadline_days points at its cells again",
            "the name in_layers points at its cells again",
            "the name in_gpu_tflops points at its cells again",
            "the name chk_counts points at its cells again",
            "the name planner_template points at its cells again",
            'the input overhead ("Overhead on hardware") is back; it now holds the preset\'s 0.1',
            "the key parameters_b is back beside its line",
            'the table roles ("Roles") is a table again, over its 1 row',
        ),
    ),
    "sheets": (
        _sheets,
        ("plan.xlsx: the sheet Log, which says what template the plan was made from, is gone or damaged. ",),
        (
            "plan.xlsx Team: the sheet is back",
            "plan.xlsx Serving: the sheet is back, with ",
            "plan.xlsx Log: the sheet is back",
            'the table roles ("Roles") is back, with the preset\'s 1 row',
        ),
    ),
    "columns": (
        _columns,
        ("plan.xlsx: the cells of chk_statuses were deleted. ", "covers 1 x 8 cells, expected 1 x 9 (and "),
        (
            "plan.xlsx Checks: ",
            " rows have the cells again that a deleted column took",
            "the input overhead, base, now holds the preset's 0.1",
        ),
    ),
}


@pytest.mark.parametrize(("damage", "missed", "restored"), DAMAGES.values(), ids=DAMAGES)
def test_what_was_lost_is_named_then_put_back_then_agrees(
    damage: Damage, missed: tuple[str, ...], restored: tuple[str, ...], plan_file: Path, essay: Path
) -> None:
    with Surgery(plan_file) as book:
        damage(book)
    broken = plan_file.read_bytes()
    told = planner("refresh", plan_file)
    assert (told.status, plan_file.read_bytes()) == (1, broken)
    assert REMEDY in told.err
    for text in missed:
        assert text in told.err
    found = planner("repair", plan_file)
    assert found.status == 0, found.err
    for text in restored:
        assert text in found.out
    assert Path("plan.bak.xlsx").read_bytes() == broken
    assert _printed_whole(Surgery(plan_file)) >= _printed_whole(Surgery(essay))  # also what is at the foot
    _agrees(planner("refresh", plan_file, "--no-backup"))


def _printed_whole(book: Surgery) -> set[str]:
    """The sheets whose print area takes in all of their lines; some print a part, or nothing."""
    sheets, last_rows = list(book.sheets), dict[str, int]()
    for name, text in book.names().items():
        if name[:3] in {"in_", "out", "cal", "chk", "sum"}:
            home, _, cells = text.rpartition("!")
            home = home.strip("'")
            last_rows[home] = max(last_rows.get(home, 0), range_boundaries(cells)[3])
    return {
        sheet
        for defined in book.tree(BOOK).iter(q("definedName"))
        if defined.get("name") == "_xlnm.Print_Area"
        for sheet in [sheets[int(defined.get("localSheetId"))]]
        if range_boundaries(defined.text.rpartition("!")[2])[3] >= last_rows.get(sheet, 0)
    }


def _agrees(refreshed: Outcome, *lines: str) -> None:
    assert (refreshed.status, said(refreshed)) == (0, [*lines])
    agreeing, cells = re.findall("([0-9,]+) of ([0-9,]+) formula cells agree", refreshed.out)[0]
    assert agreeing == cells
    assert refreshed.out.splitlines()[0].endswith("status WARNS")


def test_formulas_typed_over_are_printed_and_inputs_and_foreign_parts_stay(
    plan_file: Path, essay: Path
) -> None:
    """An input and a note of the owner's keep what they say; so does a grafted workbook."""
    shutil.copy(essay, "other.xlsx")
    with Surgery(Path("other.xlsx")) as foreign:
        for name in list(foreign.sheets):
            if name not in {"Cover", "Team"}:
                delete_sheet(foreign, name)
        for number, sheet in enumerate(foreign.tree(BOOK).iter(q("sheet"))):
            sheet.set("name", f"Foreign {number}")
        foreign.tree(BOOK).find(q("definedNames")).clear()
        for part in foreign.sheets.values():
            for formula in list(foreign.tree(part).iter(q("f"))):
                formula.getparent().remove(formula)
    with Surgery(plan_file) as book:
        graft(book, Path("other.xlsx"))
        book.put_line("discount_rate", 0.0725)
        book.put("Summary", "Z3", "my own note")
        days = book.put_line("training_days", 30)
        hours = book.put_line("training_gpu_hours", 5, "2+3")
        delete_row(book, "in_deadline_days")
        book.add_sheet("Mine", {"B2": (1, "#REF!*2"), "B3": (2, "#REF!+1")})
    before = Surgery(plan_file)
    found = planner("repair", plan_file)
    assert found.status == 0, found.err
    assert (
        "plan.xlsx: Mine!B2 (and 1 more): your own formula reads deleted cells; write it again" in found.lines
    )
    for place, key, stood in ((days, "training_days", "30"), (hours, "training_gpu_hours", "=2+3")):
        message = f"the formula of {key} is the template's again; there stood {stood}"
        assert f"plan.xlsx {'!'.join(place)}: {message}" in found.out.splitlines()
    after = Surgery(plan_file)
    assert after.value(*after.line("discount_rate")) == 0.0725
    assert after.value("Summary", "Z3") == "my own note"
    ours = {part for name, part in before.sheets.items() if not name.startswith(("Foreign", "Mine"))}
    for part, content in before.members.items():
        if part not in ours | {BOOK, "xl/styles.xml"}:
            assert after.members[part] == content, part
    broken = "plan.xlsx: Mine!B2 (and 1 more): your own formula reads deleted cells; write it again"
    _agrees(planner("refresh", plan_file, "--no-backup"), broken)


def test_what_repair_says_in_json_and_a_dry_run_writes_nothing(plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        sheet, cells = book.place("in_deadline_days")
        book.set_name("in_deadline_days", "#REF!")
    before = state(Path())
    found = planner("repair", plan_file, "--dry-run", "--json")
    assert (found.status, state(Path())) == (0, before)
    message = "the name in_deadline_days points at its cells again"
    repair = {"key": "deadline_days", "sheet": sheet, "cell": cells, "message": message}
    assert (found.json["repairs"], found.json["status"]) == ([repair], "agrees")


def test_a_plan_that_lacks_nothing_is_left_alone(broken: Path) -> None:
    """Also where two cells of the cover say the same, as the sheet of answers and the answer in Chinese."""
    before = state(Path())
    found = planner("repair", broken)
    assert (found.status, found.out) == (0, "")
    assert found.lines == ["plan.xlsx: nothing is missing; the file was left as it is"]
    assert state(Path()) == before


def test_an_input_that_cannot_be_used_is_no_damage(plan_file: Path) -> None:
    """What was typed stays, and the next refresh says what is wrong with it."""
    with Surgery(plan_file) as book:
        place = "!".join(book.put_line("parameters_b", "175b"))
        book.set_name("in_deadline_days", None)
    found = planner("repair", plan_file)
    assert found.status == 1
    assert len(found.lines) == 2
    assert found.lines[0].startswith(f"plan.xlsx {place}: ")
    told = planner("refresh", plan_file)
    assert (told.status, len(told.lines)) == (1, 1)
    assert told.lines[0].startswith(f"plan.xlsx {place}: ")


# What repair cannot mend


def test_a_column_between_a_lines_cells_is_refused_with_its_remedy(plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        excel.insert_columns(book, "Training", "D")
        names = [name for name, text in book.names().items() if text.startswith("Training!")]
        names.remove("head_Training")  # the heading above all columns, which still is where it was
        first = min(names, key=lambda name: int(range_boundaries(book.place(name)[1])[1] or 0))
        sheet, cells = book.place(first)
    refused(
        plan_file,
        f"plan.xlsx {sheet}!{cells}: the name {first} covers 1 x 4 cells, expected 1 x 3 "
        f"(and {len(names) - 1} more names on this sheet are like it). "
        "Take out the column that was put between its cells. Your own may stand left or right of them.",
        commands=("refresh", "repair"),
    )


def test_a_key_that_stands_in_two_rows_is_no_guess(plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        sheet, cells = book.place("in_deadline_days")
        book.set_name("in_deadline_days", None)
        book.put(sheet, "G300", "deadline_days")
    rows = f"row {range_boundaries(cells)[1]} and row 300"
    message = f"the key deadline_days stands in {rows}, and nothing says which of them are planner's"
    remedy = "Delete the key where it is a copy, then run `planner repair plan.xlsx` again."
    refused(plan_file, f"plan.xlsx {sheet}: {message}. {remedy}", commands=("repair",))


def test_a_workbook_that_is_open_is_not_repaired(plan_file: Path) -> None:
    with Surgery(plan_file) as book:
        book.set_name("in_deadline_days", None)
    Path("~$plan.xlsx").write_bytes(b"\x04Anna" + b" " * 160)
    before = state(Path())
    found = planner("repair", plan_file)
    assert (found.status, found.out, state(Path())) == (1, "", before)
    assert "open" in found.err


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"", "this is an empty file"), (b"a,b\n1,2\n", "this is a text file"), (b"PK\x03\x04", "cut short")],
)
def test_a_file_that_is_no_workbook(content: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(content)
    found = planner("repair", path)
    assert (found.status, found.out, path.read_bytes()) == (1, "", content)
    assert message in found.err
