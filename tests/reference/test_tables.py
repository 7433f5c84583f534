"""Every table keeps its promises: a source and a date a row, numbers that parse, references that resolve."""

import ast
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

import planner.reference
from planner.reference import chips, prices, runs, serving
from planner.reference.tables import day, number, rows
from tests.sampled import some
from tools.validation import economics

FOLDER = Path(planner.reference.__file__).parent
TABLES = sorted(path.name for path in (FOLDER / "data").glob("*.csv"))
ROOT = FOLDER.parents[1]


def test_the_tables_that_the_product_needs_are_there():
    assert {
        "gpu_prices.csv",
        "chips.csv",
        "export_controls.csv",
        "training_runs.csv",
        "throughput_benchmarks.csv",
        "serving_benchmarks.csv",
        "capex.csv",
        "power.csv",
        "data_costs.csv",
        "people_costs.csv",
        "goodput.csv",
        "token_prices.csv",
        "service_tiers.csv",
        "token_price_trends.csv",
        "scaling_laws.csv",
        "step_fit.csv",
        "throughput_fit.csv",
        "serving_fit.csv",
    } <= set(TABLES)


@pytest.mark.parametrize("table", TABLES)
def test_every_row_names_its_source_and_a_date_that_is_not_in_the_future(table):
    assert rows(table)
    for row in rows(table):
        assert row["source"].strip(), row
        column = "from_date" if "from_date" in row else "date"
        assert date(2010, 1, 1) < day(row, column) <= date(2026, 11, 30), row


@pytest.mark.parametrize("table", TABLES)
def test_every_row_is_complete_and_plain(table):
    for row in rows(table):
        assert None not in row
        assert None not in row.values()
        for column, cell in row.items():
            assert cell == cell.strip(), (table, column, cell)
            assert "from memory" not in cell and "TODO" not in cell, (table, column, cell)


@pytest.mark.parametrize("table", [name for name in TABLES if not name.endswith("_fit.csv")])
def test_verified_says_how_a_figure_was_read(table):
    known = {"yes", "yes-secondary", "derived"}
    assert {row["verified"] for row in rows(table)} <= known | ({"no"} if table == "training_layouts" else set())


@pytest.mark.parametrize("table", TABLES)
def test_an_id_occurs_once(table):
    key = "id" if "id" in rows(table)[0] else "name"
    if table != "export_controls.csv":
        names = [row[key] for row in rows(table)]
        assert len(names) == len(set(names))


@pytest.mark.parametrize("table", TABLES)
def test_a_missing_number_is_an_empty_cell_and_never_zero(table):
    measured = re.compile(r"usd|_gb|tflops|hours|tokens|_tb_s|tdp|latency|mfu|goodput|parameters")
    for row in rows(table):
        for column, cell in row.items():
            if measured.search(column) and re.fullmatch(r"[\d.]+", cell):
                assert float(cell) > 0, (table, column, row)


def test_an_empty_cell_reads_as_none():
    assert number({"x": ""}, "x") is None
    assert number({"x": "1.5"}, "x") == 1.5


def test_a_year_or_a_month_is_its_first_day():
    assert day({"d": "2022"}, "d") == date(2022, 1, 1)
    assert day({"d": "2022-04"}, "d") == date(2022, 4, 1)
    assert day({"d": "2022-04-15"}, "d") == date(2022, 4, 15)


def test_every_chip_that_a_table_mentions_is_known():
    known = {chip.name for chip in chips.load_chips()}
    assert {quote.chip for quote in prices.load_prices()} <= known
    assert {quote.chip for quote in economics.load_capex()} <= known
    assert {row.chip for row in runs.load_throughput_benchmarks()} <= known
    assert {row.chip for row in serving.load_serving_benchmarks()} <= known
    assert {run.chip for run in runs.load_runs() if run.usable} <= known
    assert {rule.chip for rule in chips.load_export_rules()} <= known | {"*"}


def test_every_measured_model_has_a_shape():
    shapes = {shape.name for shape in serving.load_shapes()}
    assert {row.model for row in serving.load_serving_benchmarks()} <= shapes


def test_numpy_is_not_imported_before_a_fit_is_asked_for():
    code = (
        "import sys, planner.reference.throughput, planner.reference.roofline, tools.validation.fit\n"
        "from planner.reference.chips import chip\n"
        "from planner.reference.throughput import Workload, predict_throughput\n"
        "predict_throughput(chip('H100'), Workload(70))\n"
        "sys.exit('numpy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_package_imports_only_the_standard_library_numpy_and_itself():
    allowed = {"planner.reference", "planner.units", "planner.problems", "numpy"}
    for path in some(FOLDER.glob("*.py"), 9):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            for name in names:
                top = name.partition(".")[0]
                inside = any(name == root or name.startswith(root + ".") for root in allowed)
                assert inside or top in sys.stdlib_module_names, (path.name, name)


def test_nothing_points_outside_the_repository():
    for path in [
        *some(FOLDER.rglob("*.*"), 10),
        ROOT / "docs" / "reference-data.md",
        ROOT / "docs" / "validation.md",
    ]:
        if path.suffix in {".py", ".csv", ".md"}:
            assert "/work/" not in path.read_text(encoding="utf-8"), path
