"""Puts in what a new line needs, and says what is left: ``python -m tools.new_line KEY --sheet training``.

A line is written from its definition, twice, which cannot be generated: row, function, case and translation
say nothing yet, and tests/contract finds each that still does.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from planner.template.folder import translations
from planner.template.load import load_template, read_toml
from planner.template.locale import load_locale
from planner.template.rows import Row
from planner.template.sheets import Sheet
from planner.template.validate import KEY
from planner.units import UNITS
from tools.new_function import add_function
from tools.scaffold import ROOT, TEMPLATE, ScaffoldError, Texts, after_entry, entry, meant, with_translation

FLAG = "1 = yes, 0 = no"
NOTHING_YET = "NA()"
"""The formula of a line that has none yet: in Excel, a value that is not available."""


def add(asked: argparse.Namespace, texts: Texts) -> list[str]:
    """Put a line into the texts; what is left to do, each with where.

    Raises:
        ScaffoldError: there is such a line already, or no such sheet, unit, axis or row.
    """
    sheet = _sheet(asked.sheet)
    row = _row(asked, sheet)
    path = TEMPLATE / "sheets" / f"{asked.sheet}.toml"
    before = _before(asked.after, sheet)
    texts[path] = after_entry(texts[path], f'key = "{before.stem or before.key}"', entry(_fields(asked, row)))
    left = [f"{path.relative_to(ROOT)}: {_left_of_row(row)}"]
    if not row.is_input:
        left += add_function(row, asked.module, sheet, before, texts)
    if row.kind in {"output", "check"}:
        _add_to_summary(row, sheet, before, texts)
    left += _add_translations(row, sheet, before, texts)
    return [*left, *_left_elsewhere(row)]


def _sheet(stem: str) -> Sheet:
    stems = read_toml(TEMPLATE / "template.toml")["sheets"]
    if stem not in stems:
        raise ScaffoldError(f"there is no sheet {stem}. {meant(stem, stems)}")
    return load_template().sheets[stems.index(stem)]


def _row(asked: argparse.Namespace, sheet: Sheet) -> Row:
    """The row as far as it is known; what the template would refuse is refused here."""
    template, unit = load_template(), asked.unit or (FLAG if asked.kind == "check" else "")
    known = {row.key for _, row in template.rows()}
    label = asked.label or asked.key.replace("_", " ").capitalize()
    axis = sheet.axis.key if sheet.axis else ""
    bounds = (asked.default, asked.min, asked.max) if not asked.choices else (asked.default,)
    for wrong, why in (
        (KEY.fullmatch(asked.key) is None, f"{asked.key} is no key: small letters, digits and _"),
        (asked.key in known, f"there is a line {asked.key} already"),
        (label in {row.label for _, row in template.rows()}, f'another line is labelled "{label}": --label'),
        (unit not in UNITS, f"--unit is one of planner/units.py. {meant(unit, UNITS)}"),
        (asked.axis not in {None, axis}, f"{sheet.name} runs along {axis or 'scenarios'}, not {asked.axis}"),
        (axis and asked.kind != "calc", f"a line of {sheet.name} has one value a {axis}, so it is a calc"),
        (
            asked.kind == "input" and None in bounds,
            "an input has --default, and --min and --max or --choices",
        ),
    ):
        if wrong:
            raise ScaffoldError(why)
    return Row(asked.key, asked.kind, label, unit, axis=axis)


def _before(key: str | None, sheet: Sheet) -> Row:
    """The row that the new one goes below: the last of its sheet, or the one asked for."""
    rows = {row.key: row for row in sheet.rows}
    if key is not None and key not in rows:
        raise ScaffoldError(f"{sheet.name} has no line {key}. {meant(key, rows)}")
    return rows[key] if key else sheet.rows[-1]


def _fields(asked: argparse.Namespace, row: Row) -> dict[str, object]:
    fields: dict[str, object] = {"key": row.key, "kind": row.kind, "label": row.label, "unit": row.unit}
    if not row.is_input:
        return fields | {"formula": NOTHING_YET}
    if asked.choices:
        return fields | {"default": asked.default, "choices": asked.choices.split(",")}
    numbers = {name: float(getattr(asked, name)) for name in ("default", "min", "max")}
    return fields | {name: int(value) if value.is_integer() else value for name, value in numbers.items()}


def _left_of_row(row: Row) -> str:
    if row.is_input:
        return "a note or source"
    return f"a formula, from the definition, in the place of {NOTHING_YET}"


def _add_to_summary(row: Row, sheet: Sheet, before: Row, texts: Texts) -> None:
    """Behind the output above it; a sheet without outputs goes to the end of the last block."""
    path = TEMPLATE / "template.toml"
    listed = [key for _, keys in load_template().summary for key in keys]
    above = [one.key for one in sheet.rows[: sheet.rows.index(before) + 1] if one.key in listed]
    below = [one.key for one in sheet.rows if one.key in listed]
    near = above[-1] if above else below[0] if below else listed[-1]
    head, summary, tail = texts[path].partition("[[summary]]")
    texts[path] = head + summary + tail.replace(f'"{near}"', f'"{near}", "{row.key}"', 1)


def _add_translations(row: Row, sheet: Sheet, before: Row, texts: Texts) -> list[str]:
    left = []
    above = [one.label for one in sheet.rows[: sheet.rows.index(before) + 1]]
    for language in translations():
        path = TEMPLATE / "locale" / f"{language}.toml"
        if row.label not in load_locale(language).texts:
            texts[path] = with_translation(texts[path], "text", row.label, above)
            left.append(f'{path.relative_to(ROOT)}: what stands for "{row.label}"')
    return left


def _left_elsewhere(row: Row) -> list[str]:
    reached = {
        "input": "a formula and a function that read it, up to a result",
        "calc": "a formula that reads it, or a page that shows it",
    }
    left = [reached[row.kind]] if row.kind in reached else []
    return [*left, "make examples docs"]


def main(words: list[str] | None = None) -> int:
    """Put in a line; exit status 2 where that cannot be."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.new_line", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("key", help="name of the line, its function and its cells")
    parser.add_argument(
        "--sheet", required=True, help="a file of templates/llm-programme/sheets, without .toml"
    )
    parser.add_argument("--kind", required=True, choices=["input", "calc", "output", "check"])
    parser.add_argument("--unit", help="one of planner/units.py; a check needs none")
    parser.add_argument("--label", help="what the reader is told; without it, the key in words")
    parser.add_argument("--axis", help="what it runs along, as its sheet does")
    parser.add_argument("--after", help="key of the row above it; without it, the last of the sheet")
    parser.add_argument(
        "--module", help="a file of planner/model, or chain.FILE; without it, that of the row above"
    )
    for name in ("default", "min", "max", "choices"):
        parser.add_argument(
            f"--{name}", help="of an input" + ("; words with commas" if name == "choices" else "")
        )
    return run(add, parser.parse_args(words), parser)


def run(work: Any, asked: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    """Do the work, write, and print what was written and what is left."""
    texts = Texts()
    try:
        left = work(asked, texts)
    except ScaffoldError as error:
        parser.error(str(error))
    _say("Written:", texts.write())
    _say("Left to do:", left)
    return 0


def _say(heading: str, lines: list[Path] | list[str]) -> None:
    sys.stdout.write("\n".join([heading, *(f"  {line}" for line in lines)]) + "\n")


if __name__ == "__main__":
    sys.exit(main())
