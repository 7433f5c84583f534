"""Export rules, terms of contracts, commitments."""

from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from pytest import approx

from planner.model import hardware_rules as rules
from planner.model.chain.quotes import terms
from planner.reference.chips import export_allowed
from planner.template.load import load_preset
from tests.cases.serving_plans import results

DAY_ZERO = date(1899, 12, 30)
ROWS = load_preset("essay").tables["exports"]
TRAINED, NONE_TRAINED = np.array([1.0, 0.0]), np.zeros(2)
"""Whether models take the architecture's figures."""


def serial(day: date | None) -> float:
    """A day as workbooks count them; what is blank is no number."""
    return float("nan") if day is None else float((day - DAY_ZERO).days)


TABLE: tuple[Any, ...] = (
    tuple(row["chip"] for row in ROWS),
    tuple(row["region"] for row in ROWS),
    tuple(row["allowed"] for row in ROWS),
    tuple(serial(row["begins"]) for row in ROWS),
    tuple(serial(row.get("ends")) for row in ROWS),
)


def allowed(chip: str, region: str, on: date) -> bool:
    day = serial(on)
    own = rules.training_rules(1.0, (chip,), region, day, *TABLE)
    return bool(rules.training_export_check(own, rules.open_rules(region, day, *TABLE), TRAINED))


@pytest.mark.parametrize(
    ("chip", "on", "may"),
    [
        ("A100 80GB", date(2022, 10, 6), True),
        ("A100 80GB", date(2022, 10, 7), False),
        ("A800 80GB", date(2022, 11, 6), False),
        ("A800 80GB", date(2022, 11, 7), True),
        ("A800 80GB", date(2023, 10, 16), True),
        ("A800 80GB", date(2023, 10, 17), False),
        ("H100", date(2024, 7, 31), False),
        ("H800", date(2023, 8, 1), True),
        ("H800", date(2024, 1, 1), False),
        ("H20", date(2023, 11, 8), False),
        ("H20", date(2024, 7, 31), True),
        ("H20", date(2025, 4, 15), False),  # a licence is needed
        ("H200", date(2026, 2, 1), False),  # a licence is needed
        ("B200", date(2026, 2, 1), False),
        ("MI300X", date(2024, 1, 1), False),
        ("Ascend 910B", date(2026, 2, 1), True),
        ("ascend 910b", date(2026, 2, 1), True),
    ],
)
def test_what_may_be_bought_in_china_on_a_day(chip: str, on: date, may: bool) -> None:
    assert allowed(chip, "China", on) is may


def test_every_chip_may_be_bought_in_the_united_states() -> None:
    assert allowed("B200", "United States", date(2026, 2, 1))
    assert allowed("a chip of my own", "United States", date(2026, 2, 1))


def test_no_rule_is_no_permission() -> None:
    assert not allowed("A100 80GB", "other", date(2026, 2, 1))
    assert not allowed("a chip of my own", "China", date(2026, 2, 1))


@pytest.mark.parametrize("chip", [str(row["chip"]) for row in load_preset("essay").tables["chips"]])
@pytest.mark.parametrize("region", [("China", "CN"), ("United States", "US")])
def test_the_table_decides_as_the_reference_does(chip: str, region: tuple[str, str]) -> None:
    here, code = region
    for on in (date(year, month, 15) for year in range(2021, 2027) for month in (1, 4, 7, 11)):
        assert allowed(chip, here, on) == (export_allowed(chip, code, on) == "yes"), on


def test_a_rule_ends_when_the_next_begins() -> None:
    for chip in {row["chip"] for row in ROWS}:
        own = sorted((row for row in ROWS if row["chip"] == chip), key=lambda row: row["begins"])
        assert all(before["ends"] == after["begins"] for before, after in pairwise(own))
        assert "ends" not in own[-1]


def test_serving_has_a_chip_of_its_own() -> None:
    day = serial(date(2024, 7, 31))
    chips = ("A100 80GB", "H20")
    assert rules.serving_rules(2.0, chips, "China", day, *TABLE) == 1
    assert rules.training_rules(1.0, chips, "China", day, *TABLE) == 0
    assert rules.serving_export_check(1.0, 0.0, TRAINED) == 1
    assert rules.serving_export_check(0.0, 0.0, TRAINED) == 0
    assert rules.serving_export_check(0.0, 0.0, NONE_TRAINED) == 1


@pytest.mark.parametrize(
    ("contract", "months"), [("on demand", 0), ("spot", 0), ("1 year", 12), ("3 years", 36), ("3 YEARS", 36)]
)
def test_a_contract_is_signed_for_its_months(contract: str, months: int) -> None:
    assert list(terms(("spot", contract))) == [0, months]


def test_the_source_models_cluster_is_a_liability_of_46_million() -> None:
    # 128 servers at 10,000 USD: 1.28 million a month x 36 = 46.1 million USD, signed for each of two clusters
    signed = results("essay", "low")["cluster_signed_value"]
    assert list(signed[:3, 0]) == approx([46.08e6, 46.08e6, 0], rel=1e-12)


def test_what_outlasts_the_programme() -> None:
    # Renewed in month 37, so that 12 of its 36 months come after month 60: 15.36 million USD for each
    found = results("essay", "low")
    owed = found["cluster_owed_after_plan"][:2, -1] / 6.8
    assert list(owed) == approx([15.36e6, 15.36e6], rel=1e-12)
