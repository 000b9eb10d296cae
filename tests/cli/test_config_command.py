"""`cleaner config`: the configuration in force."""

from __future__ import annotations

import tomllib

from click.testing import CliRunner

from cleaner.cli.config import command as config_command
from cleaner.config import read_config


def test_show_prints_a_configuration_that_means_the_same(write) -> None:
    path = write(
        "stages = ['decode', 'parse', 'rules', 'layout']\n[rules]\nkeep = ['re:\\d\"']\n"
        "[[site]]\nmatch = '*.example.cn'\ndrop = ['re:^本文来源']\n"
    )
    shown = CliRunner().invoke(config_command, ["show", "--config", str(path)])
    assert shown.exit_code == 0, shown.output
    assert f"# {path}" in shown.stdout
    assert "# default" in shown.stdout
    assert tomllib.loads(shown.stdout)
    again = write(shown.stdout, "again.toml")
    assert read_config(again).build() == read_config(path).build()


def test_show_says_what_is_wrong_with_status_2() -> None:
    shown = CliRunner().invoke(config_command, ["show", "--set", "rules.kep=x"])
    assert shown.exit_code == 2
    assert "did you mean 'keep'" in shown.stderr
