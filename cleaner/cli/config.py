"""`cleaner config`: print the configuration in force."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from typing import TYPE_CHECKING, Any

import click

from cleaner.cli.options import pipeline_options
from cleaner.document import CleanerError

if TYPE_CHECKING:  # loads all stages, which `--help` does not need
    from cleaner.config import Config, Setting

SITES = ("rules", "sites")
"""The option that is written as `[[site]]` tables, rather than in the table of its stage."""


@click.group("config", short_help="Show the configuration in force.")
def command() -> None:
    """The configuration: which stages run, with which options.

    \b
    Example:
      cleaner config show
    """


@command.command()
@pipeline_options
def show(config: Config) -> None:
    """Print what is in force and where each value came from, as a cleaner.toml.

    \b
    Example:
      cleaner config show --set simplify.to=keep
    """
    from cleaner.pipeline import Pipeline

    try:
        click.echo(f"# fingerprint {Pipeline(config.build()).fingerprint}")
    except CleanerError as error:
        raise click.ClickException(str(error)) from error
    click.echo("\n".join(lines(config)))


def lines(config: Config) -> list[str]:
    """The configuration as the lines of a `cleaner.toml`, each value with its origin, below its file."""
    tables: dict[str, list[str]] = {name: [] for name in config.stages.value}
    sites: list[str] = []
    for stage, option, setting in config.settings():
        if (stage, option) == SITES:
            sites = _site_tables(setting)
        else:
            tables[stage].append(_option_line(option, setting))
    answer = [f"# file {config.file or 'none'}"]
    answer += [f"stages = {_toml(config.stages.value)}  # {config.stages.origin}"]
    for stage, options in tables.items():
        if options:
            answer += ["", f"[{_key(stage)}]", *options]
    return answer + sites


def _option_line(option: str, setting: Setting) -> str:
    if setting.value is None:  # which TOML cannot express
        return f"# {option} is not set  # {setting.origin}"
    return f"{option} = {_toml(setting.value)}  # {setting.origin}"


def _site_tables(setting: Setting) -> list[str]:
    """The lines of a `[[site]]` table for each site."""
    answer = []
    for site in setting.value:
        answer += ["", f"[[site]]  # {setting.origin}"]
        for key, value in asdict(site).items():
            if value:
                answer.append(f"{key} = {_toml(value)}")
    return answer


def _key(name: str) -> str:
    """The name of a table, in quotation marks if TOML needs them."""
    bare = name.isascii() and name.replace("_", "").isalnum()
    return name if bare else json.dumps(name)


def _toml(value: Any) -> str:
    """A plain value in TOML, which has the strings, numbers and arrays of JSON, but other tables."""
    if is_dataclass(value) and not isinstance(value, type):
        value = asdict(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(key)} = {_toml(part)}" for key, part in value.items()) + "}"
    if isinstance(value, tuple | list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False, default=str)
