"""How large modules and packages of planner may grow."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from statistics import median

PLANNER = Path(__file__).parents[2] / "planner"
MOST_LINES = 350
MOST_OF_ALL = 0.20
MOST_MEDIAN = 130
FEWEST_MODULES = 200

LINES = {
    path.relative_to(PLANNER): len(path.read_text(encoding="utf-8").splitlines())
    for path in PLANNER.rglob("*.py")
}


def test_all_modules_are_measured() -> None:
    assert len(LINES) > FEWEST_MODULES
    assert all(lines for path, lines in LINES.items() if path.name != "__init__.py")


def test_no_module_is_longer() -> None:
    assert not {str(path): lines for path, lines in LINES.items() if lines > MOST_LINES}


def test_no_package_is_most_of_planner() -> None:
    packages: Counter[str] = Counter()
    for path, lines in LINES.items():
        packages[path.parts[0]] += lines
    name, lines = packages.most_common(1)[0]
    share = lines / sum(LINES.values())
    assert share <= MOST_OF_ALL, f"{name} has {share:.1%} of all lines"


def test_half_of_the_modules_are_read_on_few_screens() -> None:
    assert median(LINES.values()) <= MOST_MEDIAN
