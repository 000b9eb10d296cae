"""`cleaner config`, and the options with which every command shapes its pipeline."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cleaner.document import CleanerError, ConfigError

if TYPE_CHECKING:  # loads all stages, which `--help` does not need
    from cleaner.config import Config


def pipeline_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Gives a command `--config`, `--stages` and `--set`; it is called with `config`, a `Config`."""

    @click.option(
        "--config",
        "path",
        type=click.Path(dir_okay=False, path_type=Path),
        help="Read this configuration. Without it, cleaner.toml or the [tool.cleaner] of pyproject.toml "
        "in this folder is read, if there is one.",
    )
    @click.option("--stages", metavar="A,B,...", help="Run only these stages, in this order.")
    @click.option(
        "--set",
        "assignments",
        metavar="STAGE.OPTION=VALUE",
        multiple=True,
        help="Set an option of a stage; may be given several times.",
    )
    @functools.wraps(command)
    def shaped(*, path: Path | None, stages: str | None, assignments: tuple[str, ...], **others: Any) -> Any:
        try:
            config = configured(path, stages, assignments)
        except ConfigError as error:
            raise click.UsageError(str(error)) from error
        return command(config=config, **others)

    return shaped


def configured(path: Path | None, stages: str | None, assignments: tuple[str, ...]) -> Config:
    """The configuration in force: the command line before the file before the defaults."""
    from cleaner.config import Config, find_config, read_config

    path = path or find_config()
    config = read_config(path) if path else Config()
    if stages is not None:
        config = config.with_stages([name.strip() for name in stages.split(",") if name.strip()])
    if "decode" not in config.stages.value:  # files are bytes, whatever is to be done to them
        config = config.with_stages(("decode", *config.stages.value), config.stages.origin)
    config = config.with_options(assignments)
    config.build()  # what is wrong with it is said before anything is read
    return config


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
    """The configuration as the lines of a `cleaner.toml`, each value with its origin."""
    answer = [f"stages = {_toml(config.stages.value)}  # {config.stages.origin}"]
    tables: dict[str, list[str]] = {name: [] for name in config.stages.value}
    sites = None
    for stage, option, setting in config.settings():
        if (stage, option) == ("rules", "sites"):
            sites = setting
        elif setting.value is None:
            tables[stage].append(f"# {option} is not set  # {setting.origin}")
        else:
            tables[stage].append(f"{option} = {_toml(setting.value)}  # {setting.origin}")
    for stage, options in tables.items():
        if options:
            name = stage if stage.replace("_", "").isalnum() and stage.isascii() else json.dumps(stage)
            answer += ["", f"[{name}]", *options]
    for site in sites.value if sites else ():
        answer += ["", f"[[site]]  # {sites.origin if sites else ''}"]
        answer += [f"{key} = {_toml(value)}" for key, value in asdict(site).items() if value]
    return answer


def _toml(value: Any) -> str:
    """A plain value in TOML, whose strings, numbers and arrays are written as JSON writes them."""
    if is_dataclass(value) and not isinstance(value, type):
        value = asdict(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(key)} = {_toml(part)}" for key, part in value.items()) + "}"
    if isinstance(value, tuple | list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False, default=str)
