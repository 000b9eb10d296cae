"""`cleaner explain`: what became of one document, on the terminal, as JSON or as a page."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cleaner.cli.options import max_size_option, memory_option, pipeline_options, timeout_option
from cleaner.document import CleanerError, Document, Result
from cleaner.views.explanation import MOST_REPLACEMENTS, Explanation, to_html
from cleaner.views.pages import visible
from cleaner.views.rows import Row

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from cleaner.config import Config

COLOURS = {
    "navigation": "blue", "metadata": "magenta", "summary": "yellow", "related": "cyan",
    "comment": "bright_magenta", "disclaimer": "bright_yellow", "caption": "green",
    "advertisement": "bright_red", "repeat": "bright_green", "damage": "red",
}  # fmt: skip
"""Colours of the roles that are left out, on the terminal."""


@click.command("explain", short_help="Show what became of every block of a document.")
@click.argument("file", type=click.File("rb"), default="-")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@click.option(
    "--html",
    "page",
    metavar="OUT",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a page that shows source and article side by side; it needs no network.",
)
@timeout_option
@memory_option
@max_size_option
@pipeline_options
def command(
    file: Any,
    as_json: bool,
    page: Path | None,
    config: Config,
    **limits: Any,
) -> None:
    """Show what became of every block of FILE (or of standard input), and why.

    Kept text is bright, the rest dimmed and struck through, with its role and the reason; in a pipe it
    begins with a dash. Then come the repairs, and what was found out about charset and script.

    \b
    Examples:
      cleaner explain page.html
      cleaner explain page.html --html why.html
      cleaner explain page.html --json | jq '.blocks[] | select(.kept | not)'
    """
    if page and page.exists() and _is_same(file, page):
        raise click.UsageError(f"--html would replace the document: {page}")
    result = _traced(file, config, **limits)
    explanation = Explanation(result)
    if page:
        page.write_bytes(to_html(result).encode("utf-8", "replace"))
        click.echo(f"wrote {page}", err=True)
    if as_json:
        text = json.dumps(explanation.as_dict(), ensure_ascii=False, indent=1, default=str)
        click.echo(text.encode("utf-8", "backslashreplace"))
    elif not page:
        _print(explanation)
    if result.status == "failed":
        raise click.exceptions.Exit(1)


def _traced(file: Any, config: Config, *, timeout: float, memory: int, max_size: int) -> Result:
    """The result for a document in a binary stream, with its trace."""
    from cleaner.engines import Guard, run
    from cleaner.io.formats import whole
    from cleaner.pipeline import Pipeline, PipelineWork

    try:
        document = _document(file, whole(file, max_size << 20))
    except CleanerError as error:
        raise click.UsageError(f"{file.name}: {error}") from error
    work = PipelineWork(Pipeline(config.build()), trace=True)
    (result,) = run(work, [document], engine="fork", guard=Guard(timeout, memory))
    return result


def _is_same(file: Any, path: Path) -> bool:
    """Whether a binary stream is that of the file at a path."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except OSError:  # not a file of the system
        return False


def _document(file: Any, data: bytes) -> Document:
    """The document with these bytes, with the file's path, which rules for sites match."""
    document = Document(data=data)
    name = getattr(file, "name", "-")
    if name in ("-", "<stdin>"):
        return document
    return document.replace(id=str(name)).noting(origin=str(Path(name).absolute()))


def _print(explanation: Explanation) -> None:
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False)
    console.soft_wrap = not console.is_terminal  # other programs search it line by line
    _print_status(console, explanation.result)
    for fact in explanation.facts:
        value, evidence = visible(fact.value), f"  {visible(fact.evidence)}"
        console.print(_styled((f"{fact.name:<12}", "dim"), (value, ""), (evidence, "dim")))
    if explanation.rows:
        console.print()
        print_rows = _print_table if console.is_terminal else _print_lines
        print_rows(console, explanation.rows)
    for stage, count in explanation.replacements.items():
        console.print()
        console.print(_styled((f"repairs by {stage}\n", "bold"), ("  " + _replacements(count), "")))


def _print_status(console: Console, result: Result) -> None:
    """Print the status, with the title, why there is no article, or the error."""
    if result.status == "ok":
        colour, text = "green", visible(result.document.title, 200)
    elif result.status == "empty":
        colour, text = "yellow", visible(str(result.document.metadata.get("reason", "")))
    else:
        colour, text = "red", f"in the stage {result.stage}: {visible(result.error)}"
    console.print(_styled((f"{result.status:<12}", f"bold {colour}"), (text, "bold")))


def _print_lines(console: Console, rows: tuple[Row, ...]) -> None:
    """Print a line for each block, for other programs."""
    for row in rows:
        sign = " " if row.block.kept else "-"
        console.print(f"{sign} {row.block.role:<14}{_text(row)}{_reason(row)}")


def _print_table(console: Console, rows: tuple[Row, ...]) -> None:
    """Print a table of roles and blocks in colour."""
    from rich.table import Table

    grid = Table.grid(padding=(0, 1))
    for row in rows:
        role = str(row.block.role)
        if row.block.kept:
            role_style, reason_style = "green", "dim"
            text_style = "bold" if role == "title" else ""
        else:
            role_style = COLOURS.get(role, "white")
            text_style, reason_style = "dim strike", f"dim {role_style}"
        text = _styled((_text(row), text_style), (_reason(row), reason_style))
        grid.add_row(_styled((role, role_style)), text)
    console.print(grid)


def _text(row: Row) -> str:
    """The text of a block as it stands in the article, and as rules see it."""
    return visible(row.result or row.block.text)


def _reason(row: Row) -> str:
    return f"  ({visible(row.block.reason)})" if row.block.reason else ""


def _replacements(count: Counter[tuple[str, str]]) -> str:
    """The most frequent replacements of a stage, in a line."""
    shown = []
    for (before, after), times in count.most_common(MOST_REPLACEMENTS):
        pair = f"{visible(before, 40) or 'nothing'} → {visible(after, 40) or 'nothing'}"
        shown.append(f"{pair} ×{times:,}" if times > 1 else pair)
    line = "  ".join(shown)
    left_out = len(count) - MOST_REPLACEMENTS
    return f"{line}  and {left_out:,} more" if left_out > 0 else line


def _styled(*parts: tuple[str, str]) -> Text:
    from rich.text import Text

    return Text.assemble(*parts)
