"""Stages by name: built-in, from other packages, plain functions."""

from __future__ import annotations

import pytest
from helpers import Redact, shout

from cleaner import Pipeline
from cleaner.config import read_config
from cleaner.document import ConfigError
from cleaner.registry import Function, find


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
