"""Checkers that stay open for a whole test run, and workbooks that many tests patch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from planner.book.find import Book, find
from planner.check.checkers.session import Session
from planner.check.examine import Reading
from planner.xlsx.package import open_package
from tests.books import read, write
from tests.edge_values import ROOM, with_sizes
from tests.once import made_once


@pytest.fixture(scope="session")
def ironcalc() -> Iterator[Session]:
    with Session("ironcalc") as session:
        yield session


@pytest.fixture(scope="session")
def cellrune() -> Iterator[Session]:
    with Session("cellrune") as session:
        yield session


@pytest.fixture(scope="session")
def essay_book(essay: Path) -> Book:
    """The source model as `planner new` leaves it: engine values and verdicts stand beside the formulas."""
    return find(open_package(essay))


@pytest.fixture(scope="session")
def startup_book(plans: Callable[[str], Path]) -> Book:
    """A plan of which hardly a line is 0."""
    return find(open_package(plans("startup")))


@pytest.fixture(scope="session")
def roomy(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """A workbook whose tables have room for every preset and random plan; rows left over stay blank."""

    def make(folder: Path) -> None:
        write(folder / "plan.xlsx", with_sizes(ROOM))

    return find(open_package(made_once(tmp_path_factory, "roomy", make) / "plan.xlsx"))


@pytest.fixture(scope="session")
def essay_reading(essay_book: Book) -> Reading:
    return read(essay_book)
