"""A later version of the template, as there is none of template 2 yet: two lines and a note in other words.

Nothing that a plan comes to is different, so every number must stay, and only what is named here may change.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from planner.template import folder as folders

THEN, NOW = "2.0.0", "2.1.0"

LINES = {
    "training_gpu_hours": ("{training_gpus}*{training_days}*24", "24*{training_gpus}*{training_days}"),
    "gross_profit": ("{revenue}-{cost_of_revenue}", "0-{cost_of_revenue}+{revenue}"),
}
"""Key -> its formula of then, and of now: a line of one cell a scenario, and one along the months."""

FORMULAS = 3 + 3 * 6
"""Cells of those two lines: low, base and high, and the same for each of six months."""

OLD_NOTE, NEW_NOTE = "Without stops and restarts.", "Stops and restarts left out."
OLD_NOTE_ZH, NEW_NOTE_ZH = "不含中断与重启。", "未计中断与重启。"


def write_later(folder: Path) -> None:
    """Write the template that planner has now, as it will be, into a folder of templates."""
    (now,) = folders.templates_folder().iterdir()
    shutil.copytree(now, folder / now.name)
    _change(folder / now.name / "template.toml", f'version = "{THEN}"', f'version = "{NOW}"')
    for path in (folder / now.name / "sheets").glob("*.toml"):
        text = path.read_text(encoding="utf-8")
        for key, (was, will_be) in LINES.items():
            text = _row(text, key, f'formula = "{was}"', f'formula = "{will_be}"\nearlier = ["{was}"]')
        note = f'note = "{NEW_NOTE}"\nearlier_notes = ["{OLD_NOTE}"]'
        text = _row(text, "training_gpu_hours", f'note = "{OLD_NOTE}"', note)
        path.write_text(text, encoding="utf-8")
    known = f'"{OLD_NOTE}" = "{OLD_NOTE_ZH}"\n'
    _change(folder / now.name / "locale" / "zh.toml", known, f'{known}"{NEW_NOTE}" = "{NEW_NOTE_ZH}"\n')


def _row(text: str, key: str, was: str, will_be: str) -> str:
    """A file of a sheet with one line of a row changed, where it has that row."""
    found = re.search(rf'^key = "{key}"$.*?(?=^\[\[|\Z)', text, re.DOTALL | re.MULTILINE)
    if found is None:
        return text
    assert was in found[0], (key, was)
    return text[: found.start()] + found[0].replace(was, will_be) + text[found.end() :]


def _change(path: Path, was: str, will_be: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(was) == 1, (path, was)
    path.write_text(text.replace(was, will_be), encoding="utf-8")
