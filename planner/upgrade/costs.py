"""People, data, and what else was paid; the rounds that paid for it."""

from __future__ import annotations

from planner.template.rows import SCENARIOS
from planner.upgrade.draft import CHANGED, MOVED, Draft
from planner.upgrade.money import DOLLAR, YUAN

LAST_MONTH = 60.0


def fill_costs(draft: Draft) -> None:
    """Everything that the sheets Team, Data, Other costs and Funding hold."""
    _roles(draft)
    draft.tables["data_items"], draft.tables["other_costs"] = [], []
    _data(draft)
    for key, currency in (("overhead_month_usd", DOLLAR), ("overhead_month_cny", YUAN)):
        _overhead(draft, key, currency)
    draft.tables["acknowledged"] = []
    _rounds(draft)


def _rounds(draft: Draft) -> None:
    """Each round as it stands; one without shares may have been a loan, which the table no longer holds."""
    draft.tables["rounds"] = []
    for row in draft.old.tables["rounds"]:
        draft.add("rounds", **row | {"name": draft.unique("rounds", "name", str(row["name"]))})
    free = [str(row["name"]) for row in draft.old.tables["rounds"] if not row["pre_money"]]
    if free:
        draft.fate("rounds.pre_money", CHANGED, "rounds.pre_money", "free", rounds=", ".join(free))


def _roles(draft: Draft) -> None:
    """Each role under the function that its team names; the team's own word stays in the note."""
    draft.tables["roles"] = []
    for row in draft.old.tables["roles"]:
        entry = dict(row)
        team = str(entry.pop("team", ""))
        note = " ".join(part for part in (f"{team}." if team else "", str(row.get("note", ""))) if part)
        function = draft.declared.functions.get(team, "R&D")
        name = draft.unique("roles", "role", str(row["role"]))
        draft.add("roles", **entry | {"role": name, "note": note or None, "function": function})
    if any(row.get("raise") for row in draft.old.tables["roles"]):
        draft.fate("roles.raise", CHANGED, "roles.raise", "roles")


def _data(draft: Draft) -> None:
    """What was paid every month is another cost; what was paid in one month alone is paid once."""
    for row in draft.old.tables["data_items"]:
        first, last = float(row["first_month"]), float(row["last_month"])
        kind = str(row.get("kind", ""))
        said = f"{row['items']:g} x {row['price']:g}"
        note = ". ".join(part for part in (kind, said, str(row.get("note", ""))) if part)
        draft.add(
            "other_costs",
            cost=draft.unique("other_costs", "cost", str(row["item"])),
            function="R&D",
            amount=float(row["items"]) * float(row["price"]),
            currency=row["currency"],
            cadence="once" if first == last else "monthly",
            start_month=first,
            end_month=last,
            growth=0.0,
            note=note,
        )
    if draft.old.tables["data_items"]:
        draft.fate("data_items", MOVED, "other_costs", "data")


def _overhead(draft: Draft, key: str, currency: str) -> None:
    if not any(draft.old.at(key, level) for level in SCENARIOS):
        draft.moved(key)
        return
    draft.add(
        "other_costs",
        cost=draft.unique("other_costs", "cost", draft.name(key.replace("_month", ""))),
        function="G&A",
        amount=float(draft.single(key)),
        currency=currency,
        cadence="monthly",
        start_month=1.0,
        end_month=LAST_MONTH,
        growth=0.0,
        note=draft.note(key),
    )
