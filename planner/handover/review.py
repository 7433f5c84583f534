"""The page for whoever receives a package: what was checked, and how to check it without planner."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from planner.book.find import Book
from planner.handover.manifest import Manifest
from planner.layout import places as at
from planner.layout.formulas import compile_formula
from planner.results.statuses import AGREES, IN_ORDER, LineStatus
from planner.template.references import REFERENCE
from planner.template.rows import Row
from planner.template.schema import Template

NAME = "review.html"
SCENARIO = "base"
MOST_LINES, MOST_OPERANDS = 6, 6
PLAIN = re.compile(r"[0-9.eE+*/()^-]*")
"""What is left of a formula that a pocket calculator can do, without its references."""

"""Statuses of a workbook whose last refresh saw the inputs that it has now."""

SIGNS = str.maketrans({"*": "\u00d7", "/": "\u00f7", "-": "\u2212"})
STYLE = (
    "body{font:16px/1.5 Arial,'Liberation Sans',sans-serif;max-width:56rem;margin:2rem auto;padding:0 1rem;"
    "color:#222}h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2rem}"
    "table{border-collapse:collapse;width:100%}"
    "th,td{border-bottom:1px solid #ccc;padding:.3rem .6rem;text-align:left;vertical-align:top}"
    "code{font-family:Consolas,'Liberation Mono',monospace;overflow-wrap:anywhere}"
)


@dataclass(frozen=True, slots=True)
class Sum:
    """A line that can be recomputed by hand: its cell, its formula, and the same in numbers."""

    label: str
    unit: str
    cell: str
    formula: str
    numbers: str
    result: str


def page(manifest: Manifest, book: Book | None) -> bytes:
    """The page. Without `book`, a workbook that planner could not check, it says only what is known.

    A package whose workbook has a password shows none of its numbers here.
    """
    blocks = [
        *_head(manifest),
        *_files(manifest),
        *_recalculate(manifest, book),
        *(_by_hand(book, hide=manifest.encrypted) if book else ()),
        *(_statuses(book.template) if book else ()),
        *_with_planner(manifest),
    ]
    body = "\n".join(blocks)
    text = (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>How to check '
        f"{escape(manifest.workbook)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )
    return text.encode()


def sums(book: Book) -> Iterator[Sum]:
    """One line of each part of the summary that needs no more than a pocket calculator."""
    for _, keys in book.template.summary:
        found = next((row for row in map(book.template.row, keys) if _is_plain(row, book.template)), None)
        if found is not None:
            yield _sum(found, book)


def _is_plain(row: Row, template: Template) -> bool:
    """Whether its formula is arithmetic on a few numbers of the same scenario."""
    keys = REFERENCE.findall(row.formula)
    if (
        row.axis
        or not 2 <= len(set(keys)) <= MOST_OPERANDS
        or not PLAIN.fullmatch(REFERENCE.sub("", row.formula))
    ):
        return False
    known = {other.key: other for _, other in template.rows()}
    return all(key in known and not (known[key].axis or known[key].is_text) for key in keys)


def _sum(row: Row, book: Book) -> Sum:
    place = book.layout.cell(row, SCENARIO)
    formula = compile_formula(row.formula, place.sheet, SCENARIO, book.layout, book.template)

    def number(key: str) -> str:
        return _number(book.cell(book.layout.cell(book.template.row(key), SCENARIO)).value)

    pieces = REFERENCE.split(row.formula)  # text, key, text, key, ..., text
    shown = [number(piece) if odd % 2 else piece.translate(SIGNS) for odd, piece in enumerate(pieces)]
    numbers = re.sub(r"([\u00d7\u00f7\u2212+])", r" \1 ", "".join(shown)).replace("  ", " ")
    where = f"{place.sheet}!{place.a1}"
    return Sum(row.label, row.unit, where, f"={formula}", numbers, _number(book.cell(place).value))


def _number(value: object) -> str:
    """A number with the digits that a person types into a calculator."""
    return f"{value:,.10g}" if isinstance(value, float) else str(value)


def _head(manifest: Manifest) -> Iterator[str]:
    check = manifest.check
    yield f"<h1>How to check {escape(manifest.workbook)}</h1>"
    if check:
        cells, agree = check["cells"], check[AGREES]
        logged = ", which the last row of its log shows too" if check["master"] in IN_ORDER else ""
        yield (
            "<p>Every number of the plan was computed twice: by the workbook's own formulas, evaluated "
            f"by {escape(manifest.checker)}, and by a separate program, planner {escape(manifest.planner)}. "
            f"<strong>{agree:,} of {cells:,} formula cells agree; the status is "
            f"{escape(str(check['master']))}.</strong> The inputs have the fingerprint "
            f"<code>{escape(manifest.fingerprint)}</code>{logged}. Cells that its owner has added are not "
            f"counted. The package was made on {escape(manifest.made[:10])}.</p>"
        )
    else:
        yield (
            "<p><strong>The numbers of this workbook were not checked.</strong> planner "
            f"{escape(manifest.planner)} made this package on {escape(manifest.made[:10])}, but could not "
            "compute the workbook a second time.</p>"
        )
    if manifest.lint:
        counts = manifest.lint
        yield (
            f"<p>{counts['passes']} of {sum(counts.values())} rules for financial models pass"
            f"{', ' + str(counts['waived']) + ' were waived' if counts['waived'] else ''}.</p>"
        )
    if manifest.waived:
        yield "<p>The sender has waived what the following rules ask for:</p>"
        places: dict[str, list[str]] = {}
        for one in manifest.waived:
            where = "!".join(part for part in (one.get("sheet", ""), one.get("cell", "")) if part)
            places.setdefault(one["rule"], []).extend([where] if where else [])
        yield _table(("rule", "where"), [(rule, ", ".join(found)) for rule, found in places.items()])


def _files(manifest: Manifest) -> Iterator[str]:
    yield "<h2>1. Are these the files that were sent?</h2>"
    yield (
        "<p>The manifest holds the SHA-256 of every file. Compute them anew and compare: on Windows "
        "<code>certutil -hashfile NAME SHA256</code>, on macOS <code>shasum -a 256 *</code>, on Linux "
        "<code>sha256sum *</code>. Ask the sender for the SHA-256 of the manifest itself by another way than "
        "the one that brought you this package.</p>"
    )
    listed = [file.name for file in manifest.files]
    what = {manifest.workbook: "the workbook" + (", with a password" if manifest.encrypted else "")}
    what[NAME], what["manifest.json"] = "this page", "the manifest"
    rows = [
        (name, what.get(name, "the workbook as it prints"))
        for name in dict.fromkeys([*listed, NAME, "manifest.json"])
    ]
    yield _table(("file", "what it is"), rows)


def _recalculate(manifest: Manifest, book: Book | None) -> Iterator[str]:
    yield "<h2>2. Does another program come to the same numbers?</h2>"
    yield (
        "<p>Open a copy and let it compute everything anew: in Excel with <kbd>Ctrl</kbd>+<kbd>Alt</kbd>+"
        "<kbd>Shift</kbd>+<kbd>F9</kbd>, in LibreOffice with <kbd>Ctrl</kbd>+<kbd>Shift</kbd>+<kbd>F9</kbd>. "
        "No number may change beyond its last digits.</p>"
    )
    if book is None:
        return
    master, checks = book.layout[at.MASTER_ON_COVER], book.layout[at.MASTER].sheet
    status = escape(str(manifest.check.get("master", LineStatus.OK)))
    yield (
        f"<p>The status in {_cell(f'{master.sheet}!{master.a1}')} must still be {status}. It is a formula: "
        f"it compares every line with what the second program found, which the sheet {escape(checks)} shows "
        "beside it. Change an input, and the lines that depend on it turn to STALE; undo it, and they turn "
        "back.</p>"
    )
    yield (
        "<p>Formulas &gt; Trace Precedents (in LibreOffice Tools &gt; Detective) leads from any number to "
        "the inputs that it comes from; each input has its source beside it.</p>"
    )


def _by_hand(book: Book, *, hide: bool) -> Iterator[str]:
    found = list(sums(book))[:MOST_LINES]
    if not found:
        return
    yield "<h2>3. Do a few lines come out by hand?</h2>"
    yield (
        "<p>A pocket calculator is enough. The numbers are those of the base scenario; the result agrees to "
        "about eight digits, as the numbers here are rounded to ten.</p>"
    )
    if hide:
        yield "<p>The numbers stand in the cells that each formula names.</p>"
    rows = [
        (
            f"{escape(one.label)}<br>{_cell(one.cell)}",
            f"<code>{escape(one.formula)}</code>" + ("" if hide else f"<br>{escape(one.numbers)}"),
            escape(one.unit) if hide else f"{escape(one.result)} {escape(one.unit)}",
        )
        for one in found
    ]
    yield _table(("line", "formula", "unit" if hide else "result"), rows, raw=True)


def _statuses(template: Template) -> Iterator[str]:
    yield "<h2>4. What the statuses mean</h2>"
    yield _table(("status", "meaning"), list(template.statuses.items()))


def _with_planner(manifest: Manifest) -> Iterator[str]:
    yield "<h2>With planner</h2>"
    secret = " --password PASSWORD" if manifest.encrypted else ""
    yield (
        f"<p><code>planner verify FOLDER{secret}</code> compares all files with the manifest and repeats the "
        f"check of the workbook. It was made with planner {escape(manifest.planner)}"
        f"{', the template ' + escape(manifest.template) if manifest.template else ''}"
        f"{' and the checker ' + escape(manifest.checker) if manifest.checker else ''}.</p>"
    )


def _cell(text: str) -> str:
    return f"<code>{escape(text)}</code>"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, raw: bool = False) -> str:
    def line(tag: str, cells: Iterable[str]) -> str:
        return f"<tr>{''.join(f'<{tag}>{cell}</{tag}>' for cell in cells)}</tr>"

    body = "\n".join(line("td", row if raw else map(escape, row)) for row in rows)
    return f"<table>\n{line('th', map(escape, heads))}\n{body}\n</table>"
