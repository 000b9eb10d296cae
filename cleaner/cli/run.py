"""`cleaner IN... -o OUT`: one document on a pipe, or a run over millions."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cleaner.cli.config import pipeline_options
from cleaner.document import CleanerError, ConfigError
from cleaner.runs.destination import ACCOUNT, FORMATS, QUARANTINE, Destination

if TYPE_CHECKING:
    from cleaner.config import Config
    from cleaner.pipeline import Pipeline

FAILED, ABORTED = 1, 3
"""Exit statuses; 0 says that every input is accounted for and none failed."""


@click.command("run", short_help="Clean documents.")
@click.argument("inputs", nargs=-1, metavar="[IN]...")
@click.option(
    "-o", "--output", metavar="OUT", help="A folder, or a file such as all.jsonl.gz or all.parquet."
)
@click.option(
    "--format", "format_", type=click.Choice(FORMATS), help="Default: by the name of OUT, else txt."
)
@click.option("--no-title", is_flag=True, help="Leave the title out of the text.")
@click.option("--jsonl", is_flag=True, help="Standard input holds one JSON record a line.")
@click.option(
    "--text-field", default="text", show_default=True, metavar="NAME", help="Where records hold the document."
)
@click.option(
    "--id-field", default="id", show_default=True, metavar="NAME", help="Where records hold their id."
)
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="Processes; default: one a core.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    default=60,
    show_default=True,
    help="A document that takes longer fails.",
)
@click.option(
    "--memory",
    type=click.IntRange(min=1),
    metavar="MB",
    default=2000,
    show_default=True,
    help="A document that makes a worker take more fails.",
)
@click.option(
    "--max-size",
    type=click.IntRange(min=1),
    metavar="MB",
    default=256,
    show_default=True,
    help="A document that is larger fails.",
)
@click.option(
    "--engine",
    type=click.Choice(["local", "ray"]),
    default="local",
    show_default=True,
    help="ray: the machines of a Ray cluster.",
)
@click.option("--resume", is_flag=True, help="Go on with an earlier run into OUT: do what is not done yet.")
@click.option("--retry-failed", is_flag=True, help="Do again what failed in an earlier run into OUT.")
@click.option("--overwrite", is_flag=True, help="Replace what is in OUT.")
@click.option(
    "--learn-boilerplate",
    is_flag=True,
    help="Read everything twice: leave out lines that recur over a site or folder, and mark duplicates.",
)
@click.option(
    "--mark-duplicates",
    is_flag=True,
    help="Say of each document which earlier one it repeats, wholly or nearly (duplicates.jsonl).",
)
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="REPORT.HTML",
    help="Write what was done to a page, and to a .json beside it.",
)
@click.option("--quiet", "-q", is_flag=True, help="Say nothing but why a run could not be done.")
@pipeline_options
def command(inputs: tuple[str, ...], config: Config, **options: Any) -> None:
    """Clean documents: the article's text, in Simplified Chinese, its damage repaired.

    IN are files, folders, "globs", archives (.zip, .tar.gz), .jsonl(.gz|.zst), .parquet, .warc(.gz),
    URLs (s3://...), or - for standard input, which is read when there are none. Without OUT the text
    goes to standard output.

    \b
    Examples:
      cleaner pages/ -o clean/
      cat page.html | cleaner
      zcat docs.jsonl.gz | cleaner --jsonl --text-field html > clean.jsonl
      cleaner crawl/*.warc.gz -o clean.parquet --workers 8
      cleaner crawl/*.warc.gz -o clean.parquet --resume

    Exit status: 0 all inputs are accounted for and none failed; 1 some failed and are in OUT/quarantine;
    2 wrong usage or configuration; 3 the run was aborted and can be resumed.
    """  # fmt: skip
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        failed = _run(inputs, config, **options)
    except ConfigError as error:
        raise click.UsageError(str(error)) from error
    except CleanerError as error:
        click.echo(f"cleaner: {error}", err=True)
        sys.exit(ABORTED)
    except BrokenPipeError:  # whoever reads has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(ABORTED)
    except KeyboardInterrupt:
        click.echo("cleaner: interrupted", err=True)
        sys.exit(ABORTED)
    sys.exit(FAILED if failed else 0)


def _run(
    inputs: tuple[str, ...], config: Config, *, output: str | None, format_: Any, no_title: bool, jsonl: bool,
    text_field: str, id_field: str, workers: int | None, timeout: float, memory: int, max_size: int,
    engine: str, quiet: bool, resume: bool, retry_failed: bool, overwrite: bool,
    learn_boilerplate: bool, mark_duplicates: bool, report: Path | None,
) -> int:  # fmt: skip
    """Runs what the options say; the answer is the number of failed documents."""
    from cleaner.cli.pipe import cores, to_stdout
    from cleaner.engines import Guard
    from cleaner.io.items import Reading

    pipeline = _pipeline(config, no_title)
    reading = Reading(jsonl, text_field, id_field, max_size << 20)
    guard = Guard(timeout, memory)
    if output is None or output == "-":
        if resume or retry_failed or overwrite or report:
            raise click.UsageError("--resume, --retry-failed, --overwrite and --report need -o OUT")
        form = format_ or ("jsonl" if jsonl else "txt")
        return to_stdout(inputs or _stdin(), pipeline, form, reading, workers, guard, quiet)
    from cleaner.cli.progress import reporting, summary
    from cleaner.runs.execute import execute
    from cleaner.runs.job import Job

    destination = Destination.of(output, format_)
    gathered = None
    if report:
        from cleaner.views.report import Report

        gathered = Report()
    job = Job(
        inputs or (_earlier_inputs(destination) if resume or retry_failed else ()) or _stdin(),
        pipeline, destination, reading,
        engine="ray" if engine == "ray" else "pool", workers=workers or cores(), guard=guard,
        resume=resume, retry_failed=retry_failed, overwrite=overwrite,
        learn_boilerplate=learn_boilerplate, mark_duplicates=mark_duplicates,
        observe=None if gathered is None else lambda item, result: gathered.add(result, item.size),
    )  # fmt: skip
    started = time.monotonic()
    about = {"inputs": " ".join(job.inputs), "output": output, "fingerprint": pipeline.fingerprint}
    try:
        with reporting(job.inputs, destination.own_paths, quiet) as watch:
            counts = execute(job, watch)
        if counts.earlier:
            about["done by an earlier run"] = f"{counts.earlier:,} documents, which are not counted here"
    except CleanerError as error:
        about["aborted"] = str(error)
        raise
    finally:
        if gathered and report:
            gathered.write(report, about)
    if not quiet:
        click.echo(summary(counts, time.monotonic() - started, destination.home / QUARANTINE), err=True)
    return counts.failed


def _pipeline(config: Config, no_title: bool) -> Pipeline:
    if no_title:
        config = config.with_options(["layout.title=false"])
    if "decode" not in config.stages.value:  # inputs are bytes, whatever is to be done to them
        config = config.with_stages(("decode", *config.stages.value), config.stages.origin)
    from cleaner.pipeline import Pipeline

    return Pipeline(config.build())


def _stdin() -> tuple[str, ...]:
    if sys.stdin.isatty():
        raise click.UsageError("no input: name files or folders, or pipe a document in")
    return ("-",)


def _earlier_inputs(destination: Destination) -> tuple[str, ...]:
    try:
        return tuple(json.loads((destination.home / ACCOUNT).read_text(encoding="utf-8"))["inputs"])
    except (OSError, ValueError, KeyError):
        return ()


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
