"""What mutations start from: plans in several states, and other programs' workbooks as they are."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from random import Random

from fuzz.book import Book
from fuzz.foreign_made import MADE

CORPUS = Path(__file__).parents[1].parent / "shared" / "corpus"
"""More workbooks of other programs, where somebody put some beside the project; nothing depends on them."""

PASSWORD = "secret"  # noqa: S105 - of a workbook made here
PLANS = 0.93
"""The share of cases that start from a plan; the rest end early, at "not a plan"."""


def make(folder: Path) -> None:
    """Write the seeds into a folder, where they are not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    source = folder / "plan-new.xlsx"
    _unless_there(source, _new)
    _unless_there(folder / "plan-stale.xlsx", lambda path: _stale(source, path))
    _unless_there(folder / "plan-resaved.xlsx", lambda path: _resaved(source, path))
    for name, write in MADE.items():
        _unless_there(folder / f"{name}.xlsx", write)
    _unless_there(folder / "locked.xlsx", lambda path: path.write_bytes(_encrypted(source.read_bytes())))


def load(folder: Path) -> dict[str, Book]:
    """The seeds by name; the encrypted one is no zip file, so that only its bytes can be changed."""
    found: dict[str, Book] = {}
    paths = {path.stem: path for path in sorted(folder.glob("*.xlsx"))}
    paths |= {f"beside {path.stem}": path for path in sorted(CORPUS.glob("*.xlsx"))}
    for name, path in paths.items():
        data = path.read_bytes()
        if data.startswith(b"PK"):
            found[name] = Book.read(path)
        else:
            found[name] = Book([], after=[lambda _, data=data: data])  # type: ignore[misc]
    return found


def choose(names: list[str], chance: Random) -> str:
    """A plan most of the time."""
    plans = [name for name in names if name.startswith("plan-")]
    return chance.choice(plans if chance.random() < PLANS else names)


def _unless_there(path: Path, write: Callable[[Path], object]) -> None:
    if not path.exists():
        write(path)


def _new(path: Path) -> None:
    from planner import plan

    made = plan.new(path)
    if not made.ok:
        raise RuntimeError(f"a new plan does not agree: {[*map(str, made.problems), made.status]}")


def _stale(source: Path, path: Path) -> None:
    """As after an edit in Excel: inputs changed, statuses stale."""
    from planner import plan

    path.write_bytes(source.read_bytes())
    if plan.set_inputs(path, {"deadline_days": "7.2"}, backup=False).problems:
        raise RuntimeError("the plan has no deadline")


def _resaved(source: Path, path: Path) -> None:
    """As openpyxl saves it: other XML, no cached values."""
    import openpyxl

    openpyxl.load_workbook(source).save(path)


def _encrypted(data: bytes) -> bytes:
    from msoffcrypto.format.ooxml import OOXMLFile

    out = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt(PASSWORD, out)
    return out.getvalue()
