"""Pictures of a plan as LibreOffice draws it: ``python -m tools.screenshots``, or ``make screenshots``.

They go to ``docs/screenshots/``, one for each of four sheets, with the language in the name.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile

from planner.check.checkers.libreoffice import find_program
from planner.layout.places import MASTER_ON_COVER, MASTER_ON_SUMMARY
from planner.template.schema import ENGLISH
from planner.xlsx.package import Package, open_package
from tools.examples import EXAMPLES
from tools.examples import FOLDER as WORKBOOKS
from tools.paper import picture, read_pdf, to_pdf

FOLDER = Path(__file__).parents[1] / "docs" / "screenshots"
EXAMPLE = {language: name for name, (_, language) in EXAMPLES.items() if language != ENGLISH} | {
    ENGLISH: "startup"
}
"""Language -> the example that is shown in it."""

PRINTED = {"cover": MASTER_ON_COVER, "summary": MASTER_ON_SUMMARY, "inputs": "in_parameters_b"}
"""Picture -> a defined name on its sheet, of the sheets that print."""
FROM, TO = "calc_revenue_base", "calc_runway_months_base"
"""Names of the first and the last line that is shown of a sheet that does not print."""
LAST_COLUMN = "N"
"""Of the twelfth month."""
DOTS_PER_INCH = 96
STANDS_IN = {"Microsoft YaHei": "Noto Sans CJK SC"}
"""The font of Chinese workbooks, and a free one that is drawn in its place."""


def build(language: str, folder: Path) -> list[Path]:
    """Write the pictures of one language into a folder.

    Raises:
        RuntimeError: LibreOffice is not there.
    """
    soffice = find_program()
    if soffice is None:
        raise RuntimeError("LibreOffice is not installed, and it draws the pictures")
    written = []
    with TemporaryDirectory() as scratch:
        package = open_package(WORKBOOKS / f"{EXAMPLE[language]}.xlsx")
        sheets = {name: _sheet(package, place) for name, place in PRINTED.items()}
        sheets["cash"] = _sheet(package, FROM)
        book = Path(scratch) / "plan.xlsx"
        _with_print_area(package, sheets["cash"], book)
        to_pdf(soffice, [book], Path(scratch), fonts=STANDS_IN)
        pages = _pages(book.with_suffix(".pdf"), sheets)
        for name, page in pages.items():
            target = folder / f"{name}-{language}.png"
            picture(book.with_suffix(".pdf"), page, target, dots_per_inch=DOTS_PER_INCH)
            written.append(target)
    return written


def _sheet(package: Package, name: str) -> str:
    """The sheet on which a defined name has its cells."""
    return package.defined_names[name].rpartition("!")[0].strip("'")


def _row(package: Package, name: str) -> int:
    """The row in which a line has its cells."""
    return int(package.defined_names[name].rpartition("$")[2])


def _with_print_area(package: Package, sheet: str, target: Path) -> None:
    """A copy in which that sheet prints some lines of its first year on one page, below its headings."""
    first, last = (_row(package, name) for name in (FROM, TO))
    workbook, part = package.workbook_part, package.sheet(sheet).part
    area = rf"('{re.escape(sheet)}'!)\$[A-Z]+\$1(?=<)"
    changes = {
        workbook: (area, rf"\g<1>$A${first - 1}:${LAST_COLUMN}${last}"),
        part: (r'fitToHeight="\d+" fitToWidth="\d+"', 'fitToHeight="1" fitToWidth="1"'),
    }
    with ZipFile(package.file) as source, ZipFile(target, "w", ZIP_DEFLATED) as copy:
        for name in source.namelist():
            content = source.read(name)
            if name in changes:
                pattern, text = changes[name]
                changed, count = re.subn(pattern, text, content.decode())
                if count != 1:
                    raise RuntimeError(f"{name}: {count} places look like {pattern}")
                content = changed.encode()
            copy.writestr(name, content)


def _pages(pdf: Path, sheets: Mapping[str, str]) -> dict[str, int]:
    """The first page of each sheet, by its name in the footer."""
    footers = [
        " ".join(word.text for word in page.words if word.bottom > page.height - 40) for page in read_pdf(pdf)
    ]
    return {
        name: next(number for number, footer in enumerate(footers, start=1) if f" {sheet} " in footer)
        for name, sheet in sheets.items()
    }


def main() -> None:
    """Draw the pictures of the languages that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--lang", choices=sorted(EXAMPLE), action="append", help="only this language")
    languages = parser.parse_args().lang or sorted(EXAMPLE)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for language in languages:
        for path in build(language, FOLDER):
            sys.stdout.write(f"{path.relative_to(FOLDER.parents[1])}\n")


if __name__ == "__main__":
    main()
