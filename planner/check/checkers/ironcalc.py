"""IronCalc, the default checker. Runs in the child process of `worker.py`.

Which of its error values count was read from its source (base/src/expressions/token.rs) and tried: `#ERROR!`
is a formula it cannot parse, `#N/IMPL!` one it does not implement, `#CIRC!` a circular reference. `#NAME?` is
both a name that the workbook lacks and a function that IronCalc lacks, so it proves nothing.
"""

from __future__ import annotations

import importlib.util
import os
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType

import ironcalc

SPREADSHEET_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
OWN_ERRORS = {
    "#NAME?": "does not know a function or a name in this formula, or in one it reads",
    "#ERROR!": "cannot parse this formula, or one it reads",
    "#N/IMPL!": "does not implement this formula, or one it reads",
    "#N/IMPL": "does not implement this formula, or one it reads",
    "#CIRC!": "finds a circular reference",
    "#SPILL!": "has no room for an array, here or in a cell it reads",
    "#CALC!": "does not calculate this array, or one it reads",
}

Encoded = float | str | bool | dict[str, str] | None


def load(path: str) -> ironcalc.Model:
    """The workbook, not yet calculated. TODAY and NOW are the real ones, in UTC.

    A large one is read from a copy in memory, where the system has files there: `shared_formulas` says why.
    """
    if not hasattr(os, "memfd_create"):
        return _load(path)
    with os.fdopen(os.memfd_create("workbook"), "w+b") as copy:
        try:
            ready = _shared_formulas().write_shared(path, copy)
            copy.flush()
            return _load(f"/proc/self/fd/{copy.fileno()}" if ready else path)
        except (
            OSError,
            ValueError,
            zipfile.BadZipFile,
        ):  # what is wrong with the file, the engine says better
            return _load(path)


def _load(path: str) -> ironcalc.Model:
    return ironcalc.load_from_xlsx(path, "en", "UTC", "en")


def _shared_formulas() -> ModuleType:
    """The module beside this one, which the child process cannot import by its name."""
    name = "shared_formulas"
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    if spec is None or spec.loader is None:
        raise ImportError(name)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def calculate(
    model: ironcalc.Model,
    cells: Mapping[str, Sequence[tuple[int, int]]],
    typed: Mapping[str, Sequence[tuple[int, int, float | str]]],
) -> dict[str, list[Encoded]]:
    """Type values into cells, calculate, and read cells."""
    indexes = {sheet["name"]: index for index, sheet in enumerate(model.get_worksheets_properties())}
    for name, entries in typed.items():
        for row, column, value in entries:
            if isinstance(value, str):
                model.update_cell_with_text(indexes[name], row, column, value)
            else:
                model.update_cell_with_number(indexes[name], row, column, value)
    model.evaluate()
    return {name: _values(model, indexes.get(name), places) for name, places in cells.items()}


def _values(model: ironcalc.Model, sheet: int | None, places: Sequence[tuple[int, int]]) -> list[Encoded]:
    if sheet is None:
        return [{"not_run": "does not see this sheet"}] * len(places)
    value_of = model.get_cell_value
    found: list[Encoded] = [value_of(sheet, row, column) for row, column in places]
    for at, value in enumerate(found):
        if type(value) is str and model.get_cell_type(sheet, *places[at]) == ironcalc.CellType.ErrorValue:
            found[at] = {"error": value} if value in SPREADSHEET_ERRORS else _not_run(value)
    return found


def _not_run(code: str) -> dict[str, str]:
    return {"not_run": f"{OWN_ERRORS.get(code, 'gives an error of its own')} ({code})"}
