"""`planner prices`: a feed's quotes come below a plan's own, and nothing else of the file changes."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from tests.command import Outcome, planner
from tests.feeds.samples import AWS, OWN, SKYPILOT, genai, put, zipped
from tests.surgery import Surgery

DAY = "--date", "2026-08-05"
OFFERS = """\
provider,instance,chip,region,contract,gpus_per_server,price_per_gpu_hour,date,source
Seven venues,8 x H200 SXM,H200,,on demand,8,3.751,2026-08-01,Offer of August
Neocloud,8 x H200 SXM,H200,,1 year,8,2.72,2026-05-01,Offer of May
Neocloud,8 x B200 SXM,B200,,1 year,8,4.1,2026-08-01,Offer of August
"""
"""The price of the training cluster's quote 10 % up; another as it was, 31 days later; one that is new."""


@pytest.fixture
def plan_file(plans: Callable[..., Path], tmp_path: Path) -> Path:
    return Path(shutil.copy(plans("startup"), tmp_path / "plan.xlsx"))


@pytest.fixture
def lambda_csv(tmp_path: Path) -> str:
    return put(tmp_path, "v8/lambda/vms.csv", SKYPILOT)


@pytest.fixture
def offers(tmp_path: Path) -> str:
    return put(tmp_path, "offers.csv", OFFERS)


def run(*arguments: str | Path) -> Outcome:
    found = planner("prices", *arguments)
    assert found.status == 0, found.err
    return found


def rows(path: Path) -> list[tuple[object, ...]]:
    """The rows of the price book, by a program other than planner."""
    book = openpyxl.load_workbook(path)
    (sheet,) = (one for one in book.worksheets if "gpu_prices" in one.tables)
    area = sheet.tables["gpu_prices"].ref
    return [tuple(cell.value for cell in row) for row in sheet[area][1:]]


def members(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_book_of_planner_is_listed_and_filtered() -> None:
    found = json.loads(run("list", "--chips", "h200", "--contract", "spot", "--json").out)
    assert found["quotes"]
    assert {(one["chip"], one["contract"]) for one in found["quotes"]} == {("H200", "spot")}
    late = json.loads(run("list", "--since", "2025-01-01", "--until", "2025-03-31", "--json").out)["quotes"]
    assert late
    assert all("2025-01-01" <= one["date"] <= "2025-03-31" for one in late)
    assert "per GPU-hour" in run("list", "--provider", "nebius").out


def test_a_plans_quotes_are_listed_by_the_hour_with_who_takes_them(plan_file: Path) -> None:
    found = {one["name"]: one for one in json.loads(run("list", plan_file, "--json").out)["quotes"]}
    assert found["H200 on demand"]["price_per_gpu_hour"] == 3.41
    assert found["H200 on demand"]["chosen_by"] == ["clusters[Training].quote"]
    assert found["B200 on demand"]["chosen_by"] == []


def test_ages_are_counted_to_a_day_and_the_plan_says_what_is_old(plan_file: Path) -> None:
    found = json.loads(run("age", plan_file, "--on", "2026-07-17", "--json").out)
    ages = {one["name"]: (one["days"], one["old"]) for one in found["ages"]}
    assert ages["H200 on demand"] == (90, False)  # since 2026-04-18
    assert ages["H200, 1 year"] == (108, True)  # since 2026-03-31
    assert found["most_days"] == 90
    said = run("age", plan_file, "--on", "2026-07-17").out
    # the two of 2026-03-31, six rents of 2026-04-02, 106 days before, and two list prices of 2025-08-15
    assert "10 of 13 quotes are more than 90 days old on 2026-07-17" in said
    assert "H200, 1 year, 108 days old, is what models[First].serving_quote" in said


def test_a_feed_of_tokens_is_listed_and_no_plan_takes_it(plan_file: Path, tmp_path: Path) -> None:
    path, before = put(tmp_path, "data.json", genai()), plan_file.read_bytes()
    assert "deepseek-chat" in run("list", "--from", path, "--source", "genai", *DAY).out
    found = run("update", plan_file, "--from", path, *DAY)
    assert "no table of what others ask for tokens" in found.err
    assert plan_file.read_bytes() == before


def test_a_dry_run_writes_nothing(plan_file: Path, lambda_csv: str) -> None:
    before = plan_file.read_bytes()
    found = run("update", plan_file, "--from", lambda_csv, *DAY, "--dry-run")
    assert "2 new, 0 changed, 0 gone, 0 the same; 2 rows would be written; nothing was written" in found.out
    assert plan_file.read_bytes() == before
    assert not plan_file.with_name("plan.bak.xlsx").exists()


def test_new_rows_stand_below_with_source_version_and_day(plan_file: Path, lambda_csv: str) -> None:
    before = rows(plan_file)
    run("update", plan_file, "--from", lambda_csv, *DAY)
    after = rows(plan_file)
    assert after[: len(before)] == before
    first, second = after[len(before) :]
    assert first[:9] == (
        *("Lambda gpu_8x_h100_sxm5 on demand, 2026-08-05", "H100", 8, None, 4, "USD", "on demand", None),
        "GPU-hours",
    )
    assert re.fullmatch(
        r"Quoted: SkyPilot catalogue, sha256 [0-9a-f]{12}, 2026-08-05; cheapest of 2 regions, median 4.2",
        str(first[9]),
    )
    assert first[10:13] == ("Lambda", "gpu_8x_h100_sxm5", "us-east-1")
    assert f"{first[13]:%Y-%m-%d}" == "2026-08-05"
    assert (second[1], second[4]) == ("A100 80GB", 2.79)


def test_nothing_else_of_the_file_changes(plan_file: Path, lambda_csv: str) -> None:
    before = members(plan_file)
    with Surgery(plan_file) as book:
        price_sheet, cluster_sheet, model_sheet = (
            book.sheets[name] for name in ("GPU prices", "Clusters", "Models")
        )
        results = {book.sheets[name] for name in ("Cover", "Summary", "Checks", "Chips compared")}
        table = next(name for name in before if b'displayName="gpu_prices"' in before[name])
    before = members(plan_file)
    run("update", plan_file, "--from", lambda_csv, *DAY)
    after = members(plan_file)
    changed = {name for name in before if before[name] != after[name]}
    assert before.keys() == after.keys()
    assert changed - results == {price_sheet, cluster_sheet, model_sheet, table}
    assert after[table] == before[table].replace(b'ref="A14:N27"', b'ref="A14:N29"')
    for sheet in (cluster_sheet, model_sheet):
        listed = b"'GPU prices'!$A$15:$A$27", b"'GPU prices'!$A$15:$A$29"
        assert before[sheet].count(listed[0]) == 3
        assert after[sheet] == before[sheet].replace(*listed)
    head, tail = before[price_sheet].split(b"</sheetData>")
    now, rest = after[price_sheet].split(b"</sheetData>")
    assert rest == tail
    assert now.replace(b"A1:N29", b"A1:N27").startswith(head)


def test_a_refresh_agrees_and_every_checker_does(plan_file: Path, lambda_csv: str) -> None:
    run("update", plan_file, "--from", lambda_csv, *DAY)
    assert planner("refresh", plan_file).status == 0
    assert planner("check", plan_file, "--checker", "all").status == 0


def test_what_is_chosen_stays_chosen_and_the_plan_comes_to_the_same(plan_file: Path, offers: str) -> None:
    def told() -> dict[str, object]:
        found = planner("show", plan_file, "--json").json["outputs"]
        return {key: one["base"] for key, one in found.items() if key != "chip_compared"}

    before = told()
    found = json.loads(run("update", plan_file, "--from", offers, "--json").out)
    assert (found["chosen"], found["moved"]) == ([], [])
    after = told()
    assert {key for key in before if before[key] != after[key]} == set()


def test_changed_prices_are_said_with_what_they_were(plan_file: Path, offers: str) -> None:
    found = run("update", plan_file, "--from", offers)
    (line,) = (one for one in found.out.splitlines() if one.startswith("changed:"))
    assert line == (
        "changed: Seven venues 8 x H200 SXM on demand, 2026-08-01: 3.41 USD on 2026-04-18 -> 3.751 USD on "
        "2026-08-01 (+10.0%); clusters[Training].quote takes the earlier one"
    ).replace(" on 2026-08-01 (", " (")
    assert "1 new, 1 changed, 0 gone, 1 the same; 2 rows written" in found.out


def test_the_newest_quote_is_taken_where_that_is_asked_for(plan_file: Path, offers: str) -> None:
    found = run("update", plan_file, "--from", offers, "--choose")
    name = "Seven venues 8 x H200 SXM on demand, 2026-08-01"
    assert f"clusters[Training].quote: {name}" in found.out
    listed = {one["name"]: one for one in json.loads(run("list", plan_file, "--json").out)["quotes"]}
    assert listed[name]["chosen_by"] == ["clusters[Training].quote"]


def test_rows_that_were_written_before_are_taken_later(plan_file: Path, offers: str) -> None:
    run("update", plan_file, "--from", offers)
    found = json.loads(run("update", plan_file, "--from", offers, "--choose", "--json").out)
    assert (found["new"], found["changed"]) == ([], [])
    assert found["chosen"] == [
        {"cell": "clusters[Training].quote", "quote": "Seven venues 8 x H200 SXM on demand, 2026-08-01"}
    ]


def test_a_signed_price_stays_chosen(plan_file: Path, offers: str) -> None:
    assert planner("set", plan_file, "gpu_prices[H200 on demand].valid_to_month=6").status == 0
    assert json.loads(run("update", plan_file, "--from", offers, "--choose", "--json").out)["chosen"] == []


def test_a_formula_that_chooses_stays(plan_file: Path, offers: str) -> None:
    with Surgery(plan_file) as book:
        cell = book.table_cell("clusters", "Quote", 0)
        book.put(*cell, "H200 on demand", "'GPU prices'!A15")
    found = json.loads(run("update", plan_file, "--from", offers, "--choose", "--json").out)
    assert (found["status"], found["chosen"]) == ("written", [])
    with Surgery(plan_file) as book:
        assert book.formula(*cell) == "'GPU prices'!A15"


def test_gone_and_two_sources_that_differ_are_said(plan_file: Path, tmp_path: Path) -> None:
    one = OWN.replace("Neocloud", "AWS").replace("8 x H100 SXM", "p5.48xlarge").replace("1-year", "on demand")
    run("update", plan_file, "--from", put(tmp_path, "one.csv", one), "--chips", "H100")
    other = AWS.replace("p5.48xlarge", "p5en.48xlarge")
    path = put(tmp_path, "20260818-42/catalog.zip", zipped({"aws.csv": other}))
    found = run("update", plan_file, "--from", path, "--dry-run").out
    assert "gone: AWS p5.48xlarge on demand, 2026-06-30, 2.5 USD" in found
    said = (
        "AWS, 8 x H100, on demand: 6.88 of gpuhunt catalogue, 2026-08-18 is 175% more than 2.5 of Offer of 30"
    )
    assert f"two sources differ: {said}" in found


def test_a_plan_in_chinese_gets_its_own_words(
    plans: Callable[..., Path], tmp_path: Path, lambda_csv: str
) -> None:
    path = Path(shutil.copy(plans("startup", "zh"), tmp_path / "plan.xlsx"))
    run("update", path, "--from", lambda_csv, *DAY)
    listed = json.loads(run("list", path, "--json").out)["quotes"]
    assert listed[-1]["contract"] == "on demand"
    assert [row[6] for row in rows(path)][-2:] == [rows(path)[0][6]] * 2


@pytest.mark.parametrize("what", ["a note", "totals"])
def test_what_stands_in_the_way_is_one_line(what: str, plan_file: Path, lambda_csv: str) -> None:
    with Surgery(plan_file) as book:
        if what == "a note":
            book.put("GPU prices", "C29", "Mine")
        else:
            _, tree = book.table("gpu_prices")
            tree.set("totalsRowCount", "1")
    before = plan_file.read_bytes()
    found = planner("prices", "update", plan_file, "--from", lambda_csv, *DAY)
    assert found.status == 1
    said = "something stands below the table" if what == "a note" else "a row of totals"
    assert [said in line for line in found.lines] == [True]
    assert plan_file.read_bytes() == before


def test_blank_rows_of_the_table_are_filled_first(plan_file: Path, lambda_csv: str) -> None:
    with Surgery(plan_file) as book:
        _, tree = book.table("gpu_prices")
        tree.set("ref", "A14:N28")
    run("update", plan_file, "--from", lambda_csv, *DAY)
    assert [row[0] for row in rows(plan_file)][-2:] == [
        "Lambda gpu_8x_h100_sxm5 on demand, 2026-08-05",
        "Lambda gpu_8x_a100_80gb_sxm4 on demand, 2026-08-05",
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (SKYPILOT.replace("32.00", "-32"), "no price"),
        (SKYPILOT.replace("H100", "\x1b[2J", 1), "not printed"),
        (b"PK\x03\x04" + bytes(99), ""),
        ("", "is empty"),
    ],
)
def test_a_hostile_feed_is_one_line_and_nothing_is_written(
    content: str | bytes, said: str, plan_file: Path, tmp_path: Path
) -> None:
    before, feed = plan_file.read_bytes(), put(tmp_path, "lambda/vms.csv", content)
    found = planner("prices", "update", plan_file, "--from", feed, *DAY)
    assert (found.status, found.out, len(found.lines)) == (1, "", 1)
    assert said in found.err
    assert plan_file.read_bytes() == before
    assert not plan_file.with_name("plan.bak.xlsx").exists()


def test_names_that_excel_would_take_for_others_are_written_otherwise(
    plan_file: Path, tmp_path: Path
) -> None:
    feed = put(tmp_path, "offers.csv", OFFERS.replace("8 x B200 SXM", "=B200*?"))
    run("update", plan_file, "--from", feed)
    assert rows(plan_file)[-2][0] == "Neocloud =B200-- 1 year, 2026-08-01"
    assert "Neocloud =B200-- 1 year, 2026-08-01" in run("list", plan_file, "--json").out


def test_more_rows_than_anybody_looks_through_are_refused(plan_file: Path, tmp_path: Path) -> None:
    head, row = OFFERS.splitlines()[0], OFFERS.splitlines()[3]
    many = [row.replace("8 x B200 SXM", f"server {number}") for number in range(201)]
    feed = put(tmp_path, "offers.csv", "\n".join([head, *many]))
    found = planner("prices", "update", plan_file, "--from", feed)
    assert (found.status, len(found.lines)) == (1, 1)
    assert "201 quotes that the plan has not" in found.err


def test_a_plan_and_a_feed_at_once_are_wrong_usage(plan_file: Path, offers: str) -> None:
    assert planner("prices", "list", plan_file, "--from", offers).status == 2
