"""Draws the sheet of changes into a workbook of its own, from which it is carried into the user's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from planner.changes.following import INPUTS_NAME, STATUS_NAME
from planner.changes.lines import INPUTS, Band, Item, Line
from planner.changes.lines import STATUS as ROLE_STATUS
from planner.layout.arrange import HEADER_ROW, SUBTITLE_ROW
from planner.layout.places import Place
from planner.results.statuses import LineStatus
from planner.results.undo import Content
from planner.writer import looks as styles
from planner.writer.canvas import Canvas
from planner.writer.checks import mark_statuses
from planner.writer.job import Job
from planner.writer.lines import write_section, write_title
from planner.writer.looks import Look
from planner.writer.save import save
from planner.xlsx.a1 import Position, cell_name
from planner.xlsx.measure import column_width, text_pixels
from planner.xlsx.number_shown import shown

LINE, UNIT, BEFORE, AFTER, CHANGE, CELL, STATUS, NOTE, KEY = range(1, 10)
"""Columns of the sheet; all but the last are printed."""

LIMITS = {
    LINE: (40.0, 48.0),
    UNIT: (12.0, 20.0),
    BEFORE: (15.0, 20.0),
    AFTER: (15.0, 20.0),
    CHANGE: (15.0, 20.0),
    CELL: (14.0, 24.0),
    STATUS: (11.0, 14.0),
    NOTE: (44.0, 44.0),
    KEY: (24.0, 40.0),
}
"""Least and greatest width of each column; a wider number widens its own."""

EFFECT = styles.LABEL.but(indent=3)
INNER = styles.LABEL.but(bold=True, ink=styles.NAVY, below="")
TOTAL_LABEL = styles.LABEL.but(bold=True, above=styles.RULE, below="")
TOTAL = styles.RESULT.but(bold=True, above=styles.RULE)


@dataclass(slots=True)
class _Drawing:
    """The sheet under way.

    Attributes:
        values: what its numbers in the column of changes come to.
        widest: column -> the width that its widest number needs.
        followed: the rows of what the sheet follows of its plan.
        roles: a role -> its row.
    """

    canvas: Canvas
    words: Sequence[str]
    values: dict[Position, float | str] = field(default_factory=dict)
    widest: dict[int, float] = field(default_factory=dict)
    followed: list[int] = field(default_factory=list)
    roles: dict[str, int] = field(default_factory=dict)

    def number(self, at: Position, value: float, look: Look, number_format: str) -> None:
        """Keep the room that a number needs."""
        text, (row, column) = shown(value, number_format), at
        self.canvas.reserve(row, column, text, look)
        width = column_width(text_pixels(text, look.size, look.bold))
        self.widest[column] = max(width, self.widest.get(column, 0.0))


def drawn(
    path: Path, name: str, items: Iterable[Item], texts: Mapping[str, str], job: Job
) -> Mapping[Position, float | str]:
    """Write the sheet as the second of a workbook; what its formulas come to."""
    from openpyxl import Workbook

    book: Any = Workbook()  # its first sheet is the one in view, which this one is not to be
    sheet = book.create_sheet(name)
    sheet.sheet_properties.tabColor = styles.TABS["control"]
    canvas = Canvas(sheet, job.template)
    write_title(canvas, texts["title"], job)
    whose = job.heading(job.template.headings.sheet)
    canvas.put(SUBTITLE_ROW, LINE, whose or None, styles.SUBTITLE)
    _write_heads(canvas, texts, job)
    said = [job.template.word_of(word) for word in (LineStatus.OK, LineStatus.STALE)]
    drawing = _Drawing(canvas, said)
    _write_items(drawing, list(items))
    if drawing.roles:
        _follow(drawing)
    canvas.fit_columns(
        {at: (least, max(most, drawing.widest.get(at, 0.0))) for at, (least, most) in LIMITS.items()}
    )
    canvas.fit_rows()
    canvas.freeze(HEADER_ROW + 1, UNIT)
    printed = (1, drawing.followed[0] - 3) if drawing.followed else None
    canvas.page(NOTE, HEADER_ROW, job, tall=0, rows=printed)
    save(book, path, job.now)
    return drawing.values


def _write_heads(canvas: Canvas, texts: Mapping[str, str], job: Job) -> None:
    words = job.words
    heads = {
        LINE: words.line,
        UNIT: words.unit,
        BEFORE: texts["before"],
        AFTER: texts["after"],
        CHANGE: texts["change"],
        CELL: texts["cell"],
        STATUS: words.status,
        NOTE: words.note,
        KEY: words.key,
    }
    for column, text in heads.items():
        number = column in {BEFORE, AFTER, CHANGE}
        canvas.put(HEADER_ROW, column, text, styles.HEADER_NUMBER if number else styles.HEADER)


def _write_items(drawing: _Drawing, items: Sequence[Item]) -> None:
    """Write the lines; a heading has an empty row above it, unless another one stands there."""
    row, canvas, below_line = HEADER_ROW, drawing.canvas, False
    for item in items:
        row += 2 if isinstance(item, Band) and below_line else 1
        if isinstance(item, Line):
            _write_line(drawing, row, item)
        elif item.inner:
            canvas.put(row, LINE, item.title, INNER)
        else:
            write_section(canvas, row, item.title, NOTE)
        below_line = isinstance(item, Line)


def _follow(drawing: _Drawing) -> None:
    """The status of the sheet: whether all that it follows is what was recorded. Its cells get names."""
    (first, last), (ok, stale) = (drawing.followed[0], drawing.followed[-1]), drawing.words
    words, row = f"{cell_name(first, STATUS)}:{cell_name(last, STATUS)}", drawing.roles[ROLE_STATUS]
    formula = f'IF(COUNTIF({words},"{ok}")=ROWS({words}),"{ok}","{stale}")'
    _write_word(drawing, row, formula)
    for name, (at, columns) in {
        STATUS_NAME: (row, (STATUS, STATUS)),
        INPUTS_NAME: (last, (STATUS, KEY)),
    }.items():
        _define(drawing.canvas.sheet, name, Place("", at, columns[0], 1, columns[1] - columns[0] + 1))
    sheet = drawing.canvas.sheet.title
    for place in (Place(sheet, row, STATUS), Place(sheet, first, STATUS, last - first + 1)):
        mark_statuses(drawing.canvas, place)


def _define(sheet: Any, name: str, place: Place) -> None:
    from openpyxl.workbook.defined_name import DefinedName

    sheet.defined_names.add(DefinedName(name, attr_text=f"'{sheet.title}'!{place.fixed}"))


def _write_word(drawing: _Drawing, row: int, formula: str) -> None:
    """A status that a formula says; it is OK as long as the sheet is new."""
    drawing.canvas.formula(row, STATUS, formula, styles.STATUS.but(bold=True), "General")
    drawing.values[row, STATUS] = drawing.words[0]


def _write_line(drawing: _Drawing, row: int, line: Line) -> None:
    canvas, total = drawing.canvas, bool(line.adds)
    above = styles.RULE if total else ""
    label = TOTAL_LABEL if total else EFFECT if line.effect is not None else styles.LABEL
    texts = {
        LINE: (line.label, label),
        UNIT: (line.unit, styles.UNIT.but(above=above)),
        CELL: (line.cell, styles.NOTE.but(above=above)),
        STATUS: (line.word, _status(line.status).but(above=above)),
        NOTE: (line.note, styles.NOTE.but(above=above)),
        KEY: (line.key, styles.KEY.but(wrap=True)),
    }
    for column, (text, look) in texts.items():
        canvas.put(row, column, text or None, look)
    for column, value in ((BEFORE, line.before), (AFTER, line.after)):
        _write_value(drawing, (row, column), value, line.look, above)
    _write_change(drawing, (row, CHANGE), line)
    if line.role:
        drawing.roles[line.role] = row
    if line.live:
        ok, stale = drawing.words
        _write_word(drawing, row, f'IF({cell_name(row, CHANGE)}=0,"{ok}","{stale}")')
    if line.live or line.role == INPUTS:
        drawing.followed.append(row)


def _write_value(drawing: _Drawing, at: Position, value: Content, number_format: str, above: str) -> None:
    """What was, or what is: a number in the format of its line, or a text that wraps."""
    if isinstance(value, float):
        look = styles.WRITTEN.but(above=above)
        drawing.canvas.put(*at, value, look, number_format)
        drawing.number(at, value, look, number_format)
    else:
        drawing.canvas.put(*at, value, styles.WRITTEN.but(above=above, wrap=True, size=styles.SMALL))


def _write_change(drawing: _Drawing, at: Position, line: Line) -> None:
    """The change: typed where it is an effect, else after less before, or the sum of the effects above."""
    (row, _), canvas, values = at, drawing.canvas, drawing.values
    look = TOTAL if line.adds else styles.WRITTEN if line.effect is not None else styles.FORMULA
    if line.effect is not None:
        canvas.put(*at, line.effect, look, line.change_look)
        values[at] = line.effect
    elif line.adds:
        first, last = (cell_name(row - back, CHANGE) for back in (line.adds, 1))
        canvas.formula(*at, f"SUM({first}:{last})", look, line.change_look)
        above = (values[row - back, CHANGE] for back in range(line.adds, 0, -1))
        values[at] = sum(one for one in above if isinstance(one, float))
    elif line.live:
        apart, after = f"{line.live}-{cell_name(row, AFTER)}", cell_name(row, AFTER)
        formula = f"IF(ABS({apart})<={line.tolerance}*MAX(1,ABS({after})),0,{apart})"
        canvas.formula(*at, formula, look.but(ink=styles.LINK_GREEN), line.change_look)
        values[at] = 0.0
    elif line.subtracts and isinstance(line.before, float) and isinstance(line.after, float):
        formula = f"{cell_name(row, AFTER)}-{cell_name(row, BEFORE)}"
        canvas.formula(*at, formula, look, line.change_look)
        values[at] = line.after - line.before
    else:
        canvas.draw(*at, look)
    if isinstance(value := values.get(at), float):
        drawing.number(at, value, look, line.change_look)


def _status(status: str) -> Look:
    """How a word in the column of statuses is drawn."""
    ink, fill = styles.STATUS_COLOURS.get(status, (styles.INK, ""))
    return styles.STATUS.but(ink=ink, fill=fill, bold=bool(status))
