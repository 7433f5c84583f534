"""What repair cannot mend is said, and the exit status is 1: no refresh takes such a plan."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command import planner
from tests.short import said
from tests.surgery import Surgery


@pytest.mark.parametrize("more", [(), ("--dry-run",)], ids=["written", "dry run"])
@pytest.mark.parametrize("lost", [False, True], ids=["lacks nothing", "lacks a name"])
def test_an_input_that_no_refresh_takes_is_a_problem(
    lost: bool, more: tuple[str, ...], plan_file: Path
) -> None:
    with Surgery(plan_file) as book:
        book.put(*book.line("programme_years"), "nine")
        if lost:
            book.set_name("in_overhead", None)
    found = planner("repair", "plan.xlsx", *more)
    assert found.status == 1
    assert 'years that the programme is paid for is text "nine"' in found.err
    assert "repair does not change what you typed" in found.err
    assert ("nothing is missing" in found.err) != lost
    json = planner("repair", "plan.xlsx", "--dry-run", "--json").json
    assert (json["status"], [one["key"] for one in json["problems"]]) == ("problems", ["programme_years"])
    assert planner("refresh", "plan.xlsx").status == 1


def test_a_plan_that_lacks_nothing_and_can_be_refreshed_agrees(plan_file: Path) -> None:
    found = planner("repair", "plan.xlsx")
    assert (found.status, said(found)) == (0, ["plan.xlsx: nothing is missing; the file was left as it is"])
