"""A comparison written into a plan: a sheet that says what changed, for the reader of the next version."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from planner.book.find import Book, find
from planner.book.kept import Keeping, mark_of
from planner.book.read import held_texts
from planner.disk.replace import check_replaceable, write_back
from planner.disk.scratch import working_copy
from planner.layout.arrange import arrange
from planner.repair.uptodate import of_today
from planner.results.diff import Compared, Into
from planner.template.schema import ENGLISH
from planner.usecases.followed import recorded_of
from planner.usecases.opening import opened
from planner.usecases.sides import Read
from planner.xlsx.a1 import Position
from planner.xlsx.package import Package, open_package

if TYPE_CHECKING:
    from planner.changes.following import Recorded
    from planner.changes.putting import Drawn

Record = Callable[[Compared, Read, bool, datetime | None], Compared]
"""Writes a comparison with its later plan, keeping the version before or not, with the time of now."""


def recorder(into: Path | str, password: str | None, drop_signature: bool) -> Record:
    """What writes a comparison into this plan; asked for before long work, as much may stand against it.

    Raises:
        PlanError: it is no plan, or may not be written.
    """
    package = opened(into, password, drop_signature)
    book = find(of_today(package)[0])
    check_replaceable(package.path)

    def record(compared: Compared, latest: Read, backup: bool, now: datetime | None) -> Compared:
        recorder = _Recorder(package, book, latest, now or datetime.now(UTC))
        return recorder.recorded(compared, backup=backup)

    return record


@dataclass(frozen=True, slots=True)
class _Recorder:
    """The plan as it is in the file, and its cells as those of today's template; the later plan."""

    package: Package
    book: Book
    latest: Read
    now: datetime

    def recorded(self, compared: Compared, *, backup: bool) -> Compared:
        """The comparison once it stands in the plan."""
        from planner.changes.putting import standing, with_record
        from planner.template.review import changes_texts

        package, language = self.package, compared.after.language if compared.after else ENGLISH
        texts = changes_texts(language, self.book.template.name)
        there = standing(package, texts["sheet"])
        name = there or texts["sheet"]
        made = with_record(package, self._drawn(compared, language, texts), name)
        written = write_back(made, {}, backup=backup, stays=self._stays())
        said = Into(package.file, name, bool(there), written.state.sha256)
        return replace(compared, into=said)

    def _drawn(self, compared: Compared, language: str, texts: Mapping[str, str]) -> Drawn:
        """The sheet in a workbook of its own, in the language of the comparison."""
        from planner.changes.contents import contents
        from planner.changes.drawing import drawn
        from planner.changes.putting import Drawn
        from planner.template.locale import preset_in, template_in
        from planner.writer.job import Job

        name, preset_name = self.book.template.name, self.book.preset.name
        template, preset = template_in(language, name), preset_in(language, preset_name, name)
        preset = preset._replace(texts=held_texts(self.book))
        job = Job(template, preset, arrange(template, preset), self.now.astimezone(UTC))
        recorded = self._followed(texts)
        items = contents(compared, template, texts, job.now, recorded)
        values = dict[Position, float | str]()

        def write(path: Path) -> None:
            values.update(drawn(path, texts["sheet"], items, texts, job))

        with working_copy("changes.xlsx", write, self.package.file) as path:
            return Drawn(open_package(path), texts["sheet"], values)

    def _followed(self, texts: Mapping[str, str]) -> Recorded | None:
        """What the sheet follows: the plan that it stands in, where that is the later of the two."""
        file = Path(self.latest.file)
        if not file.is_file() or not file.samefile(self.package.path):
            return None
        return recorded_of(self.latest.reading, texts)

    def _stays(self) -> Callable[[Path], bool]:
        """The rule for the version before: no input changes, so that of an earlier change stays."""
        template = self.book.template
        entries = mark_of(self.package, template).entries
        return Keeping(self.package, template, entries[-1][1] if entries else "").stays
