"""The examples, whole plans of sixty months: lint has nothing against them, and they can be handed over."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.usecases.handover import handover
from tests.sampled import sampled

EXAMPLES = {path.stem: path for path in sorted((Path(__file__).parents[2] / "workbooks").glob("*.xlsx"))}


@pytest.mark.parametrize("name", sampled(EXAMPLES, ["china-zh", "frontier"]))
def test_an_example_passes_every_rule_and_is_handed_over_without_a_waiver(name: str, tmp_path: Path) -> None:
    made = handover(EXAMPLES[name], tmp_path / "deal", pdf=False)
    assert [one.problem.message for one in made.refusals] == []
    assert made.ok, made.problems
