"""What may become of a cell, of a line, of a plan and of a rule: every status, and the order of each kind.

JSON holds those of cells, plans and rules as they stand here. A workbook shows those of lines, in its own
language.
"""

from __future__ import annotations

from collections.abc import Container

AGREES, DIFFERS, EDITED, OVERWRITTEN, NOT_RUN = "agrees", "differs", "edited", "overwritten", "not_run"

CELL_STATUSES = (AGREES, DIFFERS, EDITED, OVERWRITTEN, NOT_RUN)
"""What may have become of a formula cell, in the order in which they are counted for people."""

TELLING = (OVERWRITTEN, EDITED, NOT_RUN, DIFFERS, AGREES)
"""The same, the one that says most about a line first."""

NOT_CHECKED = "not_checked"
"""Of a line that no cell speaks for, as what judges all lines is wrong."""

PROBLEMS = "problems"
"""Of a file that could not be used; one that could has AGREES or DIFFERS."""


class LineStatus:
    """The words that the status of a line may show, and that of the whole plan: the worst of its lines'."""

    DIFFERS = "DIFFERS"
    EDITED = "EDITED"
    OVERWRITTEN = "OVERWRITTEN"
    NOT_RUN = "NOT RUN"
    NOT_CHECKED = "NOT CHECKED"
    STALE = "STALE"
    FAILS = "FAILS"
    ERROR = "ERROR"
    WARNS = "WARNS"
    OK = "OK"
    AGREES = "AGREES"
    """What a refresh found, beside the status: the line may be STALE since, or FAIL."""


VERDICTS = (
    LineStatus.DIFFERS,
    LineStatus.EDITED,
    LineStatus.OVERWRITTEN,
    LineStatus.NOT_RUN,
    LineStatus.NOT_CHECKED,
)
"""Those that a refresh gives a line, whatever its values come to later; worst first."""

LINE_STATUSES = (
    *VERDICTS,
    LineStatus.STALE,
    LineStatus.FAILS,
    LineStatus.ERROR,
    LineStatus.WARNS,
    LineStatus.OK,
)
"""What a status may say, worst first."""

IN_ORDER = (LineStatus.OK, LineStatus.WARNS, LineStatus.FAILS)
"""Of a plan whose every cell agrees; FAILS and WARNS say that a condition of its own is not met."""


def line_statuses(said: Container[str]) -> tuple[str, ...]:
    """What a status may say in a template that explains these, worst first: not each has checks that warn."""
    return tuple(word for word in LINE_STATUSES if word != LineStatus.WARNS or word in said)


def unmet_statuses(said: Container[str]) -> tuple[str, ...]:
    """What a check says that is not met, worst first, in a template that explains these."""
    return tuple(word for word in line_statuses(said) if word in (LineStatus.FAILS, LineStatus.WARNS))


def line_status(status: str) -> str:
    """The word that a line shows for the status of its cells."""
    return status.upper().replace("_", " ")


PASSES, FINDS, DID_NOT_RUN, WAIVED = "passes", "finds", "not run", "waived"

RULE_STATUSES = (PASSES, FINDS, DID_NOT_RUN, WAIVED)
"""What may become of a rule of lint. One that did not run says nothing, so it counts as a finding."""
