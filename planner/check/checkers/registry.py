"""The checkers that there are, one row each: a new checker is a file in this folder and a row here.

An engine is a Python package. Its module runs in a child process (`worker.py` says what it offers) and is
never imported by planner itself. A program is none: its module offers `missing`, `look` and `evaluate`
(`base.Program`), and starts the program with the file.

The command line needs the names before anything else, so nothing is imported here.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple


class CheckerRow(NamedTuple):
    """What planner knows of a checker before it is asked.

    Attributes:
        name: what `--checker` takes.
        module: its file in this folder, without the ending.
        title: what it is, for people.
        timeout_s: what it may ever take for one workbook.
        package: the Python package that is looked for; none for a program, whose module looks for it.
        install: how to get it; empty where the reason for which it is missing says so.
        short_s: seconds, and seconds more for each MB of the file, where another checker may follow. One that
            has them is asked where none is named, in the order of the rows.
        typed_into: a workbook that it has open can be changed.
        always_wanted: asked for every opinion there is even where it is missing, which is then an error.
    """

    name: str
    kind: Literal["engine", "program"]
    module: str
    title: str
    timeout_s: float
    package: str = ""
    install: str = ""
    short_s: tuple[float, float] | None = None
    typed_into: bool = False
    always_wanted: bool = True


# For a plan, 69,000 formulas in 1.4 MB, ironcalc takes 2 s of a processor, cellrune 5 s and LibreOffice 15 s.
# On a machine with other work that can be ten times as long; a program that takes longer hangs. After the
# default one comes another, so its turn is short for a small file.
ROWS = (
    CheckerRow(
        "ironcalc",
        "engine",
        "ironcalc",
        "IronCalc, a Python package: the default",
        60.0,
        package="ironcalc",
        install="Install it with `pip install ironcalc`",
        short_s=(10.0, 12.0),
        typed_into=True,
    ),
    CheckerRow(
        "cellrune",
        "engine",
        "cellrune",
        "Cellrune, a Python package: asked where the default fails",
        60.0,
        package="cellrune",
        install="Install it with `pip install cellrune`",
        short_s=(20.0, 12.0),
    ),
    CheckerRow(
        "libreoffice",
        "program",
        "libreoffice",
        "LibreOffice, the program, without a window",
        240.0,
        install="Install it",
    ),
    CheckerRow(
        "excel",
        "program",
        "excel",
        "Excel itself, on Windows and macOS: an instance of its own",
        120.0,
        always_wanted=False,
    ),
)

CHECKERS = tuple(row.name for row in ROWS)

BY_NAME: Mapping[str, CheckerRow] = MappingProxyType({row.name: row for row in ROWS})

CHAIN = tuple(row.name for row in ROWS if row.short_s is not None)
"""The order in which checkers are tried when none is named."""
