"""The command `cleaner`: finds a command's module by name and imports it when it is called."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

DEFAULT = "run"
COMMANDS = {
    "run": ("cleaner.cli.run:command", "Clean documents (the default: `cleaner IN... -o OUT`)."),
    "explain": ("cleaner.cli.explain:command", "Show what became of every line, and why."),
    "stages": ("cleaner.cli.stages:command", "List the stages and their options."),
    "config": ("cleaner.cli.config:command", "Show the configuration in force."),
    "serve": ("cleaner.cli.serve:command", "Explain pasted documents on a local page."),
    "guide": ("cleaner.cli.guide:command", "Print a page of the manual."),
}
"""The module and function of each command, and its help in a line; imported only when called."""
OWN_OPTIONS = ("--help", "-h", "--version")
"""Options of `cleaner` itself; any other first word belongs to the default command."""


class Commands(click.Group):
    """A group with a default command: a first word that names no command is an input of `run`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of the commands, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Import a command."""
        if name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[name][0].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the default command before arguments that name none."""
        if not args or args[0] not in (*COMMANDS, *OWN_OPTIONS):
            args = [DEFAULT, *args]
        return super().parse_args(ctx, args)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help of the default command, then the names of the others."""
        run = self.get_command(ctx, DEFAULT)
        assert run is not None  # noqa: S101
        run.format_help(click.Context(run, info_name=ctx.info_name), formatter)
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items() if name != DEFAULT])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="chinese-document-cleaner", prog_name="cleaner")
def main(**_: Any) -> None:
    """Run the command line; the commands do the work."""
