"""An earlier plan as one of today's, in memory: read, mapped, written anew, with the owner's sheets in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from planner.book.identify import cells_of_template, words_in
from planner.disk.scratch import working_copy
from planner.layout.arrange import arrange
from planner.problems import PlanError, Problem, quoted
from planner.template.load import presets
from planner.template.preset import Preset, dated
from planner.template.versions import numbers
from planner.upgrade.carry import OwnChange, carried
from planner.upgrade.draft import Draft
from planner.upgrade.earlier import load_declared, load_earlier
from planner.upgrade.fitting import fitted, refuse_clashes
from planner.upgrade.formulas import Rewriter
from planner.upgrade.front import front_of, with_log
from planner.upgrade.graft import grafted
from planner.upgrade.leftover import Leftover, leftovers
from planner.upgrade.mapping import mapped, preset_of
from planner.upgrade.places import Moves
from planner.upgrade.reading import Old, read
from planner.upgrade.report_sheet import rows_of, with_report
from planner.upgrade.sheets import OldSheets
from planner.xlsx import package as files
from planner.xlsx.package import Package, Sheet, open_package

PLAIN = re.compile(
    r"\[Content_Types\]|_rels/|docProps/(core|app)\.|xl/(_rels|worksheets|drawings|charts|tables|theme|printerSettings)/"
    r"|xl/(workbook|styles|sharedStrings|calcChain|metadata)\.xml"
)
"""Parts that a plan has in which the owner has put nothing but values."""


@dataclass(frozen=True, slots=True)
class Composed:
    """The new plan, and what became of the old one's."""

    package: Package
    draft: Draft
    own: tuple[OwnChange, ...]
    left: tuple[Leftover, ...]
    was: str


def composed(package: Package, now: datetime) -> Composed:
    """The plan as one of today's template; nothing is computed yet, and nothing written.

    Raises:
        PlanError: it cannot be read, or holds what the new template has by the same name.
    """
    old, name = _read(package)
    sheets = OldSheets.of(old)
    draft = mapped(old, load_declared(numbers(old.version)[0], name), name)
    own = [sheet for sheet in package.sheets if sheet.name.casefold() not in sheets.sheets]
    draft.template = fitted(draft.template, old.positions, [sheet.name for sheet in own])
    front = front_of(package, sheets, old.texts.company)
    values = dated(preset_of(draft, front), draft.template, now.date())
    layout = arrange(draft.template, values).layout
    own_names = [name for name in package.defined_names if not sheets.is_name(name)]
    refuse_clashes(package, own_names, layout, [sheet.name for sheet in own])
    fresh = _written(package, draft, values, now)
    rewriter = Rewriter(Moves(draft, sheets, layout))
    made, changes = _joined(package, fresh, own, own_names, sheets, rewriter)
    made = with_log(made, package, sheets, layout)
    left = leftovers(old, sheets)
    made = with_report(made, draft, old.version, [*rows_of(draft, changes, left)])
    return Composed(made, draft, tuple(changes), tuple(left), old.version)


def _read(package: Package) -> tuple[Old, str]:
    place = cells_of_template(package)
    name, version, preset, language = words_in(package, place)
    earlier = load_earlier(numbers(version)[0], name)
    where = f"{place.sheet}!{place.a1}"
    if version not in earlier.versions:
        message = f"{where} says template {version}; planner upgrades {' and '.join(earlier.versions)}"
        raise PlanError(Problem(message, "Use the planner that made the workbook.", package.file))
    if preset not in presets(name) or language not in earlier.texts:
        message = f"{where} names the preset {quoted(preset)} and the language {quoted(language)}"
        remedy = f"planner knows the presets {', '.join(presets(name))}, in {' and '.join(earlier.texts)}."
        raise PlanError(Problem(message, remedy, package.file))
    return read(package, (version, preset, language), earlier), name


def _written(package: Package, draft: Draft, values: Preset, now: datetime) -> Package:
    from planner.writer.workbook import write_workbook

    def write(path: Path) -> None:
        write_workbook(path, draft.template, values, now=now)

    with working_copy("upgraded.xlsx", write, package.file) as path:
        return open_package(path)


def _joined(
    package: Package,
    fresh: Package,
    own: Sequence[Sheet],
    own_names: Sequence[str],
    sheets: OldSheets,
    rewriter: Rewriter,
) -> tuple[Package, list[OwnChange]]:
    """The new sheets in the owner's workbook; or a new one, where the owner has put nothing into the old."""
    plain = all(map(PLAIN.match, package.names)) and package.path.suffix.lower() == ".xlsx"
    if plain and not own and not own_names:
        return files.with_bytes(package, fresh.archive.data), []
    rewritten, changes = carried(package, list(own), rewriter)
    names = {}
    for name in own_names:
        found = rewriter.formula(package.defined_names[name])
        names[name] = found.text
        if found.text != package.defined_names[name]:
            changes.append(OwnChange("", "", f"name {name}", package.defined_names[name], found))
    gone = [sheet.name for sheet in package.sheets if sheet.name.casefold() in sheets.sheets]
    return grafted(rewritten, fresh, gone, names), changes
