"""An xlwings engine over LibreOffice, so that real xlwings calls work on a real spreadsheet program.

Runs under a Python that has `uno`. What xlwings calls `api`, Excel's own object model, is here an object with
those few of its names that planner uses, so that the code for Windows runs as it is.
"""

from __future__ import annotations

import contextlib
import os
import re
import time
import uuid
from collections.abc import Iterator
from functools import cached_property, lru_cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import uno
from com.sun.star.table import CellAddress
from xlwings import base_classes, main

from tests.editing.uno_session import FILTER, connect, desktop_of, properties

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
SPREADSHEET = "com.sun.star.sheet.SpreadsheetDocument"
MACRO = """
Function NamesOf(document)
  names = document.NamedRanges
  all = names.ElementNames
  Dim found(UBound(all))
  For i = 0 To UBound(all)
    found(i) = Array(all(i), names.getByName(all(i)).Content)
  Next
  NamesOf = found
End Function
"""
MODULE = "vnd.sun.star.script:Standard.Live.NamesOf?language=Basic&location=application"
PART = re.compile(r"""("(?:[^"]|"")*")|\$?('(?:[^']|'')+'|[^\W\d][\w]*)\.(?=\$?[A-Z]{1,3}\$?[0-9])|(;)""")


class Rejected(Exception):  # noqa: N818 - as pywin32's com_error
    """A call that a busy Excel does not take."""

    hresult = -2147418111


@lru_cache(200_000)
def excel(formula: str) -> str:
    """A formula or reference of LibreOffice's as Excel spells it."""

    def spelt(match: re.Match[str]) -> str:
        return match[1] or (f"{match[2]}!" if match[2] else ",")

    return PART.sub(spelt, formula)


class Engine:
    """What `xw.engines.add` takes."""

    name, type = "excel", "desktop"

    def __init__(self) -> None:
        self.apps = Apps()

    @staticmethod
    def prepare_xl_data_element(value: Any, _: Any) -> Any:
        return "" if value is None else value

    @staticmethod
    def clean_value_data(data: Any, _: Any, empty_as: Any, number: Any, __: Any) -> list[list[Any]]:
        def clean(value: Any) -> Any:
            if value in ("", None):
                return empty_as
            return number(value) if number and isinstance(value, float) else value

        return [[clean(value) for value in row] for row in data]


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


class Apps(base_classes.Apps):
    """Every LibreOffice that has a file in the folder."""

    def __init__(self) -> None:
        self.connected: dict[str, App] = {}

    def __iter__(self) -> Iterator[App]:
        for entry in sorted(folder().glob("*.pipe")):
            if entry.name not in self.connected:
                with contextlib.suppress(Exception):  # one that was killed
                    self.connected[entry.name] = App(running(entry.stem), int(entry.read_text()))
            if entry.name in self.connected:
                yield self.connected[entry.name]

    def __len__(self) -> int:
        return len(list(iter(self)))

    def __getitem__(self, pid: int) -> App:
        return next(app for app in self if app.pid == pid)

    def keys(self) -> list[int]:
        return [app.pid for app in self]

    def add(self, **_: Any) -> App:
        from tests.live.office import start_office

        process, context = start_office(Path(mkdtemp(dir=folder())), f"planner{uuid.uuid4().hex}")
        return App(context, process.pid, process)

    def cleanup(self) -> None:
        """Nothing."""


class App(base_classes.App):
    """A running LibreOffice."""

    interactive = True
    display_alerts = True
    enable_events = True
    status_bar: Any = False
    visible = False
    alerts: list[str] = []  # noqa: RUF012 - of every instance

    def __init__(self, context: Any, pid: int, process: Any = None) -> None:
        self.context, self.desktop = context, desktop_of(context)
        self._pid, self.process = pid, process
        self.engine = main.engines.active.impl

    @property
    def api(self) -> Api:
        return Api(
            Ready=self.is_ready, CalculateFull=lambda: self.calculate_all, **{"set AutomationSecurity": id}
        )

    def is_ready(self) -> bool:
        check_busy()
        return True

    @property
    def documents(self) -> list[Any]:
        check_busy()
        found = self.desktop.Components.createEnumeration()
        components = []
        while found.hasMoreElements():
            components.append(found.nextElement())
        return [one for one in components if one.supportsService(SPREADSHEET)]

    def calculate_all(self) -> None:
        for document in self.documents:
            document.calculateAll()

    def calculate(self) -> None:
        for document in self.documents:
            document.calculate()

    @property
    def pid(self) -> int:
        return self._pid

    @property
    def version(self) -> str:
        provider = "com.sun.star.configuration.ConfigurationProvider"
        found = self.context.ServiceManager.createInstanceWithContext(provider, self.context)
        access = "com.sun.star.configuration.ConfigurationAccess"
        product = found.createInstanceWithArguments(
            access, properties(nodepath="/org.openoffice.Setup/Product")
        )
        return str(product.getByName("ooSetupVersion"))

    @property
    def books(self) -> Books:
        return Books(self)

    @property
    def screen_updating(self) -> bool:
        return not any(document.hasControllersLocked() for document in self.documents)

    @screen_updating.setter
    def screen_updating(self, value: bool) -> None:
        for document in self.documents:
            if not value:
                document.lockControllers()
            while value and document.hasControllersLocked():
                document.unlockControllers()

    @property
    def calculation(self) -> str:
        automatic = all(document.isAutomaticCalculationEnabled() for document in self.documents)
        return "automatic" if automatic else "manual"

    @calculation.setter
    def calculation(self, value: str) -> None:
        for document in self.documents:
            document.enableAutomaticCalculation(value == "automatic")

    def alert(self, prompt: str, *_: Any) -> str:
        self.alerts.append(prompt)
        return "ok"

    def quit(self) -> None:
        with contextlib.suppress(Exception):  # the bridge goes down with the program
            self.desktop.terminate()
        if self.process is not None:
            self.process.wait(30)

    def kill(self) -> None:
        os.kill(self.pid, 9)


class Books(base_classes.Books):
    """The open spreadsheets."""

    def __init__(self, app: App) -> None:
        self.app = app

    def __iter__(self) -> Iterator[Book]:
        return (Book(self.app, document) for document in self.app.documents)

    def __len__(self) -> int:
        return len(self.app.documents)

    def __call__(self, which: Any) -> Book:
        found = list(self)
        return found[which - 1] if isinstance(which, int) else {book.name: book for book in found}[which]

    @property
    def active(self) -> Book:
        return next(iter(self))

    def open(self, fullname: str, *_: Any, **__: Any) -> Book:
        wanted = properties(Hidden=True, FilterName=FILTER)
        return Book(
            self.app, self.app.desktop.loadComponentFromURL(Path(fullname).as_uri(), "_blank", 0, wanted)
        )


class Book(base_classes.Book):
    """An open spreadsheet."""

    def __init__(self, app: App, document: Any) -> None:
        self._app, self.document = app, document

    @property
    def app(self) -> App:
        return self._app

    @property
    def api(self) -> Api:
        return Api(FullName=lambda: self.fullname, ReadOnly=self.document.isReadonly, Date1904=self.date1904)

    def date1904(self) -> bool:
        return bool(self.document.NullDate.Year == 1904)

    @property
    def fullname(self) -> str:
        return str(uno.fileUrlToSystemPath(self.document.URL)) if self.document.URL else "Untitled"

    @property
    def name(self) -> str:
        check_busy()
        return Path(self.fullname).name

    @property
    def sheets(self) -> Sheets:
        return Sheets(self)

    @property
    def names(self) -> Names:
        return Names(self)

    def save(self, *_: Any, **__: Any) -> None:
        self.document.store()

    def close(self) -> None:
        self.document.close(True)


class Names(base_classes.Names):
    """The defined names, read in one call: one by one LibreOffice takes seconds."""

    def __init__(self, book: Book) -> None:
        self.book = book

    def snapshot(self) -> list[tuple[str, Any]]:
        found = names_of(self.book.app.context, self.book.document)
        return [(name, Name(name, content)) for name, content in found]


class Name(base_classes.Name):
    """One of them."""

    def __init__(self, name: str, content: str) -> None:
        self._name, self.content = name, content

    @property
    def name(self) -> str:
        return self._name

    @property
    def refers_to(self) -> str:
        return f"={excel(self.content)}"


class Sheets(base_classes.Sheets):
    """The sheets of a spreadsheet."""

    def __init__(self, book: Book) -> None:
        self.book, self.found = book, book.document.Sheets

    def __iter__(self) -> Iterator[Sheet]:
        return (Sheet(self.book, sheet, self) for sheet in self.found)

    @cached_property
    def tables(self) -> list[tuple[int, Any]]:
        """Every table of the workbook, with the number of its sheet."""
        found = list(self.book.document.DatabaseRanges)
        return [(table.DataArea.Sheet, table) for table in found]

    def __len__(self) -> int:
        return int(self.found.Count)

    def __call__(self, which: Any) -> Sheet:
        by_number = isinstance(which, int)
        found = self.found.getByIndex(which - 1) if by_number else self.found.getByName(which)
        return Sheet(self.book, found, self)


class Sheet(base_classes.Sheet):
    """One of them."""

    def __init__(self, book: Book, sheet: Any, among: Sheets) -> None:
        self._book, self.sheet, self.among = book, sheet, among

    @property
    def book(self) -> Book:
        return self._book

    @property
    def api(self) -> Api:
        return Api(ProtectContents=self.sheet.isProtected)

    @property
    def name(self) -> str:
        return str(self.sheet.Name)

    @property
    def tables(self) -> Any:
        number = self.sheet.RangeAddress.Sheet
        return [Table(self, found) for sheet, found in self.among.tables if sheet == number]

    @property
    def used_range(self) -> Range:
        cursor = self.sheet.createCursor()
        cursor.gotoStartOfUsedArea(False)
        cursor.gotoEndOfUsedArea(True)
        return Range.of(self, cursor.RangeAddress)

    def range(self, first: Any, last: Any = None) -> Range:
        first = (first.row, first.column) if isinstance(first, Range) else first
        last = (last.row, last.column) if isinstance(last, Range) else last or first
        return Range(self, *first, (last[0] - first[0] + 1, last[1] - first[1] + 1))


class Table(base_classes.Table):
    """An Excel table, which LibreOffice keeps as a database range."""

    def __init__(self, sheet: Sheet, found: Any) -> None:
        self.sheet, self.found = sheet, found

    @property
    def display_name(self) -> str:
        return str(self.found.Name)

    @property
    def range(self) -> Range:
        return Range.of(self.sheet, self.found.DataArea)

    @property
    def header_row_range(self) -> Range:
        whole = self.range
        return self.sheet.range((whole.row, whole.column), (whole.row, whole.column + whole.shape[1] - 1))

    @property
    def show_headers(self) -> bool:
        return bool(self.found.ContainsHeader)

    @property
    def show_totals(self) -> bool:
        return bool(self.found.TotalsRow)


class Range(base_classes.Range):
    """A rectangle of cells."""

    def __init__(self, sheet: Sheet, row: int, column: int, shape: tuple[int, int]) -> None:
        self._sheet, self._row, self._column, self._shape = sheet, row, column, shape

    @staticmethod
    def of(sheet: Sheet, address: Any) -> Range:
        """The cells of a `CellRangeAddress`."""
        shape = address.EndRow - address.StartRow + 1, address.EndColumn - address.StartColumn + 1
        return Range(sheet, address.StartRow + 1, address.StartColumn + 1, shape)

    @cached_property
    def cells(self) -> Any:
        left, top, (rows, columns) = self._column - 1, self._row - 1, self._shape
        return self._sheet.sheet.getCellRangeByPosition(left, top, left + columns - 1, top + rows - 1)

    @property
    def sheet(self) -> Sheet:
        return self._sheet

    @property
    def row(self) -> int:
        return self._row

    @property
    def column(self) -> int:
        return self._column

    @property
    def shape(self) -> tuple[int, int]:
        return self._shape

    def __len__(self) -> int:
        return self.shape[0] * self.shape[1]

    @property
    def api(self) -> Api:
        return Api(Value2=self.value2)

    def value2(self) -> Any:
        """As Excel gives them: nothing for a blank cell, a whole number for an error."""
        check_busy()
        return tuple(
            tuple(
                self.error(down, across) if value is None else None if value == "" else value
                for across, value in enumerate(row)
            )
            for down, row in enumerate(self.cells.getDataArray())
        )

    def __call__(self, down: int, across: int) -> Range:
        place = self.row + down - 1, self.column + across - 1
        return self.sheet.range(place)

    def error(self, down: int, across: int) -> int:
        shown = self.cells.getCellByPosition(across, down).getString()
        return FIRST_ERROR + CODES.get(shown, 2015)

    @property
    def raw_value(self) -> Any:
        check_busy()
        return self.cells.getDataArray()

    @raw_value.setter
    def raw_value(self, rows: Any) -> None:
        check_busy()
        rows = rows if isinstance(rows, list | tuple) else ((rows,),)
        if any(isinstance(value, str) and value.startswith("=") for row in rows for value in row):
            raise NotImplementedError("formulas are typed by the tests themselves")
        self.cells.setDataArray(tuple(tuple(map(typed, row)) for row in rows))

    @property
    def formula(self) -> Any:
        check_busy()
        return tuple(
            tuple(excel(text) if text.startswith("=") else text for text in row)
            for row in self.cells.getFormulaArray()
        )

    def copy(self, destination: Any = None) -> None:
        target = destination.impl
        number = target.sheet.sheet.RangeAddress.Sheet
        place = CellAddress(number, target.column - 1, target.row - 1)
        target.sheet.sheet.copyRange(place, self.cells.RangeAddress)


def typed(value: Any) -> Any:
    """As Excel takes what is typed: an apostrophe in front says that the rest is text."""
    if isinstance(value, str):
        return value.removeprefix("'")
    return float(value)


def folder() -> Path:
    """Where the tests say which LibreOffice runs."""
    return Path(os.environ[OFFICES])


def check_busy() -> None:
    """Reject the call where a test wants it."""
    until = folder() / REJECT_UNTIL
    if until.exists() and time.time() < float(until.read_text()):
        raise Rejected("Call was rejected by callee.")


class Running:
    """In place of the process of a program that somebody else has started."""

    def wait(self, _: float) -> int:
        raise ConnectionError("it is gone")


def running(pipe: str) -> Any:
    """The context of a LibreOffice that runs already."""
    return connect(Running(), pipe)  # type: ignore[arg-type]


def names_of(context: Any, document: Any) -> Any:
    """Name and content of every defined name, by a macro inside LibreOffice."""
    manager = context.ServiceManager
    libraries = manager.createInstanceWithContext(
        "com.sun.star.script.ApplicationScriptLibraryContainer", context
    )
    library = libraries.getByName("Standard")
    if not library.hasByName("Live"):
        library.insertByName("Live", MACRO)
    factory = manager.createInstanceWithContext(
        "com.sun.star.script.provider.MasterScriptProviderFactory", context
    )
    script = factory.createScriptProvider("").getScript(MODULE)
    return script.invoke((document,), (), ())[0]


def register() -> None:
    """Let xlwings reach LibreOffice as if it were Excel."""
    import xlwings

    engine = main.Engine(impl=Engine())
    xlwings.engines.add(engine)
    engine.activate()
