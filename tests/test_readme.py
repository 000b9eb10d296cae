"""The README is true: what it shows is run, what it lists is compared with what there is."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest
from helpers import ROOT

import cleaner
from cleaner.cli import main
from cleaner.cli.config import _toml
from cleaner.config import Config

README = (ROOT / "README.md").read_text(encoding="utf-8")
INSTALL = "python3 -m venv {0} && {0}/bin/pip install --quiet {1} && {0}/bin/"
MEASURED_TIME = re.compile(r"\d+\.\d+ s, \d+\.\d+ MB/s")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


def section(heading: str) -> str:
    found = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", README, re.DOTALL | re.MULTILINE)
    assert found, heading
    return found[1]


def rows(text: str) -> list[list[str]]:
    """The rows of the tables in a text, without their heads."""
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines if "---" not in line]


@cache
def commands() -> dict[str, click.Command]:
    """All commands by name; `config show` is one."""
    context = click.Context(main)
    assert isinstance(main, click.Group)
    found = {}
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        assert command
        found[name] = command
        if isinstance(command, click.Group):
            found |= {f"{name} {sub}": other for sub, other in command.commands.items()}
    return found


def options(command: click.Command) -> Iterator[click.Option]:
    yield from (parameter for parameter in command.params if isinstance(parameter, click.Option))


def test_the_two_set_up_commands_come_first_and_ci_runs_them() -> None:
    first, second = blocks("sh")[:2]
    assert first == INSTALL.format(".venv", ".") + "cleaner fixtures/documents --output cleaned\n"
    assert second == INSTALL.format(".venv-test", "--editable '.[dev]'") + "python -m pytest\n"
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "README.md" in ci
    assert "for number in 0 1" in ci


def test_the_first_example() -> None:
    before, after = blocks("text")[:2]
    assert cleaner.clean(before) + "\n" == after


@pytest.mark.skipif(not all(map(shutil.which, ("bash", "jq"))), reason="bash or jq is not installed")
def test_the_commands_print_what_is_shown(tmp_path: Path) -> None:
    """Every console block, one after the other, in a folder that holds the first example."""
    (tmp_path / "news.txt").write_text(blocks("text")[0], encoding="utf-8")
    shown = "".join(blocks("console"))
    script = "set -o pipefail; last=0\n" + "".join(
        f"printf '%s\\n' {shquote('$ ' + line[2:])}; (exit $last); {line[2:]}; last=$?\n"
        for line in shown.splitlines()
        if line.startswith("$ ")
    )
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = {"PATH": path, "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        ["bash", "-c", f"exec 2>&1\n{script}"], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert MEASURED_TIME.sub("…", done.stdout) == MEASURED_TIME.sub("…", shown)


def shquote(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def test_every_command_and_option_is_mentioned() -> None:
    mentioned = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", README))
    for name, command in commands().items():
        if name not in ("run", "config"):
            assert f"cleaner {name}" in README
        missing = {word for option in options(command) for word in option.opts} - mentioned
        assert not missing, f"the README does not mention {missing} of {name}"


def test_every_mentioned_option_exists() -> None:
    elsewhere = {"--help", "--version", "--pages"}  # click's own, and the benchmark's
    lines = [line for line in README.splitlines() if "pip install" not in line]
    mentioned = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", "\n".join(lines)))
    real = {word for command in commands().values() for option in options(command) for word in option.opts}
    assert mentioned <= real | elsewhere


def test_the_table_of_options() -> None:
    run = {option.opts[0]: option for option in options(commands()["run"])}
    told = {}
    for names, default, *_ in rows(section("On the command line")):
        words = re.findall(r"(--?[a-z-]+)", names)
        if words and words[0] in run:
            told[words[0]] = default
            assert words == run[words[0]].opts
    assert told.keys() == run.keys()
    for name, option in run.items():
        if option.show_default and not option.is_flag:
            assert told[name] == f"`{option.default}`"
    (formats,) = (row for row in rows(section("On the command line")) if row[0] == "`--format`")
    assert isinstance(run["--format"].type, click.Choice)
    assert re.findall(r"`([a-z.]+)`", formats[2]) == list(run["--format"].type.choices)


def test_the_table_of_configuration() -> None:
    told = {row[0].strip("`"): row[1].strip("`") for row in rows(section("Configuration"))[1:]}
    config = Config()
    real = {"stages": _toml(config.stages.value)}
    real |= {f"{stage}.{option}": _toml(setting.value) for stage, option, setting in config.settings()}
    assert told == real


def test_the_shown_configuration_is_valid(tmp_path: Path) -> None:
    (tmp_path / "names.txt").write_text("乾安县\n", encoding="utf-8")
    for number, text in enumerate(blocks("toml")):
        path = tmp_path / f"{number}.toml"
        path.write_text(text.replace("@", f"@{tmp_path}/"), encoding="utf-8")
        cleaner.Pipeline.from_config(path)


def test_stages_and_roles() -> None:
    decides = section("How it decides")
    stages = Config().stages.value
    assert [row[0].strip("`") for row in rows(decides)[1:]] == list(stages)
    assert {f"`{role}`" for role in cleaner.Role} <= set(re.findall(r"`[a-z]+`", decides))
