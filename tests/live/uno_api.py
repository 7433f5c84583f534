"""What the parts of the xlwings engine over LibreOffice share: Excel's names, its spelling, its refusals."""

from __future__ import annotations

import os
import re
import time
from functools import lru_cache
from pathlib import Path
from typing import Any

OFFICES = "PLANNER_TEST_OFFICES"
"""Variable with a folder: every running LibreOffice has a file there, named after its pipe, with its pid."""

REJECT_UNTIL = "reject_until"
"""A file in that folder says until when every call is rejected, as Excel does while a cell is edited."""

FIRST_ERROR = -2146828288
CODES = {
    "#NULL!": 2000,
    "#DIV/0!": 2007,
    "#VALUE!": 2015,
    "#REF!": 2023,
    "#NAME?": 2029,
    "#NUM!": 2036,
    "#N/A": 2042,
}
PART = re.compile(r"""("(?:[^"]|"")*")|\$?('(?:[^']|'')+'|[^\W\d][\w]*)\.(?=\$?[A-Z]{1,3}\$?[0-9])|(;)""")

ADDED = re.compile(r"com\.sun\.star\.sheet\.addin\.analysis\.get(\w+)\(", re.IGNORECASE)
"""What LibreOffice calls a function that an add-in of its own brings, such as EDATE."""


class Rejected(Exception):  # noqa: N818 - as pywin32's com_error
    """A call that a busy Excel does not take."""

    hresult = -2147418111


@lru_cache(200_000)
def excel(formula: str) -> str:
    """A formula or reference of LibreOffice's as Excel spells it."""

    def spelt(match: re.Match[str]) -> str:
        return match[1] or (f"{match[2]}!" if match[2] else ",")

    return PART.sub(spelt, ADDED.sub(lambda match: f"{match[1].upper()}(", formula))


class Api:
    """Names of Excel's object model, each with what it gives."""

    def __init__(self, **names: Any) -> None:
        object.__setattr__(self, "names", names)

    def __getattr__(self, name: str) -> Any:
        try:
            found = self.names[name]
        except KeyError:
            raise AttributeError(name) from None
        return found()

    def __setattr__(self, name: str, value: Any) -> None:
        self.names[f"set {name}"](value)


def folder() -> Path:
    """Where the tests say which LibreOffice runs."""
    return Path(os.environ[OFFICES])


def check_busy() -> None:
    """Reject the call where a test wants it."""
    until = folder() / REJECT_UNTIL
    if until.exists() and time.time() < float(until.read_text()):
        raise Rejected("Call was rejected by callee.")
