"""Writes ``docs/lint.md`` from the registry of rules: ``python -m tools.lint_rules``, or ``make docs``."""

from __future__ import annotations

import sys
from pathlib import Path

from planner.usecases.lint import rules

PAGE = Path(__file__).parents[1] / "docs" / "lint.md"

HEAD = """# The rules of the profession

`planner lint` checks any workbook, planner's or not, against the rules below. It reads the file and changes
nothing. This page is written by `make docs`; do not edit it.

    planner lint plan.xlsx
    planner lint model.xlsx --waive input-colours --waive 41
    planner lint *.xlsx --json
    planner lint model.xlsx --sarif > lint.sarif

Each finding names the sheet and cell, the rule, what is wrong and what to do. Cells side by side that are
wrong in the same way are one finding. Of each rule the answer is one of four:

| status | what it means |
| --- | --- |
| `passes` | the rule ran, and nothing breaks it |
| `finds` | here is what breaks it |
| `not run` | something could not be established; the reason stands beside it, and it counts as a finding |
| `waived` | named with `--waive`, by name or number; what it finds is still shown, and does not count |

The exit status is 0 when every rule passes or is waived, 1 when one finds something or did not run, and 2
for a wrong call. `--json` prints one object a file; `--sarif` prints one SARIF 2.1.0 log for all files, in
which a rule that did not run is a result of the kind `open` and a waived finding is suppressed.

In one of planner's own workbooks the kinds of sheets, the inputs and the formulas are known from the
template, and the engine computes what the cells must show. In any other workbook they are read from what
the cells themselves say:

- An **input** is a typed number that a formula reads, other than a heading or a date.
- A **line** is a row with numbers outside of tables; its label is the first text in front of them.
- **Headings** are rows of texts alone that name a column of units or notes, or are bold or filled
  throughout.
- A **time axis** is a row of dates a month, quarter or year apart, of years, of names such as `Jan 2027` or
  `Q1`, or of numbers that count from 0 or 1.
- What a sheet is **for** stands in its name, in an index on another sheet, or in a line `Sheet type: ...`
  on top.

What a formula comes to is asked of a checker (see `planner doctor`); planner evaluates nothing itself.
Widths of texts are estimated from the letters of Arial, so a text that just fits may be reported, and one
that just does not may pass.

## Sources

F is the FAST Standard with its own numbers; IC the ICAEW Financial Modelling Code; P the Twenty Principles
for good spreadsheet practice; IB conventions of investment banks; EQ a checklist of model auditors; PX a
list of risks by PerfectXL; DI what Excel's Document Inspector looks for; "own" what planner's makers have
learned.

## The rules

"""

OBJECT = """
## The JSON object

| field | what it holds |
| --- | --- |
| `file` | the path as it was given |
| `status` | `clean`, `findings`, or `problems` where the file could not be read |
| `template` | name and version of planner's template; empty for a workbook of another maker |
| `checker.name`, `checker.version` | the program that evaluated the formulas |
| `rules.passes`, `rules.finds`, `rules.not_run`, `rules.waived` | how many rules there are of each status |
| `results[]` | one entry a rule: `number`, `rule`, `status`, `reason`, `findings[]` |
| `results[].findings[]` | `sheet` and `cell` (empty for the whole workbook), `what`, `remedy` |
| `problems[]` | as in [the other commands](json.md) |
"""


def page() -> str:
    """The whole page."""
    rows = [
        (rule.number, f"`{rule.name}`", rule.title, _cell(rule.checks), _cell(rule.remedy), rule.source)
        for rule in rules()
    ]
    head = ("#", "name", "rule", "what is checked", "what to do", "source")
    table = [f"| {' | '.join(map(str, row))} |" for row in (head, ("---",) * len(head), *rows)]
    return "\n".join([HEAD, *table, OBJECT])


def _cell(text: str) -> str:
    """A text that does not end its cell of the table."""
    return text.replace("|", "\\|")


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"docs/{PAGE.name}\n")


if __name__ == "__main__":
    main()
