"""Which sheets are planner's, which the owner's; and how the new template gives way to the owner's names."""

from __future__ import annotations

from planner.layout.arrange import arrange
from planner.template.locale import template_in
from planner.upgrade.fitting import fitted
from planner.upgrade.front import Front
from planner.upgrade.leftover import leftovers
from planner.upgrade.mapping import preset_of
from planner.upgrade.sheets import OldSheets, TableSpot, line_of
from tests.upgrade.plans import CHINA, FRONTIER, STARTUP
from tests.upgrade.test_mapping import drafted, old_of


def test_names_and_titles_tell_planners_sheets_and_not_what_they_are_called() -> None:
    for path, own in ((STARTUP, {"Mine"}), (FRONTIER, {"Mine"}), (CHINA, set())):
        old = old_of(path)
        sheets = OldSheets.of(old).sheets
        assert {sheet.name for sheet in old.package.sheets if sheet.name.casefold() not in sheets} == own


def test_a_name_with_a_level_at_its_end_is_told_by_its_key() -> None:
    """The input serving_band_low has no level; people_usd along months has one, with a dot or without."""
    earlier = old_of(STARTUP).earlier
    assert line_of("in_serving_band_low", earlier) == ("serving_band_low", "")
    assert (
        line_of("calc_people_usd_low", earlier)
        == line_of("calc_people_usd.low", earlier)
        == ("people_usd", "low")
    )
    assert line_of("in_my_own", earlier) is None and line_of("rate_low", earlier) is None


def test_a_cell_belongs_to_its_line_its_row_or_its_table() -> None:
    sheets = OldSheets.of(old_of(STARTUP))
    place = sheets.places["in_deadline_days"]
    assert sheets.spot(place.sheet, place.row, place.column + 1) == ("in_deadline_days", 1, 0)
    assert sheets.spot(place.sheet.upper(), place.row, 1) == ("in_deadline_days", 1 - place.column, 0)
    roles = sheets.tables["roles"]
    assert sheets.spot(roles.sheet, roles.first_row - 1, roles.columns["headcount"]) == TableSpot(
        "roles", "headcount", -1
    )
    assert sheets.spot("Tokens", 5_000, 1) is None


def test_what_stands_beside_planners_cells_is_found_and_nothing_of_planners_is() -> None:
    (found,) = leftovers(old_of(FRONTIER), OldSheets.of(old_of(FRONTIER)))
    assert (found.sheet, found.text) == ("Tokens", "Ask the vendor")
    for path in (STARTUP, CHINA):
        assert leftovers(old_of(path), OldSheets.of(old_of(path))) == []


def test_a_sheet_of_the_owners_keeps_its_name_and_planners_gets_a_number() -> None:
    draft = drafted(STARTUP)
    template = fitted(template_in("en"), {}, ["products", "Cover", "Income base"])
    places = arrange(template, preset_of(draft, Front("", "", ""))).layout
    sheets = {place.sheet for place in places.places.values()} | {one.sheet for one in places.tables.values()}
    assert {"Products (2)", "Cover (2)", "Income (2) base", "Income (2) low"} <= sheets
    assert not {"Products", "Cover", "Income base", "Income low"} & sheets
    assert places["cov_master"].sheet == "Cover (2)"


def test_what_lines_run_along_stays_as_the_owner_chose_it() -> None:
    batches = (1.0, 3.0, 4.0, 8.0, 16.0, 32.0, 64.0, 256.0)
    template = fitted(template_in("en"), {"batch": batches}, [])
    assert template.axis("batch").values == batches
    assert (
        fitted(template_in("en"), {"batch": (1.0,)}, []).axis("batch").values
        == template_in("en").axis("batch").values
    )
