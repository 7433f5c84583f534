"""`planner diff`: what changed between two plans, what each change did, and what is said of bad input."""

from __future__ import annotations

import math
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from planner import plan
from tests.cli.two_plans import EDITS, OFFERED
from tests.command import Outcome, planner
from tests.sampled import sampled, some
from tests.surgery import Surgery


def told(*arguments: str) -> Outcome:
    found = planner("diff", *arguments)
    assert found.status == 0, found.err
    return found


def results(found: dict[str, Any], scenario: str = "base") -> dict[str, Any]:
    return {one["key"]: one for one in found["results"] if one["scenario"] == scenario}


def test_a_signed_offer_for_a_year_ends_the_cash(folder: Path) -> None:
    """By hand: 16 m USD come after the least cash, 1 m is missing at the start, the offer saves rent."""
    found = told("old.xlsx", "new.xlsx", "--json").json
    typed = {one["key"]: one for one in found["inputs"]}
    assert set(typed) == set(EDITS)
    quote = typed["clusters[Research].quote"]
    assert (quote["before"], quote["after"]) == ("H200, 1 year", "Ours, H200 reserved")
    assert (quote["scenario"], quote["sheet"], quote["cell"]) == ("", "Clusters", "B8")
    cash = typed["opening_cash"]
    assert (cash["before"], cash["after"], cash["scenario"]) == (4e6, 3e6, "base")
    assert [(row["table"], row["row"], row["change"]) for row in found["rows"]] == [
        ("gpu_prices", "Ours, H200 reserved", "added")
    ]
    cash = results(found)["minimum_cash"]
    assert cash["change"] == pytest.approx(OFFERED - 17e6, rel=1e-9)
    assert results(found)["cash_check"]["turned"] == "FAILS"
    assert {tuple(sorted(one["of"])): one["effect"] for one in cash["effects"]} == {
        ("rounds[Seed]",): pytest.approx(-16e6),
        ("opening_cash",): pytest.approx(-1e6),
        ("clusters[Research]", "gpu_prices[Ours, H200 reserved]"): pytest.approx(OFFERED, rel=1e-9),
    }


def test_every_key_number_is_the_sum_of_its_effects(folder: Path) -> None:
    """And what it was and is, is what the two workbooks show."""
    found = told("old.xlsx", "new.xlsx", "--json").json
    shown = [planner("show", name, "--json").json["outputs"] for name in ("old.xlsx", "new.xlsx")]
    explained = [one for one in results(found).values() if one["key_number"]]
    assert len(explained) >= 9
    for one in explained:
        before, after = (side[one["key"]]["base"] for side in shown)
        assert (one["before"], one["after"]) == (before, after)
        assert one["method"] == "shapley"
        assert math.fsum(part["effect"] for part in one["effects"]) == pytest.approx(
            after - before, rel=1e-9, abs=0
        )


@pytest.mark.parametrize("scenario", sampled(["low", "base"], ["low"]))
def test_between_two_presets_nothing_is_left_unexplained(scenario: str) -> None:
    """What the engine makes of the plans between the two ends where the two readings of the files do."""
    found = plan.diff("startup", "frontier", scenario=scenario)
    asked = [one for one in found.results if one.is_key and one.scenario == scenario]
    assert len(asked) >= 5
    for one in asked:
        assert one.effects, one.key
        assert math.fsum(each.effect for each in one.effects) == pytest.approx(one.change, rel=1e-9), one.key


def test_changes_that_do_not_meet_do_what_they_say(plan_file: Path) -> None:
    """Of the cash at the end 1,000 m CNY more were there at the start; Programme pays nothing of it."""
    shutil.copy(plan_file, "other.xlsx")
    assert planner("set", "other.xlsx", "opening_cash=4e9", "overhead=0.2", "--no-backup").status == 0
    found = results(told("plan.xlsx", "other.xlsx", "--key", "closing_cash_end", "--json").json)
    (money,) = found.values()
    assert money["change"] == pytest.approx(1e9)
    assert [(part["of"], part["error"]) for part in money["effects"]] == [(["opening_cash"], 0)]
    assert money["effects"][0]["effect"] == pytest.approx(1e9)


def test_the_terminal_says_inputs_results_and_causes(folder: Path) -> None:
    found = told("old.xlsx", "new.xlsx")
    assert "old.xlsx -> new.xlsx" in found.out
    assert "inputs changed (4)" in found.out
    assert "row added: gpu_prices[Ours, H200 reserved] (GPU prices!A28)" in found.out
    assert "newest date   gpu_prices 2026-05-31 -> 2026-11-24" in found.out
    assert "what it did (Base)" in found.out
    assert "<- FAILS" in found.out
    assert "unchanged: Loans; Do totals equal sums?; " in found.out
    assert "Minimum cash: -16,948,192 (USD), of which\n  -16,000,000  rounds[Seed]\n" in found.out
    assert "+51,808  gpu_prices[Ours, H200 reserved] + clusters[Research]\n" in found.out
    assert "shapley: every order of the changes was looked at" in found.out


def test_a_key_is_explained_alone_and_all_explains_all(folder: Path) -> None:
    alone = results(told("old.xlsx", "new.xlsx", "--key", "training_days", "--json").json)
    assert list(alone) == ["training_days"]
    assert alone["training_days"]["effects"]
    every = results(told("old.xlsx", "new.xlsx", "--all", "--json").json)
    assert len(every) > 30
    assert all(one["effects"] for one in every.values() if one["change"] and not one["turned"])


def test_a_line_along_months_is_explained_where_it_moved_most(folder: Path) -> None:
    found = results(told("old.xlsx", "new.xlsx", "--key", "closing_cash", "--json").json)
    cash = found["closing_cash"]
    apart = [after - before for before, after in zip(cash["before"], cash["after"], strict=True)]
    assert len(apart) == 6
    assert cash["change"] == max(apart, key=abs)
    assert apart[int(cash["at"]) - 1] == cash["change"]
    assert math.fsum(part["effect"] for part in cash["effects"]) == pytest.approx(cash["change"], rel=1e-9)


def test_a_row_that_stands_for_one_cluster_is_explained_alone(folder: Path) -> None:
    """The offer is the second cluster's, whose 32 GPUs cost less; the first costs what it did."""
    found = told("old.xlsx", "new.xlsx", "--key", "cluster_rent_2", "--key", "cluster_rent_1", "--json").json
    rent = results(found)
    assert list(rent) == ["cluster_rent_2"]
    assert rent["cluster_rent_2"]["change"] == pytest.approx(-OFFERED / 4 / 1.03, rel=1e-9)
    (done,) = rent["cluster_rent_2"]["effects"]
    assert done["effect"] == pytest.approx(-OFFERED / 4 / 1.03, rel=1e-9)
    assert set(done["of"]) == {"clusters[Research]", "gpu_prices[Ours, H200 reserved]"}


def test_another_scenario_has_its_own_causes(folder: Path) -> None:
    found = told("old.xlsx", "new.xlsx", "--scenario", "high", "--json").json
    assert found["scenario"] == "high"
    assert results(found, "high")["minimum_cash"]["effects"]
    assert not results(found, "base")["minimum_cash"]["effects"]


def test_a_file_is_compared_with_the_version_that_was_kept(folder: Path) -> None:
    assert planner("set", "old.xlsx", "opening_cash=5e6").status == 0
    found = told("old.xlsx", "--json").json
    assert (found["before"]["file"], found["after"]["file"]) == ("old.bak.xlsx", "old.xlsx")
    (typed,) = found["inputs"]
    assert (typed["key"], typed["before"], typed["after"]) == ("opening_cash", 4e6, 5e6)


def test_a_file_is_compared_with_a_preset(folder: Path) -> None:
    found = told("startup", "new.xlsx", "--json").json
    assert {one["key"] for one in found["inputs"]} == set(EDITS)
    assert not found["cells"]
    assert not found["notes"]
    assert results(found)["minimum_cash"]["change"] == pytest.approx(OFFERED - 17e6, rel=1e-9)


def test_packages_are_compared_as_folders_and_as_zip_files(essay: Path, folder: Path) -> None:
    known = [f"acknowledged[{row['check']}].by=CFO" for row in plan.check(essay).tables["acknowledged"]]
    for name in ("old", "may"):
        shutil.copy(essay, folder / f"{name}.xlsx")
        assert planner("set", f"{name}.xlsx", *known, "--no-backup").status == 0
    assert planner("refresh", "old.xlsx", "--no-backup").status == 0
    assert planner("set", "may.xlsx", "opening_cash=4e9", "--no-backup").status == 0
    assert planner("refresh", "may.xlsx", "--no-backup").status == 0
    for name in ("old", "may"):
        made = planner("handover", f"{name}.xlsx", "--out", f"deal-{name}", "--no-pdf")
        assert made.status == 0, made.err
    with zipfile.ZipFile("deal-may.zip", "w") as archive:
        for path in Path("deal-may").iterdir():
            archive.write(path)
    for after in ("deal-may", "deal-may.zip"):
        found = told("deal-old", after, "--json").json
        assert [(one["key"], one["after"]) for one in found["inputs"]] == [("opening_cash", 4e9)]
        assert found["after"]["file"] == after


def test_two_languages_are_compared_by_what_they_mean(folder: Path) -> None:
    assert planner("new", "zh.xlsx", "--preset", "startup", "--lang", "zh").status == 0
    assert planner("set", "zh.xlsx", "opening_cash=5e6", "--no-backup").status == 0
    for pair in (("old.xlsx", "zh.xlsx"), ("zh.xlsx", "old.xlsx"), ("startup", "zh.xlsx")):
        found = told(*pair, "--json").json
        assert [one["key"] for one in found["inputs"]] == ["opening_cash"], pair
        assert not found["rows"]
        assert not found["sheets_added"]
        assert not found["sheets_removed"]
        for one in results(found).values():
            assert {name for part in one["effects"] for name in part["of"]} <= {"opening_cash"}


def test_what_else_differs_is_listed(folder: Path) -> None:
    shutil.copy("old.xlsx", "other.xlsx")
    with Surgery(Path("other.xlsx")) as book:
        book.add_sheet("Board", {"A1": ("ours", None)})
        sheet, cell = book.line("training_days")
        formula = book.formula(sheet, cell)
        book.put(sheet, cell, 1, f"{formula}*1")
    found = told("old.xlsx", "other.xlsx", "--json").json
    assert found["sheets_added"] == ["Board"]
    (changed,) = found["formulas"]
    assert (changed["key"], changed["sheet"], changed["cell"]) == ("training_days", sheet, cell)
    assert (changed["before"], changed["after"]) == ("the template's", f"={formula}*1")
    assert any("formulas that are not the template's" in note for note in found["notes"])
    said = told("old.xlsx", "other.xlsx").out
    assert 'sheet added: "Board"' in said
    assert f"formula of planner's: {sheet}!{cell} training_days was the template's" in said


def test_a_plan_whose_cells_are_older_than_its_inputs_is_called_stale(folder: Path) -> None:
    shutil.copy("old.xlsx", "other.xlsx")
    with Surgery(Path("other.xlsx")) as book:
        book.put_line("opening_cash", 5e6)
    found = told("old.xlsx", "other.xlsx", "--json").json
    assert found["after"]["stale"] > 0
    assert found["before"]["stale"] == 0
    (note,) = found["notes"]
    assert note.startswith("other.xlsx is STALE: ")
    assert note.endswith("Run `planner refresh other.xlsx`.")


def test_equal_plans_say_so(folder: Path) -> None:
    shutil.copy("old.xlsx", "same.xlsx")
    found = told("old.xlsx", "same.xlsx")
    assert "inputs: none differs" in found.out
    assert "results (Base): none differs" in found.out
    assert not found.err


NO_PACKAGE = "Give the whole package that `planner handover` made, or the workbook in it."
BAD = {
    "gone.xlsx new.xlsx": (1, "gone.xlsx: there is no such file. Check the path."),
    "old.xlsx gone.xlsx": (1, "gone.xlsx: there is no such file. Check the path."),
    "gone.xlsx": (1, "gone.xlsx: there is no such file. Check the path."),
    "starup new.xlsx": (1, "starup: there is no such file, folder or preset. Did you mean startup?"),
    "startup": (
        2,
        "startup: planner keeps no version of presets and packages. Name a second plan or a preset.",
    ),
    "old.xlsx": (
        2,
        "old.xlsx: there is no kept version, old.bak.xlsx, to compare it with. "
        "Name a second plan or a preset.",
    ),
    "old.xlsx ./old.xlsx": (
        2,
        "old.xlsx: both are the same plan. "
        "Name two plans, or one alone to compare it with the version that planner kept.",
    ),
    "old.xlsx new.xlsx --key opening_cash": (
        2,
        "new.xlsx: opening_cash is an input, not a result. Inputs that changed are listed anyway. "
        "`planner show PATH --json` has the key of every result.",
    ),
    "folder new.xlsx": (
        1,
        "folder: there is no manifest.json in this folder. Give the folder that `planner handover` made.",
    ),
    "plan.zip new.xlsx": (1, f"plan.zip: this is not a package of one plan. {NO_PACKAGE}"),
}


@pytest.mark.parametrize("typed", BAD)
def test_bad_input_is_one_line(typed: str, folder: Path) -> None:
    status, line = BAD[typed]
    arguments = typed.split()
    (folder / "folder").mkdir()
    shutil.copy("old.xlsx", "plan.zip")
    before = {path.name: path.read_bytes() for path in folder.glob("*.xlsx")}
    found = planner("diff", *arguments)
    assert (found.status, found.lines, found.out) == (status, [line], "")
    said = planner("diff", *arguments, "--json")
    assert said.status == status
    assert said.json["status"] == "problems"
    assert len(said.json["problems"]) == 1
    assert {path.name: path.read_bytes() for path in folder.glob("*.xlsx")} == before


def test_two_files_that_are_missing_are_both_named(folder: Path) -> None:
    found = planner("diff", "gone.xlsx", "lost.xlsx")
    assert found.status == 1
    assert found.lines == [
        f"{name}.xlsx: there is no such file. Check the path." for name in ("gone", "lost")
    ]
    assert len(planner("diff", "gone.xlsx", "lost.xlsx", "--json").json["problems"]) == 2


def test_an_unknown_key_is_guessed_at(folder: Path) -> None:
    found = planner("diff", "old.xlsx", "new.xlsx", "--key", "minimum_cahs")
    assert found.status == 2
    (line,) = found.lines
    assert line.startswith('new.xlsx: there is no line "minimum_cahs". Did you mean minimum_cash')


def test_an_input_that_cannot_be_used_is_named_with_its_cell(folder: Path) -> None:
    with Surgery(folder / "new.xlsx") as book:
        sheet, cell = book.line("opening_cash")
        book.put_line("opening_cash", "seven")
    found = planner("diff", "old.xlsx", "new.xlsx")
    assert found.status == 1
    (line,) = found.lines
    assert line.startswith(f"new.xlsx {sheet}!{cell}: ")
    assert '"seven"' in line


def test_what_moved_in_another_scenario_alone_is_not_passed_over(plan_file: Path) -> None:
    shutil.copy(plan_file, "before.xlsx")
    assert planner("set", "plan.xlsx", "opening_cash=4e9", "--scenario", "high").status == 0
    told = planner("diff", "before.xlsx", "plan.xlsx").out
    assert "results (Base): none differs\n" in told
    assert "more results differ in Adverse; --scenario high lists them\n" in told


def test_python_refuses_a_scenario_that_there_is_not_and_takes_one_key(folder: Path) -> None:
    found = plan.diff("essay", "china", scenario="mid")
    assert [one.message for one in found.problems] == ['there is no scenario "mid"']
    one = plan.diff("essay", "china", keys="programme_total_cny")
    assert one.keys == ("programme_total_cny",)


def test_amounts_in_two_currencies_have_no_change(plan_file: Path) -> None:
    """What the plan counts in is another currency, and its amounts are not the smaller or larger for it."""
    shutil.copy(plan_file, "before.xlsx")
    for done in (planner("set", "plan.xlsx", "plan_currency=USD"), planner("refresh", "plan.xlsx")):
        assert done.status == 0
        assert "Minimum cash" not in done.out
    found = plan.diff("before.xlsx", "plan.xlsx")
    for money in some([one for one in found.results if one.unit == "USD"], 5):
        assert (money.unit_before, money.effects) == ("CNY", ())
        assert money.as_dict()["change"] is None
    told = planner("diff", "before.xlsx", "plan.xlsx").out
    assert "Minimum cash (CNY, then USD)" in told
    assert "Minimum cash: " not in told


def test_from_a_loss_to_a_gain_there_is_no_per_cent(folder: Path) -> None:
    found = plan.diff("startup", "frontier")
    turned = [
        one
        for one in found.results
        if isinstance(one.before, float)
        and isinstance(one.after, float)
        and one.before * one.after < 0
        and one.scenario == "base"
    ]
    told = planner("diff", "startup", "frontier", "--all").out
    assert turned
    assert "x -" not in told
