"""`cleaner stages`: the stages that the configuration selects, and those that it could select."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from cleaner.cli.options import pipeline_options
from cleaner.document import CleanerError

if TYPE_CHECKING:  # loads all stages, which `--help` does not need
    from cleaner.config import Config


@click.command("stages", short_help="List the stages and their options.")
@pipeline_options
def command(config: Config) -> None:
    """List the stages in the order in which they run, with their options, and those left out.

    The configuration in this folder counts, as in a run. Stages that other packages offer are listed
    too; name them in `stages` to use them.

    \b
    Example:
      cleaner stages
    """
    for line in (*_selected(config), *_left_out(config)):
        click.echo(line)


def _selected(config: Config) -> Iterator[str]:
    """A line for each stage that runs, and one for each of its options."""
    from cleaner.registry import find

    options: dict[str, list[str]] = {name: [] for name in config.stages.value}
    for stage, option, setting in config.settings():
        origin = "" if setting.origin == "default" else f"  ({setting.origin})"
        options[stage].append(f"    {stage}.{option} = {setting.value!r}{origin}")
    for name, lines in options.items():
        stage = find(name)
        own_name = getattr(stage, "name", name)
        shown = name if own_name == name else f"{own_name} ({name})"
        yield f"{shown:10} {_summary(stage)}"
        yield from lines


def _left_out(config: Config) -> Iterator[str]:
    """A line for each stage that could run and does not."""
    from cleaner.registry import STAGES, find, offered

    names = [name for name in (*STAGES, *offered()) if name not in config.stages.value]
    selected = [find(name) for name in config.stages.value]
    lines = []
    for name in names:
        try:
            stage = find(name)
        except CleanerError as error:
            lines.append(f"{name:10} {error}")
        else:
            if stage not in selected:
                lines.append(f"{name:10} {_summary(stage)}")
    if lines:
        yield from ("", "Not selected:", *lines)


def _summary(stage: Any) -> str:
    """The first line of what a stage says of itself."""
    return (stage.__doc__ or "").strip().split("\n")[0]
