"""Each source's format becomes quotes in USD per GPU-hour; the traps of each are left out, and counted."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from planner.feeds.chips import chip
from planner.feeds.sources import feed_of
from planner.problems import PlanError
from planner.results.prices import Quote
from tests.feeds.samples import AWS, OWN, RUNPOD, SKYPILOT, SPOTS, genai, put, zipped

AUGUST = date(2026, 8, 5)


def brief(quote: Quote) -> tuple[str, str, str, str, int | None, float]:
    price = round(quote.price_per_gpu_hour, 9)
    return quote.chip, quote.instance, quote.region, quote.contract, quote.gpus_per_server, price


def refusal(*arguments: object, **more: object) -> str:
    with pytest.raises(PlanError) as raised:
        feed_of(*arguments, **more)  # type: ignore[arg-type]
    (problem,) = raised.value.problems
    return problem.message


def test_skypilot_prices_a_whole_instance(tmp_path: Path) -> None:
    feed = feed_of(put(tmp_path, "v8/lambda/vms.csv", SKYPILOT), day=AUGUST)
    assert {(one.provider, one.currency, one.date) for one in feed.quotes} == {
        ("Lambda", "USD", "2026-08-05")
    }
    assert [brief(one) for one in feed.quotes] == [
        ("H100", "gpu_8x_h100_sxm5", "us-east-1", "on demand", 8, 4.0),
        ("H100", "gpu_8x_h100_sxm5", "us-west-3", "on demand", 8, 4.4),
        ("H100 PCIe", "gpu_1x_h100_pcie", "us-east-1", "on demand", 1, 3.29),
        ("A100 80GB", "gpu_8x_a100_80gb_sxm4", "us-east-1", "on demand", 8, 2.79),
    ]
    assert feed.left_out == {"a part of a GPU, or none": 1}
    assert feed.source.startswith("SkyPilot catalogue, sha256 ")
    assert feed.source.endswith(", 2026-08-05")


def test_a_spot_price_that_is_the_price_on_demand_is_none(tmp_path: Path) -> None:
    feed = feed_of(put(tmp_path, "verda.csv", SPOTS), day=AUGUST)
    assert [brief(one)[0] + " " + one.contract for one in feed.quotes] == [
        "B200 spot",
        "H200 on demand",
        "H200 spot",
        "A100 80GB on demand",
    ]
    assert [round(one.price_per_gpu_hour, 4) for one in feed.quotes] == [1.71, 3.39, 1.1865, 1.39]
    assert feed.left_out == {"a spot price that is the price on demand": 1, "without a price": 1}


def test_the_floor_of_an_auction_is_no_quote(tmp_path: Path) -> None:
    rows = SPOTS.splitlines()[0] + "\nh100-80gb.sxm.8x,H100,8,,,8.0,us-central2-a,,8.0\n"
    feed = feed_of(put(tmp_path, "mithril/vms.csv", rows), day=AUGUST)
    assert (feed.quotes, feed.left_out) == ([], {"the floor of an auction": 1})


def test_the_commit_in_an_address_is_the_version(tmp_path: Path) -> None:
    path = put(tmp_path, "0f40703/catalogs/v8/lambda/vms.csv", SKYPILOT)
    assert feed_of(path, day=AUGUST).source.startswith("SkyPilot catalogue, 0f40703, sha256 ")


def test_rows_without_a_date_need_one(tmp_path: Path) -> None:
    assert "no date" in refusal(put(tmp_path, "lambda.csv", SKYPILOT))


def test_rows_without_a_provider_need_one(tmp_path: Path) -> None:
    path = put(tmp_path, "prices.csv", SKYPILOT)
    assert "whose prices" in refusal(path, day=AUGUST)
    assert feed_of(path, day=AUGUST, provider="Lambda").quotes[0].provider == "Lambda"


def test_gpuhunt_is_a_zip_with_a_file_a_provider_and_its_version_is_its_day(tmp_path: Path) -> None:
    path = put(tmp_path, "v3/20260818-42/catalog.zip", zipped({"aws.csv": AWS, "runpod.csv": RUNPOD}))
    feed = feed_of(path)
    assert [(one.provider, *brief(one)[:2], one.contract, brief(one)[-1]) for one in feed.quotes] == [
        ("AWS", "H100", "p5.48xlarge", "on demand", 6.88),
        ("AWS", "H100", "p5.48xlarge", "spot", 2.4),
        ("AWS", "A100 40GB", "p4d.24xlarge", "on demand", 2.7),
        ("AWS", "A100 80GB", "p4de.24xlarge", "on demand", 3.42),
        ("RunPod", "H100 NVL", "NVIDIA H100 NVL", "on demand", 2.79),
    ]
    assert {one.date for one in feed.quotes} == {"2026-08-18"}
    assert feed.left_out == {"a spot price that is the price on demand": 1}
    assert feed.source.startswith("gpuhunt catalogue, 20260818-42, sha256 ")


def test_one_file_of_gpuhunt_will_do(tmp_path: Path) -> None:
    assert len(feed_of(put(tmp_path, "aws.csv", AWS), day=AUGUST).quotes) == 4


def test_an_own_list_may_price_a_server_month(tmp_path: Path) -> None:
    feed = feed_of(put(tmp_path, "offers.csv", OWN))
    assert [brief(one) for one in feed.quotes] == [
        ("H100", "8 x H100 SXM", "Oslo", "1 year", 8, 2.5),
        ("H200", "8 x H200 SXM", "Oslo", "on demand", 8, 3.5),
    ]
    assert feed.quotes[0].source.startswith("Offer of 30 June, sha256 ")


def test_genai_has_the_price_that_holds_on_the_day(tmp_path: Path) -> None:
    feed = feed_of(put(tmp_path, "data.json", genai()), day=AUGUST)
    first, second = feed.tokens
    dollars = first.usd_per_million_input, first.usd_per_million_cached, first.usd_per_million_output
    assert (first.provider, first.model, dollars) == ("DeepSeek", "deepseek-chat", (0.28, None, 0.42))
    assert first.date == "2026-07-01"
    assert (second.usd_per_million_input, second.usd_per_million_output) == (3.0, 15.0)
    assert feed.left_out == {
        "a higher step of a price, for long texts": 1,
        "a model without a price of its tokens": 1,
    }
    earlier = feed_of(put(tmp_path, "data.json", genai()), day=date(2026, 4, 30)).tokens[0]
    assert earlier.usd_per_million_input == 0.27


@pytest.mark.parametrize(
    ("name", "memory", "called"),
    [
        ("H100-SXM5", None, "H100"),
        ("NVIDIA H200", None, "H200"),
        ("A100", None, "A100 40GB"),
        ("A100", 80.0, "A100 80GB"),
        ("A100-80GB-PCIe", None, "A100 PCIe 80GB"),
        ("A800-PCIe", 80.0, "A800 PCIe 80GB"),
        ("H100-PCIe-NVLink", None, "H100 PCIe"),
        ("H100NVL", 94.0, "H100 NVL"),
        ("MI300X", 192.0, "MI300X"),
        ("Ascend 910B", None, "ASCEND 910B"),
    ],
)
def test_chips_have_one_name(name: str, memory: float | None, called: str) -> None:
    assert chip(name, memory) == called


class _Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        found = self.path.endswith("vms.csv")
        self.send_response(200 if found else 404)
        self.end_headers()
        self.wfile.write(SKYPILOT.encode() if found else b"")

    def log_message(self, *_: object) -> None:
        """Nothing on the terminal of the tests."""


@pytest.fixture
def address() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_an_address_that_was_typed_is_fetched(address: str) -> None:
    assert len(feed_of(f"{address}/v8/lambda/vms.csv", day=AUGUST).quotes) == 4


def test_an_address_that_has_nothing_is_one_line(address: str) -> None:
    assert "cannot be fetched" in refusal(f"{address}/nothing", day=AUGUST)


@pytest.mark.parametrize("given", ["file:///etc/passwd", "ftp://example.org/vms.csv", "gopher://x/y"])
def test_no_other_kind_of_address_is_read(given: str) -> None:
    assert "no address that planner reads" in refusal(given)
