"""Stages by name: built-in, from other packages, plain functions."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers import REDACT, Redact, shout

from cleaner import Pipeline
from cleaner.config import read_config
from cleaner.document import ConfigError
from cleaner.registry import Function, find


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An installed package `acme` that offers the stage `redact`."""
    metadata = tmp_path / "packages" / "acme-1.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: acme\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text(
        f"[cleaner.stages]\nredact = {REDACT}\nbroken = acme.no:Stage\n"
    )
    monkeypatch.syspath_prepend(str(metadata.parent))


@pytest.mark.usefixtures("installed")
def test_an_entry_point_of_a_package_is_a_stage(write) -> None:
    assert find("redact") is find("acme:redact") is Redact
    config = read_config(write("stages = ['decode', 'acme:redact']\n['acme:redact']\nwords = ['张三']\n"))
    assert Pipeline(config.build())("张三".encode()).text == "*"
    with pytest.raises(ConfigError, match="did you mean 'redact'"):
        find("redct")
    with pytest.raises(ConfigError, match="cannot be imported"):
        find("broken")


def test_any_function_is_a_stage(write) -> None:
    config = read_config(write("stages = ['decode', 'helpers:shout']"))
    pipeline = Pipeline(config.build())
    assert pipeline("好".encode()).text == "好!"
    assert pipeline.fingerprint != Pipeline.default().fingerprint
    assert Pipeline((shout,)) == Pipeline((Function("shout", shout),))
    assert Pipeline((shout,)).run("好", trace=True).trace[0].stage == "shout"


def test_what_cannot_be_called_is_not_a_stage() -> None:
    with pytest.raises(ConfigError, match="not a stage"):
        Pipeline((3,))
