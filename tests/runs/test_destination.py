"""Destinations: format and home of an output."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaner.document import ConfigError
from cleaner.runs.destination import Destination


def test_the_format_follows_the_name(tmp_path: Path) -> None:
    assert Destination.of(str(tmp_path / "a.parquet")).format == "parquet"
    assert Destination.of(str(tmp_path / "a")).format == "txt"
    assert Destination.of(str(tmp_path / "a.jsonl.gz")).home == tmp_path / "a.jsonl.gz.run"
    with pytest.raises(ConfigError):
        Destination.of(str(tmp_path / "a.parquet"), "jsonl")
