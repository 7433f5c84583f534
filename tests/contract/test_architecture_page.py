"""docs/architecture.md shows the table of imports that the tests enforce."""

import re
from pathlib import Path

from tests.contract.test_architecture import MAY_IMPORT
from tests.sampled import some

PAGE = Path(__file__).parents[2] / "docs" / "architecture.md"
ROW = re.compile(r"^\| `([\w.]+)` \| [^|]+ \| ([^|]+) \|$", re.MULTILINE)


def test_the_page_shows_the_table_that_is_enforced() -> None:
    text = PAGE.read_text(encoding="utf-8").partition("## Who may import whom")[2].partition("\n## ")[0]
    shown = {layer: set(re.findall(r"`([\w.]+)`", imports)) for layer, imports in ROW.findall(text)}
    assert shown == MAY_IMPORT, "bring the table of docs/architecture.md up to date with MAY_IMPORT"


def test_every_path_on_the_page_exists() -> None:
    text = PAGE.read_text(encoding="utf-8")
    root = PAGE.parents[1]
    for path in some(re.findall(r"`((?:planner|templates|tests)/[\w./*-]+)`", text), 10):
        assert list(root.glob(path.rstrip("/"))), path
