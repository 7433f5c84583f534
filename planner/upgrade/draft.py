"""A plan of today's template in the making, and what became of each input of the old one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from planner import days
from planner.book.values import plain
from planner.template.locale import template_in
from planner.template.rows import SCENARIOS
from planner.template.schema import Template
from planner.upgrade.earlier import Declared
from planner.upgrade.reading import Levels, Old

KEPT, MOVED, CHANGED, GONE = "kept", "moved", "changed", "gone"


class Fate(NamedTuple):
    """What became of an input.

    Attributes:
        key: `roles.raise` for a column of a table.
        change: kept under its key, moved with the same meaning, changed in what comes of it, or gone.
        was: its values, as people write them.
        now: where they stand, such as `clusters[Training].gpus`.
        why: of a change, in English.
        said: the same in the language of the plan.
    """

    key: str
    change: str
    was: str
    now: str
    why: str
    said: str


@dataclass(slots=True)
class Draft:
    """What the new plan is to hold."""

    old: Old
    declared: Declared
    template: Template
    inputs: dict[str, Levels] = field(default_factory=dict)
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    fates: list[Fate] = field(default_factory=list)

    @staticmethod
    def of(old: Old, declared: Declared, name: str) -> Draft:
        """A plan that holds nothing yet."""
        return Draft(old, declared, template_in(old.language, name))

    def name(self, what: str) -> str:
        """What a row that the upgrade makes is called."""
        return self.declared.names[self.old.language][what]

    def word(self, english: str) -> str:
        """A word of a list in the plan's language."""
        return self.template.choice_for(english)

    def put(self, key: str, levels: Levels) -> None:
        """Set an input; a level that is the base is left out."""
        base = levels["base"]
        told = {level: value for level, value in levels.items() if level == "base" or value != base}
        self.inputs[key] = {
            level: self.word(value) if isinstance(value, str) else value for level, value in told.items()
        }

    def same(self, key: str) -> str:
        """The key of the line that holds the values of an old one; its own where nothing else does."""
        currency = str(self.old.base("reporting_currency"))
        found = self.declared.in_currency.get(currency, {}).get(key)
        table = self.declared.tables.get(key, "")
        if found and all(row["currency"] == currency for row in self.old.tables.get(table, ())):
            return found
        return self.declared.same.get(key, key)

    def note(self, *keys: str) -> str:
        """The notes of old inputs, one after another."""
        return " ".join(dict.fromkeys(self.old.notes[key] for key in keys if key in self.old.notes))

    def add(self, table: str, **row: Any) -> None:
        """Add a row to a table; what is empty stays so. A word of a list is put into the plan's language."""
        tables = (one for one in self.template.tables if one.key == table)
        columns = {column.key: column for one in tables for column in one.columns}
        if row.get("note") == "":
            row["note"] = self.name("carried").format(was=self.old.version)
        filled = {
            key: self.word(value) if columns[key].choices and isinstance(value, str) else value
            for key, value in row.items()
            if value not in {None, ""}
        }
        self.tables.setdefault(table, []).append(filled)

    def unique(self, table: str, column: str, name: str) -> str:
        """A name that no row of the table has yet."""
        taken = {str(row.get(column)).casefold() for row in self.tables.get(table, ())}
        number, made = 1, name
        while made.casefold() in taken:
            number += 1
            made = f"{name} {number}"
        return made

    def moved(self, key: str, *, changed: bool = False, because: str = "", **values: Any) -> None:
        """An input that stands where it is declared to stand.

        Args:
            changed: what comes of it is another number.
            because: sentences of `said` beside the declared reason, by their keys with blanks between.
        """
        target = self.declared.inputs[key]
        to = target.to.format_map(self.declared.names[self.old.language])
        self._say(key, CHANGED if changed or because else MOVED, to, changed, because, values)

    def gone(self, key: str, because: str = "") -> None:
        """An input that nothing takes any more."""
        self._say(key, GONE, "", not because, because, {})

    def single(self, key: str, *, changed: bool = False, because: str = "", **values: Any) -> Any:
        """The base of an input that is moved to where all levels have one value; says what is lost."""
        base = self.old.base(key)
        other = [level for level in ("low", "high") if self.old.at(key, level) != base]
        names = [self.template.scenario_names[level] for level in other]
        reasons = " ".join(part for part in (because, "levels" if other else "") if part)
        levels = self.template.words.listed.join(names)
        self.moved(key, changed=changed, because=reasons, levels=levels, **values)
        return base

    def fate(self, key: str, change: str, now: str, because: str = "", **values: Any) -> None:
        """What became of a table or a column of one."""
        texts = [self.declared.said[one][because].format(**values) if because else "" for one in self._both]
        self.fates.append(Fate(key, change, "", now, *texts))

    @property
    def _both(self) -> tuple[str, str]:
        return "en", self.old.language

    def _say(
        self, key: str, change: str, to: str, declared: bool, because: str, values: Mapping[str, Any]
    ) -> None:
        texts = []
        for language in self._both:
            why = self.declared.inputs[key].why[language] if declared and key in self.declared.inputs else ""
            more = "; ".join(self.declared.said[language][one].format(**values) for one in because.split())
            formula = self._formula(key, language)
            texts.append("; ".join(part for part in (why, more, formula) if part))
        self.fates.append(Fate(key, change, self.written(key), to, *texts))

    def _formula(self, key: str, language: str) -> str:
        found = [text for (one, _), text in self.old.formulas.items() if one == key]
        return self.declared.said[language]["formula"].format(formula=found[0]) if found else ""

    def written(self, key: str) -> str:
        """The values of an old input with their unit, one where all levels are the same."""
        row = self.old.earlier.inputs[key]
        values = [self.old.at(key, level) for level in SCENARIOS]
        shown = [days.iso(value) if row.is_date else plain(value) for value in values]
        text = shown[0] if len(set(shown)) == 1 else " / ".join(shown)
        unit = self.old.texts.units.get(row.unit, row.unit)
        return text if row.is_date or row.is_text else f"{text} {unit}"

    def keep(self) -> None:
        """Inputs and tables that keep their keys; notes of lines that are still there."""
        rows = {row.key for _, row in self.template.rows()}
        for key, levels in self.old.inputs.items():
            if key not in self.declared.inputs:
                self.put(key, levels)
                why = [self._formula(key, language) for language in self._both]
                self.fates.append(Fate(key, KEPT, self.written(key), key, *why))
        self.notes |= {key: text for key, text in self.old.notes.items() if key in rows}
