"""What can be read once only, or differs from process to process, is refused before a byte of it is read."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.refusal import state
from tests.cli.support import environment, program
from tests.command import planner

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes are no paths there")

COMMANDS = {
    "check": ("check", "{}"),
    "refresh": ("refresh", "{}"),
    "show": ("show", "{}"),
    "set": ("set", "{}", "programme_years=7"),
    "repair": ("repair", "{}"),
    "lint": ("lint", "{}"),
    "watch": ("watch", "{}"),
    "handover": ("handover", "{}", "--out", "deal"),
}
PIPE, DEVICE = "this is a pipe or a stream, not a file", "this is a device, not a file"


def refused(path: str, message: str, command: str = "check") -> None:
    before = state(Path.cwd())
    found = planner(*(word.format(path) for word in COMMANDS[command]))
    assert found.status == 1
    told = found.err + found.out
    assert told.endswith(f"{path}: {message}. Give the path of the workbook.\n")
    assert told.count("\n") == 1
    assert state(Path.cwd()) == before


@pytest.mark.parametrize("command", COMMANDS)
def test_a_named_pipe_is_refused_by_every_command_and_not_waited_for(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo("fifo.xlsx")
    refused("fifo.xlsx", PIPE, command)


@pytest.mark.parametrize("command", COMMANDS)
def test_standard_input_is_refused_by_every_command_also_where_it_is_a_file(
    command: str, plan_file: Path
) -> None:
    before = state(Path.cwd())
    words = [word.format("/dev/stdin") for word in COMMANDS[command]]
    with plan_file.open("rb") as given:
        ran = subprocess.run(
            [*program(), *words],
            env=environment(),
            stdin=given,
            capture_output=True,
            text=True,
            check=False,
        )
        assert given.tell() == 0  # not a byte was read
    assert ran.returncode == 1
    assert f"/dev/stdin: {PIPE}. Give the path of the workbook.\n" in ran.stderr + ran.stdout
    assert state(Path.cwd()) == before


@pytest.mark.parametrize("folder", ["/dev/fd", "/proc/self/fd", "/proc/thread-self/fd"])
def test_an_open_descriptor_is_refused_as_a_shell_hands_it_over(folder: str, plan_file: Path) -> None:
    if not Path(folder).is_dir():
        pytest.skip(f"this system has no {folder}")
    with plan_file.open("rb") as given:
        refused(f"{folder}/{given.fileno()}", PIPE)
        assert given.tell() == 0


def test_a_link_that_leads_to_one_is_refused(plan_file: Path) -> None:
    Path("link.xlsx").symlink_to("other.xlsx")
    Path("other.xlsx").symlink_to("/dev/stdin")
    with plan_file.open("rb") as given:
        ran = subprocess.run(
            [*program(), "check", "link.xlsx"],
            env=environment(),
            stdin=given,
            capture_output=True,
            text=True,
            check=False,
        )
    assert (ran.returncode, ran.stderr) == (1, f"link.xlsx: {PIPE}. Give the path of the workbook.\n")


def test_a_link_to_a_plan_is_a_plan(plan_file: Path) -> None:
    Path("link.xlsx").symlink_to(plan_file)
    assert planner("check", "link.xlsx").status == 0


@pytest.mark.parametrize("device", ["/dev/null", "/dev/zero"])
def test_a_device_is_refused(device: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    refused(device, DEVICE)


def test_a_socket_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("plan.xlsx")
        refused("plan.xlsx", PIPE)
