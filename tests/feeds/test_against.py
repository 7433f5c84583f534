"""New, changed, gone, the same; one region for all; two sources more than a tenth apart."""

from __future__ import annotations

from dataclasses import replace

from planner.feeds.against import Against, against, apart
from planner.feeds.cheapest import cheapest
from planner.feeds.feed import Feed
from planner.results.prices import Quote

HERE = Quote(
    "H100", "Lambda", "gpu_8x_h100", "us-east-1", "on demand", 8, 4.0, "USD", "2026-08-05", "list, x"
)
QUARTER = 90


def told(feed: list[Quote], plan: list[Quote], one_region: bool = False) -> Against:
    return against(Feed("list", quotes=feed, cheapest=one_region), feed, plan, QUARTER)


def test_an_offer_that_the_plan_lacks_is_new() -> None:
    found = told([HERE], [replace(HERE, instance="gpu_1x_h100"), replace(HERE, contract="spot")])
    assert (found.new, found.changed, found.same) == ([HERE], [], 0)


def test_a_price_that_moved_is_told_from_the_newest_quote() -> None:
    older, newer = replace(HERE, date="2026-05-01", price_per_gpu_hour=2.0), replace(HERE, date="2026-06-01")
    found = told([replace(HERE, price_per_gpu_hour=5.0)], [newer, older])
    (move,) = found.changed
    assert (move.was, move.change) == (newer, 0.25)


def test_capitals_are_no_difference_and_neither_is_a_digit_that_no_feed_writes() -> None:
    plan = replace(HERE, provider="LAMBDA", price_per_gpu_hour=4.0000001)
    assert told([HERE], [plan]).same == 1


def test_an_old_quote_of_the_same_price_is_dated_anew() -> None:
    plan = replace(HERE, date="2026-05-07")  # 90 days before
    assert told([HERE], [plan]).same == 1
    assert len(told([HERE], [replace(plan, date="2026-05-06")]).changed) == 1


def test_a_quote_older_than_the_plans_changes_nothing() -> None:
    found = told([replace(HERE, price_per_gpu_hour=1.0)], [replace(HERE, date="2026-08-06")])
    assert (found.older, found.new, found.changed) == (1, [], [])


def test_another_region_is_another_offer_unless_one_stands_for_all() -> None:
    plan = replace(HERE, region="Oslo", price_per_gpu_hour=3.0)
    assert told([HERE], [plan]).new == [HERE]
    assert told([HERE], [plan], one_region=True).changed[0].was == plan


def test_a_price_in_another_currency_is_another_offer() -> None:
    assert told([HERE], [replace(HERE, currency="CNY")]).new == [HERE]


def test_gone_is_what_the_feed_has_no_more_of_what_it_has_others_of() -> None:
    small = replace(HERE, instance="gpu_1x_h100")
    plan = [
        small,
        replace(small, contract="1 year"),
        replace(small, provider="AWS"),
        replace(small, chip="H200"),
        replace(small, instance=""),
    ]
    assert told([HERE], plan).gone == [small]


def test_the_cheapest_region_says_what_the_others_ask() -> None:
    others = [
        replace(HERE, region="a", price_per_gpu_hour=3.0),
        replace(HERE, region="b", price_per_gpu_hour=9.0),
    ]
    (found,) = cheapest([HERE, *others])
    assert (found.region, found.price_per_gpu_hour) == ("a", 3.0)
    assert found.source == "list, x; cheapest of 3 regions, median 4"
    assert cheapest([HERE]) == [HERE]


def test_two_sources_more_than_a_tenth_apart_are_said() -> None:
    other = replace(
        HERE, instance="another name", price_per_gpu_hour=4.5, source="Quoted: index (7 venues), y"
    )
    more, less = "4.5 of index (7 venues), 2026-08-05", "4 of list, 2026-08-05"
    assert list(apart([HERE, other], QUARTER)) == [
        f"Lambda, 8 x H100, on demand: {more} is 12% more than {less}"
    ]
    assert not list(apart([HERE, replace(other, price_per_gpu_hour=4.4)], QUARTER))
    assert not list(apart([HERE, replace(other, gpus_per_server=1)], QUARTER))
    assert not list(apart([HERE, replace(HERE, price_per_gpu_hour=9.0, date="2026-09-01")], QUARTER))
    assert not list(apart([HERE, replace(other, date="2026-05-06")], QUARTER))  # 91 days before
