"""`cleaner stages`: list the stages with their options and defaults."""

from __future__ import annotations

import click

from cleaner.document import CleanerError


@click.command("stages", short_help="List the stages and their options.")
def command() -> None:
    """List the stages in the order in which they run, with their options and defaults.

    \b
    Example:
      cleaner stages
    """
    from cleaner.config import Config
    from cleaner.registry import find

    try:
        options: dict[str, list[str]] = {name: [] for name in Config().stages.value}
        for stage, option, setting in Config().settings():
            options[stage].append(f"    {stage}.{option} = {setting.value!r}")
        for name, lines in options.items():
            summary = (find(name).__doc__ or "").strip().split("\n")[0]
            click.echo("\n".join([f"{name:10} {summary}", *lines]))
    except CleanerError as error:
        raise click.ClickException(str(error)) from error
