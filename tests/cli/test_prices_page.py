"""The help of each part of the command; docs/prices.md names every field, format and column of a list."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from planner.cli.prices import SOURCES, prices
from planner.feeds import own
from planner.feeds.sources import READERS
from planner.results.moved import KeyMove
from planner.results.prices import CONTRACTS, OldQuote, PriceMove, Prices, PricesUpdated, Quote, TokenPrice
from tests.command import planner

PAGE = (Path(__file__).parents[2] / "docs" / "prices.md").read_text(encoding="utf-8")
QUOTE = Quote("", "", "", "", "spot", 8, 1.0, "USD", "2026-08-18", "", chosen_by=[""])
TOKENS = TokenPrice("", "", None, None, None, "", "")
WHOLE = {"new", "gone", "moved", "problems", "ages"}
"""Lists whose objects are told elsewhere on the page, or on another."""


def told(heading: str) -> list[str]:
    """The fields of a table of the page."""
    section = PAGE.partition(heading)[2].partition("\n## ")[0]
    return re.findall(r"^\| `([a-z_0-9.\[\]]+)` \|", section, re.MULTILINE)


def test_the_object_of_list_and_age() -> None:
    found = Prices("", "read", [QUOTE], [TOKENS], [OldQuote(QUOTE, 1, True)]).as_dict()
    quote = [f"quotes[].{name}" for name in found["quotes"][0]]
    quote[quote.index("quotes[].chosen_by")] += "[]"
    tokens = [f"tokens[].{name}" for name in found["tokens"][0]]
    ages = [f"ages[].{name}" for name in found["ages"][0] if name not in found["quotes"][0]]
    assert told("## `planner prices list --json`") == [
        *("file", "status", *quote, *tokens, "ages[]", *ages),
        *("on", "most_days", "problems[]", "notes[]"),
    ]


def test_the_object_of_update() -> None:
    moves = [PriceMove(QUOTE, QUOTE)]
    moved = [KeyMove("", "base", "", "", 0.0, 1.0)]
    found = PricesUpdated("", "written", "", changed=moves, chosen=[("", "")], moved=moved).as_dict()
    fields = []
    for name, value in found.items():
        inner = value[0] if isinstance(value, list) and value and name not in WHOLE else {}
        plain = f"{name}[]" if isinstance(value, list) else name
        fields += [f"{plain}.{one}" for one in inner] or [plain]
    assert told("## `planner prices update --json`") == fields


def test_every_format_is_told_and_offered() -> None:
    assert list(SOURCES) == list(READERS)
    assert sorted(told("## The four formats")[: len(SOURCES)]) == sorted(SOURCES)


def test_every_column_of_an_own_list_is_told() -> None:
    section = PAGE.partition("A list of your own has these columns")[2].partition("\n## ")[0]
    needed = {*own.COLUMNS, *own.PER_GPU, *own.PER_SERVER}
    others = {"date", "gpus_per_server", "currency", "instance", "region", "source"}
    assert needed | others <= set(re.findall(r"`([a-z_]+)`", section))


@pytest.mark.parametrize("name", sorted(prices.commands))
def test_every_part_of_the_command_explains_itself(name: str) -> None:
    found = planner("prices", name, "--help")
    assert (found.status, found.err) == (0, "")
    assert max(map(len, found.out.splitlines())) <= 100
    options = [option for option in prices.commands[name].params if isinstance(option, click.Option)]
    assert all(option.help and option.opts[0] in found.out for option in options)


def test_the_command_offers_the_contracts_of_plans() -> None:
    offered = {option.name: option.type for option in prices.commands["list"].params}["contract"]
    assert isinstance(offered, click.Choice)
    assert tuple(offered.choices) == CONTRACTS
