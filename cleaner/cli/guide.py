"""`cleaner guide`: print a page of the manual, which lies in `cleaner/guide`."""

from __future__ import annotations

import sys
from importlib.resources import files

import click

from cleaner.cli.language import language_option
from cleaner.views.language import Language, language_of_locale

PAGES = ("runs", "python", "integrations", "configuration", "decisions", "quality", "sources")
"""The pages, in reading order."""
WIDEST = 100
"""Maximum width of a formatted page, columns: longer lines are hard to read."""


@click.command("guide", short_help="Print a page of the manual.")
@click.argument("page", required=False, shell_complete=lambda _, __, page: _pages(page))
@language_option("that of the locale")
def command(page: str | None, language: Language | None) -> None:
    """Print a page of the manual; without PAGE, list them.

    The page is formatted on a terminal and plain Markdown in a pipe.

    \b
    Examples:
      cleaner guide
      cleaner guide runs
      cleaner guide configuration | less
      cleaner guide runs --lang zh
    """
    language = language or language_of_locale()
    if page is None:
        for name in PAGES:
            click.echo(f"{name:<15}{summary(name, language)}")
    elif page not in PAGES:
        from cleaner.registry import nearest

        meant = nearest(page.lower().removesuffix(".md"), PAGES)
        raise click.UsageError(f"there is no page {page!r}{meant}")
    elif sys.stdout.isatty():
        from cleaner.cli.formatted import print_formatted

        print_formatted(text_of(page, language), WIDEST)
    else:
        click.echo(text_of(page, language).encode(), nl=False)


def _pages(incomplete: str) -> list[str]:
    """The pages whose names begin like this."""
    return [page for page in PAGES if page.startswith(incomplete)]


def text_of(page: str, language: Language = "en") -> str:
    """The Markdown of a page; the Chinese pages lie in a folder of their own."""
    folder = files("cleaner.guide")
    if language != "en":
        folder = folder.joinpath(language)
    return folder.joinpath(f"{page}.md").read_text(encoding="utf-8")


def summary(page: str, language: Language = "en") -> str:
    """The subject of a page in one line, which stands below its heading.

    >>> summary("sources")
    'The licence, and the data and libraries that cleaner builds on.'
    """
    return text_of(page, language).splitlines()[2]
