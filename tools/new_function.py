"""The engine's side of a new line: a function that says nothing yet, and a case without a number."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import get_args

from planner import units
from planner.model import LINES
from planner.template.load import load_template
from planner.template.rows import Row
from planner.template.sheets import Sheet
from planner.units import UNITS, Unit
from tools.scaffold import LONGEST_LINE, ROOT, ScaffoldError, Texts, meant, with_function, with_import


def add_function(row: Row, module: str | None, sheet: Sheet, before: Row, texts: Texts) -> list[str]:
    """The function without a body, behind that of the line above."""
    at = sheet.rows.index(before) + 1
    keys = [one.stem or one.key for one in (*sheet.rows[at:][::-1], *sheet.rows[:at])]
    near = [key for key in keys if key in LINES]
    modules = {key: LINES[key].function.__module__.removeprefix("planner.model.") for key in LINES}
    if module not in {None, *modules.values()} or not (module or near):
        raise ScaffoldError(f"name its --module. {meant(module or '', modules.values())}")
    name = module or modules[near[-1]]
    path, kind = _file_of(name), _type_of(UNITS[row.unit])
    above = [key for key in (*modules, *near) if modules[key] == name][-1]
    texts[path] = with_import(with_function(texts[path], above, _stub(row, kind)), "planner.units", kind)
    done = "arguments and a body, from the definition and not from the formula"
    return [
        f"{path.relative_to(ROOT)}: {done}",
        _add_case(row, ROOT / "tests" / "cases" / f"test_{path.name}", texts),
    ]


def _file_of(module: str) -> Path:
    """The file of `training` or `chain.income`."""
    return ROOT.joinpath("planner", "model", *module.split(".")).with_suffix(".py")


def _add_case(row: Row, path: Path, texts: Texts) -> str:
    """The case without a number, at the end of those of its module."""
    head = '"""Worked cases, by hand or as published."""\n\nfrom __future__ import annotations\n'
    case = (
        f'def test_{row.key}_by_hand() -> None:\n    raise AssertionError("{row.key} has no worked case")\n'
    )
    texts[path] = f"{texts[path] if path.exists() else head}\n\n{case}"
    return f"{path.relative_to(ROOT)}: a worked case, with a number from paper and never from planner"


def _type_of(unit: Unit) -> str:
    """The name of the type that carries a unit."""
    return next(
        name
        for name, kind in vars(units).items()
        if unit in get_args(kind)[1:] and not name.endswith("Column")
    )


def _stub(row: Row, kind: str) -> str:
    decorator = f'@line(axis="{row.axis}")' if row.axis else "@line"
    shape = f"One value a {load_template().axis(row.axis).label.lower()}." if row.axis else "Scalar."
    words = textwrap.wrap(f"{row.label}. {shape}", LONGEST_LINE - 10)
    docstring = "\n    ".join(words) + ("\n    " if len(words) > 1 else "")
    return f'{decorator}\ndef {row.key}() -> {kind}:\n    """{docstring}"""\n'
