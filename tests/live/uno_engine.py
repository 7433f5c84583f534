"""An xlwings engine over LibreOffice, so that real xlwings calls work on a real spreadsheet program.

Runs under a Python that has `uno`. What xlwings calls `api`, Excel's own object model, is here an object with
those few of its names that planner uses, so that the code for Windows runs as it is.
"""

from __future__ import annotations

import contextlib
import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import uno
from xlwings import base_classes, main

from tests.editing.uno_session import FILTER, connect, desktop_of, properties
from tests.live.uno_api import Api, check_busy, excel, folder
from tests.live.uno_cells import Sheets

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
