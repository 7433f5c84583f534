"""What can go wrong with a user's file, as data; and the errors that stop a use case.

A user's mistake is a :class:`Problem`: where it is, what is wrong, what to do. Functions return all of
them. Only ``planner.cli`` prints them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

MOST_QUOTED = 60
"""Characters of a user's text that a message repeats."""

MOST_CLOSE = 3
"""Names that a message offers in place of one that there is not."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing the user can mend. Empty strings mean "does not apply".

    Attributes:
        usage: whether the call asked for something that there is not, such as an unknown key.
    """

    message: str
    remedy: str
    file: str = ""
    sheet: str = ""
    cell: str = ""
    key: str = ""
    usage: bool = False

    def where(self) -> str:
        """`plan.xlsx Tokens!D7`, as much of it as is known."""
        place = f"{self.sheet}!{self.cell}" if self.sheet and self.cell else self.sheet or self.cell
        return " ".join(part for part in (self.file, place) if part)

    def __str__(self) -> str:
        where = self.where()
        head = f"{where}: " if where else ""
        tail = f" {self.remedy}" if self.remedy else ""
        return printable(f"{head}{self.message}.{tail}")

    def as_dict(self) -> dict[str, str]:
        """The fields of the documented JSON, in its order."""
        fields = asdict(self)
        return {name: fields[name] for name in ("file", "sheet", "cell", "key", "message", "remedy")}


class PlanError(Exception):
    """A use case stopped; carries every problem found, at least one."""

    def __init__(self, problems: Iterable[Problem] | Problem) -> None:
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class UnknownKeyError(PlanError, LookupError):
    """A call names a preset, a key or a scenario that there is not."""


class InputError(PlanError, ValueError):
    """A call gives an input a value that it cannot have: out of its bounds, or of another kind."""


def close_to(word: str, known: Iterable[str]) -> list[str]:
    """The words that somebody may have meant, at most three; capitals are no difference."""
    from difflib import get_close_matches

    by_folded, said = {one.casefold(): one for one in known}, word.casefold()
    close = get_close_matches(said, by_folded, n=MOST_CLOSE)
    parts = [one for one in by_folded if said in one.split("_")]  # `cash` of `closing_cash`
    return [by_folded[one] for one in (close or sorted(parts, key=len)[:MOST_CLOSE])]


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """`Did you mean usd_cny?`, or something else where nothing is like it."""
    close = close_to(word, known)
    return f"Did you mean {', '.join(close)}?" if close else otherwise


def printable(text: str) -> str:
    """A text on one line, without characters that a terminal obeys."""
    return "".join(letter if letter.isprintable() else " " if letter.isspace() else "?" for letter in text)


def quoted(text: str) -> str:
    """A user's text inside a message: in quotes, on one line, and only the beginning of a long one."""
    shown = text if len(text) <= MOST_QUOTED else text[: MOST_QUOTED - 3] + "..."
    return f'"{printable(shown)}"'
