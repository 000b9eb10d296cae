"""`cleaner explain`: what became of one document, on the terminal, as JSON or as a page."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cleaner.cli.choice import choice_options
from cleaner.cli.language import language_option
from cleaner.cli.options import memory_option, pipeline_options, timeout_option
from cleaner.cli.pipe import LOOKS_LIKE_RECORDS, holds_records
from cleaner.views.explanation import MOST_REPLACEMENTS, Explanation, in_words, to_html
from cleaner.views.language import Language, Translator, language_of_locale
from cleaner.views.pages import visible
from cleaner.views.rows import Row

if TYPE_CHECKING:
    from rich.text import Text

    from cleaner.cli.choice import Choice
    from cleaner.config import Config
    from cleaner.document import Document, Result

COLOURS = {
    "navigation": "blue", "metadata": "magenta", "summary": "yellow", "related": "cyan",
    "comment": "bright_magenta", "disclaimer": "bright_yellow", "caption": "green",
    "advertisement": "bright_red", "repeat": "bright_green", "damage": "red",
}  # fmt: skip
"""Colours of the roles that are left out, on the terminal."""
ROLE_WIDTH = 14
"""Width of the column of roles, where blocks are printed for other programs."""
LONGEST_TITLE = 500
"""Maximum length of a title or an error on the terminal, characters."""


@click.command("explain", short_help="Show what became of every block of a document.")
@choice_options
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@click.option(
    "--html",
    "page",
    metavar="OUT",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a page that shows source and article side by side; it needs no network.",
)
@language_option("that of the locale")
@timeout_option
@memory_option
@pipeline_options
def command(
    choice: Choice,
    as_json: bool,
    page: Path | None,
    language: Language | None,
    config: Config,
    **limits: Any,
) -> None:
    """Show what became of every block of a document, and why.

    IN is a file, or whatever runs read: a folder, an archive, records, a URL; --id chooses one document
    of several. Without IN the document is standard input.

    Kept text is bright, the rest dimmed and struck through, with its role and the reason; in a pipe it
    begins with a dash. Then come the repairs, and what was found out about charset and script.

    \b
    Examples:
      cleaner explain page.html
      cleaner explain page.html --html why.html
      cleaner explain docs.jsonl.gz --text-field html --id 7
      cleaner explain page.html --json | jq '.blocks[] | select(.kept | not)'
    """
    document = choice.document(page)
    if choice.name == "-" and not choice.reading.jsonl and holds_records(document.data):
        click.echo(LOOKS_LIKE_RECORDS, err=True)
    result = _traced(document, config, **limits)
    explanation = Explanation(result)
    language = language or language_of_locale()
    if page:
        _write(page, to_html(result, language))
    if as_json:
        text = json.dumps(explanation.as_dict(), ensure_ascii=False, indent=1, default=str)
        click.echo(text.encode("utf-8", "backslashreplace"))
    elif not page:
        _Printer(Translator(language)).print(explanation)
    if result.status == "failed":
        raise click.exceptions.Exit(1)


def _traced(document: Document, config: Config, *, timeout: float, memory: int) -> Result:
    """The result for a document, with its trace."""
    from cleaner.engines import Guard, run
    from cleaner.pipeline import Pipeline, PipelineWork

    work = PipelineWork(Pipeline(config.build()), trace=True)
    (result,) = run(work, [document], engine="fork", guard=Guard(timeout, memory))
    return result


def _write(path: Path, page: str) -> None:
    try:
        path.write_bytes(page.encode("utf-8", "replace"))
    except OSError as error:
        raise click.UsageError(f"{path} cannot be written: {error.strerror}") from error
    click.echo(f"wrote {path}", err=True)


class _Printer:
    """Prints an explanation on the terminal, or into a pipe, in one language."""

    def __init__(self, translate: Translator) -> None:
        from rich.console import Console

        self.translate = translate
        self.console = Console(highlight=False, markup=False, emoji=False)
        self.console.soft_wrap = not self.console.is_terminal  # other programs search it line by line

    def print(self, explanation: Explanation) -> None:
        """Print status, facts, blocks and repairs."""
        self._status(explanation.result)
        for fact in explanation.facts:
            value = visible(in_words(fact.value, self.translate))
            evidence = visible(in_words(fact.evidence, self.translate))
            self._line((_column(self.translate(fact.name)), "dim"), (value, ""), (f"  {evidence}", "dim"))
        if explanation.rows:
            self.console.print()
            show = self._table if self.console.is_terminal else self._lines
            show(explanation.rows)
        for stage, count in explanation.replacements.items():
            self.console.print()
            self._line((self.translate("repairs by {stage}", stage=stage), "bold"))
            self._line(("  " + self._replacements(count), ""))

    def _status(self, result: Result) -> None:
        """Print the status, with the title, why there is no article, or the error."""
        if result.status == "ok":
            colour, text = "green", result.document.title
        elif result.status == "empty":
            colour, text = "yellow", self.translate(str(result.document.metadata.get("reason", "")))
        else:
            where = "in the stage {stage}: {error}"
            colour, text = (
                "red",
                self.translate(where, stage=result.stage, error=self.translate(result.error)),
            )
        status = _column(self.translate(result.status))
        self._line((status, f"bold {colour}"), (visible(text, LONGEST_TITLE), "bold"))

    def _lines(self, rows: tuple[Row, ...]) -> None:
        """Print a line for each block, for other programs."""
        for row in rows:
            sign = " " if row.block.kept else "-"
            text = _text(row).replace("\n", "\n" + " " * (ROLE_WIDTH + 2))  # code has several lines
            self.console.print(f"{sign} {_column(self._role(row), ROLE_WIDTH)}{text}{self._reason(row)}")

    def _table(self, rows: tuple[Row, ...]) -> None:
        """Print a table of roles and blocks in colour."""
        from rich.table import Table

        grid = Table.grid(padding=(0, 1))
        for row in rows:
            if row.block.kept:
                role_style, reason_style = "green", "dim"
                text_style = "bold" if row.block.role == "title" else ""
            else:
                role_style = COLOURS.get(row.block.role, "white")
                text_style, reason_style = "dim strike", f"dim {role_style}"
            text = _styled((_text(row), text_style), (self._reason(row), reason_style))
            grid.add_row(_styled((self._role(row), role_style)), text)
        self.console.print(grid)

    def _role(self, row: Row) -> str:
        return self.translate(str(row.block.role))

    def _reason(self, row: Row) -> str:
        return f"  ({visible(self.translate(row.block.reason))})" if row.block.reason else ""

    def _replacements(self, count: Counter[tuple[str, str]]) -> str:
        """The most frequent replacements of a stage, in a line."""
        nothing = self.translate("nothing")
        shown = []
        for (before, after), times in count.most_common(MOST_REPLACEMENTS):
            pair = f"{visible(before, 40) or nothing} → {visible(after, 40) or nothing}"
            shown.append(f"{pair} ×{times:,}" if times > 1 else pair)
        line = "  ".join(shown)
        left_out = len(count) - MOST_REPLACEMENTS
        if left_out <= 0:
            return line
        return f"{line}  {self.translate('and {count} more', count=f'{left_out:,}')}"

    def _line(self, *parts: tuple[str, str]) -> None:
        self.console.print(_styled(*parts))


def _text(row: Row) -> str:
    """The text of a block as it stands in the article, and as rules see it."""
    return visible(row.result or row.block.text)


def _column(text: str, width: int = 12) -> str:
    """A text filled up to a width of the terminal, in which a Chinese character takes two columns."""
    from rich.cells import cell_len

    return text + " " * (width - cell_len(text))


def _styled(*parts: tuple[str, str]) -> Text:
    from rich.text import Text

    return Text.assemble(*parts)
