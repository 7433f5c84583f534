"""`planner upgrade --data`: newer reference rows come into a plan, and nothing of its owner's changes."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import tomli
import tomli_w
from msoffcrypto.format.ooxml import OOXMLFile

from planner import plan
from planner.results.reference import ReferenceMove, ReferenceRow, ReferenceUpgraded
from planner.template import folder as folders
from tests.cli.test_prices import members
from tests.command import Outcome, planner
from tests.once import made_once
from tests.short import plans_are_short
from tests.surgery import Surgery

NEW_CHIPS = ["GB200", "MI355X"]
NEW_QUOTES = [
    *("H100, 1 year", "H100, 3 years", "H200, 3 years", "B200, 3 years", "GB200, 3 years"),
    *("MI300X, 3 years", "MI355X, 3 years", "Oracle, GB200 on demand", "Oracle, MI355X on demand"),
]
"""What `startup` gets below its nine chips and its four quotes."""
SPARE, LOST = "L40S", "T4"
"""Chips of data that these tests make up: nothing of a plan takes them."""
DAY = date(2026, 12, 24)
PAGE = Path(__file__).parents[2] / "docs" / "reference-data.md"
Rows = list[dict[str, Any]]


def read(path: Path) -> dict[str, Any]:
    return tomli.loads(path.read_text(encoding="utf-8"))


def edited(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """A file of a template with something else in it."""
    content = read(path)
    change(content)
    path.write_text(tomli_w.dumps(content), encoding="utf-8")


def template(
    folder: Path, version: str, chips: Rows, quotes: Rows, earlier: Mapping[str, dict[str, Rows]]
) -> None:
    """The short template with other reference data, and with what came before them."""
    root = shutil.copytree(folders.templates_folder(), folder, dirs_exist_ok=True) / "llm-programme"
    tables = ["chips", "gpu_prices"] if quotes else ["chips"]
    edited(root / "template.toml", lambda head: head.update(reference={"version": version, "tables": tables}))
    edited(root / "sheets/chips.toml", lambda sheet: sheet["table"].update(rows=chips))
    edited(root / "sheets/gpu_prices.toml", lambda sheet: sheet["table"].update(reference=quotes))
    shutil.rmtree(root / "reference")
    (root / "reference").mkdir()
    for day, data in earlier.items():
        path = root / "reference" / f"{day}.toml"
        path.write_text(tomli_w.dumps({"version": day, "tables": data}), encoding="utf-8")


@pytest.fixture(scope="module")
def first_data(short_template: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The template as it was before today's data: with the chips of its first data, and no quotes."""

    def make(folder: Path) -> None:
        files = (folders.templates_folder() / "llm-programme" / "reference").glob("*.toml")
        data = read(min(files))
        template(folder, data["version"], data["tables"]["chips"], [], {})

    return made_once(tmp_path_factory, "short-template-first-data", make)


@pytest.fixture(scope="module")
def today() -> tuple[Rows, Rows]:
    """Chips and quotes of today's reference data, and two chips more."""
    sheets = folders.templates_folder() / "llm-programme" / "sheets"
    chips = read(sheets / "chips.toml")["table"]["rows"]
    spare = chips[-1] | {"chip": SPARE, "purchase_usd": 9000}
    return [*chips, spare, spare | {"chip": LOST}], read(sheets / "gpu_prices.toml")["table"]["reference"]


@pytest.fixture(scope="module")
def then(short_template: None, today: tuple[Rows, Rows], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The template with these."""
    return made_once(
        tmp_path_factory, "short-template-then", lambda folder: template(folder, "2026-11-28", *today, {})
    )


@pytest.fixture(scope="module")
def later(short_template: None, today: tuple[Rows, Rows], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The template a month on: of the two one is dearer, one gone; quotes fell, H200 grew."""
    changes = {
        SPARE: {"purchase_usd": 9500, "date": DAY},
        "H200": {"memory_gb": 142, "date": DAY},
        "B200, 3 years": {"price_per_gpu_hour": 2.5, "region": "Iceland", "date": DAY},
        "H200, 3 years": {"price_per_gpu_hour": 1.2, "date": DAY},
    }
    chips, quotes = today

    def make(folder: Path) -> None:
        renewed = [row | changes.get(row["chip"], {}) for row in chips if row["chip"] != LOST]
        cheaper = [row | changes.get(row["quote"], {}) for row in quotes]
        earlier = {"2026-11-28": {"chips": chips, "gpu_prices": quotes}}
        template(folder, DAY.isoformat(), renewed, cheaper, earlier)

    return made_once(tmp_path_factory, "short-template-later", make)


def made(folder: Path, factory: pytest.TempPathFactory, language: str = "en") -> Path:
    """A plan that was made with a template. Not to be changed."""

    def make(place: Path) -> None:
        with plans_are_short(folder):
            assert plan.new(place / "plan.xlsx", "startup", language=language).status == "agrees"

    return made_once(factory, f"startup-{language}-of-{folder.name}", make) / "plan.xlsx"


@pytest.fixture
def older(first_data: Path, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Path:
    """A plan of the first data, under today's."""
    return Path(shutil.copy(made(first_data, tmp_path_factory), tmp_path / "plan.xlsx"))


@pytest.fixture
def month_old(
    then: Path, later: Path, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> Iterator[Path]:
    """A plan of those made-up data, under the later ones."""
    path = Path(shutil.copy(made(then, tmp_path_factory), tmp_path / "plan.xlsx"))
    with plans_are_short(later):
        yield path


def run(path: Path, *arguments: str) -> Outcome:
    found = planner("upgrade", path, "--data", *arguments)
    assert found.status == 0, found.err
    return found


def rows(path: Path, table: str) -> dict[Any, dict[str, Any]]:
    """The rows of a table by name, read by a program other than planner."""
    book = openpyxl.load_workbook(path)
    (sheet,) = (one for one in book.worksheets if table in one.tables)
    head, *cells = ([cell.value for cell in row] for row in sheet[sheet.tables[table].ref])
    return {row[0]: dict(zip(head, row, strict=True)) for row in cells}


def told(path: Path) -> dict[str, object]:
    """Every output of a plan, as `planner show` has it."""
    found = planner("show", path, "--json").json["outputs"]
    return {key: (one["low"], one["base"], one["high"]) for key, one in found.items()}


def untouched(path: Path, before: bytes) -> bool:
    return path.read_bytes() == before and not path.with_name("plan.bak.xlsx").exists()


def test_a_new_plan_has_them_already_and_that_is_one_line(plans: Callable[..., Path], tmp_path: Path) -> None:
    for preset, language in (("essay", "en"), ("moe", "en"), ("china", "zh")):
        path = Path(shutil.copy(plans(preset, language), tmp_path / "plan.xlsx"))
        before = path.read_bytes()
        found = run(path)
        assert found.out == f"{path}: it has the reference data of 2026-11-28 already; nothing was written\n"
        assert untouched(path, before)


def test_new_rows_stand_below_with_source_and_date(older: Path) -> None:
    was = {table: rows(older, table) for table in ("chips", "gpu_prices")}
    found = run(older)
    now = {table: rows(older, table) for table in was}
    assert list(now["chips"])[len(was["chips"]) :] == NEW_CHIPS
    assert list(now["gpu_prices"])[len(was["gpu_prices"]) :] == NEW_QUOTES
    for table, held in was.items():
        assert {name: now[table][name] for name in held} == held
    quote, chip = now["gpu_prices"]["Oracle, GB200 on demand"], now["chips"]["GB200"]
    assert (quote["Chip"], quote["GPUs per server"], quote["Price per GPU hour"]) == ("GB200", 4, 16)
    assert (quote["Price path"], quote["Currency"], quote["Contract"]) == ("GPU-hours", "USD", "on demand")
    assert f"{quote['Price date']:%Y-%m-%d}" == "2025-08-15"
    assert "SkyPilot catalogue" in quote["Source"]
    assert (chip["BF16 dense TFLOP per s"], chip["Purchase USD per GPU"]) == (2500, 45833)  # 3.3 million / 72
    assert "11 new, 0 renewed, 1 left as chosen, 0 gone; 11 rows written" in found.out


def test_nothing_else_of_the_file_changes(older: Path) -> None:
    with Surgery(older) as book:
        sheets = book.sheets
        results = {sheets[name] for name in ("Cover", "Summary", "Checks")}
    before = members(older)
    tables = {
        name: next(part for part in before if b'displayName="%s"' % name.encode() in before[part])
        for name in ("gpu_prices", "chips")
    }
    run(older)
    after = members(older)
    assert before.keys() == after.keys()
    changed = {name for name in before if before[name] != after[name]} - results
    listing = {
        "Clusters": (b"'GPU prices'!$A$15:$A$18", b"'GPU prices'!$A$15:$A$27"),
        "Models": (b"'GPU prices'!$A$15:$A$18", b"'GPU prices'!$A$15:$A$27"),
        "Serving inputs": (b"Chips!$A$47:$A$55", b"Chips!$A$47:$A$57"),
        "Chips compared": (b"Chips!$A$47:$A$55", b"Chips!$A$47:$A$57"),
    }
    grown = {sheets["GPU prices"], sheets["Chips"]}
    assert changed == grown | set(tables.values()) | {sheets[name] for name in listing}
    assert after[tables["gpu_prices"]] == before[tables["gpu_prices"]].replace(b"A14:N18", b"A14:N27")
    assert after[tables["chips"]] == before[tables["chips"]].replace(b"A46:O55", b"A46:O57")
    for name, (was, now) in listing.items():
        assert was in before[sheets[name]]
        assert after[sheets[name]] == before[sheets[name]].replace(was, now)
    for sheet in grown:
        head, _ = before[sheet].split(b"</sheetData>")
        body = head.partition(b"<sheetData>")[2]
        assert after[sheet].partition(b"<sheetData>")[2].startswith(body)


def test_a_refresh_afterwards_agrees_and_every_output_is_what_it_was(older: Path) -> None:
    before = told(older)
    run(older)
    assert planner("refresh", older).status == 0
    assert planner("check", older, "--checker", "all").status == 0
    assert told(older) == before


def test_a_dry_run_says_the_same_and_writes_nothing(older: Path) -> None:
    before = older.read_bytes()
    found = run(older, "--dry-run", "--json").json
    assert untouched(older, before)
    assert (found["status"], found["version"]) == ("to come", "2026-11-28")
    assert [one["name"] for one in found["new"]] == [*NEW_CHIPS, *NEW_QUOTES]
    written = run(older, "--json").json
    assert (written["status"], written["moved"]) == ("written", [])
    for name in ("new", "changed", "gone", "kept", "same"):
        assert written[name] == found[name]


def test_undo_brings_the_version_before_back(older: Path) -> None:
    before = rows(older, "gpu_prices"), rows(older, "chips")
    run(older)
    assert planner("undo", older).status == 0
    assert (rows(older, "gpu_prices"), rows(older, "chips")) == before


def test_a_row_that_the_owner_has_by_that_name_stays(older: Path) -> None:
    with Surgery(older) as book:
        own = {"Quote": "Oracle, GB200 on demand", "Chip": "B200", "GPUs per server": 8}
        price = {"Price per GPU hour": 4.5, "Currency": "USD", "Contract": "1 year", "Price date": 46000}
        book.append_row("gpu_prices", {**own, **price, "Source": "My lessor", "Provider": "My lessor"})
    was = rows(older, "gpu_prices")["Oracle, GB200 on demand"]
    found = run(older)
    assert "yours: gpu_prices[Oracle, GB200 on demand] says something else" in found.out
    assert rows(older, "gpu_prices")["Oracle, GB200 on demand"] == was
    assert len(rows(older, "gpu_prices")) == 4 + len(NEW_QUOTES)


def test_a_plan_in_chinese_gets_its_own_words(
    first_data: Path, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    path = Path(shutil.copy(made(first_data, tmp_path_factory, "zh"), tmp_path / "plan.xlsx"))
    found = run(path, "--json").json
    assert [one["name"] for one in found["new"]][-1] == "Oracle，MI355X按需"
    assert [one["name"] for one in found["changed"]] == ["B200"]
    listed = planner("prices", "list", path, "--json").json["quotes"]
    assert [one["contract"] for one in listed[-2:]] == ["on demand", "on demand"]
    assert planner("refresh", path).status == 0


def test_a_row_that_nobody_edited_or_takes_is_renewed(month_old: Path) -> None:
    found = run(month_old, "--json").json
    changed = {one["name"]: one for one in found["changed"]}
    assert {name for name, one in changed.items() if one["written"]} == {
        *(SPARE, "B200, 3 years", "H200, 3 years"),
    }
    assert changed[SPARE]["was"] == {"purchase_usd": 9000.0, "date": "2026-11-28"}
    assert changed[SPARE]["now"] == {"purchase_usd": 9500.0, "date": "2026-12-24"}
    assert changed["B200, 3 years"]["was"] == {"price_per_gpu_hour": 2.9, "region": "", "date": "2026-04-02"}
    chip, quote = rows(month_old, "chips")[SPARE], rows(month_old, "gpu_prices")["B200, 3 years"]
    assert (chip["Purchase USD per GPU"], f"{chip['Read on']:%Y-%m-%d}") == (9500, "2026-12-24")
    assert (quote["Price per GPU hour"], quote["Region"], quote["Price path"]) == (
        2.5,
        "Iceland",
        "GPU-hours",
    )
    assert found["new"] == []
    assert [one["name"] for one in found["gone"]] == [LOST]
    assert LOST in rows(month_old, "chips")
    assert planner("refresh", month_old).status == 0


def test_a_row_that_was_edited_stays(month_old: Path) -> None:
    typed = planner("set", month_old, "gpu_prices[B200, 3 years].price_per_gpu_hour=2.7")
    assert typed.status == 0
    with Surgery(month_old) as book:
        sheet, cell = book.table_cell("chips", "Purchase USD per GPU", 11)
        book.put(sheet, cell, 9000, "9*1000")
    assert planner("refresh", month_old).status == 0
    found = run(month_old, "--choose", "--json").json
    assert found["kept"] == [f"chips[{SPARE}]", "gpu_prices[B200, 3 years]"]
    assert rows(month_old, "gpu_prices")["B200, 3 years"]["Price per GPU hour"] == 2.7
    with Surgery(month_old) as book:
        assert book.formula(sheet, cell) == "9*1000"


def test_a_row_that_is_chosen_stays_unless_that_is_asked_for_and_then_what_moves_is_said(
    month_old: Path,
) -> None:
    assert planner("set", month_old, "clusters[Training].quote=H200, 3 years").status == 0
    assert planner("refresh", month_old).status == 0
    before = told(month_old)
    found = {one["name"]: one for one in run(month_old, "--json").json["changed"]}
    assert (found["H200, 3 years"]["written"], found["H200"]["written"]) == (False, False)
    assert found["H200, 3 years"]["taken_by"] == ["clusters[Training].quote"]
    assert "gpu_prices[H200, 3 years].chip" in found["H200"]["taken_by"]
    assert rows(month_old, "gpu_prices")["H200, 3 years"]["Price per GPU hour"] == 1.6
    assert planner("refresh", month_old).status == 0
    assert told(month_old) == before
    chosen = run(month_old, "--choose")
    assert "changed: gpu_prices[H200, 3 years]: price_per_gpu_hour 1.6 -> 1.2; " in chosen.out
    assert "clusters[Training].quote takes it" in chosen.out
    assert "0 new, 2 renewed, 0 left as chosen, 1 gone; 2 rows written" in chosen.out
    assert rows(month_old, "gpu_prices")["H200, 3 years"]["Price per GPU hour"] == 1.2
    moved = [line for line in chosen.out.splitlines() if " -> " in line and not line.startswith("changed")]
    assert moved
    assert planner("refresh", month_old).status == 0
    assert told(month_old) != before


def test_a_chip_that_only_an_idle_quote_names_is_renewed(month_old: Path) -> None:
    """A quote that nothing takes does not take its chip."""
    assert planner("set", month_old, f"gpu_prices[B200, 3 years].chip={SPARE}").status == 0
    changed = {one["name"]: one for one in run(month_old, "--json").json["changed"]}
    assert changed[SPARE]["written"]


def test_python_gives_the_same(older: Path) -> None:
    found = plan.upgrade(older, data=True, dry_run=True)
    assert (found.status, found.ok, found.rows, len(found.new)) == ("to come", True, 11, 11)
    assert [(one.name, one.written, one.taken_by) for one in found.changed] == [
        ("B200", False, ["Chips compared"])
    ]
    assert plan.upgrade(older).notes == ("made with template 2.0.0 already; the file was left as it is",)


def test_a_file_with_a_password_stays_locked(older: Path) -> None:
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(older.read_bytes())).encrypt("sesame", out)
    older.write_bytes(out.getvalue())
    refused = planner("upgrade", older, "--data")
    assert (refused.status, len(refused.lines)) == (1, 1)
    assert "the workbook is encrypted. Give its password" in refused.err
    run(older, "--password", "sesame")
    assert not older.read_bytes().startswith(b"PK")
    assert planner("refresh", older, "--password", "sesame").status == 0
    assert run(older, "--password", "sesame").out.endswith("nothing was written\n")


def test_a_plan_of_an_earlier_template_has_to_be_upgraded_first(tmp_path: Path) -> None:
    fixture = Path(__file__).parents[1] / "fixtures" / "1.1.0" / "startup.xlsx"
    path = Path(shutil.copy(fixture, tmp_path / "plan.xlsx"))
    before = path.read_bytes()
    found = planner("upgrade", path, "--data")
    assert (found.status, found.out, len(found.lines)) == (1, "", 1)
    assert f"planner upgrade brings it to 2.0.0. Run `planner upgrade {path}`." in found.err
    assert untouched(path, before)


@pytest.mark.parametrize(
    ("what", "table"), [("a note", "gpu_prices"), ("a note", "chips"), ("totals", "gpu_prices")]
)
def test_what_stands_in_the_way_is_one_line(what: str, table: str, older: Path) -> None:
    with Surgery(older) as book:
        sheet, tree = book.table(table)
        if what == "a note":
            below = int(re.search(r"[0-9]+$", tree.get("ref"))[0]) + 2
            book.put(sheet, f"C{below}", "Mine")
        else:
            tree.set("totalsRowCount", "1")
    before = older.read_bytes()
    for arguments in ([], ["--dry-run"]):
        found = planner("upgrade", older, "--data", *arguments)
        assert (found.status, found.out, len(found.lines)) == (1, "", 1)
        assert ("something stands below the table" if what == "a note" else "a row of totals") in found.err
        assert untouched(older, before)


@pytest.mark.parametrize("arguments", [["--choose"], ["--choose", "--dry-run"]])
def test_choosing_without_data_is_wrong_usage(arguments: list[str], older: Path) -> None:
    before = older.read_bytes()
    found = planner("upgrade", older, *arguments)
    assert found.status == 2
    assert "--choose goes with --data" in found.err
    assert untouched(older, before)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 nothing", b"no workbook at all"])
def test_what_is_no_plan_is_one_line(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(content)
    found = planner("upgrade", path, "--data")
    assert (found.status, found.out, len(found.lines)) == (1, "", 1)
    assert path.read_bytes() == content


def test_an_input_that_cannot_be_used_is_named(older: Path) -> None:
    with Surgery(older) as book:
        place = book.table_cell("gpu_prices", "GPUs per server", 0)
        book.put(*place, "many")
    before = older.read_bytes()
    found = planner("upgrade", older, "--data")
    assert (found.status, found.out) == (1, "")
    assert f"GPU prices!{place[1]}" in found.err
    assert untouched(older, before)


def test_the_page_names_every_field() -> None:
    row = ReferenceRow("chips", "H100", "a list", "2026-11-28", {})
    move = ReferenceMove("chips", "H100", "a list", "2026-11-28", {}, {}, ["clusters[Main].quote"])
    found = ReferenceUpgraded("plan.xlsx", "written", new=[row], changed=[move]).as_dict()
    lists = {"gone", "kept", "moved", "problems", "notes"}
    fields = [f"{name}[]" if name in lists else name for name in found if name not in {"new", "changed"}]
    inner = [f"{name}[].{one}" for name in ("new", "changed") for one in found[name][0]]
    told = re.findall(r"^\| `([a-z_0-9.\[\]]+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(name.replace("taken_by[]", "taken_by") for name in told) == sorted([*fields, *inner])
