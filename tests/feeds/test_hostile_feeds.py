"""A feed that is damaged or hostile is one problem, in little time."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest

from planner.feeds import fetch, rows
from planner.feeds.sources import feed_of
from planner.problems import PlanError
from tests.feeds.samples import AWS, OWN, SKYPILOT, genai, put, zipped

HEAD = OWN.splitlines()[0]


def own(**changed: str) -> str:
    """A list of one row, with other cells."""
    cells = dict(zip(HEAD.split(","), OWN.splitlines()[1].split(","), strict=True)) | changed
    return f"{HEAD}\n{','.join(cells.values())}\n"


HOSTILE: dict[str, tuple[str, str | bytes, str]] = {
    "nothing": ("x.csv", " \n", "is empty"),
    "no table": ("x.csv", "<!DOCTYPE html><html>", "none of the formats"),
    "no text": ("lambda.csv", SKYPILOT.encode() + b"\xff\xfe", "no text in UTF-8"),
    "a zero byte": ("lambda.csv", SKYPILOT + "\0", "zero byte"),
    "an open quotation": ("lambda.csv", SKYPILOT + '"x', "no row of a table"),
    "a long cell": ("x.csv", own(source="y" * 200_000), "no row of a table"),
    "a long name": ("x.csv", own(provider="y" * 201), "201 characters"),
    "an escape": ("x.csv", own(provider="\x1b[31mred"), "not printed"),
    "a turned line": ("x.csv", own(instance="a\u202eb"), "not printed"),
    "a short row": ("x.csv", f"{HEAD}\nNeocloud\n", "1 cells, and the header 10"),
    "two columns of a name": ("x.csv", OWN.replace("region", "chip"), "the same name"),
    "a negative price": ("x.csv", own(price_per_gpu_hour="-1"), "no price"),
    "an endless price": ("x.csv", own(price_per_gpu_hour="inf"), "no number"),
    "a huge price": ("x.csv", own(price_per_gpu_hour="1e300"), "no price"),
    "a price of next to nothing": ("x.csv", own(price_per_gpu_hour="1e-320"), "no price"),
    "a price in words": ("x.csv", own(price_per_gpu_hour="cheap"), "no number"),
    "a price of many digits": ("x.csv", own(price_per_gpu_hour="1" * 100_000), "no number"),
    "a decimal comma": ("x.csv", own(price_per_gpu_hour='"2,50"'), "no number"),
    "no price": ("x.csv", own(price_per_gpu_hour=""), "has no price"),
    "a day that is none": ("x.csv", own(date="31.06.2026"), "no day"),
    "a day of another age": ("x.csv", own(date="0001-01-01"), "no day"),
    "another contract": ("x.csv", own(contract="for ever"), "the contract is"),
    "no provider": ("x.csv", own(provider=""), "names no provider"),
    "a formula for a number": ("x.csv", own(gpus_per_server="=1+1"), "no number"),
    "an archive that is none": ("catalog.zip", b"PK\x03\x04" + bytes(200), ""),
    "an archive without tables": ("catalog.zip", zipped({"readme.txt": "x"}), "no CSV file"),
    "a packed bomb": ("catalog.zip", zipped({"aws.csv": AWS + "0" * (70 << 20)}), ""),
    "a path out of the archive": ("catalog.zip", zipped({"../aws.csv": AWS}), ""),
    "JSON that ends": ("x.json", genai()[:-9], "no JSON"),
    "JSON of another kind": ("x.json", '{"a": 1}', "no list of providers"),
    "deep JSON": ("x.json", "[" * 200_000, "no JSON"),
    "JSON without numbers": ("x.json", genai().replace("15", "NaN"), "no JSON"),
    "JSON of an endless number": ("x.json", genai().replace("15", "1e999"), "no price"),
    "JSON of a long number": ("x.json", genai().replace("15", "1" * 5000), "no JSON"),
    "JSON with other things": ("x.json", genai().replace('"DeepSeek"', "[7]"), "no name"),
    "JSON with models in words": ("x.json", '[{"id": "a", "models": "many"}]', "no list of objects"),
    "JSON of numbers": ("x.json", "[1, 2]", ""),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_it_is_one_problem_in_little_time(what: str, tmp_path: Path) -> None:
    name, content, said = HOSTILE[what]
    path, began = put(tmp_path, name, content), time.perf_counter()
    with pytest.raises(PlanError) as raised:
        feed_of(path, day=date(2026, 8, 18))
    (problem,) = raised.value.problems
    assert said in problem.message
    assert (problem.file, "\n" in str(problem)) == (path, False)
    assert time.perf_counter() - began < 10


def test_a_row_more_than_planner_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(tmp_path, "x.csv", OWN)
    assert len(feed_of(path).quotes) == 2
    monkeypatch.setattr(rows, "MOST_ROWS", 1)
    with pytest.raises(PlanError, match="more than 1 rows"):
        feed_of(path)


def test_a_byte_more_than_planner_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(tmp_path, "x.csv", OWN)
    monkeypatch.setattr(fetch, "MOST_BYTES", len(OWN) - 1)
    with pytest.raises(PlanError, match="more than 0 MB"):
        feed_of(path)


def test_a_folder_and_a_file_that_is_not_there(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.csv"):
        with pytest.raises(PlanError) as raised:
            feed_of(str(path))
        assert len(raised.value.problems) == 1
