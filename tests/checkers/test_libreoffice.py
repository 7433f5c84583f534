"""LibreOffice: recalculates for certain, leaves nothing behind, and does not meet other runs."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import xlsxwriter

from planner.check.checkers import libreoffice, libreoffice_run
from planner.check.checkers.allowance import Allowance
from planner.check.checkers.base import CheckerFailed, FormulaError, NotRun
from planner.check.checkers.run import Session, evaluate
from tests.checkers.support import Book, processes_of

COLUMN = {"S": [(1, 1), (2, 1), (3, 1)]}


def test_wrong_cached_values_come_back_right(soffice: Path, tmp_path: Path) -> None:
    path = tmp_path / "stale.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("S")
        sheet.write_number("B1", 21)
        sheet.write_formula("A1", "=B1*2", value=99)
        sheet.write_formula("A2", "=SUM(A1,B1)", value=98)
        sheet.write_formula("A3", '="a"&B1', value="stale")
    before = path.read_bytes()
    evaluation = evaluate(path, COLUMN, checker="libreoffice")
    assert list(evaluation.values.values()) == [42.0, 63.0, "a21"]
    assert (evaluation.checker, evaluation.version[0].isdigit()) == ("libreoffice", True)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_cells_without_cached_values_are_calculated(soffice: Path, book: Book) -> None:
    path = book(
        {
            "S": {"A1": "=1/3", "A2": "=1/0", "A3": "=A3+1", "A5": "text", "A6": "=TRUE"},
            "R&D é": {"B2": "=S!A1*3"},
        }
    )
    wanted = {"S": [(row, 1) for row in range(1, 7)], "R&D é": [(2, 2)], "No such sheet": [(1, 1)]}
    third, division, circular, blank, text, truth, product, no_sheet = evaluate(
        path, wanted, checker="libreoffice"
    ).values.values()
    assert third == pytest.approx(1 / 3, rel=5e-15)  # it writes 15 digits
    assert division == FormulaError("#DIV/0!")
    assert isinstance(circular, NotRun)
    assert (blank, text, truth) == (None, "text", True)
    assert product == pytest.approx(1, rel=5e-15)
    assert isinstance(no_sheet, NotRun)


def test_runs_at_the_same_time_do_not_meet(soffice: Path, book: Book, tmp_path: Path) -> None:
    paths = [book({"S": {"A1": f"={number}*2"}}, f"book{number}.xlsx") for number in range(3)]
    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(lambda path: evaluate(path, {"S": [(1, 1)]}, checker="libreoffice"), paths))
    assert [evaluation.values["S", 1, 1] for evaluation in found] == [0.0, 2.0, 4.0]


def test_a_late_run_is_killed_and_leaves_nothing(
    soffice: Path, book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    sockets: list[Path] = []
    kill = libreoffice_run.kill

    def kill_and_look(process: subprocess.Popen[bytes]) -> None:
        kill(process)
        (profile,) = scratch.glob("*/profile")
        sockets.extend(place for place in libreoffice_run.socket_places(profile) if place.exists())

    monkeypatch.setattr(libreoffice_run, "kill", kill_and_look)
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    slow = {f"A{row}": f"=SUMPRODUCT(SQRT(ROW($1:$300000))*{row})" for row in range(1, 400)}
    path = book({"S": slow})
    with Session("libreoffice") as session, pytest.raises(CheckerFailed, match=r"timed out after 5 s"):
        session.evaluate(path, COLUMN, Allowance(5))
    deadline = time.monotonic() + 5
    while processes_of(str(scratch)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert processes_of(str(scratch)) == []
    assert list(scratch.iterdir()) == []
    assert len(sockets) == 1
    assert not sockets[0].exists()


@pytest.mark.parametrize("content", [b"PK\x03\x04 this is not a workbook" * 40, b"a,b\n1,2\n"])
def test_a_file_that_is_no_workbook_is_a_reason(soffice: Path, content: bytes, tmp_path: Path) -> None:
    garbage = tmp_path / "garbage.xlsx"
    garbage.write_bytes(content)
    with pytest.raises(CheckerFailed, match="libreoffice: cannot open the file"):
        evaluate(garbage, COLUMN, checker="libreoffice")


def test_a_missing_file_is_a_reason(soffice: Path, tmp_path: Path) -> None:
    with pytest.raises(CheckerFailed, match="libreoffice: cannot read the file"):
        evaluate(tmp_path / "missing.xlsx", COLUMN, checker="libreoffice")


def test_without_libreoffice_the_reason_says_so(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libreoffice, "find_program", lambda: None)
    with pytest.raises(CheckerFailed, match="libreoffice: is not installed"):
        evaluate(book({"S": {"A1": 1}}), COLUMN, checker="libreoffice")


def test_a_workbook_cannot_make_it_call_the_network(soffice: Path, book: Book) -> None:
    asked: list[str] = []

    class Server(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"7")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
            pass

    server = HTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        address = f"http://127.0.0.1:{server.server_port}"
        path = book(
            {
                "S": {
                    "A1": f'=_xlfn.WEBSERVICE("{address}/leak")',
                    "A2": f"='{address}/[a.xlsx]S'!A1",
                    "A3": "=1+1",
                }
            }
        )
        values = evaluate(path, COLUMN, checker="libreoffice").values
    finally:
        server.shutdown()
    assert asked == []
    assert values["S", 3, 1] == 2.0
    assert not isinstance(values["S", 1, 1], float | str)


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script")
def test_a_program_that_fails_is_a_reason(
    book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nexit 81\n")
    program.chmod(0o755)
    monkeypatch.setattr(libreoffice, "find_program", lambda: program)
    with pytest.raises(CheckerFailed, match="libreoffice: ended with status 81"):
        evaluate(book({"S": {"A1": 1}}), COLUMN, checker="libreoffice")


def test_the_program_is_found_on_the_search_path_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert libreoffice.find_program() == program
