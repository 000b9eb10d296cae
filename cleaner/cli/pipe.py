"""`cleaner` without an output: cleaned documents to standard output, one after the other."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from cleaner.cli.options import Options
    from cleaner.engines import Engine
    from cleaner.pipeline import Pipeline

STDIN_NAME = "stdin"
"""Path of the document that standard input holds."""
LONGEST_RECORD = 1_000_000
"""Maximum length of a first line that is looked at, bytes."""

LOOKS_LIKE_RECORDS = "cleaner: standard input looks like records: --jsonl reads a field of each"


def to_stdout(inputs: tuple[str, ...], pipeline: Pipeline, options: Options) -> int:
    """Write documents as they are done; return the number of those that failed.

    Texts have an empty line between them. There is a record for every input, also for a failed one.
    """
    from cleaner.io.sinks import json_line, record, text_file
    from cleaner.io.sources import is_one_document, read_all
    from cleaner.runs.checks import check_inputs
    from cleaner.runs.cleaning import Cleaning, clean_items
    from cleaner.views.pages import visible_line

    form = options.format or ("jsonl" if options.jsonl else "txt")
    if form not in ("txt", "md", "jsonl"):
        raise click.UsageError(f"--format {form} needs -o OUT")
    check_inputs(inputs, options.reading)
    fingerprint = pipeline.fingerprint if form == "jsonl" else ""
    items = read_all(inputs, options.reading)
    engine: Engine = "fork" if is_one_document(inputs, options.reading) else "pool"
    out = sys.stdout.buffer
    failed = 0
    separator = b""
    work, workers = Cleaning(pipeline, format=form), options.processes
    for item, result in clean_items(work, items, workers, options.guard, engine):
        if item.path == STDIN_NAME and holds_records(item.document.data) and not options.quiet:
            click.echo(LOOKS_LIKE_RECORDS, err=True)
        if result.status == "failed":
            failed += 1
            if not options.quiet:
                click.echo(f"cleaner: {visible_line(f'{item.path}: {result.error}')}", err=True)
        if form == "jsonl":
            out.write(json_line(record(item, result, fingerprint)))
        elif result.status == "ok" and result.document.text:
            out.write(separator + text_file(result.document.text))
            separator = b"\n"
    out.flush()
    return failed


def holds_records(data: bytes | None) -> bool:
    """Whether bytes begin with a line that is a JSON object.

    >>> holds_records(b'{"text": "a"}\\n'), holds_records(b"{}, {"), holds_records(None)
    (True, False, False)
    """
    first = (data or b"").lstrip()[:LONGEST_RECORD].partition(b"\n")[0]
    try:
        return first.startswith(b"{") and isinstance(json.loads(first), dict)
    except ValueError:
        return False
