"""What a notebook shows of a result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from planner.problems import Problem


def page_of(
    head: str,
    problems: Iterable[Problem],
    sections: Iterable[tuple[str, tuple[str, ...]]],
    outputs: Mapping[str, Any],
) -> str:
    """One line, the problems, and the results section by section; outputs are `LineValue`s by key."""
    rows = [f"<p>{escape(head)}</p>", *(f"<p>{escape(str(one))}</p>" for one in problems)]
    rows.append("<table><tr><th></th><th>low</th><th>base</th><th>high</th><th>unit</th><th>status</th></tr>")
    for title, keys in sections:
        found = [outputs[key] for key in keys if key in outputs]
        rows += [f'<tr><th colspan="6">{escape(title)}</th></tr>'] if found else []
        for line in found:
            values = [
                f"{value:,.6g}" if isinstance(value, float) else str(value)
                for value in (line.low, line.base, line.high)
            ]
            cells = (line.label, *values, line.shown_unit or line.unit, line.status)
            rows.append("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>")
    return "".join([*rows, "</table>"])
