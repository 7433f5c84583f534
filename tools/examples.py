"""Rebuilds ``workbooks/``, its examples: ``python -m tools.examples``, or ``make examples``.

There is one for each preset in English, and one in every other language.

The moment of writing is pinned, so that two builds hold the same bytes in every part.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from planner import plan
from planner.template.folder import templates_folder, translations
from planner.template.load import presets, read_toml
from planner.template.schema import ENGLISH

FOLDER = Path(__file__).parents[1] / "workbooks"
BUILT = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def _examples() -> dict[str, tuple[str, str]]:
    """Name of each example -> its preset and language."""
    found = {preset: (preset, ENGLISH) for preset in presets()}
    for language in translations():
        preset = read_toml(templates_folder() / "llm-programme" / "locale" / f"{language}.toml")["example"]
        found[f"{preset}-{language}"] = (preset, language)
    return found


EXAMPLES = _examples()


def build(folder: Path, names: Collection[str] = tuple(EXAMPLES)) -> list[Path]:
    """Write examples into a folder: every one, or those of these names.

    Raises:
        RuntimeError: one of them does not agree with the engine.
    """
    written = []
    for name in names:
        preset, language = EXAMPLES[name]
        path = folder / f"{name}.xlsx"
        result = plan.new(path, preset, language=language, now=BUILT)
        if not result.ok:
            raise RuntimeError("\n".join(map(str, (f"{name}: {result.status}", *result.problems))))
        written.append(path)
    return written


def main() -> None:
    """Put fresh examples in the place of the committed ones."""
    with TemporaryDirectory() as scratch:
        for path in build(Path(scratch)):
            target = FOLDER / path.name
            shutil.copyfile(path, target)
            sys.stdout.write(f"{target.relative_to(FOLDER.parent)}\n")


if __name__ == "__main__":
    main()
