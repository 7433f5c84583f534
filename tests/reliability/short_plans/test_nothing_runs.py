"""No formula, link or macro of a file is ever executed: not by planner, not by a checker."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from fuzz.book import Book, Member
from fuzz.hostile import add_sheet, put
from planner.check.checkers.run import evaluate
from planner.template import folder as folders
from tests.cli.support import environment, planner, program
from tests.short import STANDS
from tests.short_process import ROOT

CHECKERS = ("ironcalc", "cellrune", "libreoffice")


@dataclass
class Listener:
    """A web server that remembers whether anybody came."""

    port: int
    came: list[str] = field(default_factory=list)


@pytest.fixture
def listener() -> Iterator[Listener]:
    server = socket.create_server(("127.0.0.1", 0))
    found = Listener(server.getsockname()[1])

    def accept() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            found.came.append("connected")
            connection.close()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    yield found
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join()


def executable(port: int, canary: Path) -> list[str]:
    """Formulas that some program would execute, call home with, or read a file with."""
    web = f"http://127.0.0.1:{port}"
    return [
        f'_xlfn.WEBSERVICE("{web}/a")',
        f'_xlfn.FILTERXML(_xlfn.WEBSERVICE("{web}/b"),"//x")',
        f'HYPERLINK("{web}/c","click")',
        f'IMAGE("{web}/d.png")',
        f"'{web}/[e.xlsx]S'!A1",
        f"cmd|'/C touch {canary}'!A0",
        f"MSEXCEL|'\\..\\..\\bin\\sh -c touch {canary}'!_xlbgnm.A1",
        f'DDE("soffice","{canary}","A1")',
        f'CALL("libc.so.6","system","JC","touch {canary}")',
        f'EXEC("touch {canary}")',
        'REGISTER.ID("libc.so.6","system")',
        f'RTD("x",,"{canary}")',
        f'SQL.REQUEST("{web}","","",FALSE)',
        f"INDIRECT(\"'file://{canary.with_name('secret.xlsx')}'#$S.A1\")",
        f"'file://{canary.with_name('secret.xlsx')}'#$S.A1",
        f"'[{canary.with_name('secret.xlsx')}]S'!A1",
        f'_xlfn.WEBSERVICE("file://{canary.with_name("secret.txt")}")',
    ]


@pytest.fixture
def armed(essay: Path, listener: Listener, tmp_path: Path) -> Path:
    """A plan with all of these on a sheet of the user's own, and a macro that runs when it is opened."""
    import openpyxl

    secret = openpyxl.Workbook()
    secret.worksheets[0].title = "S"
    secret.worksheets[0]["A1"] = "top secret"
    secret.save(tmp_path / "secret.xlsx")
    (tmp_path / "secret.txt").write_text("<x>top secret</x>")
    formulas = executable(listener.port, tmp_path / "canary")
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"><f>{escape(formula)}</f><v>0</v></c></row>'
        for n, formula in enumerate(formulas, 1)
    )
    book = add_sheet(Book.read(essay), rows.encode())
    put(book, "in_deadline_days", f"><f>{escape(formulas[0])}*0+7</f><v>7</v>".encode())
    book.members.append(Member("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0Auto_Open" * 100))
    path = tmp_path / "plans" / "plan.xlsx"
    path.parent.mkdir()
    path.write_bytes(book.pack())
    return path


@pytest.mark.parametrize("checker", CHECKERS)
def test_nothing_in_a_file_calls_home_or_starts_anything(
    checker: str, armed: Path, listener: Listener, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if checker == "libreoffice":
        request.getfixturevalue("soffice")
    count = len(executable(1, tmp_path))
    evaluation = evaluate(armed, {"Mine": [(row, 1) for row in range(1, count + 1)]}, checker=checker)
    assert listener.came == []
    assert not (tmp_path / "canary").exists()
    assert not any("top secret" in str(value) for value in evaluation.values.values())


@pytest.mark.parametrize("command", ["refresh", "lint"])
def test_no_command_calls_home_or_starts_anything(
    command: str, armed: Path, listener: Listener, tmp_path: Path
) -> None:
    ran = planner(command, "--json", "plan.xlsx", cwd=armed.parent)
    assert ran.status in (0, 1)
    assert json.loads(ran.out)
    assert "top secret" not in ran.out
    assert listener.came == []
    assert not (tmp_path / "canary").exists()
    with zipfile.ZipFile(armed) as archive:
        assert archive.read("xl/vbaProject.bin").startswith(b"\xd0\xcf\x11\xe0Auto_Open")


@pytest.mark.parametrize("checker", CHECKERS)
def test_a_refresh_needs_no_network(
    checker: str, essay: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """In a namespace without any network, not even to this machine."""
    if checker == "libreoffice":
        request.getfixturevalue("soffice")
    alone = ["unshare", "-r", "-n"]
    if shutil.which("unshare") is None or subprocess.run([*alone, "true"], check=False).returncode:
        pytest.skip("no network namespaces here")
    shutil.copy(essay, tmp_path / "plan.xlsx")
    command = [*alone, *program(), "refresh", "plan.xlsx", "--checker", checker]
    ran = subprocess.run(
        command, cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False
    )
    assert (ran.returncode, [line for line in ran.stderr.splitlines() if STANDS not in line]) == (0, [])
    assert f"agree with the engine ({checker}" in ran.stdout


WATCHED = """
import sys
seen = []
def hook(event, arguments):
    if event.startswith(("socket.", "os.system", "os.exec", "os.spawn", "os.posix_", "ctypes.", "urllib.")):
        seen.append(event)
    if event == "subprocess.Popen":
        seen.append(f"{event} {' '.join(arguments[1][5:])}")
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from tests.short_process import take
take(Path(sys.argv[2]))
from planner.cli import main as cli
from planner import refresh
sys.addaudithook(hook)
try:
    cli.main(["refresh", "plan.xlsx"], prog_name="planner")
finally:
    print(*sorted(set(seen)), sep="\\n", file=sys.stderr)
"""


def test_planner_itself_opens_no_socket_and_starts_nothing_but_its_checkers(armed: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", WATCHED, str(ROOT), str(folders.templates_folder())],
        cwd=armed.parent,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    events = [line for line in ran.stderr.splitlines() if line.partition(" ")[0].count(".")]
    started = {line for line in events if line.startswith("subprocess.Popen")}
    assert {Path(line.split()[1]).name for line in started} == {"worker.py"}
    assert {line.split()[2] for line in started} == {"ironcalc", "cellrune"}
    assert not [line for line in events if line.startswith(("socket.", "os.", "ctypes.", "urllib."))]
