"""The command predict."""

from __future__ import annotations

import sys

import click

from planner.cli.options import FILE, JSON


@click.command()
@click.option("--runs", type=FILE, metavar="FILE", help="A CSV file of training runs or steps.")
@click.option("--serving", type=FILE, metavar="FILE", help="A CSV file of serving measurements.")
@click.option(
    "--strict",
    is_flag=True,
    help="Leave a row's own organisation and paper, or model, out of the constants.",
)
@JSON
def predict(runs: str | None, serving: str | None, strict: bool, as_json: bool) -> None:
    """Predict published measurements by the lines of the workbook, with their 80 % band.

    \b
    planner predict --runs runs.csv
    planner predict --serving serving.csv --strict --json

    A row of a file takes the place of the inputs that it knows; the others keep the template's defaults. What
    cannot be predicted says why. docs/predict.md names the columns.
    """
    from planner import plan
    from planner.cli.each_file import crash
    from planner.report.predicted import print_predictions
    from planner.report.printing import print_json
    from planner.results.predicted import Predictions
    from planner.results.statuses import PROBLEMS

    try:
        result = plan.predict(runs, serving, strict=strict)
    except Exception as error:  # noqa: BLE001 - must not reach a person as a traceback
        result = Predictions(problems=(crash(error, str(runs or serving)),))
    if not as_json:
        print_predictions(result)
    elif result.ok:
        print_json(result.as_list())
    else:
        print_json({"status": PROBLEMS, "problems": [one.as_dict() for one in result.problems]})
    if not result.ok:
        sys.exit(2 if any(problem.usage for problem in result.problems) else 1)
