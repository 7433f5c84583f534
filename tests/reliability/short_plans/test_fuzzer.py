"""The fuzzer itself: the same cases for the same seed, and it notices what it is there to notice."""

from __future__ import annotations

import mmap
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

import planner.check.examine
import planner.model  # noqa: F401 - so that every forked process starts with them
from fuzz import cases, oracle
from fuzz.__main__ import fuzz
from fuzz.book import Book
from fuzz.cases import Recipe
from fuzz.limits import CRASHED, Limits, Ran
from fuzz.mutate import MUTATIONS, weight
from planner import check, refresh, set_inputs  # noqa: F401 - likewise

CASES = 20
SOUND = Ran(
    1, '{"status": "problems", "problems": [{"message": "m", "remedy": "r"}]}\n', "", 1.0, 1.0, 1 << 20
)


@pytest.fixture
def book(essay: Path) -> Book:
    """A new plan."""
    return Book.read(essay)


def test_some_cases_end_in_results_or_problems(tmp_path: Path) -> None:
    tally = fuzz(CASES, 600, 44, 1, tmp_path / "seeds", tmp_path / "finds")
    assert (tally.cases, tally.finds) == (CASES, [])
    assert tally.ended["problems"] > CASES // 4


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mutation_changes_the_file_and_the_same_way_for_the_same_seed(name: str, book: Book) -> None:
    def mutated(seed: int) -> bytes:
        copy = book.copy()
        MUTATIONS[name](copy, Random(seed))  # noqa: S311 - not for secrets
        return copy.pack()

    before = book.pack()
    assert any(mutated(seed) != before for seed in range(12))
    assert mutated(7) == mutated(7)
    assert book.pack() == before


def test_a_case_is_made_again_from_its_number(book: Book) -> None:
    names = ["plan-new"]
    recipes = [cases.recipe(number, 4, names) for number in range(50)]
    assert recipes == [cases.recipe(number, 4, names) for number in range(50)]
    assert len({how.steps for how in recipes}) == 50
    assert cases.recipe(0, 5, names) != recipes[0]


def test_every_kind_of_mutation_comes_up() -> None:
    found = [step for number in range(2000) for step, _ in cases.recipe(number, 4, ["plan-new"]).steps]
    assert set(found) == set(MUTATIONS)
    assert all(weight(name) > 0 for name in MUTATIONS)


def test_a_plan_as_written_by_the_fuzzer_is_sound(book: Book, essay: Path, tmp_path: Path) -> None:
    verdict = cases.attempt(Recipe("plan", ("refresh",), ()), {"plan": book}, Limits())
    assert (verdict.complaints, verdict.ran.status) == ((), 0)


def test_addresses_of_the_forking_process_are_not_counted(book: Book) -> None:
    """A long test run has taken more of them than a run of planner may."""
    with mmap.mmap(-1, Limits().memory + 1):
        verdict = cases.attempt(Recipe("plan", ("check",), ()), {"plan": book}, Limits())
    assert (verdict.complaints, verdict.ran.status) == ((), 0)


def test_memory_of_the_forking_process_is_not_the_runs(tmp_path: Path) -> None:
    """A run begins as a copy of it, and its peak is never below that."""
    (tmp_path / oracle.FILE).write_bytes(b"x")
    more = Limits().memory + 1
    for held, told in ((more // 2, False), (0, True)):
        ran = replace(SOUND, peak=more, held=held)
        found = oracle.complaints(ran, tmp_path, b"x", Limits(), writes=False)
        assert any(one.startswith(oracle.MEMORY) for one in found) is told


def test_a_run_that_waits_is_said_with_where_it_waits(tmp_path: Path) -> None:
    waits = "Timeout (0:00:59)!\nThread 0x7f (most recent call first):\n  File a.py\n  File b.py\n"
    (tmp_path / oracle.FILE).write_bytes(b"x")
    ran = replace(SOUND, status=-14, err=waits)
    found = oracle.complaints(ran, tmp_path, b"x", Limits(), writes=False)
    assert "killed: by signal 14 after 1 s, File a.py < File b.py" in found


def test_a_key_that_there_is_not_is_wrong_usage_and_no_find(book: Book) -> None:
    verdict = cases.attempt(Recipe("plan", ("set", "--", "nosuch=1"), ()), {"plan": book}, Limits())
    assert (verdict.complaints, verdict.ran.status) == ((), oracle.MISUSED)


@pytest.mark.parametrize(
    ("ran", "kind"),
    [
        (replace(SOUND, status=CRASHED, err="Traceback\nKeyError: 1\n"), "traceback"),
        (replace(SOUND, status=-9), "killed"),
        (replace(SOUND, status=2, err="Usage"), "status"),
        (replace(SOUND, cpu_s=11.0), "slow"),
        (replace(SOUND, peak=2 << 30), "memory"),
        (replace(SOUND, out=SOUND.out.replace('"m"', '"there is not enough memory"')), "memory"),
        (replace(SOUND, out=""), "output"),
        (replace(SOUND, out=SOUND.out * 2), "output"),
        (replace(SOUND, out=SOUND.out.replace('"m"', "NaN")), "output"),
        (replace(SOUND, out=SOUND.out.replace('"r"', '""')), "output"),
        (replace(SOUND, status=0), "output"),
        (replace(SOUND, err="Warning: something"), "output"),
    ],
)
def test_it_notices_how_a_run_ends(ran: Ran, kind: str, tmp_path: Path) -> None:
    (tmp_path / oracle.FILE).write_bytes(b"x")
    assert oracle.complaints(SOUND, tmp_path, b"x", Limits(), writes=True) == []
    found = oracle.complaints(ran, tmp_path, b"x", Limits(), writes=True)
    assert kind in {complaint.partition(":")[0] for complaint in found}


def left(folder: Path, before: bytes, *, writes: bool = True) -> list[str]:
    return oracle.complaints(SOUND, folder, before, Limits(), writes=writes)


def test_it_notices_what_a_run_leaves(book: Book, tmp_path: Path) -> None:
    before = book.pack()
    path, backup = tmp_path / oracle.FILE, tmp_path / oracle.BACKUP
    path.write_bytes(before)
    (tmp_path / "x.tmp").touch()
    assert left(tmp_path, before)[0].startswith("left:")
    (tmp_path / "x.tmp").unlink()
    path.unlink()
    assert left(tmp_path, before)
    sheet = book.find("worksheets/sheet1.xml")[0]
    sheet.content = sheet.content.replace(b"<c ", b"<c  ", 1)
    path.write_bytes(book.pack())
    assert left(tmp_path, before)[0].startswith("changed: without the old version")
    backup.write_bytes(before)
    assert left(tmp_path, before) == []
    assert left(tmp_path, before, writes=False) == ["changed: by a command that only reads"]
    theme = book.find("theme1.xml")[0]
    theme.content += b" "
    path.write_bytes(book.pack())
    assert "theme1.xml, which is not planner's" in left(tmp_path, before)[0]
    book.members.remove(theme)
    path.write_bytes(book.pack())
    assert "parts are lost" in left(tmp_path, before)[0]
    sheet.crc = 1
    path.write_bytes(book.pack())
    assert any(
        "damaged" in complaint or "cannot be read" in complaint for complaint in left(tmp_path, before)
    )


def test_a_find_is_shrunk_to_the_mutation_that_matters(book: Book, tmp_path: Path) -> None:
    steps = (("cells.frame", 3), ("members.rename", 1), ("names.settings", 5))
    how = Recipe("plan", ("refresh", "--nosuch"), steps)
    verdict = cases.attempt(how, {"plan": book}, Limits())
    assert verdict.kinds == {"status"}
    small = cases.shrink(how, {"plan": book}, Limits(), verdict.kinds)
    assert small.steps == ()
    cases.save(small, verdict, {"plan": book}, tmp_path / "find")
    assert (tmp_path / "find.xlsx").read_bytes() == book.pack()
    assert "No such option" in (tmp_path / "find.json").read_text()
