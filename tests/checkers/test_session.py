"""One child process of a checker: what arrives, and that it ends whatever the engine does."""

from __future__ import annotations

import base64
import json
import math
import re
import struct
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZipFile

import pytest

from planner.check.checkers import session as session_module
from planner.check.checkers.allowance import Allowance
from planner.check.checkers.base import CheckerFailed, FormulaError, NotRun
from planner.check.checkers.session import Session
from tests.checkers.support import Book, Worker, processes_of

ENGINES = ("ironcalc", "cellrune")
CELL = {"S": [(1, 1)]}


def _reply(numbers: list[float], others: Mapping[int, object]) -> str:
    """What a child says of the sheet S."""
    packed = base64.b64encode(struct.pack(f"={len(numbers)}d", *numbers)).decode()
    return json.dumps({"version": "1", "values": {"S": {"numbers": packed, "others": others}}})


@pytest.mark.parametrize("engine", ENGINES)
def test_numbers_arrive_to_the_last_bit(engine: str, book: Book) -> None:
    path = book({"S": {"A1": "=1/3", "A2": "=2^0.5*1E15", "A3": "=1E-300/7", "A4": "=0.1*3"}})
    with Session(engine) as session:
        values = session.evaluate(path, {"S": [(row, 1) for row in range(1, 5)]}).values
    assert list(values.values()) == [1 / 3, math.sqrt(2) * 1e15, 1e-300 / 7, 0.1 * 3]


@pytest.mark.parametrize("engine", ENGINES)
def test_every_kind_of_value_keeps_its_kind(engine: str, book: Book) -> None:
    expected = {
        "=1+1": 2.0,
        '="a"&"é"': "aé",
        "=1<2": True,
        "=1/0": FormulaError("#DIV/0!"),
        "=A99": 0.0,
        "text": "text",
        4: 4.0,
        None: None,
    }
    path = book({"S": {f"A{row}": content for row, content in enumerate(expected, 1)}})
    with Session(engine) as session:
        evaluation = session.evaluate(path, {"S": [(row, 1) for row in range(1, 9)]})
    values = list(evaluation.values.values())
    assert values == list(expected.values())
    assert [type(value) for value in values] == [type(value) for value in expected.values()]
    assert evaluation.checker == engine
    assert evaluation.version[0].isdigit()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_text_that_looks_like_an_error_is_a_text(engine: str, book: Book) -> None:
    path = book({"S": {"A1": '="#N/A"', "A2": '="#NAME?"', "A3": "=NA()"}})
    with Session(engine) as session:
        values = session.evaluate(path, {"S": [(1, 1), (2, 1), (3, 1)]}).values
    assert list(values.values()) == ["#N/A", "#NAME?", FormulaError("#N/A")]


@pytest.mark.parametrize("engine", ENGINES)
def test_sheets_are_found_by_their_real_names(engine: str, book: Book) -> None:
    name = "R&D's <plan> é"
    path = book({"First": {"A1": 1}, name: {"A1": 5, "B1": "='R&D''s <plan> é'!A1*2"}})
    with Session(engine) as session:
        assert session.evaluate(path, {name: [(1, 2)]}).values == {(name, 1, 2): 10.0}


@pytest.mark.parametrize("engine", ENGINES)
def test_what_cannot_be_evaluated_is_not_run_with_a_reason(engine: str, book: Book) -> None:
    formulas = ["=A1+1", "=SUM(", "=NOSUCHFUNCTION(1)", "=A3*2", "=no_such_name"]
    path = book({"S": {f"A{row}": formula for row, formula in enumerate(formulas, 1)}})
    wanted = {"S": [(row, 1) for row in range(1, 6)], "No such sheet": [(1, 1)]}
    with Session(engine) as session:
        evaluation = session.evaluate(path, wanted)
    assert len(evaluation.values) == 6
    for value in evaluation.values.values():
        assert isinstance(value, NotRun)
        assert value.reason


@pytest.mark.parametrize("engine", ENGINES)
def test_today_is_today(engine: str, book: Book) -> None:
    path = book({"S": {"A1": "=TODAY()", "A2": "=NOW()"}})
    before = time.time()
    with Session(engine) as session:
        today, now = session.evaluate(path, {"S": [(1, 1), (2, 1)]}).values.values()
    assert isinstance(today, float)
    assert isinstance(now, float)
    assert today == math.floor(now)
    assert -2 <= (now - 25569) * 86400 - before <= 60


@pytest.mark.parametrize("engine", ENGINES)
def test_cached_values_play_no_part(engine: str, book: Book, tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "stale.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("S")
        sheet.write_formula("A1", "=1+1", value=99)
        sheet.write_formula("A2", "=A1*10", value=7)
    with Session(engine) as session:
        values = session.evaluate(path, {"S": [(1, 1), (2, 1)]}).values
    assert list(values.values()) == [2.0, 20.0]


def test_one_session_evaluates_many_files(book: Book) -> None:
    with Session("ironcalc") as session:
        for number in range(3):
            path = book({"S": {"A1": f"={number}+1"}})
            assert session.evaluate(path, CELL).values == {("S", 1, 1): number + 1.0}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_file_that_is_no_workbook_is_a_reason_and_the_session_lives_on(
    engine: str, book: Book, tmp_path: Path
) -> None:
    garbage = tmp_path / "garbage.xlsx"
    garbage.write_bytes(b"PK\x03\x04 this is not a workbook" * 40)
    with Session(engine) as session:
        with pytest.raises(CheckerFailed, match="cannot evaluate the file"):
            session.evaluate(garbage, CELL)
        with pytest.raises(CheckerFailed, match="cannot evaluate the file"):
            session.evaluate(tmp_path / "missing.xlsx", CELL)
        assert session.evaluate(book({"S": {"A1": "=1+1"}}), CELL).values == {("S", 1, 1): 2.0}


def test_a_crash_is_a_reason_and_the_next_evaluation_gets_a_new_child(book: Book) -> None:
    deep = book({"S": {"A1": "=" + "(" * 3000 + "1" + ")" * 3000}})
    with Session("ironcalc") as session:
        with pytest.raises(CheckerFailed, match=r"ironcalc: crashed \(SIG"):
            session.evaluate(deep, CELL)
        assert session.evaluate(book({"S": {"A1": "=1+1"}}), CELL).values == {("S", 1, 1): 2.0}


def test_a_hang_ends_on_time(worker: Worker, book: Book) -> None:
    worker("time.sleep(600)")
    begun = time.monotonic()
    with Session("ironcalc") as session, pytest.raises(CheckerFailed, match=r"timed out after 0.3 s"):
        session.evaluate(book({"S": {"A1": 1}}), CELL, Allowance(0.3))
    assert time.monotonic() - begun < 5


def test_the_whole_process_group_is_killed(worker: Worker, book: Book) -> None:
    marker = f"planner-test-{time.time_ns()}"
    worker(
        f"""
        code = "import time; time.sleep(600)"
        children = [subprocess.Popen([sys.executable, "-c", code, {marker!r}]) for _ in range(2)]
        time.sleep(600)
        """
    )
    with Session("ironcalc") as session:
        with pytest.raises(CheckerFailed, match="timed out"):
            session.evaluate(book({"S": {"A1": 1}}), CELL, Allowance(1))
        deadline = time.monotonic() + 5
        while processes_of(marker) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert processes_of(marker) == []


def test_closing_ends_the_child(book: Book) -> None:
    with Session("ironcalc") as session:
        child = session._process
        assert child is not None
        assert child.poll() is None
    assert child.poll() is not None


@pytest.mark.parametrize(
    ("statements", "reason"),
    [
        ("os.abort()", r"crashed \(SIGABRT\)"),
        ("sys.exit(3)", "ended with status 3"),
        ("print('half a line', end='')", "ended with status 0"),
        ("print('nonsense'); time.sleep(600)", "makes no sense"),
        ("print('[1, 2]'); time.sleep(600)", "makes no sense"),
        ("print('{}'); time.sleep(600)", "makes no sense"),
        ("""print('{"version": "1", "values": 7}'); time.sleep(600)""", "makes no sense"),
        ("""print('{"version": "1", "values": {"S": [1.5]}}'); time.sleep(600)""", "makes no sense"),
        (f"print({_reply([1.5], {7: 1})!r}); time.sleep(600)", "makes no sense"),
        (f"print({_reply([1.5], {}).replace('A', '')!r}); time.sleep(600)", "makes no sense"),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_child_that_breaks_the_protocol_is_a_reason(
    statements: str, reason: str, worker: Worker, book: Book
) -> None:
    worker(statements.replace("; time", "; sys.stdout.flush(); time"))
    with Session("ironcalc") as session, pytest.raises(CheckerFailed, match=reason):
        session.evaluate(book({"S": {"A1": 1}}), CELL, Allowance(20))


def test_a_value_that_did_not_come_is_not_run(worker: Worker, book: Book) -> None:
    worker(f"print({_reply([1.5, 0.0], {1: {'surprise': 1}})!r})")
    with Session("ironcalc") as session:
        wanted = {"S": [(1, 1), (2, 1), (3, 1)], "T": [(1, 1)]}
        values = session.evaluate(book({"S": {"A1": 1}}), wanted).values
    assert values["S", 1, 1] == 1.5
    for cell in (("S", 2, 1), ("S", 3, 1), ("T", 1, 1)):
        assert isinstance(values[cell], NotRun)


def test_the_child_gets_no_secrets_of_the_environment(
    worker: Worker, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOME_SERVICE_TOKEN", "secret")
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    said = _reply([0.0], {0: "names"}).replace('"names"', "%s")
    worker(f"print({said!r} % json.dumps(' '.join(os.environ)))")
    with Session("ironcalc") as session:
        names = session.evaluate(book({"S": {"A1": 1}}), CELL).values["S", 1, 1]
    assert isinstance(names, str)
    assert "SOME_SERVICE_TOKEN" not in names
    assert "PYTHONPATH" not in names


def test_a_checker_that_is_not_installed_is_a_reason(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_module, "_site_directory", lambda _package: None)
    with Session("cellrune") as session, pytest.raises(CheckerFailed, match="cellrune: is not installed"):
        session.evaluate(book({"S": {"A1": 1}}), CELL)


def test_an_engine_that_cannot_be_imported_is_a_reason(
    book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ironcalc").mkdir()
    (tmp_path / "ironcalc" / "__init__.py").write_text("raise ImportError('wrong architecture')")
    monkeypatch.setattr(session_module, "_site_directory", lambda _package: tmp_path)
    with Session("ironcalc") as session, pytest.raises(CheckerFailed, match="wrong architecture"):
        session.evaluate(book({"S": {"A1": 1}}), CELL)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="RLIMIT_AS works on Linux")
def test_memory_is_limited(book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ironcalc").mkdir()
    (tmp_path / "ironcalc" / "__init__.py").write_text("bytearray(5 * 1024**3)")
    monkeypatch.setattr(session_module, "_site_directory", lambda _package: tmp_path)
    with Session("ironcalc") as session, pytest.raises(CheckerFailed, match="memory"):
        session.evaluate(book({"S": {"A1": 1}}), CELL)


def test_an_unknown_checker_is_the_programmers_mistake() -> None:
    with pytest.raises(ValueError, match="abacus"):
        Session("abacus")


def test_a_panic_of_an_engine_is_said_in_planners_words(book: Book) -> None:
    """ironcalc 0.9.1 breaks down on a workbook without styles of cells, such as Gnumeric writes."""
    path = book({"S": {"A1": "=1+1"}})
    with ZipFile(path) as old:
        members = {name: old.read(name) for name in old.namelist()}
    members["xl/styles.xml"] = re.sub(rb"<cellStyles.*</cellStyles>", b"", members["xl/styles.xml"])
    with ZipFile(path, "w") as new:
        for name, content in members.items():
            new.writestr(name, content)
    with Session("ironcalc") as session:
        with pytest.raises(CheckerFailed) as failed:
            session.evaluate(path, CELL)
        assert (
            failed.value.reason
            == "cannot evaluate the file: it breaks down on it, which is a fault of its own"
        )
        assert session.evaluate(book({"S": {"A1": "=1+1"}}, "sound.xlsx"), CELL).values["S", 1, 1] == 2
