"""`cleaner explain`: what became of one document, in the terminal, as JSON or as a page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cleaner.cli.config import pipeline_options
from cleaner.document import Document
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
@pipeline_options
def command(file: Any, as_json: bool, page: Path | None, config: Config) -> None:
    """Show what became of every block of FILE (or of standard input), and why.

    Kept text stands bright, the rest dimmed and struck with its role and the reason; then come the
    repairs, and what was found out about charset and script.

    \b
    Examples:
      cleaner explain page.html
      cleaner explain page.html --html why.html
      cleaner explain page.html --json | jq '.blocks[] | select(.kept | not)'
    """
    name = getattr(file, "name", "-")
    document = Document(data=file.read())
    if name not in ("-", "<stdin>"):  # rules for sites and folders ask where it lies
        document = document.replace(id=str(name)).noting(origin=str(Path(name).absolute()))
    from cleaner.pipeline import Pipeline

    result = Pipeline(config.build()).run(document, trace=True)
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


def _print(explanation: Explanation) -> None:
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False)
    console.soft_wrap = not console.is_terminal  # other programs search it line by line
    _print_facts(console, explanation)
    if explanation.rows:
        console.print()
        _print_rows(console, explanation.rows)
    for stage, count in explanation.replacements.items():
        pairs = [
            f"{visible(before, 40) or 'nothing'} → {visible(after, 40) or 'nothing'}"
            + (f" ×{times:,}" if times > 1 else "")
            for (before, after), times in count.most_common(MOST_REPLACEMENTS)
        ]
        more = f"  and {len(count) - MOST_REPLACEMENTS:,} more" if len(count) > MOST_REPLACEMENTS else ""
        console.print()
        console.print(_styled((f"repairs by {stage}\n", "bold"), ("  " + "  ".join(pairs) + more, "")))


def _print_facts(console: Console, explanation: Explanation) -> None:
    result = explanation.result
    status = {"ok": "green", "empty": "yellow", "failed": "red"}[result.status]
    told = {
        "ok": visible(result.document.title, 200),
        "empty": visible(str(result.document.metadata.get("reason", ""))),
        "failed": f"in the stage {result.stage}: {visible(result.error)}",
    }
    console.print(_styled((f"{result.status:<12}", f"bold {status}"), (told[result.status], "bold")))
    for fact in explanation.facts:
        console.print(
            _styled(
                (f"{fact.name:<12}", "dim"), (visible(fact.value), ""), (f"  {visible(fact.evidence)}", "dim")
            )
        )


def _print_rows(console: Console, rows: tuple[Row, ...]) -> None:
    from rich.table import Table

    grid = Table.grid(padding=(0, 1))
    for row in rows:
        role, text = str(row.block.role), visible(row.result or row.block.text)  # as rules see it
        why = f"  ({visible(row.block.reason)})" if row.block.reason else ""
        if not console.is_terminal:  # one line each, to be searched by other programs
            console.print(f"{' ' if row.block.kept else '-'} {role:<14}{text}{why}")
            continue
        colour = COLOURS.get(role, "white")
        style = "bold" if role == "title" else "" if row.block.kept else "dim strike"
        grid.add_row(
            _styled((role, "green" if row.block.kept else colour)),
            _styled((text, style), (why, "dim" if row.block.kept else f"dim {colour}")),
        )
    if console.is_terminal:
        console.print(grid)


def _styled(*parts: tuple[str, str]) -> Text:
    from rich.text import Text

    return Text.assemble(*parts)
