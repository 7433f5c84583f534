"""A file of findings that somebody accepts, each with a reason: read, and written for what is found today.

[[accepted]]
rule = "no-literals"
sheet = "Calculations"
cell = "C7"
what = "holds the typed number 0.21 in its formula"
reason = "the statutory rate, which no plan changes"
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable
from pathlib import Path

from planner.lint.choosing import key_of
from planner.problems import PlanError, Problem, quoted
from planner.results.lint import AcceptedFinding, Finding

FIELDS = ("rule", "sheet", "cell", "what", "reason")
HEAD = (
    "# Findings of `planner lint` that are accepted, each for a reason; one without a reason is still told.\n"
)


def read(path: Path) -> tuple[AcceptedFinding, ...]:
    """What a baseline accepts; entries without a reason are there too, and accept nothing.

    Raises:
        PlanError: it cannot be read, or is none.
    """
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8")).get("accepted", [])
    except OSError as error:
        raise _problem(path, f"cannot be read ({error.strerror or error})", "Check the path.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _problem(path, f"is no TOML ({error})", "Mend it, or write it anew.") from None
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise _problem(path, "has no list of entries [[accepted]]", "Write it anew.")
    entries = []
    for number, one in enumerate(found, 1):
        strange = [name for name in one if name not in FIELDS or not isinstance(one[name], str)]
        if strange or not one.get("rule"):
            what = f"entry {number}: {quoted(strange[0])} is no text of a finding" if strange else ""
            raise _problem(path, what or f"entry {number} names no rule", f"It has {', '.join(FIELDS)}.")
        entries.append(AcceptedFinding(**{name: one.get(name, "") for name in FIELDS}))
    return tuple(entries)


def with_reason(entries: Iterable[AcceptedFinding]) -> tuple[AcceptedFinding, ...]:
    """The entries that say why."""
    return tuple(one for one in entries if one.reason.strip())


def written(findings: Iterable[Finding], before: Iterable[AcceptedFinding] = (), reason: str = "") -> str:
    """The file for what is found: reasons that were given stay, all others are this one."""
    reasons = {one.key: one.reason for one in before if one.reason.strip()}
    pieces = [HEAD]
    for finding in findings:
        values = (*key_of(finding), reasons.get(key_of(finding), reason))
        lines = (
            f"{name} = {json.dumps(value, ensure_ascii=False)}"
            for name, value in zip(FIELDS, values, strict=True)
        )
        pieces.append("\n[[accepted]]\n" + "\n".join(lines) + "\n")
    return "".join(pieces)


def _problem(path: Path, what: str, remedy: str) -> PlanError:
    return PlanError(Problem(f"the baseline {what}", remedy, str(path)))
