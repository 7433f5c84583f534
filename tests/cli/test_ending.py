"""The end of the program: all that was asked for is done and said; only the freeing of memory is left out."""

import os
import subprocess
import sys

import pytest

SCRIPT = """
import os
import sys
from planner.cli.startup import Ending

ending = Ending()

import atexit
import threading
import time


class Freed:
    def __del__(self, write=os.write):
        write(1, b"freed ")


sys.kept = Freed()


def late():
    time.sleep(0.05)
    sys.stdout.write("thread ")


atexit.register(sys.stdout.write, "asked ")
threading.Thread(target=late).start()
try:
    sys.exit({code})
except SystemExit as end:
    ending.with_status(end.code)
    raise
"""


def ended(code: str) -> tuple[int, str, str]:
    """Exit status, output and errors of a program that ends with this."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(code=code)], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout, done.stderr.strip()


@pytest.mark.parametrize(("code", "status"), [("None", 0), ("0", 0), ("1", 1), ("True", 1), ("130", 130)])
def test_what_was_asked_for_is_done_and_nothing_is_freed(code: str, status: int) -> None:
    assert ended(code) == (status, "thread asked ", "")


@pytest.mark.skipif(sys.platform == "win32", reason="there a status has 32 bits")
def test_a_status_beyond_a_byte_is_cut_as_python_cuts_it() -> None:
    bare = subprocess.run([sys.executable, "-c", "import sys; sys.exit(258)"], check=False)
    assert ended("258")[0] == bare.returncode == 2


def test_what_python_has_to_say_is_said() -> None:
    assert ended("'in words'") == (1, "thread asked freed ", "in words")


@pytest.mark.skipif(sys.platform == "win32", reason="pipes there have no reader that leaves")
def test_a_reader_that_has_left_is_told_in_the_status() -> None:
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    command, pipe = [sys.executable, "-c", SCRIPT.format(code="0")], subprocess.PIPE
    program = subprocess.Popen(command, stdout=pipe, stderr=pipe, env=buffered)
    assert program.stdout is not None
    program.stdout.close()
    _, told = program.communicate()
    assert program.returncode == 120
    assert b"BrokenPipeError" in told
