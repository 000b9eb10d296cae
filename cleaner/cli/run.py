"""`cleaner IN... -o OUT`: one document in a pipe, or a run over millions."""

from __future__ import annotations

import os
import signal
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from cleaner.cli import ABORTED
from cleaner.cli.options import Options, pipeline_options, run_options
from cleaner.compiled import COMPILED
from cleaner.document import CleanerError, ConfigError
from cleaner.io.names import ACCOUNT
from cleaner.runs.destination import FORMATS, QUARANTINE, Destination
from cleaner.views.pages import visible_line

if TYPE_CHECKING:  # not needed by `--help`, which should be fast
    from collections.abc import Mapping
    from pathlib import Path

    from cleaner.config import Config
    from cleaner.pipeline import Pipeline
    from cleaner.runs.account import Counts
    from cleaner.runs.job import Job
    from cleaner.views.report import Report

FAILED = 1
"""Exit status if some documents failed; 0 says that none did."""
NOT_COMPILED = (
    "cleaner: this installation is not compiled, so it is slower. Install a C compiler"
    " (apt-get install gcc python3-dev, or xcode-select --install), then cleaner again"
)


@click.command("run", short_help="Clean documents.")
@run_options
@pipeline_options
def command(options: Options, config: Config) -> None:
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
        failed = _run(options, config)
    except ConfigError as error:
        raise click.UsageError(str(error)) from error
    except CleanerError as error:
        if options.debug:
            raise
        told = "; ".join([str(error), *getattr(error, "__notes__", ())])
        click.echo(f"cleaner: {visible_line(told)}", err=True)
        sys.exit(ABORTED)
    except BrokenPipeError:  # the reader has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(ABORTED)
    except (click.ClickException, click.exceptions.Exit):
        raise
    except Exception as error:  # a fault of the program, or of a library
        if options.debug:
            raise
        click.echo(f"cleaner: {visible_line(f'{type(error).__name__}: {error}')}", err=True)
        sys.exit(ABORTED)
    sys.exit(FAILED if failed else 0)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _run(options: Options, config: Config) -> int:
    """Do what the options say; return the number of failed documents."""
    pipeline = _pipeline(options, config)
    output = options.output
    if output is None or output == "-":
        return _to_stdout(options, pipeline)
    destination = Destination.of(output, options.format)
    if options.resume or options.retry_failed:
        options = _as_before(options, destination)
        destination = Destination.of(output, options.format)
    job = _job(options, pipeline, destination)
    if config.file:
        job = replace(job, configuration=os.path.abspath(config.file))  # noqa: PTH100
    if not (options.quiet or COMPILED) and sys.stderr.isatty():
        click.echo(NOT_COMPILED, err=True)
    started = time.monotonic()
    counts = _reported(job, options, options.report) if options.report else _watched(job, options)
    if not options.quiet:
        from cleaner.cli.progress import summary

        quarantine = job.destination.home / QUARANTINE
        click.echo(summary(counts, time.monotonic() - started, quarantine), err=True)
        if options.report:
            click.echo(f"report: {options.report}", err=True)
    return counts.failed


def _pipeline(options: Options, config: Config) -> Pipeline:
    from cleaner.pipeline import Pipeline

    given = {
        "layout.title=false": options.no_title,
        "layout.links=true": options.links,
        "layout.images=true": options.images,
    }
    config = config.with_options([assignment for assignment, is_given in given.items() if is_given])
    return Pipeline(config.build())


def _to_stdout(options: Options, pipeline: Pipeline) -> int:
    """Clean to standard output; return the number of failed documents."""
    from cleaner.cli.pipe import to_stdout

    given = {
        "--resume": options.resume,
        "--retry-failed": options.retry_failed,
        "--overwrite": options.overwrite,
        "--report": options.report,
        "--engine ray": options.engine == "ray",
        "--learn-boilerplate": options.learn_boilerplate,
        "--mark-duplicates": options.mark_duplicates,
    }
    for name, value in given.items():
        if value:
            raise click.UsageError(f"{name} needs -o OUT")
    return to_stdout(options.inputs or _stdin(), pipeline, options)


def _job(options: Options, pipeline: Pipeline, destination: Destination) -> Job:
    from cleaner.runs.job import Job

    return Job(
        options.inputs or _stdin(),
        pipeline,
        destination,
        replace(options.reading, fields=not destination.tree),
        engine="ray" if options.engine == "ray" else "pool",
        workers=options.processes,
        guard=options.guard,
        resume=options.resume,
        retry_failed=options.retry_failed,
        overwrite=options.overwrite,
        learn_boilerplate=options.learn_boilerplate,
        mark_duplicates=options.mark_duplicates,
        report=options.report,
    )


def _stdin() -> tuple[str, ...]:
    """Standard input as the only input, unless it is a terminal."""
    if sys.stdin.isatty():
        raise click.UsageError("no input: name files or folders, or pipe a document in")
    return ("-",)


def _as_before(options: Options, destination: Destination) -> Options:
    """The options; what they leave open (inputs, format, names of fields …) is as in the earlier run."""
    from cleaner.runs.settings import earlier_account

    account = earlier_account(destination)
    settings = account["settings"]
    form = account.get("format")
    return replace(
        options,
        inputs=options.inputs or _earlier_inputs(account, destination),
        format=options.format or (form if form in FORMATS else None),
        text_field=options.text_field or settings.get("--text-field"),
        id_field=options.id_field or settings.get("--id-field"),
        learn_boilerplate=options.learn_boilerplate or settings.get("--learn-boilerplate", False),
    )


def _earlier_inputs(account: Mapping[str, Any], destination: Destination) -> tuple[str, ...]:
    """The inputs of an earlier run, so that they need not be named again."""
    if not destination.holds_run:
        raise click.UsageError(f"{destination.output} holds no earlier run to go on with")
    inputs = account.get("inputs")
    if not isinstance(inputs, list):
        raise click.UsageError(f"{destination.home / ACCOUNT} does not tell the inputs: name them")
    if "-" in inputs:
        raise click.UsageError("the earlier run read standard input: pipe it in again, and name -")
    return tuple(map(str, inputs))


def _watched(job: Job, options: Options) -> Counts:
    """Run a job, with a progress bar on a terminal."""
    from cleaner.cli.progress import reporting
    from cleaner.runs.execute import execute

    with reporting(job.inputs, job.destination.own_paths, options.quiet) as watch:
        return execute(job, watch)


def _reported(job: Job, options: Options, path: Path) -> Counts:
    """Run a job and write its report to a path, also if the run is aborted."""
    from cleaner.views.language import language_of_locale
    from cleaner.views.report import Report

    report = Report()
    language = options.language or language_of_locale()
    observed = replace(
        job,
        observe=lambda item, result: report.add(result, item.size),
        recall=lambda item, result, known: report.recall(known, result, item.size),
    )
    about = {
        "inputs": " ".join(job.inputs),
        "output": str(options.output),
        "fingerprint": job.pipeline.fingerprint,
    }
    try:
        counts = _watched(observed, options)
    except ConfigError:  # nothing was done
        raise
    except CleanerError as error:
        report.write(path, {**about, **_earlier(report), "aborted": str(error)}, language)
        raise
    report.write(path, {**about, **_earlier(report)}, language)
    return counts


def _earlier(report: Report) -> dict[str, str]:
    """How many documents of a report an earlier run has done, and how they are counted."""
    if not report.recalled:
        return {}
    told = f"{report.recalled:,} documents; the samples are of the others"
    if report.hardly_known:
        told = f"{told}; {report.hardly_known:,} are counted by status only, because that run had no report"
    return {"done by an earlier run": told}
