"""How a workbook looks: one font, few colours, and what each says. Plain data; ``canvas.py`` draws it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from planner.results.statuses import LineStatus

FONT = "Arial"
SIZE, SMALL, LARGE = 10.0, 9.0, 16.0

ROW_POINTS = 16.0
"""Height of a row that holds one line; taller rows keep fitting themselves when their text changes."""

UNUSED = "EDEDED"
"""What an input stands on that nothing reads."""
INK, NAVY, GREY, FAINT, WHITE = "000000", "1F3864", "6B7684", "8E98A4", "FFFFFF"
INPUT_BLUE, LINK_GREEN = "0000FF", "007A33"
INPUT_FILL, RESULT_FILL, HEADER_FILL = "FFF9E5", "EDF2F9", "1F3864"
RULE, HAIR = "8EA0B8", "E1E6EC"

TABS = {"front": "1F3864", "input": "E8B93B", "calculation": "5B7BA6", "control": "9AA5B1"}
"""Tab colour by kind of sheet."""

GOOD, WARN, BAD = ("1E6B3A", "E3F1E6"), ("8A5A00", "FCEFD2"), ("A32020", "F9DEDC")
STATUS_COLOURS = {
    LineStatus.OK: GOOD,
    LineStatus.STALE: WARN,
    LineStatus.NOT_CHECKED: WARN,
    LineStatus.NOT_RUN: WARN,
    LineStatus.WARNS: WARN,
    LineStatus.DIFFERS: BAD,
    LineStatus.EDITED: BAD,
    LineStatus.OVERWRITTEN: BAD,
    LineStatus.FAILS: BAD,
    LineStatus.ERROR: BAD,
}
"""Ink and fill of a status; the word itself says the same without colour."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell is drawn.

    Attributes:
        spills: its text may run over the empty cells beside it, so it does not widen its column.
    """

    ink: str = INK
    size: float = SIZE
    bold: bool = False
    italic: bool = False
    underline: bool = False
    fill: str = ""
    align: str = "left"
    vertical: str = "center"
    indent: int = 0
    wrap: bool = False
    spills: bool = False
    above: str = ""
    below: str = ""

    def but(self, **changes: object) -> Look:
        """The same with something else."""
        return replace(self, **changes)  # type: ignore[arg-type]


TITLE = Look(ink=NAVY, size=LARGE, bold=True, spills=True)
MESSAGE_TITLE = TITLE.but(size=14.0)
SUBTITLE = Look(ink=GREY, spills=True)
SECTION = Look(ink=NAVY, bold=True, spills=True, below=RULE, vertical="bottom")
SECTION_RULE = Look(below=RULE)
HEADER = Look(ink=WHITE, size=SMALL, bold=True, fill=HEADER_FILL, wrap=True, indent=1)
HEADER_NUMBER = HEADER.but(align="right", indent=0)
HEADER_CENTRE = HEADER.but(align="center", indent=0)
BAND = Look(ink=NAVY, size=SMALL, bold=True, align="centerContinuous", below=NAVY, spills=True)

LABEL = Look(below=HAIR, wrap=True, indent=1)
UNIT = Look(ink=GREY, size=SMALL, below=HAIR, wrap=True, indent=1)
NOTE = Look(ink="3D4752", size=SMALL, below=HAIR, wrap=True, indent=1)
MEANING = NOTE.but(wrap=False, spills=True, below="")
KEY = Look(ink=FAINT, size=8.0, below=HAIR, indent=1)
PLAIN = Look(wrap=True, indent=1)
ANSWER = PLAIN.but(size=11.0)
QUESTION = PLAIN.but(bold=True, size=11.0)
CAPTION = Look(ink=GREY, size=SMALL, italic=True, spills=True)
COMPANY = Look(ink=NAVY, size=20.0, bold=True, spills=True)
ABOUT_PLAN = Look(ink=GREY, size=11.0, spills=True)
DRAFT = Look(ink=NAVY, size=11.0, bold=True, align="center", above=NAVY, below=NAVY)
SECRET = Look(ink=GREY, size=SMALL, align="right", spills=True)
FACT_LABEL = Look(ink=GREY, size=SMALL, above=RULE, spills=True)
FACT = Look(size=SMALL, bold=True, below=RULE, wrap=True)
BLOCK = RESULT_FILL
ASKED = Look(size=11.0, bold=True, fill=BLOCK, wrap=True, indent=1)
SENTENCE = Look(fill=BLOCK, wrap=True, indent=1)
JUDGED = Look(ink=GREY, size=SMALL, fill=BLOCK, align="center", wrap=True)
YES_NO = Look(ink=WHITE, size=15.0, bold=True, fill=NAVY, align="center")
NO_FILL = "951B1B"
CHART_TITLE = Look(ink=NAVY, bold=True, spills=True, vertical="bottom")
PAGE_HEAD = Look(ink=NAVY, size=SMALL, bold=True, below=NAVY, spills=True)
PAGE_HEAD_NUMBER = PAGE_HEAD.but(align="right", spills=False)
NAMED = Look(wrap=True, indent=1, below=HAIR)
NAMED_LABEL = Look(ink=GREY, below=HAIR)
HEADINGS = {
    "title": COMPANY,
    "about": ABOUT_PLAN,
    "status": DRAFT,
    "secret": SECRET,
    "round": FACT,
    "as_of": FACT,
    "question": ASKED,
    "prepared": FACT,
    "sheet": SUBTITLE,
}
"""Cells that follow what the owner says of the plan."""
LINES_OF_PAGES = {
    "": Look(below=HAIR),
    "part": Look(below=HAIR, indent=1),
    "total": Look(bold=True, above=INK, below=HAIR),
    "key": Look(bold=True, above=INK, below=HAIR, fill=BLOCK),
    "ratio": Look(ink=GREY, size=SMALL, below=HAIR, indent=1),
    "month": Look(below=HAIR),
}
"""Labels of lines of page 1 and of statements."""
LINK = Look(ink=NAVY, underline=True, indent=1)
BACK = LINK.but(size=SMALL, indent=0)

INPUT = Look(ink=INPUT_BLUE, fill=INPUT_FILL, align="right", below=HAIR)
INPUT_TEXT = INPUT.but(align="left", wrap=True, indent=1)
INPUT_WORDS = INPUT.but(align="left", spills=True, indent=1)
INPUT_NOTE = INPUT_TEXT.but(size=SMALL)
FOLLOWS = INPUT.but(ink=INK)
FORMULA = Look(align="right", below=HAIR)
RESULT = FORMULA.but(fill=RESULT_FILL)
WRITTEN = Look(ink=GREY, align="right", below=HAIR)
WRITTEN_WORDS = WRITTEN.but(align="left", spills=True)
STATUS = Look(bold=True, size=SMALL, align="center", below=HAIR)
MASTER = STATUS.but(align="left", indent=1, below="")
