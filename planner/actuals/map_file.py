"""Reads a map out of its TOML file. All that is wrong with it is told at once, each with its key."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from decimal import Decimal, InvalidOperation
from fnmatch import translate
from pathlib import Path
from typing import Any

from planner.actuals.mapping import (
    BANK,
    COST,
    FOCUS,
    FOCUS_COLUMNS,
    FOCUS_COSTS,
    FOCUS_NAMES,
    FOCUS_QUANTITY,
    FOCUS_UNIT,
    LEDGER,
    LEDGER_GAP_DAYS,
    REDUCE,
    REFUSE,
    FileMap,
    Match,
    Quantity,
    Rate,
    Rule,
)
from planner.problems import PlanError, Problem, did_you_mean, quoted

_TOP = {
    *("format", "sign", "currency", "cost", "gap_days", "credits", "delimiter", "encoding", "decimal"),
    *("columns", "rule", "ignore", "currencies"),
}
_COLUMNS = {"date", "amount", "paid_in", "paid_out", "currency", "name", "date_format"}
_MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")


def read_map(path: Path | str) -> FileMap:
    """A map out of its file.

    Raises:
        PlanError: it cannot be read, or asks for what there is not; all of it is told.
    """
    import tomli

    from planner.xlsx.openfile import read_bytes

    file = str(path)
    try:
        raw = tomli.loads(read_bytes(Path(path))[0].decode("utf-8-sig"))
    except (tomli.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"the map is no TOML ({str(error)[:120]})"
        raise PlanError(Problem(message, "docs/actuals.md shows one.", file)) from None
    reader = _Reader(file)
    found = reader.map_of(raw)
    if reader.problems:
        raise PlanError(reader.problems)
    return found


class _Reader:
    """Takes the values out of a map, and gathers what is wrong with them."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def wrong(self, key: str, message: str, remedy: str) -> None:
        self.problems.append(Problem(f"{key} {message}", remedy, self.file, key=key))

    def known(self, table: Mapping[str, Any], names: Collection[str], where: str = "") -> None:
        for key in table:
            if key not in names:
                said = did_you_mean(key, names, f"It takes {', '.join(sorted(names))}.")
                self.wrong(f"{where}{key}", "is no key of a map", said)

    def one_of(self, table: Mapping[str, Any], key: str, choices: Collection[str], default: str) -> str:
        value = table.get(key, default)
        if value not in choices:
            self.wrong(key, f"is {quoted(str(value))}", f"It is one of {', '.join(choices)}.")
            return default
        return str(value)

    def text(self, table: Mapping[str, Any], key: str, where: str = "", *, needed: bool = False) -> str:
        value = table.get(key, "")
        if not isinstance(value, str) or (needed and not value.strip()):
            self.wrong(f"{where}{key}", "is no text" if key in table else "is missing", "Give it one.")
            return ""
        return value.strip()

    def number(self, value: Any, key: str) -> Decimal:
        """A number above zero."""
        try:
            found = Decimal(str(value))
        except InvalidOperation:
            found = Decimal(0)
        if isinstance(value, bool) or not found.is_finite() or found <= 0:
            self.wrong(key, f"is {quoted(str(value))}", "Give a number above 0.")
            return Decimal(1)
        return found

    def table(self, raw: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        value = raw.get(key, {})
        if not isinstance(value, dict):
            self.wrong(key, "is no table", f"Write [{key}].")
            return {}
        return value

    def tables(self, raw: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
        value = raw.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self.wrong(key, "is no list of tables", f"Write [[{key}]].")
            return []
        return value

    def map_of(self, raw: Mapping[str, Any]) -> FileMap:
        self.known(raw, _TOP)
        kind = self.one_of(raw, "format", (LEDGER, FOCUS), LEDGER)
        columns, names, date_format = self._columns(raw, kind)
        rules = [self._rule(one, f"rule {at}", kind) for at, one in enumerate(self.tables(raw, "rule"), 1)]
        if not rules and not self.problems:
            self.wrong("rule", "is missing", "Say with [[rule]] which rows are which line.")
        return FileMap(
            self.file,
            kind,
            self._sign(raw, kind, apart=bool({"paid_in", "paid_out"} & columns.keys())),
            self.text(raw, "currency").upper(),
            self._gap(raw.get("gap_days", 0 if kind == FOCUS else LEDGER_GAP_DAYS)),
            self.one_of(raw, "credits", (REDUCE, REFUSE), REDUCE),
            self.one_of(raw, "delimiter", (",", ";", "\t", ""), ""),
            self._encoding(self.text(raw, "encoding") or "utf-8-sig"),
            self.one_of(raw, "decimal", (".", ","), "."),
            date_format,
            columns,
            names,
            tuple(rules),
            tuple(self._ignored(one, at) for at, one in enumerate(self.tables(raw, "ignore"), 1)),
            self._rates(self.table(raw, "currencies")),
        )

    def _sign(self, raw: Mapping[str, Any], kind: str, *, apart: bool) -> str:
        """Which way amounts count; those in two columns say it by themselves."""
        if kind == LEDGER and "sign" not in raw and not apart:
            remedy = 'Say "bank" (money out is negative) or "cost" (a cost is positive).'
            self.wrong("sign", "is missing", remedy)
        return COST if kind == FOCUS else self.one_of(raw, "sign", (BANK, COST), BANK if apart else COST)

    def _gap(self, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 27:
            self.wrong("gap_days", f"is {quoted(str(value))}", "Give whole days, 0 to 27.")
            return 0
        return value

    def _encoding(self, name: str) -> str:
        import codecs

        try:
            codecs.lookup(name)
        except LookupError:
            self.wrong("encoding", f"is {quoted(name)}", "Give one such as utf-8 or gb18030.")
            return "utf-8-sig"
        return "utf-8-sig" if name.lower() in {"utf-8", "utf8"} else name

    def _columns(self, raw: Mapping[str, Any], kind: str) -> tuple[dict[str, str], tuple[str, ...], str]:
        given = self.table(raw, "columns")
        if kind == FOCUS:
            self.known(given, (), "columns.")
            cost = self.one_of(raw, "cost", FOCUS_COSTS, FOCUS_COSTS[0])
            return {**FOCUS_COLUMNS, "amount": cost}, FOCUS_NAMES, ""
        self.known(given, _COLUMNS, "columns.")
        said = {key: self.text(given, key, "columns.") for key in given if key not in {"name", "date_format"}}
        if "date" not in said:
            self.wrong("columns.date", "is missing", "Name the column of the date.")
        if ("amount" in said) == bool({"paid_in", "paid_out"} & said.keys()):
            self.wrong("columns.amount", "is missing or too much", "Name amount, or paid_in and paid_out.")
        if "currency" not in said and not raw.get("currency"):
            self.wrong(
                "currency", "is missing", 'Say currency = "USD", or name its column in columns.currency.'
            )
        names = given.get("name", [])
        names = [names] if isinstance(names, str) else names
        if not isinstance(names, list) or not names or not all(isinstance(one, str) for one in names):
            self.wrong("columns.name", "is missing", "Name the column that says what a row is for.")
            names = []
        return said, tuple(names), self.text(given, "date_format", "columns.")

    def _rule(self, raw: Mapping[str, Any], where: str, kind: str) -> Rule:
        self.known(raw, {"line", "match", "quantity", "credits"}, f"{where}, ")
        line = self.text(raw, "line", f"{where}, ", needed=True)
        credit = self.one_of(raw, "credits", (REDUCE, REFUSE, ""), "")
        quantity = self._quantity(raw["quantity"], where, kind) if "quantity" in raw else None
        return Rule(where, self._match(raw, where), line, quantity=quantity, credits=credit)

    def _ignored(self, raw: Mapping[str, Any], at: int) -> Rule:
        where = f"ignore {at}"
        self.known(raw, {"name", "reason", "match"}, f"{where}, ")
        name, reason = (self.text(raw, key, f"{where}, ", needed=True) for key in ("name", "reason"))
        return Rule(name or where, self._match(raw, where), reason=reason)

    def _match(self, raw: Mapping[str, Any], where: str) -> Match:
        given = raw.get("match")
        if not isinstance(given, dict) or not given:
            self.wrong(f"{where}, match", "is missing", 'Say match = { COLUMN = "text" }.')
            return {}
        return {column: self._patterns(value, f"{where}, match.{column}") for column, value in given.items()}

    def _patterns(self, value: Any, where: str) -> tuple[re.Pattern[str], ...]:
        """A text with `*` and `?`, or `/a regular expression/`; or several of them."""
        texts = value if isinstance(value, list) else [value]
        found = []
        for text in texts:
            try:
                regular = isinstance(text, str) and len(text) > 2 and text[0] == text[-1] == "/"
                found.append(re.compile(text[1:-1] if regular else translate(text), re.IGNORECASE))
            except (re.error, TypeError, AttributeError):
                self.wrong(where, f"is {quoted(str(text))}", "Give a text with * and ?, or /a pattern/.")
        return tuple(found)

    def _quantity(self, raw: Any, where: str, kind: str) -> Quantity | None:
        if not isinstance(raw, dict):
            self.wrong(f"{where}, quantity", "is no table", 'Say quantity = { unit = "Hours", factor = 8 }.')
            return None
        self.known(raw, {"column", "unit_column", "unit", "factor"}, f"{where}, quantity.")
        focus = kind == FOCUS
        column = FOCUS_QUANTITY if focus else self.text(raw, "column", f"{where}, quantity.", needed=True)
        unit_column = FOCUS_UNIT if focus else self.text(raw, "unit_column", f"{where}, quantity.")
        unit = self.text(raw, "unit", f"{where}, quantity.", needed=bool(unit_column))
        return Quantity(
            column, unit_column, unit, self.number(raw.get("factor", 1), f"{where}, quantity.factor")
        )

    def _rates(self, raw: Mapping[str, Any]) -> dict[str, Rate]:
        found = {}
        for code, given in raw.items():
            where = f"currencies.{code}"
            if not isinstance(given, dict) or not {"rate", "rates"} & given.keys():
                self.wrong(where, "has no rate", f"Say [{where}] with rate = 1.08 and its source.")
                continue
            self.known(given, {"rate", "rates", "source"}, f"{where}.")
            source = self.text(given, "source", f"{where}.", needed=True)
            always = self.number(given["rate"], f"{where}.rate") if "rate" in given else None
            months = self.table(given, "rates")
            for month in months:
                if not _MONTH.fullmatch(month):
                    self.wrong(f"{where}.rates.{month}", "is no month", "Write it as 2027-01.")
            rates = {month: self.number(rate, f"{where}.rates.{month}") for month, rate in months.items()}
            found[code.upper()] = Rate(source, always, rates)
        return found
