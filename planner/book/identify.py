"""Which template and preset a workbook was made from, by what it says itself, and of which version."""

from __future__ import annotations

from shlex import quote

from planner.book.source import Source
from planner.book.survey import command, repair
from planner.layout.places import TEMPLATE_CELLS, Place
from planner.problems import PlanError, Problem, quoted
from planner.template.errors import TemplateError
from planner.template.folder import earlier_templates, templates_folder
from planner.template.load import load_preset, load_template, presets
from planner.template.preset import Preset
from planner.template.schema import ENGLISH, Template
from planner.template.versions import VERSION, is_earlier, numbers
from planner.xlsx.a1 import parse_reference
from planner.xlsx.cell import Cell

SMALL_SHEET_BYTES = 4 << 20

NOT_A_PLAN = "Make one with `planner new plan.xlsx`, or give the path of one."

WITNESSED = ("in_", "calc_", "out_", "chk_", "sum_")

NO_CELL = Cell(None)
"""What stands where the file holds no cell."""


def of_earlier(source: Source, version: str) -> Problem:
    """What to say of a plan of an earlier version where it is not brought up to date."""
    message = f"made with template {version}; planner refresh brings it to {identify(source)[0].version}"
    remedy = f"Run `planner refresh {quote(source.file)}` on the closed file."
    return Problem(message, remedy, source.file)


def to_upgrade(source: Source, version: str, template: Template) -> Problem:
    """What to say of a plan whose template has another first number: it is written anew, once."""
    message = f"made with template {version}; planner upgrade brings it to {template.version}"
    return Problem(message, f"Run `planner upgrade {quote(source.file)}`.", source.file)


def version_before(source: Source) -> str:
    """The version of any earlier template that a plan is of; nothing for every other workbook."""
    if older := older_version(source):
        return older
    try:
        name, version, _, _ = words_in(source, cells_of_template(source))
    except PlanError:
        return ""
    known = VERSION.fullmatch(version) is not None and numbers(version)[0] in earlier_templates(name)
    return version if known else ""


def earlier_problem(source: Source) -> Problem | None:
    """What to say of a plan of any earlier template; None for every other workbook."""
    if older := older_version(source):
        return of_earlier(source, older)
    if not (version := version_before(source)):
        return None
    name, *_ = words_in(source, cells_of_template(source))
    return to_upgrade(source, version, load_template(name))


def older_version(source: Source) -> str:
    """The earlier version of the template that a plan is of; nothing for any other workbook."""
    try:
        template, _, version = identity(source)
    except PlanError:
        return ""
    return version if version != template.version else ""


def identify(source: Source) -> tuple[Template, Preset]:
    """The template and preset that the workbook was made from, in its language, by what it says itself."""
    return identity(source)[:2]


def identity(source: Source) -> tuple[Template, Preset, str]:
    """The same, and the version of the template: today's or one that can be brought to it."""
    return stated(source, cells_of_template(source))


def cells_of_template(source: Source) -> Place:
    """The cells of the log that say what the workbook was made from. Raises PlanError where it has none."""
    reference = place_named(source, TEMPLATE_CELLS)
    if isinstance(reference, Problem) or (reference.rows, reference.columns) not in {(1, 3), (1, 4)}:
        if any(name.startswith(WITNESSED) for name in source.defined_names):
            message = "the sheet Log, which says what template the plan was made from, is gone or damaged"
            raise PlanError(Problem(message, repair(source), source.file))
        raise PlanError(_no_plan(source))
    return reference


def words_in(source: Source, reference: Place) -> tuple[str, str, str, str]:
    """Template, version, preset and language, as those cells say them."""
    positions = [(reference.row, reference.column + across) for across in range(reference.columns)]
    found = source.cells(reference.sheet, positions)
    words = [str(found.get(position, Cell(None)).value or "") for position in positions]
    name, version, preset, language = words if len(words) == 4 else (*words, ENGLISH)
    return name, version, preset, language


def stated(source: Source, reference: Place) -> tuple[Template, Preset, str]:
    """What the cells of the log say that the workbook was made from."""
    name, version, preset, language = words_in(source, reference)
    place = f"{reference.sheet}!{reference.a1}"
    try:
        template = load_template(name)
        if problem := _unlike(source, place, version, template):
            raise PlanError(problem)
        if language == ENGLISH:
            return template, load_preset(preset, name), version
        return *_translated(source, place, language, preset, name), version
    except (TemplateError, ValueError):
        message = (
            f"{place} names the template {quoted(name)} and the preset {quoted(preset)}, "
            "which this planner does not have"
        )
        known = ", ".join(presets())
        raise PlanError(Problem(message, f"Presets of llm-programme: {known}.", source.file)) from None


def _unlike(source: Source, place: str, version: str, template: Template) -> Problem | None:
    """What to say of a version that is neither the template's nor an earlier one that leads to it."""
    known = VERSION.fullmatch(version) is not None
    if version == template.version or (known and is_earlier(version, template.version)):
        return None
    if known and numbers(version)[0] in earlier_templates(template.name):
        return to_upgrade(source, version, template)
    message = f"{place} says template {template.name} {version}; this planner has {template.version}"
    remedy = "Use the planner that made the workbook, or make a new one."
    if known and numbers(version) > numbers(template.version):
        remedy = "The plan is of a later planner: install that one."
    return Problem(message, remedy, source.file)


def _no_plan(source: Source) -> Problem:
    """What to say of a workbook without names of planner's: it may have lost them all."""
    if plan_cells(source) is None:
        return Problem("this workbook is not a plan of planner's", NOT_A_PLAN, source.file)
    message = "this is a plan of planner's, but another program took away all names of its cells"
    backup = f"{source.file.removesuffix('.xlsx').removesuffix('.xlsm')}.bak"
    remedy = f"Run `{command(source)}`, or go back to {backup}.xlsx."
    return Problem(message, remedy, source.file)


def plan_cells(source: Source) -> Place | None:
    """The cells that say template, version and preset, found by what they say; for a plan without names."""
    from planner.template.locale import languages

    known = {folder.name for folder in templates_folder().iterdir()}
    for sheet in source.sheets:
        if getattr(sheet, "kind", "worksheet") != "worksheet" or source.size(sheet.name) >= SMALL_SHEET_BYTES:
            continue
        cells = source.cells(sheet.name)
        for (row, column), cell in cells.items():
            if cell.value in known and cell.formula is None:
                words = [cells.get((row, column + across), NO_CELL).value for across in range(4)]
                if VERSION.fullmatch(str(words[1])) and isinstance(words[2], str):
                    told = words[3] in languages(str(cell.value))
                    return Place(sheet.name, row, column, 1, 4 if told else 3)
    return None


def place_named(source: Source, name: str, title: str = "", former: str = "") -> Place | Problem:
    """Where a defined name points, or the one that it had before, on a sheet that exists."""
    remedy = repair(source)
    text = source.defined_names.get(name, source.defined_names.get(former))
    if text is None:
        return Problem(f"the name {name}{title} is missing", remedy, source.file)
    reference = parse_reference(text)
    if "#REF!" in text:
        return Problem(f"the cells of {name}{title} were deleted", remedy, source.file)
    if reference is None or reference.sheet is None:
        message = f"the name {name}{title} says {quoted(text)}, which are no cells"
        return Problem(message, remedy, source.file)
    folded = reference.sheet.casefold()
    sheet = next((s for s in source.sheets if s.name == reference.sheet), None) or next(
        (s for s in source.sheets if s.name.casefold() == folded), None
    )
    if sheet is None:
        message = f"the name {name}{title} points at the sheet {reference.sheet}, which is not there"
        return Problem(message, remedy, source.file)
    area = reference.area
    rows, columns = area.last_row - area.first_row + 1, area.last_column - area.first_column + 1
    return Place(sheet.name, area.first_row, area.first_column, rows, columns)


def _translated(source: Source, place: str, language: str, preset: str, name: str) -> tuple[Template, Preset]:
    from planner.template.locale import languages, preset_in, template_in

    if language not in languages(name):
        message = f"{place} names the language {quoted(language)}, which this planner does not have"
        raise PlanError(Problem(message, f"Languages: {', '.join(languages(name))}.", source.file))
    return template_in(language, name), preset_in(language, preset, name)
