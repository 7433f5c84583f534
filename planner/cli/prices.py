"""The commands of `planner prices`: list, age and update."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from planner.cli.one_file import end, guarded
from planner.cli.options import DROP_SIGNATURE, FILE, JSON, NO_BACKUP, PASSWORD, PATH
from planner.results.statuses import PROBLEMS

if TYPE_CHECKING:
    from planner.problems import Problem
    from planner.results.prices import Prices, PricesUpdated

SOURCES = "csv", "skypilot", "gpuhunt", "genai"
CONTRACTS = "on demand", "1 year", "3 years", "spot"


class _Day(click.ParamType):  # type: ignore[type-arg]
    """A day as 2026-08-18."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day that was typed, its year first."""
        try:
            return datetime.strptime(str(value), "%Y-%m-%d").date()
        except ValueError:
            self.fail(f"{value!r} is no day such as 2026-08-18", param, ctx)


def _chips(_: click.Context, __: click.Parameter, value: str) -> tuple[str, ...]:
    return tuple(filter(None, (one.strip() for one in value.split(","))))


DAY = _Day()
ANY_PATH = click.argument("path", metavar="[PATH]", required=False, type=FILE)
SOURCE = click.option(
    "--source",
    type=click.Choice(SOURCES, case_sensitive=False),
    default=None,
    help="Format of the feed.  [default: told from its content]",
)
CHIPS = click.option(
    "--chips", metavar="CHIPS", default="", callback=_chips, help="Only these, as H100,B200."
)
PROVIDER = click.option(
    "--provider", default="", help="Only this one; of a feed that does not say whose prices it has, whose."
)
CONTRACT = click.option(
    "--contract", type=click.Choice(CONTRACTS, case_sensitive=False), help="Only with this contract."
)
FEED_DAY = click.option(
    "--date", "day", type=DAY, metavar="DAY", help="Day of a feed whose rows have none: 2026-08-18."
)


@click.group()
def prices() -> None:
    """Price quotes of GPUs: list them, say how old they are, bring new ones into a plan."""


@prices.command("list")
@ANY_PATH
@click.option(
    "--from",
    "feed",
    metavar="FILE",
    default="",
    help="List a feed, a file or an http address, instead of a plan.",
)
@SOURCE
@CHIPS
@PROVIDER
@CONTRACT
@click.option("--since", type=DAY, metavar="DAY", help="Only quotes of this day or later: 2026-01-31.")
@click.option("--until", type=DAY, metavar="DAY", help="Only quotes of this day or earlier.")
@FEED_DAY
@JSON
@PASSWORD
def list_command(path: str | None, as_json: bool, **asked: Any) -> None:
    """List quotes: planner's own price book, a plan's with PATH, a feed's with --from. Reads only.

    \b
    planner prices list --chips H100,H200 --contract "1 year"
    planner prices list plan.xlsx
    planner prices list --from catalogs/v8/lambda/vms.csv --date 2026-08-05
    planner prices list --from data.json --source genai --provider DeepSeek

    Every price is of one GPU for one hour, in the currency of its quote. Of a feed of prices of tokens it
    lists what a million tokens cost.
    """
    from planner import plan
    from planner.report.prices import print_prices

    words = {name: asked[name] or "" for name in ("source", "contract")}
    asked |= words
    end(
        guarded(lambda: plan.prices(path, **asked), file := path or asked["feed"], _unread(file)),
        as_json,
        print_prices,
    )


@prices.command()
@ANY_PATH
@click.option("--on", type=DAY, metavar="DAY", help="The day that ages are counted to.  [default: today]")
@CHIPS
@PROVIDER
@JSON
@PASSWORD
def age(
    path: str | None,
    on: date | None,
    chips: Sequence[str],
    provider: str,
    as_json: bool,
    password: str | None,
) -> None:
    """Say how old each quote is, the oldest first. Reads only.

    \b
    planner prices age plan.xlsx
    planner prices age --chips H100

    A quote of a plan is old after as many days as its input max_price_age_days says, one of planner's own
    price book after 180. The plan itself counts to the day on which it starts; --on says that day.
    """
    from planner import plan
    from planner.report.prices import print_ages

    day = on or date.today()
    asked = {"chips": chips, "provider": provider, "ages_on": day, "password": password}
    end(guarded(lambda: plan.prices(path, **asked), path or "", _unread(path or "")), as_json, print_ages)  # type: ignore[arg-type]


@prices.command()
@PATH
@click.option(
    "--from",
    "feed",
    metavar="FILE",
    required=True,
    help="A file, or an http address, which is asked only then.",
)
@SOURCE
@CHIPS
@PROVIDER
@FEED_DAY
@click.option("--choose", is_flag=True, help="Let clusters and models take the newest quote of their offer.")
@click.option("--dry-run", is_flag=True, help="Say what is new, changed and gone, but write nothing.")
@NO_BACKUP
@JSON
@DROP_SIGNATURE
@PASSWORD
def update(path: str, feed: str, no_backup: bool, as_json: bool, **asked: Any) -> None:
    """Bring new quotes into a plan: rows below its own, with source, version and day.

    \b
    planner prices update plan.xlsx --from catalogs/v8/lambda/vms.csv --date 2026-08-05 --dry-run
    planner prices update plan.xlsx --from catalog.zip --chips H100,H200 --choose
    planner prices update plan.xlsx --from offers.csv

    It reads SkyPilot's catalogue, that of gpuhunt, and a list of your own; docs/prices.md has the columns.
    Of a catalogue's many regions the cheapest is taken. No row that is there changes, and nothing that the
    plan has chosen, unless --choose is given; a signed price stays even then. Statuses turn STALE until the
    next refresh. A feed that is damaged is one line, and nothing is written.
    """
    from planner import plan
    from planner.report.price_update import print_update
    from planner.results.prices import PricesUpdated

    asked["source"] = asked["source"] or ""

    def failed(problem: Problem) -> PricesUpdated:
        return PricesUpdated(path, PROBLEMS, feed, problems=(problem,))

    result = guarded(lambda: plan.update_prices(path, feed, backup=not no_backup, **asked), path, failed)
    end(result, as_json, print_update)


def _unread(file: str) -> Callable[[Problem], Prices]:
    from planner.results.prices import Prices

    return lambda problem: Prices(file, PROBLEMS, problems=(problem,))
