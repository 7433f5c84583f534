"""Finds the open workbook that a path or an address means, among all that every Excel has open."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import unquote, urlsplit

from planner.excel import errors, program
from planner.excel.native import Native, native
from planner.live.openbook import OpenBook
from planner.problems import PlanError, Problem

CLOUDS = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")
"""Variables that name the folders which OneDrive keeps in step."""

MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Found:
    """An open workbook and its full name: a path, or an address in OneDrive or SharePoint."""

    book: Any
    name: str


class NotOpen(PlanError):  # noqa: N818 - it is what was found, and reads so where it is caught
    """No Excel that planner reaches has the workbook open."""


def attach(path: str) -> OpenBook:
    """The open workbook of that path or address.

    Raises:
        NotOpen: Excel does not run, or does not have it open.
        PlanError: Excel is busy, or more than one workbook could be meant.
    """
    try:
        xlwings, way = program.load(path), native()
    except PlanError as error:
        raise NotOpen(error.problems) from error
    found, silent = _all_open(xlwings)
    matching = [one for one in found if same_file(path, one.name)]
    with _answering(path):
        writable = [one for one in matching if not errors.patiently(partial(way.is_read_only, one.book))]
        candidates = writable or matching
        if len(candidates) == 1:
            return errors.patiently(partial(OpenBook, candidates[0].book, path, way))
    if candidates:
        message = "several instances of Excel have the workbook open"
        raise PlanError(Problem(message, "Close it in all but one.", path))
    if silent is not None:
        raise PlanError(_silent(silent, path)) from silent
    raise NotOpen(_not_open(path, found))


def open_book(book: Any) -> OpenBook:
    """A workbook that Excel hands over, such as the one whose button was pressed."""
    way = native()
    with _answering(""):
        return errors.patiently(lambda: OpenBook(book, way.full_name(book), way))


def is_open(path: str) -> bool:
    """Whether an Excel that planner can reach has it open, though it may be busy."""
    try:
        attach(path)
    except NotOpen:
        return False
    except PlanError:
        return True
    return True


def look() -> tuple[str, list[OpenBook]]:
    """The version of xlwings, and every workbook that is open in an Excel that it reaches."""
    xlwings, way = program.load(), native()
    found, silent = _all_open(xlwings)
    if silent is not None and not found:
        raise PlanError(_silent(silent, "")) from silent
    with _answering(""):
        return str(xlwings.__version__), [OpenBook(one.book, one.name, way) for one in found]


def same_file(path: str, name: str, clouds: Mapping[str, str] | None = None) -> bool:
    """Whether a path or address and the full name of an open workbook mean the same file."""
    if _is_address(path) or _is_address(name):
        return _same_address(path, name, os.environ if clouds is None else clouds)
    try:
        return Path(path).samefile(name)
    except (OSError, ValueError):
        return os.path.normcase(os.path.realpath(path)) == os.path.normcase(os.path.realpath(name))


def _same_address(path: str, name: str, clouds: Mapping[str, str]) -> bool:
    """Two addresses, or a path inside a folder of OneDrive and the address that ends like it."""
    if _is_address(path):
        return _is_address(name) and _parts(path) == _parts(name)
    whole = Path(os.path.normpath(os.path.join(os.getcwd(), path)))  # noqa: PTH109, PTH118
    for root in filter(None, map(clouds.get, CLOUDS)):
        try:
            inside = PurePath(os.path.relpath(whole, root)).parts
        except ValueError:  # on another drive
            continue
        tail = [part.casefold() for part in inside]
        if tail and ".." not in tail and _parts(name)[-len(tail) :] == tail:
            return True
    return False


def _is_address(name: str) -> bool:
    return "://" in name


def _parts(address: str) -> list[str]:
    """Host and folders of an address, as Windows compares them."""
    split = urlsplit(address)
    return [split.netloc.casefold(), *(part.casefold() for part in unquote(split.path).split("/") if part)]


def _all_open(xlwings: Any) -> tuple[list[Found], Exception | None]:
    """Every open workbook, and why an instance did not tell its own: it is busy, or has just ended."""
    way, found, silent = native(), list[Found](), None
    with _answering(""):
        apps = list(xlwings.apps)
    for app in apps:
        try:
            found += errors.patiently(partial(_books_of, app, way))
        except Exception as error:  # noqa: BLE001 - the others may have the workbook
            silent = error
    return found, silent


@contextmanager
def _answering(file: str) -> Iterator[None]:
    """Whatever Excel raises means that it does not answer."""
    try:
        yield
    except PlanError:
        raise
    except Exception as error:
        raise PlanError(_silent(error, file)) from error


def _books_of(app: Any, way: Native) -> list[Found]:
    return [Found(book, way.full_name(book)) for book in app.books]


def _silent(error: Exception, file: str) -> Problem:
    if errors.busy(error):
        return errors.too_busy(file)
    remedy = "Restart Excel; see that it runs as you, and not as an administrator."
    return Problem(f"Excel does not answer ({type(error).__name__})", remedy, file)


def _not_open(path: str, found: list[Found]) -> Problem:
    if not found:
        message = "no Excel is running that has a workbook open"
        return Problem(message, "Open the workbook in Excel, or leave out --live.", path)
    alike = [one.name for one in found if _last(one.name) == _last(path)]
    if alike:
        names = ", ".join(alike[:MOST_NAMED])
        message = f"Excel has a workbook of that name open, but from another place: {names}"
        return Problem(message, "Give that path or address, if it is the one you mean.", path)
    return Problem("Excel does not have the workbook open", "Open it there, or leave out --live.", path)


def _last(name: str) -> str:
    """The file name of a path or address."""
    return unquote(name).replace("\\", "/").rpartition("/")[2].casefold()


def calling_book() -> Any:
    """The active workbook of the Excel whose macro runs this Python; the macro may stand in another one."""
    return program.load().Book.caller().app.books.active
