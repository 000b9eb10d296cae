"""What a run says on standard error: progress bar, failed documents, and the summary at its end."""

from __future__ import annotations

import contextlib
import logging
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pathlib import Path

    from cleaner.io.items import Meter
    from cleaner.runs.account import Counts, Watch

SHOWN_FAILURES = 20
"""Maximum number of failed documents named on the terminal; all of them are in the quarantine."""
REFRESH_SECONDS = 0.1
"""Time between updates of the progress bar, seconds."""


class Failures(logging.Handler):
    """Prints the first failures that are logged, and says where the others are listed."""

    def __init__(self, echo: Callable[[str], object]) -> None:
        super().__init__(logging.WARNING)
        self.echo = echo
        self.seen = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Print one failure, if there were not too many."""
        self.seen += 1
        if self.seen <= SHOWN_FAILURES:
            self.echo(f"cleaner: {printable(record.getMessage())}")
        elif self.seen == SHOWN_FAILURES + 1:
            self.echo("cleaner: further failures are not shown; failures.jsonl in the quarantine lists all")


@contextlib.contextmanager
def reporting(inputs: Sequence[str], leave_out: Sequence[Path], quiet: bool) -> Iterator[Watch]:
    """Report a run inside the `with` block; gives the function to call after every document.

    Failed documents are named and, on a terminal, a progress bar is shown, unless `quiet`. The bar
    needs the inputs, and the paths that are left out of them, for their size.
    """
    if quiet:
        with _logging_to(logging.NullHandler()):  # without a handler, logging itself prints warnings
            yield _show_nothing
    elif not sys.stderr.isatty():
        with _logging_to(Failures(lambda text: click.echo(text, err=True))):
            yield _show_nothing
    else:
        with _progress_bar(inputs, leave_out) as watch:
            yield watch


def _show_nothing(counts: Counts, meter: Meter) -> None:
    pass


@contextlib.contextmanager
def _progress_bar(inputs: Sequence[str], leave_out: Sequence[Path]) -> Iterator[Watch]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    from cleaner.io.finding import size_of

    console = Console(stderr=True)
    columns = (BarColumn(), TaskProgressColumn(), TextColumn("{task.description}"), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, redirect_stdout=False) as progress:
        task = progress.add_task("reading", total=size_of(inputs, leave_out) or None)
        started = shown = time.monotonic()

        def watch(counts: Counts, meter: Meter) -> None:
            nonlocal shown
            now = time.monotonic()
            if now - shown < REFRESH_SECONDS:
                return
            shown = now
            rate = counts.bytes / 1e6 / max(now - started, 0.001)
            text = f"{counts.inputs:,} documents  {rate:.1f} MB/s  {counts.failed:,} failed "
            progress.update(task, completed=meter.read, description=text)

        def echo(text: str) -> None:
            console.print(text, markup=False, highlight=False)

        with _logging_to(Failures(echo)):
            yield watch


@contextlib.contextmanager
def _logging_to(handler: logging.Handler) -> Iterator[None]:
    log = logging.getLogger("cleaner")
    log.addHandler(handler)
    try:
        yield
    finally:
        log.removeHandler(handler)


def printable(text: str) -> str:
    r"""A text with escapes for characters that move the cursor or cannot be written.

    >>> print(printable("a\x1b[31m"))
    a\x1b[31m
    """
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)


def summary(counts: Counts, seconds: float, quarantine: Path) -> str:
    """One line on a run that has ended; its numbers add up.

    >>> from cleaner.runs.account import Counts
    >>> from pathlib import Path
    >>> summary(Counts(inputs=3, ok=2, empty=1, bytes=2_000_000), 2, Path("q"))
    '3 documents: 2 ok, 1 empty, 0 failed; 2.0 s, 1.0 MB/s'
    """
    noun = "document" if counts.inputs == 1 else "documents"
    text = f"{counts.inputs:,} {noun}: {counts.ok:,} ok, {counts.empty:,} empty, {counts.failed:,} failed"
    if counts.failed:
        text += f" (see {quarantine})"
    if counts.skipped:
        text += f"; {counts.skipped.total():,} skipped"
    if counts.earlier:
        text += f"; {counts.earlier:,} of them from an earlier run"
    return f"{text}; {seconds:.1f} s, {counts.bytes / 1e6 / max(seconds, 0.001):.1f} MB/s"
