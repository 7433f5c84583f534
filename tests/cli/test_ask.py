"""`planner new --ask`: fifteen questions, and every other input from the nearest preset."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from planner.cli.main import main
from planner.template.load import load_preset, load_template, presets
from planner.template.questions import nearest, questions, sizes
from tests.command import planner

TEMPLATE = load_template()


def test_there_are_fifteen_questions_for_a_mixture_of_experts_that_sells() -> None:
    asked = list(questions(TEMPLATE, load_preset("startup")))
    assert len(asked) == len({one.name for one in asked}) == 15
    assert [one.key for one in asked[:2]] == list(sizes(TEMPLATE))


def test_what_a_preset_leaves_unused_is_not_asked() -> None:
    """`essay` is dense, has no round, and takes its throughput and goodput from elsewhere."""
    keys = {one.key for one in questions(TEMPLATE, load_preset("essay"))}
    assert {"parameters_b", "clusters.gpus", "opening_cash"} <= keys
    assert not keys & {"moe_active_parameters_b", "typed_goodput", "mfu", "rounds.month", "rounds.amount"}


@pytest.mark.parametrize(
    ("parameters_b", "gpus", "preset"),
    [
        (175, 1024, "essay"),
        (180, 2100, "china"),
        (100, 500, "startup"),
        (500, 15000, "frontier"),
        (700, 2000, "moe"),
    ],
)
def test_the_nearest_preset_is_near_in_model_and_cluster(
    parameters_b: float, gpus: float, preset: str
) -> None:
    """Sizes of docs/presets.md: 175B on 1,024 and 2,048 GPUs, 106B on 512, 405B on 16,384, 671B on 2,048."""
    assert nearest(TEMPLATE, {"parameters_b": parameters_b, "clusters.gpus": gpus}, load_preset) == preset


@pytest.mark.parametrize("preset", presets())
def test_every_question_says_what_the_preset_has(preset: str) -> None:
    for one in questions(TEMPLATE, load_preset(preset)):
        assert one.label
        assert one.value not in {None, ""}
        assert not one.choices or str(one.value) in one.choices


def test_answers_are_in_the_plan_and_a_wrong_one_is_asked_again(
    short_template: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    answers = [
        "110",
        "256",
        "",
        "2027-03-01",
        "",
        "5e6",
        "abc",
        "30 %",
        "2",
        "0.8",
        "H300",
        *[""] * 7,
        "Example",
        "Our model",
    ]
    ran = CliRunner().invoke(main, ["new", "plan.xlsx", "--ask"], input="\n".join(answers))
    assert ran.exit_code == 0, ran.stderr
    assert "The nearest preset is startup: " in ran.stderr
    assert 'MFU, typed is text "abc", expected a number. Enter a number from 0.01 to 1, or ' in ran.stderr
    assert '"Quote" is "H300", which is not a choice' in ran.stderr
    assert "6 inputs are yours; the other " in ran.stderr
    assert ran.stderr.index("Goodput, typed") < ran.stderr.index('"Quote" is "H300"')
    found = planner("show", "plan.xlsx", "--json").json
    base = {
        key: found["inputs"][key]["base"] for key in ("parameters_b", "plan_start", "opening_cash", "mfu")
    }
    assert base == {"parameters_b": 110, "plan_start": "2027-03-01", "opening_cash": 5e6, "mfu": 0.3}
    assert found["inputs"]["typed_goodput"]["base"] == 0.8
    assert found["tables"]["clusters"][0]["gpus"] == 256
    assert found["inputs"]["moe_active_parameters_b"]["base"] == 12
    said = {key: text["value"] for key, text in found["texts"].items()}
    assert (said["company"], said["plan_title"], said["plan_question"]) == ("Example", "Our model", "")


def test_a_plan_of_ones_own_is_never_titled_as_its_preset(
    short_template: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    asked = list(questions(TEMPLATE, load_preset("blank")))
    answers = [*[""] * len(asked), "x" * 201, "", ""]
    ran = CliRunner().invoke(
        main, ["new", "plan.xlsx", "--preset", "blank", "--ask"], input="\n".join(answers) + "\n"
    )
    assert ran.exit_code == 0, ran.stderr
    assert "company has 201 characters, expected at most 200" in ran.stderr
    found = planner("show", "plan.xlsx", "--json").json
    assert found["texts"]["plan_title"]["value"] == TEMPLATE.title
    assert found["preset_sources"] == []


def test_no_answers_write_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ran = CliRunner().invoke(main, ["new", "plan.xlsx", "--ask"], input="110\n")
    assert ran.exit_code == 130  # as where somebody stops it
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "line", "status"),
    [
        (("there.xlsx",), "there.xlsx: there is a file of that name already. ", 1),
        (("plan.docx",), "plan.docx: a plan is an Excel workbook, whose name ends in .xlsx. ", 1),
        (
            ("plan.xlsx", "--preset", "starup"),
            'plan.xlsx: there is no preset "starup". Did you mean startup?',
            2,
        ),
    ],
)
def test_nothing_is_asked_for_a_plan_that_could_not_be_written(
    arguments: tuple[str, ...], line: str, status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("there.xlsx").write_bytes(b"mine")
    ran = planner("new", *arguments, "--ask")
    assert (ran.status, ran.out, len(ran.lines)) == (status, "", 1)
    assert ran.err.startswith(line)
    assert Path("there.xlsx").read_bytes() == b"mine"
