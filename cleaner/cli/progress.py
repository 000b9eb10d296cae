"""What a run says on standard error: progress bar, failed documents, and the summary at its end."""

from __future__ import annotations

import contextlib
import logging
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import click

from cleaner.document import CleanerError
from cleaner.views.pages import visible_line

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
            self.echo(f"cleaner: {visible_line(record.getMessage())}")
        elif self.seen == SHOWN_FAILURES + 1:
            self.echo("cleaner: further failures are not shown; failures.jsonl in the quarantine lists all")


@contextlib.contextmanager
def reporting(inputs: Sequence[str], leave_out: Sequence[Path], quiet: bool) -> Iterator[Watch]:
    """Report a run inside the `with` block; gives the function to call after every document.

    Failed documents are named and, on a terminal, a progress bar is shown, unless `quiet`. The bar
    needs the inputs, and the paths that are left out of them, for their number and size. An error that
    aborts the run gets a note of how many documents were done.
    """
    done = 0
    with _shown(inputs, leave_out, quiet) as show:

        def watch(counts: Counts, meter: Meter) -> None:
            nonlocal done
            done = 0 if counts.only_read else counts.inputs
            show(counts, meter)

        try:
            yield watch
        except CleanerError as error:
            if done:
                error.add_note(f"{_documents(done)} done so far")
            raise


@contextlib.contextmanager
def _shown(inputs: Sequence[str], leave_out: Sequence[Path], quiet: bool) -> Iterator[Watch]:
    """Show progress and failures as the place allows."""
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
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    from cleaner.io.finding import size_of

    console = Console(stderr=True)
    documents = number_of_documents(inputs, leave_out)
    size = size_of(inputs, leave_out) if documents is None else None
    columns = (BarColumn(), TaskProgressColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=console, transient=True, redirect_stdout=False) as progress:
        task = progress.add_task("reading", total=documents or size or None)
        clock = _Clock()

        def watch(counts: Counts, meter: Meter) -> None:
            if clock.rests(counts):
                return
            completed = meter.read if documents is None else counts.inputs
            share = completed / (documents or size or 1)
            text = line(counts, clock.seconds, documents=documents, share=share)
            progress.update(task, completed=completed, description=text)

        def echo(text: str) -> None:
            console.print(text, markup=False, highlight=False)

        with _logging_to(Failures(echo)):
            yield watch


class _Clock:
    """The time since the first document of a pass over the inputs, of which a run may make two."""

    def __init__(self) -> None:
        self.started = self.shown = time.monotonic()
        self.counts: Counts | None = None

    def rests(self, counts: Counts) -> bool:
        """Whether it is too early to show something new."""
        now = time.monotonic()
        if self.counts is not None and self.counts is not counts:
            self.started = now
        self.counts = counts
        if now - self.shown < REFRESH_SECONDS:
            return True
        self.shown = now
        return False

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started


def number_of_documents(inputs: Sequence[str], leave_out: Sequence[Path] = ()) -> int | None:
    """The number of documents behind the inputs; None if that takes reading them, as with archives."""
    from cleaner.io.finding import STDIN, find
    from cleaner.io.formats import container_suffix

    number = 0
    for found in find([name for name in inputs if "://" not in name], leave_out):
        if found.skipped:
            continue
        if found.path == STDIN or container_suffix(found.name):
            return None
        number += 1
    return None if any("://" in name for name in inputs) else number


@contextlib.contextmanager
def _logging_to(handler: logging.Handler) -> Iterator[None]:
    log = logging.getLogger("cleaner")
    log.addHandler(handler)
    try:
        yield
    finally:
        log.removeHandler(handler)


def line(counts: Counts, seconds: float, *, documents: int | None = None, share: float = 0) -> str:
    """How far a run is, in a line.

    - `seconds`: how long it has taken;
    - `documents`: the number of all documents, if it is known;
    - `share`: what part of the inputs is done.

    >>> from cleaner.runs.account import Counts
    >>> line(Counts(inputs=298, failed=3), 4.8, documents=1_192, share=298 / 1_192)
    '298/1,192 · 62 docs/s · 0:14 left · 3 failed'
    >>> line(Counts(inputs=298), 4.8, share=0.01)
    '298 · 62 docs/s · 7:55 left'
    """
    parts = [f"{counts.inputs:,}" if documents is None else f"{counts.inputs:,}/{documents:,}"]
    if done := counts.inputs - counts.earlier:
        parts.append(_rate(done, seconds))
    if 0 < share < 1:
        parts.append(f"{_clock(seconds * (1 - share) / share)} left")
    if counts.failed:
        parts.append(f"{counts.failed:,} failed")
    return " · ".join(parts)


def summary(counts: Counts, seconds: float, quarantine: Path) -> str:
    """One line on a run that has ended; its numbers add up.

    >>> from cleaner.runs.account import Counts
    >>> from pathlib import Path
    >>> summary(Counts(inputs=3, ok=2, empty=1), 2, Path("q"))
    '3 documents: 2 ok, 1 empty, 0 failed; 2.0 s, 1.5 docs/s'
    """
    text = f"{_documents(counts.inputs)}: {counts.ok:,} ok, {counts.empty:,} empty, {counts.failed:,} failed"
    if counts.failed:
        text += f" (see {quarantine})"
    if counts.earlier:
        text += f"; {counts.earlier:,} of them from an earlier run"
    if counts.skipped:
        text += f"; {counts.skipped.total():,} skipped"
    text += f"; {seconds:.1f} s" if seconds < 60 else f"; {_clock(seconds)}"
    done = counts.inputs - counts.earlier
    return f"{text}, {_rate(done, seconds)}" if done else text


def _documents(number: int) -> str:
    return "1 document" if number == 1 else f"{number:,} documents"


def _rate(documents: int, seconds: float) -> str:
    """Documents a second.

    >>> _rate(298, 4.8), _rate(3, 2), _rate(1, 60)
    ('62 docs/s', '1.5 docs/s', '0.017 docs/s')
    """
    rate = documents / max(seconds, 0.001)
    return f"{rate:,.0f} docs/s" if rate > 9.9 else f"{rate:.2g} docs/s"


def _clock(seconds: float) -> str:
    """A time in hours, minutes and seconds.

    >>> _clock(14.2), _clock(3723)
    ('0:14', '1:02:03')
    """
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
