"""What cannot be simulated is one clear line, exit 1, or 2 for wrong usage, and the file as it was."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.command import planner

ASKED = (
    (("--draws", "0"), 1, "draws: 0 asked for, expected 1 to 1,000,000"),
    (("--draws", "1000000000"), 1, "draws: 1,000,000,000 asked for, expected 1 to 1,000,000"),
    (("--draws", "-5"), 1, "draws: -5 asked for"),
    (("--keep", "0"), 1, "draws kept: 0 asked for, expected 1 to 10,000"),
    (("--seed", "-1"), 1, "seed: -1 asked for"),
    (("--replay", "5000"), 1, "replayed draws: 5,000 asked for"),
    (("--key", "minimum_cahs"), 2, 'there is no line "minimum_cahs". Did you mean minimum_cash'),
    (("--sampling", "sobol"), 2, "formulas of the sheets make draws by hdr"),
    (("--sampling", "latin"), 2, "'latin' is not one of 'hdr', 'sobol'"),
    (("--jobs", "0"), 2, "0 is not in the range"),
    (("--jobs", "2", "--scheduler", "tcp://127.0.0.1:9"), 2, "leave out --jobs or --scheduler"),
    (("--draws", "many"), 2, "'many' is not a valid integer"),
)


@pytest.mark.parametrize(("asked", "status", "said"), ASKED)
def test_what_cannot_be_drawn_is_one_line(
    asked: Sequence[str], status: int, said: str, startup: Path
) -> None:
    before = startup.read_bytes()
    done = planner("simulate", startup, *asked, "--write")
    assert done.status == status and said in done.err and not done.out
    told = [line for line in done.lines if not line.startswith(("Usage:", "Try ")) and line]
    assert len(told) == 1
    assert startup.read_bytes() == before
    assert [path.name for path in startup.parent.iterdir()] == [startup.name]


@pytest.mark.parametrize(
    ("lock", "program"), [("~$plan.xlsx", "Excel"), (".~lock.plan.xlsx#", "LibreOffice")]
)
def test_a_plan_that_is_open_elsewhere_is_not_written_and_nothing_is_drawn(
    lock: str, program: str, startup: Path
) -> None:
    before = startup.read_bytes()
    startup.with_name(lock).write_bytes(b"\x04Anna" + b" " * 49)
    done = planner("simulate", startup, "--draws", "1000000", "--write")
    assert done.status == 1 and len(done.lines) == 1
    assert f"plan.xlsx: the workbook is open in {program}" in done.err
    assert startup.read_bytes() == before


def test_what_is_no_plan_is_one_line(startup: Path) -> None:
    other = startup.with_name("notes.xlsx")
    other.write_bytes(b"notes")
    done = planner("simulate", other, "--draws", "10")
    assert done.status == 1 and len(done.lines) == 1 and other.read_bytes() == b"notes"
