"""`cleaner completion`: what a shell needs to complete the words of the command line.

Each shell asks `cleaner` itself for the words, through click. Here are the words of arguments and options
that click cannot know.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Literal, get_args, get_origin

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    ZshComplete,
    add_completion_class,
    get_completion_class,
    split_arg_string,
)

VARIABLE = "_CLEANER_COMPLETE"
"""The environment variable by which a shell asks for words."""
SHELLS = ("bash", "zsh", "fish")
"""The shells that are supported."""
Words = list[CompletionItem[str]]


@click.command("completion", short_help="Print what completes commands and options in a shell.")
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def command(context: click.Context, shell: str) -> None:
    """Print a script that lets a SHELL complete commands, options, files, stages, and keys of --set.

    \b
    Examples:
      echo 'eval "$(cleaner completion bash)"' >> ~/.bashrc
      echo 'eval "$(cleaner completion zsh)"' >> ~/.zshrc      # below compinit
      cleaner completion fish > ~/.config/fish/completions/cleaner.fish
    """
    register()
    kind = get_completion_class(shell)
    assert kind is not None  # noqa: S101
    click.echo(kind(context.find_root().command, {}, "cleaner", VARIABLE).source())


def files(context: click.Context, parameter: click.Parameter, incomplete: str) -> Words:
    """Any file, which the shell itself finds."""
    return [CompletionItem(incomplete, type="file")]


def stages(context: click.Context, parameter: click.Parameter, incomplete: str) -> Words:
    """The value of `--stages`: names of stages, separated by commas."""
    from cleaner.registry import STAGES

    before, comma, last = incomplete.rpartition(",")
    return [CompletionItem(before + comma + name) for name in STAGES if name.startswith(last)]


def assignments(context: click.Context, parameter: click.Parameter, incomplete: str) -> Words:
    """The value of `--set`: keys, with the value where there are few to choose from."""
    return [word for word in _assignments() if word.value.startswith(incomplete)]


def _assignments() -> Iterator[CompletionItem[str]]:
    from cleaner.config import Config
    from cleaner.registry import STAGES, type_of

    for stage, option, setting in Config().settings():
        hint = type_of(STAGES[stage], option)
        choices = get_args(hint) if get_origin(hint) is Literal else ()
        if hint is bool:
            choices = ("true", "false")
        for choice in choices:
            default = str(setting.value).lower() == choice
            yield CompletionItem(f"{stage}.{option}={choice}", help="the default" if default else "")
        if not choices:
            yield CompletionItem(f"{stage}.{option}=")


class Bash(BashComplete):
    """Bash, which takes `simplify.to=keep` for three words: here it is one, as it is to `cleaner`."""

    source_template = """\
%(complete_func)s() {
    local IFS=$'\\n' line=${COMP_LINE:0:COMP_POINT} type value
    local word=${line##*[[:space:]]} cut=
    [[ $COMP_WORDBREAKS == *=* && $word == *=* ]] && cut=${word%%=*}=
    while IFS=, read -r type value; do
        if [[ $type == file ]]; then
            compopt -o filenames
            COMPREPLY+=($(compgen -f -- "${value#"$cut"}"))
        elif [[ $type == plain ]]; then
            COMPREPLY+=("${value#"$cut"}")
            [[ $value == *= ]] && compopt -o nospace
        fi
    done < <(env COMP_WORDS="$line" COMP_CWORD="$word" %(complete_var)s=bash_complete "$1")
}
complete -F %(complete_func)s %(prog_name)s
"""

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one that is being written, and that one."""
        words = split_arg_string(os.environ["COMP_WORDS"])[1:]
        incomplete = os.environ["COMP_CWORD"]
        return (words[:-1] if incomplete else words), incomplete


class Zsh(ZshComplete):
    """Zsh, without a space behind a word that comes without help: that is a key, or part of a list."""

    source_template = ZshComplete.source_template.replace("compadd -U", "compadd -S '' -U")


def register() -> None:
    """Let click use the classes of this module."""
    add_completion_class(Bash)
    add_completion_class(Zsh)
