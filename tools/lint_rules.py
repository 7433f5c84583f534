"""Writes ``docs/lint.md`` from the registry of rules: ``python -m tools.lint_rules``, or ``make docs``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from planner.results.lint import Rule
from planner.usecases.lint import rules

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "lint.md"
FIGURES = ROOT / "tests" / "lint" / "seeded" / "figures.json"

HEAD = """# The rules of the profession

`planner lint` checks any workbook, planner's or not, against the rules below. It reads the file and changes
nothing. This page is written by `make docs`; do not edit it.

    planner lint plan.xlsx
    planner lint model.xlsx --only error --only risk
    planner lint model.xlsx --waive input-colours --waive 41
    planner lint *.xlsx --json
    planner lint model.xlsx --sarif > lint.sarif

Each finding names the sheet and cell, the rule, what is wrong and what to do, and has a severity:

| severity | what it means | SARIF |
| --- | --- | --- |
| `error` | a number is wrong, or there is none | `error` |
| `risk` | a number may be wrong, or become so, and nobody would see it | `warning` |
| `style` | it may be right, and the profession lays it out otherwise | `note` |

Errors come first, then risks, then style: how many there are of each, then a line a rule with its first
places; `--all` gives every place a line. `--only` takes a rule or a severity, and asks for nothing else.
Cells side by side that are wrong in the same way are one finding. On sheets that an owner has put beside
planner's own in a plan only errors and risks are looked for: its style is its owner's. Of each rule the
answer is one of four:

| status | what it means |
| --- | --- |
| `passes` | the rule ran, and nothing breaks it |
| `finds` | here is what breaks it |
| `not run` | something could not be established; the reason stands beside it, and it counts as a finding |
| `waived` | named with `--waive`, by name or number; what it finds is still shown, and does not count |

A rule that is waived silences no other one: each looks at the whole workbook for itself.

The exit status is 0 when every rule that is asked for passes or is waived, 1 when one finds something, of
whatever severity, or did not run, and 2 for a wrong call. `planner handover` refuses on the same grounds; see
[there](handover.md). `--json` prints one object a file; `--sarif` prints one SARIF 2.1.0 log for all files,
in which a rule that did not run is a result of the kind `open` and a waived finding is suppressed.

## What is accepted

`planner lint model.xlsx --write-baseline lint.toml` writes all that counts today into a file, and `planner
lint model.xlsx --baseline lint.toml` does not tell it again. Each entry needs a reason, of its own or from
`--reason`; one without is told as before. Writing it anew keeps the reasons. A finding is the same where
rule, sheet, cells and words are; one that is gone from the workbook is told, so that its entry can go too.

    [[accepted]]
    rule = "no-literals"
    sheet = "Calculations"
    cell = "C7"
    what = "holds the typed number 0.21 in its formula"
    reason = "the statutory rate, which no plan changes"

## A copy with comments

`planner lint model.xlsx --into commented.xlsx` writes a copy in which each finding stands as a comment in the
first of its cells, and says so on standard error; the workbook itself stays as it is. Findings of a whole
sheet or workbook have no cell, and sheets that hold comments already are left as they are: both are counted.

## What rules go by

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

CORPUS = """
## How much it finds

`tests/lint/seeded` makes {count} workbooks, each with one error of a known kind at a known place, and a clean
twin of each: six models (sales by region, a plan by month, orders, a loan, staff, a budget) in many sizes.
The twins hold what looks odd and is not: openings, totals, running sums, actuals before forecasts, flags.
`python -m tests.lint.seeded.measure` asks lint about all of them. An error is found where a finding of the
severity `error` is at its place that the clean twin does not have. The same people made the rules and the
errors: take it as what must not break, and not as a forecast for workbooks of others.

{rows}

**{found} of {count} errors are found ({recall}). Clean twins with a false error: {false} of {count}.** Of the
findings of severity `error` in the others, {precision} are at the place of the error or follow from it as an
error value.
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
| `severities` | how many findings of rules that are not waived are of each severity |
| `results[]` | one entry a rule: `number`, `rule`, `severity`, `status`, `reason`, `accepted`, `findings[]` |
| `results[].accepted` | how many more findings the baseline accepts |
| `results[].findings[]` | `severity`, `sheet` and `cell` (empty for the whole workbook), `what`, `remedy` |
| `gone[]` | what the baseline accepts and is not there: `rule`, `sheet`, `cell`, `what`, `reason` |
| `problems[]` | as in [the other commands](json.md) |
"""


def page() -> str:
    """The whole page."""
    rows = [
        (
            rule.number,
            f"`{rule.name}`",
            rule.severity,
            rule.title,
            _cell(rule.checks),
            _cell(rule.remedy),
            rule.source,
        )
        for rule in rules()
    ]
    head = ("#", "name", "severity", "rule", "what is checked", "what to do", "source")
    table = [f"| {' | '.join(map(str, row))} |" for row in (head, ("---",) * len(head), *rows)]
    return "\n".join([HEAD, *table, _corpus(), OBJECT])


def _corpus() -> str:
    """What the last measurement of the whole corpus of errors came to."""
    outcomes = json.loads(FIGURES.read_text(encoding="utf-8"))
    rows = ["| error | workbooks | found |", "| --- | --- | --- |"]
    for kind in dict.fromkeys(one["kind"] for one in outcomes):
        of_kind = [one for one in outcomes if one["kind"] == kind]
        said = of_kind[0]["said"]
        rows.append(f"| {said} | {len(of_kind)} | {sum(one['found'] for one in of_kind)} |")
    found, count = sum(one["found"] for one in outcomes), len(outcomes)
    strange = [text for one in outcomes for text in one["beside"] if "comes to the error" not in text]
    told = sum(one["told"] for one in outcomes)
    false = sum(bool(one["false"]) for one in outcomes)
    return CORPUS.format(
        rows="\n".join(rows),
        found=found,
        count=count,
        recall=f"{found / count:.0%}",
        false=false,
        precision=f"{told - len(strange):,} of {told:,}",
    )


def _cells(rule: Rule) -> tuple[str, str]:
    """What is checked, and what to do."""
    return _cell(rule.checks), _cell(rule.remedy)


def _cell(text: str) -> str:
    """A text that does not end its cell of the table."""
    return text.replace("|", "\\|")


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"docs/{PAGE.name}\n")


if __name__ == "__main__":
    main()
