"""A FOCUS 1.2 export of 10,000 rows and three clouds, and a ledger of 300: the sums that they are made of."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path

import pytest

from planner.actuals import tables
from tests.actuals.reading_of import START, refused, taken, written
from tests.actuals.samples import FOCUS_MAP, LEDGER_MAP, UNIT, Sample, focus, ledger, told


def _files(sample: Sample, text: str, folder: Path) -> tuple[Path, Path]:
    mapping = folder / "map.toml"
    mapping.write_text(text, encoding="utf-8")
    return sample.write(folder / "file.csv"), mapping


def test_a_focus_export_comes_to_the_sums_that_it_is_made_of(tmp_path: Path) -> None:
    sample = focus(START)
    assert len(sample.rows) == 10_000 and len({row["ProviderName"] for row in sample.rows}) == 3
    actuals, notes = taken(*_files(sample, FOCUS_MAP, tmp_path))
    assert {(one.month, one.key): one.amount for one in actuals.told} == told(sample.amounts)
    assert {(one.month, one.key): one.rows for one in actuals.told} == sample.counts
    quantities = {(one.month, one.key): one.quantity for one in actuals.told if one.quantity is not None}
    assert quantities == {at: float(count) for at, count in sample.quantities.items()}
    credited = [row for row in sample.rows if row["ChargeCategory"] == "Credit"]
    assert any(note.startswith(f"{len(credited)} credits of -") for note in notes)
    elsewhere = [row for row in sample.rows if "Marketplace" in row["ServiceName"]]
    (left,) = actuals.left_out
    assert left.rows == len(elsewhere) and left.name == "marketplace"
    assert left.amount == sum(round(float(row["BilledCost"]) * UNIT) for row in elsewhere) / UNIT


def test_effective_cost_is_taken_where_the_map_says_so(tmp_path: Path) -> None:
    sample = focus(START, rows=180)
    actuals, _ = taken(*_files(sample, f'cost = "EffectiveCost"\n{FOCUS_MAP}', tmp_path))
    rows = [row for row in sample.rows if "Marketplace" not in row["ServiceName"]]
    expected = sum(round(float(row["EffectiveCost"]) * UNIT) for row in rows) / UNIT
    assert sum(one.amount for one in actuals.told) == pytest.approx(expected, rel=1e-12)


def test_a_focus_export_that_ends_before_its_month_does_is_half_a_month(tmp_path: Path) -> None:
    sample = focus(START, rows=180)
    sample.rows = [row for row in sample.rows if not row["ChargePeriodStart"].startswith("2027-03-3")]
    (line,) = refused(*_files(sample, FOCUS_MAP, tmp_path))
    assert "it ends on 2027-03-29, inside Mar 2027" in line


def test_what_is_charged_for_a_whole_month_does_not_make_a_half_one_whole(tmp_path: Path) -> None:
    sample = focus(START, rows=180)
    sample.rows = [row for row in sample.rows if not row["ChargePeriodStart"].startswith("2027-03-3")]
    first = sample.rows[0]
    sample.rows.append(
        first | {"ChargePeriodStart": "2027-03-01T00:00:00Z", "ChargePeriodEnd": "2027-04-01T00:00:00Z"}
    )
    (line,) = refused(*_files(sample, FOCUS_MAP, tmp_path))
    assert "inside Mar 2027" in line


def test_a_service_that_no_rule_takes_is_listed_by_cloud_and_service(tmp_path: Path) -> None:
    sample = focus(START, rows=180)
    sample.rows[0] |= {"ServiceCategory": "Storage", "ServiceName": "Amazon S3", "ProviderName": "AWS"}
    sample.rows[0] |= {"ChargeCategory": "Usage"}
    (line,) = refused(*_files(sample, FOCUS_MAP, tmp_path))
    assert '"AWS / Amazon S3": 1 row' in line


def test_parquet_comes_to_the_same_as_csv(tmp_path: Path) -> None:
    if find_spec("pyarrow") is None:
        pytest.skip("pyarrow is not installed: beside it, tests that fork hang, so `make` installs none")
    import pyarrow as pa
    from pyarrow import parquet

    sample = focus(START, rows=900)

    def typed(row: dict[str, str]) -> dict[str, object]:
        moments = {
            name: datetime.fromisoformat(row[name]) for name in ("ChargePeriodStart", "ChargePeriodEnd")
        }
        costs = {name: Decimal(row[name]) for name in ("BilledCost", "EffectiveCost")}
        count = None if row["ConsumedQuantity"] == "null" else float(row["ConsumedQuantity"])
        unit = None if row["ConsumedUnit"] == "null" else row["ConsumedUnit"]
        return row | moments | costs | {"ConsumedQuantity": count, "ConsumedUnit": unit}

    file, mapping = _files(sample, FOCUS_MAP, tmp_path)
    columnar = tmp_path / "file.parquet"
    parquet.write_table(pa.Table.from_pylist([typed(row) for row in sample.rows]), columnar)

    def sums(path: Path) -> list[tuple[object, ...]]:
        return [one[:5] for one in taken(path, mapping)[0].told]

    assert sums(columnar) == sums(file) and sums(file)
    columnar.write_bytes(columnar.read_bytes()[:-9])
    (line,) = refused(columnar, mapping)
    assert "it is no Parquet file that can be read" in line


def test_parquet_without_pyarrow_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, mapping = written(tmp_path, [], FOCUS_MAP)
    file = tmp_path / "file.parquet"
    file.write_bytes(b"PAR1....PAR1")
    monkeypatch.setattr(tables, "find_spec", lambda _: None)
    (line,) = refused(file, mapping)
    assert "pyarrow, which reads Parquet, is not installed" in line and "planner[parquet]" in line


def test_a_ledger_comes_to_the_sums_that_it_is_made_of(tmp_path: Path) -> None:
    sample = ledger(START)
    assert len(sample.rows) == 300
    actuals, _ = taken(*_files(sample, LEDGER_MAP, tmp_path))
    found = {(one.month, one.key): one.amount for one in actuals.told if one.rows}
    assert found == told(sample.amounts)
    assert sum(one.rows for one in actuals.told) == 300
