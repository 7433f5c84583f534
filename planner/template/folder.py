"""Where templates are, and what names of their files tell: a command's start can afford to ask."""

from __future__ import annotations

from pathlib import Path


def templates_folder() -> Path:
    """The folder of templates: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


def translations(name: str = "llm-programme") -> tuple[str, ...]:
    """The languages beside English that a template can be written in."""
    return tuple(sorted(path.stem for path in (templates_folder() / name / "locale").glob("*.toml")))


def earlier_templates(name: str = "llm-programme") -> tuple[int, ...]:
    """The first numbers of the versions from which a plan is upgraded to today's."""
    files = (templates_folder() / name / "earlier").glob("*.toml")
    return tuple(sorted(int(path.stem) for path in files if path.stem.isdecimal()))
