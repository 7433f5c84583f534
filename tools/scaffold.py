"""What scaffolds do to a text: something is put in at one place, and every other byte stays."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from planner.problems import did_you_mean

ROOT = Path(__file__).parents[1]
TEMPLATE = ROOT / "templates" / "llm-programme"
LONGEST_LINE = 110


class ScaffoldError(ValueError):
    """What was asked for cannot be put in; the message says why, and what would do."""


class Texts:
    """Files as they will be: read when first asked for, written together when all has gone well."""

    def __init__(self) -> None:
        self._texts: dict[Path, str] = {}

    def __getitem__(self, path: Path) -> str:
        if path not in self._texts:
            self._texts[path] = path.read_bytes().decode("utf-8")
        return self._texts[path]

    def __setitem__(self, path: Path, text: str) -> None:
        self._texts[path] = text

    def write(self) -> list[Path]:
        """Put every changed file where it belongs; the paths, from the root."""
        changed = [
            path
            for path, text in self._texts.items()
            if not path.exists() or path.read_bytes() != text.encode("utf-8")
        ]
        for path in changed:
            path.write_bytes(self._texts[path].encode("utf-8"))
        return [path.relative_to(ROOT) for path in changed]


def meant(word: str, known: Iterable[str]) -> str:
    """What else may have been meant, or all that there is."""
    known = sorted(set(known))
    return did_you_mean(word, known, f"There is {', '.join(known)}.")


def quoted(text: str) -> str:
    """A text as TOML has it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def entry(fields: Mapping[str, object]) -> str:
    """A row of a sheet in TOML; what is None is left out."""

    def value(of: object) -> str:
        if isinstance(of, list):
            return "[" + ", ".join(map(value, of)) + "]"
        return quoted(of) if isinstance(of, str) else str(of)

    lines = (f"{name} = {value(of)}\n" for name, of in fields.items() if of is not None)
    return "[[row]]\n" + "".join(lines)


def after_entry(text: str, line: str, more: str) -> str:
    """The text with more behind the entry that holds this line, a blank line between them."""
    lines = text.splitlines(keepends=True)
    at = next(number for number, found in enumerate(lines) if found.rstrip("\r\n") == line)
    end = next((n for n in range(at + 1, len(lines)) if lines[n].startswith("[")), len(lines))
    while not lines[end - 1].strip() or lines[end - 1].startswith("#"):
        end -= 1
    return "".join(lines[:end]) + "\n" + more + "".join(lines[end:])


def with_translation(text: str, part: str, english: str, before: Iterable[str] = ()) -> str:
    """A locale with an entry that says nothing yet: behind a text before it, or at the end of its part."""
    start = text.index(f"\n[{part}]\n") + 1
    end = text.find("\n\n#", start) + 1 or len(text)
    lines = text[start:end].splitlines(keepends=True)
    heads = tuple(f"{quoted(said)} = " for said in before)
    at = max((number for number, line in enumerate(lines) if heads and line.startswith(heads)), default=-1)
    lines.insert(at + 1 or len(lines), f'{quoted(english)} = ""\n')
    return text[:start] + "".join(lines) + text[end:]


def with_function(text: str, before: str, function: str) -> str:
    """A module with a function behind the one of that name."""
    found = re.search(
        rf"^def {before}\(.*?(?=\n+(?:@|def |class |[A-Z])|\n*\Z)", text, re.DOTALL | re.MULTILINE
    )
    if found is None:
        raise ScaffoldError(f"there is no function {before}")
    return text[: found.end()] + "\n\n\n" + function.rstrip("\n") + text[found.end() :]


def with_import(text: str, module: str, name: str) -> str:
    """A module that takes one more name of another one, in its place among those."""
    found = re.search(rf"^from {re.escape(module)} import (?:\(([^)]*)\)|(.*))$", text, re.MULTILINE)
    if found is None:
        raise ScaffoldError(f"nothing is imported from {module}")
    names = {one.strip() for one in (found[1] or found[2]).split(",")} - {""} | {name}
    ordered = sorted(names, key=lambda one: (len(one) == 1 or not one.isupper(), one))
    line = f"from {module} import {', '.join(ordered)}"
    if found[1] is not None or len(line) > LONGEST_LINE:
        line = f"from {module} import (\n" + "".join(f"    {one},\n" for one in ordered) + ")"
    return text[: found.start()] + line + text[found.end() :]
