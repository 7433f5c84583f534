"""No character that a terminal obeys comes from a file: not from its name, its sheets or its cells."""

from __future__ import annotations

import ast
import json
import shutil
import sys
import unicodedata
from pathlib import Path

import click
import pytest

from planner.cli.main import main
from planner.problems import Problem
from tests.cli.support import planner, planner_in_terminal, without_escapes
from tests.command import planner as in_process
from tests.sampled import some
from tests.surgery import BOOK, Surgery, q

C1, BIDI, LINE = "\x9b31m", "\u202e", "\u2028"
HOSTILE = f"bad{C1}{BIDI}{LINE}\u2066\u200f\x85"
IN_A_NAME = f"{HOSTILE}\x1b[31m\x07\r\n\t"
"""What the name of a file may hold besides."""

ROOT = Path(__file__).parents[2]
posix = pytest.mark.skipif(sys.platform == "win32", reason="file names that Windows does not allow")


def obeyed(text: str) -> set[str]:
    """The characters of a text that a terminal would obey, or that turn what a reader sees."""
    return {letter for letter in text if unicodedata.category(letter) in {"Cc", "Cf", "Zl", "Zp"}} - {"\n"}


@pytest.fixture(scope="module")
def folder(essay: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan of which the name, an own sheet, a name of a row, a note and an input hold such letters."""
    folder = tmp_path_factory.mktemp("hostile")
    shutil.copy(essay, folder / "plan.xlsx")
    with Surgery(folder / "plan.xlsx") as book:
        book.add_sheet("Mine", {"A1": (HOSTILE, None), "B2": (3, None), "B3": (HOSTILE, "Q(1)")})
        for sheet in book.tree(BOOK).iter(q("sheet")):
            if sheet.get("name") == "Mine":
                sheet.set("name", f"Mine {C1}{BIDI}")
        book.put(*book.table_cell("roles", "Role", 0), HOSTILE)
        book.put(*book.table_cell("roles", "Note or source", 0), HOSTILE)
    shutil.copy(folder / "plan.xlsx", folder / f"{IN_A_NAME}.xlsx")
    with Surgery(folder / "plan.xlsx") as book:
        book.put_line("programme_years", HOSTILE)
    shutil.move(folder / "plan.xlsx", folder / f"broken{IN_A_NAME}.xlsx")
    (folder / f"folder{IN_A_NAME}").mkdir()
    measured = "id,model,precision,chip,gpus,input_tokens,output_tokens"
    row = f"{HOSTILE},{HOSTILE},bf16,H100,8,128,8"
    (folder / f"{IN_A_NAME}.csv").write_text(f"{measured}\n{row}\n", encoding="utf-8")
    return folder


GOOD, BROKEN, FOLDER = f"{IN_A_NAME}.xlsx", f"broken{IN_A_NAME}.xlsx", f"folder{IN_A_NAME}"
CALLS: dict[str, tuple[tuple[str, ...], ...]] = {
    "new": (
        ("new", GOOD),
        ("new", f"{IN_A_NAME}.xls"),
        ("new", f"new{IN_A_NAME}.xlsx", "--preset", IN_A_NAME),
        ("new", FOLDER),
        ("new", f"new{IN_A_NAME}.xlsx", "--lang", IN_A_NAME),
    ),
    "refresh": (("refresh", GOOD, "--dry-run"), ("refresh", BROKEN), ("refresh", FOLDER)),
    "explain": (
        ("explain", GOOD, "annual_total_cny"),
        ("explain", GOOD, IN_A_NAME),
        ("explain", GOOD, "annual_total_cny", "--scenario", IN_A_NAME),
        ("explain", GOOD, "--html", f"page{IN_A_NAME}.html"),
        ("explain", BROKEN, "annual_total_cny"),
    ),
    "watch": (("watch", f"gone{IN_A_NAME}.xlsx"),),
    "check": (("check", GOOD), ("check", BROKEN), ("check", GOOD, "--checker", IN_A_NAME)),
    "show": (
        ("show", GOOD),
        ("show", GOOD, "--inputs"),
        ("show", GOOD, "--table", "roles"),
        ("show", GOOD, "--key", IN_A_NAME),
        ("show", GOOD, "--table", IN_A_NAME),
        ("show", BROKEN),
    ),
    "set": (
        ("set", GOOD, f"{IN_A_NAME}=1", f"roles[{HOSTILE}x].headcount=1", f"recompute={IN_A_NAME}"),
        ("set", GOOD, f"roles[{HOSTILE}].headcount=2", f"roles[{HOSTILE}].note=a{HOSTILE}", "--no-backup"),
        ("set", GOOD, IN_A_NAME),
        ("set", BROKEN, "programme_years=7", "--scenario", "low"),
    ),
    "repair": (("repair", GOOD, "--dry-run"), ("repair", BROKEN, "--dry-run"), ("repair", FOLDER)),
    "lint": (("lint", GOOD), ("lint", GOOD, "--sarif"), ("lint", GOOD, "--waive", IN_A_NAME)),
    "handover": (
        ("handover", GOOD, "--out", f"out{IN_A_NAME}", "--no-pdf"),
        ("handover", GOOD, "--out", FOLDER, "--waive", IN_A_NAME),
    ),
    "verify": (("verify", FOLDER), ("verify", f"gone{IN_A_NAME}")),
    "doctor": (("doctor",), ("doctor", IN_A_NAME)),
    "actuals": (
        ("actuals", GOOD, "--check"),
        ("actuals", GOOD, "--from", f"gone{IN_A_NAME}.csv", "--map", f"gone{IN_A_NAME}.toml"),
        ("actuals", BROKEN, "--check", "--json"),
    ),
    "predict": (
        ("predict", "--serving", f"{IN_A_NAME}.csv"),
        ("predict", "--runs", f"gone{IN_A_NAME}.csv"),
        ("predict", "--runs", GOOD, "--strict"),
        ("predict",),
    ),
    "simulate": (
        ("simulate", GOOD, "--draws", "5", "--replay", "1"),
        ("simulate", GOOD, "--draws", "5", "--replay", "0", "--json"),
        ("simulate", GOOD, "--key", IN_A_NAME),
        ("simulate", BROKEN),
    ),
    "replay": (
        ("replay", GOOD, "3", "--out", f"draw{IN_A_NAME}.xlsx"),
        ("replay", GOOD, "0", "--out", f"draw{IN_A_NAME}.xlsx"),
        ("replay", BROKEN, "1", "--out", f"other{IN_A_NAME}.xlsx"),
    ),
    "diff": (
        ("diff", GOOD, "essay"),
        ("diff", "essay", GOOD, "--key", IN_A_NAME),
        ("diff", GOOD, BROKEN),
        ("diff", FOLDER, GOOD),
        ("diff", f"gone{IN_A_NAME}", GOOD),
    ),
    "prices": (
        ("prices", "list", GOOD),
        ("prices", "list", GOOD, "--json"),
        ("prices", "list", "--from", BROKEN),
        ("prices", "age", GOOD, "--provider", IN_A_NAME),
        ("prices", "update", GOOD, "--from", f"gone{IN_A_NAME}.csv", "--json"),
        ("prices", "update", BROKEN, "--from", FOLDER),
    ),
    "upgrade": (("upgrade", GOOD, "--dry-run"), ("upgrade", BROKEN, "--dry-run"), ("upgrade", FOLDER)),
    "undo": (("undo", GOOD, "--dry-run"), ("undo", f"gone{IN_A_NAME}.xlsx")),
}


@posix
@pytest.mark.parametrize("command", sorted(main.commands))
def test_nothing_hostile_reaches_the_terminal(
    folder: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    takes_json = any("--json" in option.opts for option in main.commands[command].params)
    for arguments in CALLS[command]:
        for more in ((), ("--json",)) if takes_json else ((),):
            ran = in_process(*arguments, *more)
            assert ran.status in {0, 1, 2}
            assert ran.out or ran.err, "a call that says nothing shows nothing"
            assert not obeyed(ran.out), (arguments, more)
            assert not obeyed(ran.err), (arguments, more)


@posix
def test_in_a_terminal_only_colours_of_planners_own_are_obeyed(folder: Path) -> None:
    for arguments in (("check", GOOD), ("show", GOOD, "--table", "roles"), ("lint", GOOD), ("check", BROKEN)):
        ran = planner_in_terminal(*arguments, cwd=folder, columns=100)
        assert not obeyed(without_escapes(ran.out))
        escapes = {ran.out[at : at + 4] for at, letter in enumerate(ran.out) if letter == "\x1b"}
        assert "\x1b[31m\x07" not in ran.out
        assert all(escape.startswith("\x1b[") for escape in escapes)
        assert "?[31m" in ran.out  # that of the name, which is only shown


@posix
def test_json_says_the_name_as_it_is_in_escaped_letters(folder: Path) -> None:
    ran = planner("check", GOOD, "--json", cwd=folder)
    assert json.loads(ran.out)["file"] == GOOD
    assert r"\u009b31m\u202e\u2028" in ran.out


@posix
def test_a_program_that_does_not_exist_is_named_without_harm(folder: Path) -> None:
    ran = planner(IN_A_NAME, cwd=folder)
    assert ran.status == 2
    assert not obeyed(ran.err)


def test_nothing_but_the_cleaning_module_prints() -> None:
    for path in some(sorted((ROOT / "planner").rglob("*.py"))):
        name = path.relative_to(ROOT / "planner").as_posix()
        if name in {"report/printing.py", "check/checkers/excel_child.py"} or name.startswith("reference/"):
            continue  # the last two talk to other programs, and to who works on planner
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                assert called not in {"print", "click.echo", "click.secho", "sys.stdout.write"}, name
                assert called not in {"sys.stderr.write", "sys.stdout.buffer.write"}, name


def test_a_style_is_no_way_in() -> None:
    from click.testing import CliRunner

    from planner.report.printing import say, style

    @click.command()
    def shown() -> None:
        say(f"{style(IN_A_NAME, fg='red')} {IN_A_NAME} {Problem(IN_A_NAME, IN_A_NAME)}")

    out = CliRunner().invoke(shown, color=True).output
    assert out.count("\x1b") == 2
    assert obeyed(out) == {"\x1b"}
