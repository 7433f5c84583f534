"""Workbooks and stand-in workers for the checkers' tests."""

from __future__ import annotations

import textwrap
from pathlib import Path

import openpyxl
import pytest

from planner.check.checkers import session
from tests.checkers.support import Book, Sheets, Worker


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """Writes `{sheet: {address: constant or formula}}`, without cached values, as openpyxl does."""

    def write(sheets: Sheets, name: str = "book.xlsx") -> Path:
        workbook = openpyxl.Workbook()
        workbook.remove(workbook.worksheets[0])
        for title, content in sheets.items():
            sheet = workbook.create_sheet(title)
            for address, value in content.items():
                sheet[address] = value
        path = tmp_path / name
        workbook.save(path)
        return path

    return write


@pytest.fixture
def worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Worker:
    """Replaces the worker script by statements that run when the first request has come."""

    def use(statements: str) -> None:
        script = tmp_path / "worker.py"
        head = "import json, os, subprocess, sys, time\nsys.stdin.buffer.readline()\n"
        script.write_text(head + textwrap.dedent(statements), encoding="utf-8")
        monkeypatch.setattr(session, "WORKER", script)

    return use
