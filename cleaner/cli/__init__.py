"""The command `cleaner`: finds a command's module by name and imports it when it is called."""

from __future__ import annotations

import os
import sys
from copy import copy
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cleaner.compiled import COMPILED

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

DEFAULT = "run"
COMMANDS = {
    "run": ("cleaner.cli.run:command", "Clean documents (the default: `cleaner IN... -o OUT`)."),
    "explain": ("cleaner.cli.explain:command", "Show what became of every line, and why."),
    "stages": ("cleaner.cli.stages:command", "List the stages and their options."),
    "config": ("cleaner.cli.config:command", "Show the configuration in force."),
    "serve": ("cleaner.cli.serve:command", "Explain pasted documents on a local page."),
    "guide": ("cleaner.cli.guide:command", "Print a page of the manual."),
    "completion": ("cleaner.cli.completion:command", "Print what completes words in a shell."),
}
"""The module and function of each command, and its help in a line; imported only when called."""
OWN_OPTIONS = ("--help", "-h", "--version")
"""Options of `cleaner` itself; any other first word belongs to the default command."""
ABORTED = 3
"""Exit status of what stopped before its end."""
LIKENESS = 0.7
"""Minimum likeness (0 to 1) of a mistyped command to a command: `pages` and `stages` have 0.73."""


class Commands(click.Group):
    """A group with a default command: a first word that names no command is an input of `run`."""

    def main(self, *args: Any, **others: Any) -> Any:
        """Run the command line, or tell a shell the words that it asks for."""
        if "_CLEANER_COMPLETE" in os.environ:
            from cleaner.cli import completion

            completion.register()
        return super().main(*args, **others)

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
        if ctx.resilient_parsing and not args:  # a shell completes the first word
            return super().parse_args(ctx, args)
        if not args or args[0] not in (*COMMANDS, *OWN_OPTIONS):
            _refuse_typo(args)
            args = [DEFAULT, *args]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; Ctrl-C ends all of them alike."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("cleaner: interrupted", err=True)
            sys.exit(ABORTED)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help of the default command with the options of both, then the other commands."""
        run = copy(self._default(ctx))
        run.params = [*run.params, *self.params]
        run.format_help(click.Context(run, info_name=ctx.info_name), formatter)
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items() if name != DEFAULT])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[str]]:
        """What the first word may be: a command, an option, or an input."""
        from click.shell_completion import CompletionItem

        if incomplete.startswith("-"):
            run = self._default(ctx)
            options = run.shell_complete(click.Context(run, parent=ctx), incomplete)
            return [*options, *super().shell_complete(ctx, incomplete)]
        words = [
            CompletionItem(name, help=text)
            for name, (_, text) in COMMANDS.items()
            if name.startswith(incomplete)
        ]
        return [*words, CompletionItem(incomplete, type="file")]

    def _default(self, ctx: click.Context) -> click.Command:
        run = self.get_command(ctx, DEFAULT)
        assert run is not None  # noqa: S101
        return run


def _refuse_typo(args: list[str]) -> None:
    """Raise `UsageError` for a first word that is no file, but nearly a command."""
    if not args or not args[0].isalpha() or Path(args[0]).exists():
        return
    meant = get_close_matches(args[0], COMMANDS, n=1, cutoff=LIKENESS)
    if meant:
        raise click.UsageError(f"there is no command or file {args[0]!r}; did you mean {meant[0]!r}?")


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(
    package_name="chinese-document-cleaner",
    prog_name="cleaner",
    message=f"%(prog)s, version %(version)s, {'compiled' if COMPILED else 'not compiled'}",
)
def main(**_: Any) -> None:
    """Run the command line; the commands do the work."""
