"""What xlwings does not wrap, or not exactly enough, by the names that Excel has for it on each platform."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from planner import days
from planner.xlsx.cell import CellError, Value

FIRST_ERROR = -2146828288
"""Error values reach Python as this plus their number."""

ERRORS = {
    2000: "#NULL!",
    2007: "#DIV/0!",
    2015: "#VALUE!",
    2023: "#REF!",
    2029: "#NAME?",
    2036: "#NUM!",
    2042: "#N/A",
    2043: "#GETTING_DATA",
    2045: "#SPILL!",
    2046: "#CONNECT!",
    2047: "#BLOCKED!",
    2048: "#UNKNOWN!",
    2049: "#FIELD!",
    2050: "#CALC!",
}
CODES = frozenset(ERRORS.values())
NO_MACROS = 3  # msoAutomationSecurityForceDisable

USUAL = {float, str, type(None)}
"""What nearly every cell holds, and needs no conversion."""

Block = Sequence[Sequence[Any]]


class Native(Protocol):
    """One platform's way. Every argument is an object of xlwings."""

    def calculate_all(self, app: Any) -> None:
        """Calculate every formula anew, not only those that Excel thinks have changed."""

    def is_ready(self, app: Any) -> bool:
        """Whether it would take a command now: no cell is being edited, no dialog open."""

    def forbid_macros(self, app: Any) -> None:
        """Let no workbook that is opened from now on run code, where the platform knows such a switch."""

    def full_name(self, book: Any) -> str:
        """Path or address, as Excel has it: xlwings fails on an address that it cannot turn into a path."""

    def is_read_only(self, book: Any) -> bool:
        """Whether Excel cannot save it under its name."""

    def date1904(self, book: Any) -> bool:
        """Whether it counts its dates from 1904."""

    def names(self, book: Any) -> dict[str, str]:
        """Names of the whole workbook -> what they say, without the equals sign."""

    def is_protected(self, sheet: Any) -> bool:
        """Whether the cells of a sheet may not be changed."""

    def values(self, cells: Any) -> list[list[Value]]:
        """A block of cells to the last digit; dates as day numbers."""


class Windows:
    """The object model, over COM."""

    def calculate_all(self, app: Any) -> None:
        app.api.CalculateFull()

    def is_ready(self, app: Any) -> bool:
        return bool(app.api.Ready)

    def forbid_macros(self, app: Any) -> None:
        app.api.AutomationSecurity = NO_MACROS

    def full_name(self, book: Any) -> str:
        return str(book.api.FullName)

    def is_read_only(self, book: Any) -> bool:
        return bool(book.api.ReadOnly)

    def date1904(self, book: Any) -> bool:
        return bool(book.api.Date1904)

    def names(self, book: Any) -> dict[str, str]:
        return _of_the_book((name.name, name.refers_to) for name in book.names)

    def is_protected(self, sheet: Any) -> bool:
        return bool(sheet.api.ProtectContents)

    def values(self, cells: Any) -> list[list[Value]]:
        # Value2: Value would round amounts to four decimals, and turn days into dates.
        return [[_of_com(value) for value in row] for row in as_block(cells.api.Value2)]


class Mac:
    """The dictionary of AppleScript."""

    def calculate_all(self, app: Any) -> None:
        app.api.calculate_full()

    def is_ready(self, app: Any) -> bool:
        app.api.version.get()  # fails while a cell is edited or a dialog is open
        return True

    def forbid_macros(self, app: Any) -> None:
        """There is no such switch: Excel for Mac asks."""

    def full_name(self, book: Any) -> str:
        return str(book.api.full_name.get())

    def is_read_only(self, book: Any) -> bool:
        return bool(book.api.read_only.get())

    def date1904(self, book: Any) -> bool:
        return bool(book.api.date_1904.get())

    def names(self, book: Any) -> dict[str, str]:
        """In two requests, as one by one they take seconds; but these mix up names that two sheets share."""
        found = book.api.named_items
        names = found.name.get()
        if not isinstance(names, list):
            return {}
        if len(set(names)) < len(names):
            return _of_the_book((name.name, name.refers_to) for name in book.names)
        return _of_the_book(zip(names, found.references.get(), strict=True))

    def is_protected(self, sheet: Any) -> bool:
        return bool(sheet.api.protect_contents.get())

    def values(self, cells: Any) -> list[list[Value]]:
        found = cells.options(ndim=2, err_to_str=True, empty=None).value
        return [[_of_mac(value) for value in row] for row in found]


def native() -> Native:
    """The way of this platform."""
    return Mac() if sys.platform == "darwin" else Windows()


def as_block(found: Any) -> Block:
    """Rows of cells, also where Excel gives a single cell's value as it is."""
    if not isinstance(found, list | tuple):
        return ((found,),)
    return found if found and isinstance(found[0], list | tuple) else (found,)


def _of_the_book(found: Any) -> dict[str, str]:
    """Without the names of single sheets, and without Excel's own."""
    return {
        str(name): str(text).removeprefix("=")
        for name, text in found
        if "!" not in name and not name.lower().startswith("_xl")
    }


def _of_com(value: Any) -> Value:
    """A number is always a float here; a whole number is the code of an error."""
    if type(value) in USUAL:
        return value  # type: ignore[no-any-return]
    if isinstance(value, int) and not isinstance(value, bool):
        return CellError(ERRORS.get(value - FIRST_ERROR, "#UNKNOWN!"))
    return _plain(value)


def _of_mac(value: Any) -> Value:
    if isinstance(value, str) and value in CODES:
        return CellError(value)
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else _plain(value)


def _plain(value: Any) -> Value:
    if isinstance(value, datetime):
        return days.number(value)
    if value is None or isinstance(value, float | bool | str):
        return value
    return str(value)
