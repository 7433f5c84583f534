"""The report says what was measured, and docs/reliability.md is one that it wrote."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from fuzz.faults import Told
from fuzz.faults_all import faults
from fuzz.foreign import Kept
from fuzz.hostile import Met
from fuzz.hostile_all import hostile_files
from fuzz.kills import Kills
from fuzz.many import Many
from fuzz.report import REPORT, Measured, written

TALLY = {
    "seed": 4,
    "cases": 100,
    "ended": {"problems": 99, "complaints": 1},
    "finds": ["traceback-4-7"],
    "slowest_cpu_s": 1.5,
    "largest_mb": 99,
}


def measured() -> Measured:
    return Measured(
        kept=[Kept("theirs", "charts", True), Kept("theirs", "pivots", False)],
        kills=Kills(3, 2, Counter(old=2, new=1, killed=3), ["kill 2: the backup is not whole"]),
        told=[
            Told("disk_full", line="plans/plan.xlsx: the disk is full."),
            Told("other", tried=False, line="no"),
        ],
        met=[
            Met("csv", (), 0.1, 0.2, 1 << 20, "this is a text file"),
            Met("bomb", ("slow: 11 s",), 11, 12, 2, ""),
        ],
        tallies=[TALLY],
        many=Many(200, 2, 40.0, 80.0, 160.0),
    )


def test_what_was_lost_stands_in_the_table_and_below() -> None:
    text = written(measured())
    for line in (
        "| foreign features kept | 2 | 1 | 1 |",
        "| kills survived | 3 | 2 | 1 |",
        "| faults of the machine survived | 1 | 1 | 0 |",
        "| hostile files that end in a result or a problem | 2 | 1 | 1 |",
        "| fuzz cases that end in a result or a problem | 100 | 99 | 1 |",
        "| disk full | the disk is full. |",
        "| other | not tried: no |",
        "- kill 2: the backup is not whole",
        "- theirs: charts, **pivots LOST**",
        "- bomb: slow: 11 s",
        "- traceback-4-7",
        "(2.0 times as long)",
    ):
        assert line in text


def test_the_committed_report_lost_nothing_and_tried_everything() -> None:
    text = REPORT.read_text(encoding="utf-8")
    rows = dict(re.findall(r"\| ([a-z ]+) \| ([\d,]+) \| [\d,]+ \| 0 \|", text))
    counts = {what: int(count.replace(",", "")) for what, count in rows.items()}
    assert len(counts) == 5
    assert counts["kills survived"] >= 300
    assert counts["fuzz cases that end in a result or a problem"] >= 20_000
    assert counts["hostile files that end in a result or a problem"] == len(hostile_files())
    assert counts["faults of the machine survived"] <= len(faults())
    for what in (*hostile_files(), *faults()):
        assert what.replace("_", " ") in text


def test_the_report_is_linked() -> None:
    assert "reliability.md" in (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
