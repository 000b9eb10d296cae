"""`cleaner` without an output: documents to standard output as they are done."""

from __future__ import annotations

import os
import sys
from typing import IO, TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from cleaner.engines import Guard
    from cleaner.io.items import Reading
    from cleaner.pipeline import Pipeline


def to_stdout(
    inputs: tuple[str, ...], pipeline: Pipeline, form: Any, reading: Reading,
    workers: int | None, guard: Guard, quiet: bool,
) -> int:  # fmt: skip
    """Documents to standard output as they are done: texts with an empty line between them, or
    records, one for every input, also for those that failed."""
    from cleaner.cli.progress import printable
    from cleaner.io.sinks import json_line, record, text_file
    from cleaner.io.sources import is_one_document, read_all
    from cleaner.runs.cleaning import Cleaning, clean_items

    if form not in ("txt", "md", "jsonl"):
        raise click.UsageError(f"--format {form} needs -o OUT")
    alone = is_one_document(inputs, reading)
    fingerprint = pipeline.fingerprint if form == "jsonl" else ""
    items = read_all(inputs, reading)
    results = clean_items(Cleaning(pipeline, form), items, workers or cores(), None if alone else guard)
    out: IO[bytes] = sys.stdout.buffer
    failed = written = 0
    for item, result in results:
        if result.status == "failed":
            failed += 1
            if not quiet:
                click.echo(f"cleaner: {printable(f'{item.path}: {result.error}')}", err=True)
        if form == "jsonl":
            out.write(json_line(record(item, result, fingerprint)))
        elif result.document.text and result.status == "ok":
            out.write((b"\n" if written else b"") + text_file(result.document.text))
            written += 1
    out.flush()
    return failed


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
