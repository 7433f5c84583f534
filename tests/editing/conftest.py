"""LibreOffice, ready for editing sessions."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.editing.office import Office


@pytest.fixture(scope="session")
def office(soffice: Path, office_python: str) -> Office:
    """LibreOffice and a Python that can talk to it."""
    return Office(soffice, office_python)
