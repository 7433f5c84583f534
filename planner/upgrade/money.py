"""The plan itself, its currencies and opening cash, and the paths of its prices."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from planner import days
from planner.template.rows import SCENARIOS
from planner.upgrade.draft import CHANGED, Draft
from planner.upgrade.reading import Levels, Old

YEARS = range(1, 7)
YUAN, DOLLAR = "CNY", "USD"


def fill_money(draft: Draft) -> None:
    """Everything that the sheets Plan, Currencies and Price paths hold."""
    _plan(draft)
    _currencies(draft)
    _opening(draft)
    _paths(draft)


def rate(old: Old, level: str, year: int) -> float:
    """CNY for one USD in a year of the old plan: a row of the year held for every level."""
    for row in old.tables["fx"]:
        if row["year"] == year:
            return float(row["usd_cny"])
    return float(old.at("usd_cny", level))


def from_usd(draft: Draft, level: str, year: int = 1) -> float:
    """Plan currency for one USD."""
    return rate(draft.old, level, year) if draft.old.base("reporting_currency") == YUAN else 1.0


def same(levels: Levels) -> bool:
    """Whether all levels have one value."""
    return len(set(levels.values())) == 1


def _plan(draft: Draft) -> None:
    old = draft.old
    bought, month = float(draft.single("hardware_date", changed=True)), int(old.base("training_start_month"))
    start = float(days.serial(_earlier(days.moment(bought).date(), month - 1)))
    draft.put("plan_start", {"base": start})
    draft.notes["plan_start"] = draft.note("hardware_date")
    draft.gone("plan_date")
    month = days.moment(start).month
    draft.put("fiscal_year_end_month", {"base": float((month - 2) % 12 + 1)})
    draft.put("plan_currency", {"base": draft.single("reporting_currency")})
    draft.notes["plan_currency"] = draft.note("reporting_currency")
    draft.put("overhead_share", old.inputs["people_overhead"])
    draft.notes["overhead_share"] = draft.note("people_overhead")
    draft.moved("people_overhead")
    for key in ("runway_longest_months", "money_tolerance", "identity_tolerance"):
        draft.gone(key)
    for key in ("overhead", "parallel_clusters"):
        draft.put(key, old.inputs[key])
    draft.moved("overhead", changed=any(old.at("overhead", level) for level in SCENARIOS))
    held = any(old.at("reserve_at_start", level) for level in SCENARIOS)
    draft.put("source_budget", {"base": "yes" if held else "no"})
    draft.put("token_cost_at", {"base": "typed load"})


def _earlier(day: date, months: int) -> date:
    """The day so many months before; the last one of a month that lacks it."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _currencies(draft: Draft) -> None:
    """A row for each of the two currencies, by fiscal year, which are the years of the old plan."""
    old, plan = draft.old, str(draft.old.base("reporting_currency"))
    draft.add("currencies", currency=plan, **{f"year_{year}": 1.0 for year in YEARS}, note=draft.name("own"))
    other = DOLLAR if plan == YUAN else YUAN
    row: dict[str, object] = {"currency": other, "note": draft.note("usd_cny")}
    for year in YEARS:
        found = {
            level: rate(old, level, min(year, 5)) if plan == YUAN else 1 / rate(old, level, min(year, 5))
            for level in SCENARIOS
        }
        row[f"year_{year}"] = found["base"]
        row |= {f"{level}_{year}": found[level] for level in ("low", "high") if found[level] != found["base"]}
    draft.add("currencies", **row)
    draft.moved("usd_cny", changed=bool(old.tables["fx"]))
    if old.tables["fx"]:
        draft.fate("fx", CHANGED, "currencies", "fx")


def _opening(draft: Draft) -> None:
    """What was in the bank, in plan currency at the rate of the first year."""
    old, cash = draft.old, {}
    for level in SCENARIOS:
        usd = from_usd(draft, level)
        yuan = usd / rate(old, level, 1)
        reserve = float(old.at("reserve_cny", level)) * float(old.at("reserve_at_start", level))
        cash[level] = reserve * yuan + float(old.at("opening_cash_usd", level)) * usd
    draft.put("opening_cash", cash)
    draft.notes["opening_cash"] = draft.note("reserve_at_start", "opening_cash_usd")
    draft.moved("reserve_at_start")
    draft.moved("opening_cash_usd")


def _paths(draft: Draft) -> None:
    """Prices fall by the same rate in every year; quotes were not rolled to the start, and are not."""
    for key, name in (("annual_price_decline", "rent"), ("token_price_annual_decline", "tokens")):
        falls = draft.single(key, changed=any(draft.old.at(key, level) for level in SCENARIOS))
        rates = {f"year_{year}": 0.0 - float(falls) for year in YEARS}
        draft.add("price_paths", path=draft.name(name), before_plan=0.0, **rates, note=draft.note(key))
