"""The option `--lang`: the language of pages and of what is printed for people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from cleaner.views.language import LANGUAGES

Command = Callable[..., Any]


def language_option(default: str) -> Callable[[Command], Command]:
    """Give a command the option `--lang`; it is called with `language`, None if it was not given."""
    return click.option(
        "--lang", "language", type=click.Choice(LANGUAGES), help=f"English or Chinese. Default: {default}."
    )
