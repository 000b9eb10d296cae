"""What a run says while it runs, all of it on standard error."""

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
    from cleaner.runs.account import Counts

SHOWN_FAILURES = 20
"""So many failed documents are named on the terminal; all of them are in the quarantine."""
SECONDS = 0.1


class Failures(logging.Handler):
    """Prints the first failures and says where the others are."""

    def __init__(self, echo: Callable[[str], object]) -> None:
        super().__init__(logging.WARNING)
        self.echo = echo
        self.seen = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.seen += 1
        if self.seen <= SHOWN_FAILURES:
            self.echo(f"cleaner: {printable(record.getMessage())}")
        elif self.seen == SHOWN_FAILURES + 1:
            self.echo("cleaner: further failures are not shown; failures.jsonl in the quarantine lists all")


@contextlib.contextmanager
def reporting(
    inputs: Sequence[str], beside: Sequence[Path], quiet: bool
) -> Iterator[Callable[[Counts, Meter], None]]:
    """A function to be called after every document; a bar on a terminal, nothing elsewhere. Inside,
    failed documents are named, unless `quiet`."""
    if quiet or not sys.stderr.isatty():
        with _logging(logging.NullHandler() if quiet else Failures(lambda text: click.echo(text, err=True))):
            yield lambda counts, meter: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    from cleaner.io.sources import size_of

    console = Console(stderr=True)
    columns = (BarColumn(), TaskProgressColumn(), TextColumn("{task.description}"), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, redirect_stdout=False) as progress:
        task = progress.add_task("reading", total=size_of(inputs, beside) or None)
        started = shown = time.monotonic()

        def watch(counts: Counts, meter: Meter) -> None:
            nonlocal shown
            now = time.monotonic()
            if now - shown >= SECONDS:
                shown = now
                rate = counts.bytes / 1e6 / max(now - started, 0.001)
                text = f"{counts.inputs:,} documents  {rate:.1f} MB/s  {counts.failed:,} failed "
                progress.update(task, completed=meter.read, description=text)

        plain = lambda text: console.print(text, markup=False, highlight=False)  # noqa: E731
        with _logging(Failures(plain)):
            yield watch


@contextlib.contextmanager
def _logging(handler: logging.Handler) -> Iterator[None]:
    log = logging.getLogger("cleaner")
    log.addHandler(handler)
    try:
        yield
    finally:
        log.removeHandler(handler)


def printable(text: str) -> str:
    """The text without what would move the cursor or cannot be written."""
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)


def summary(counts: Counts, seconds: float, quarantine: Path) -> str:
    """One line that adds up.

    >>> from cleaner.runs.account import Counts
    >>> from pathlib import Path
    >>> summary(Counts(inputs=3, ok=2, empty=1, bytes=2_000_000), 2, Path("q"))
    '3 documents: 2 ok, 1 empty, 0 failed; 2.0 s, 1.0 MB/s'
    """
    noun = "document" if counts.inputs == 1 else "documents"
    text = f"{counts.inputs:,} {noun}: {counts.ok:,} ok, {counts.empty:,} empty, {counts.failed:,} failed"
    if counts.failed:
        text += f" (see {quarantine})"
    if counts.earlier:
        text += f"; {counts.earlier:,} of them from an earlier run"
    return f"{text}; {seconds:.1f} s, {counts.bytes / 1e6 / max(seconds, 0.001):.1f} MB/s"
