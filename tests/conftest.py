"""The development data beside a checkout, where it is there."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers import SHARED


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of development data; tests that need it skip where it is not there."""
    if not (SHARED / "dev").is_dir():
        pytest.skip(f"no development data at {SHARED / 'dev'}")
    return SHARED
