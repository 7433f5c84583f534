"""What the owner says of a plan, in a result."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class TextValue:
    """A text that headings and printed pages show; a day as people write it."""

    key: str
    label: str
    value: str
    sheet: str
    cell: str

    def as_dict(self) -> dict[str, str]:
        """As the documented JSON has it."""
        return asdict(self)
