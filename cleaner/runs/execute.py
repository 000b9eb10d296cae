"""A run over many inputs that loses none: every one ends as `ok`, `empty` or `failed`."""

from __future__ import annotations

import sqlite3
import time
from dataclasses import replace

from cleaner.document import CleanerError, ConfigError
from cleaner.io.items import Meter
from cleaner.io.sinks import write
from cleaner.io.sources import read_all
from cleaner.pipeline import Pipeline
from cleaner.runs.account import Counts, Watch, account
from cleaner.runs.cleaning import Cleaning, clean_items
from cleaner.runs.destination import BOILERPLATE, LEDGER
from cleaner.runs.job import Job
from cleaner.runs.ledger import Ledger
from cleaner.runs.output import Output
from cleaner.runs.recurring_lines import RecurringLines, load, packed, stage_of
from cleaner.runs.run import Run, placed

RESUME = "; --resume goes on from here"


class Aborted(CleanerError):  # noqa: N818  # not a fault of the program
    """The run ended before its end; it can be resumed."""


def execute(job: Job, watch: Watch = lambda counts, meter: None) -> Counts:
    """Runs the job; `watch` is called after every document. Raises `Aborted` when the run could not
    go on (interrupted, disk full …), and `ConfigError` when its place is taken."""
    job.destination.prepare(go_on=job.resume or job.retry_failed, overwrite=job.overwrite)
    try:
        if job.overwrite and (job.destination.home / LEDGER).exists():
            with Ledger(job.destination.home / LEDGER) as ledger:
                claims = ledger.claims()
            job.destination.clear(claims)
        if job.learn_boilerplate:
            job = replace(job, pipeline=_without_boilerplate(job, watch))
        with Ledger(job.destination.home / LEDGER) as ledger:
            account(job, "running", Counts(), time.time())  # tells the inputs even of a run that is killed
            if job.sharded:
                from cleaner.runs.shards import execute_shards

                return execute_shards(job, ledger, watch)
            return _execute(job, ledger, watch)
    except sqlite3.Error as error:
        raise Aborted(f"the ledger in {job.destination.home} cannot be written: {error}{RESUME}") from error
    except OSError as error:
        raise Aborted(f"{error.filename or job.destination.output}: {error.strerror}{RESUME}") from error
    except KeyboardInterrupt:
        raise Aborted(f"interrupted{RESUME}") from None


def _execute(job: Job, ledger: Ledger, watch: Watch) -> Counts:
    started, meter = time.time(), Meter()
    output = Output(job.destination, ledger, job.pipeline.fingerprint)
    run = Run(job, output, watch)
    state = "interrupted"
    try:
        run.clean(read_all(job.inputs, job.reading, leave_out=job.destination.beside, meter=meter), meter)
        state = "finished"
    finally:
        output.list_failures(ledger.entries("failed"))
        account(job, state, run.counts, started)
    return run.counts


def _without_boilerplate(job: Job, watch: Watch) -> Pipeline:
    """The first pass: the pipeline with a stage that knows which lines recur."""
    layout = next((stage for stage in job.pipeline.stages if stage.name == "layout"), None)
    if layout is None:
        raise ConfigError("learning boilerplate needs the stage layout")
    path, fingerprint = job.destination.home / BOILERPLATE, job.pipeline.fingerprint
    lines = load(path, fingerprint) if job.resume or job.retry_failed else None
    if lines is None:
        learner, counts, meter = RecurringLines(), Counts(), Meter()
        items = map(placed, read_all(job.inputs, job.reading, leave_out=job.destination.beside, meter=meter))
        work = Cleaning(job.pipeline)
        for item, result in clean_items(work, items, job.workers, job.guard, job.engine):
            counts.add(result.status, item.size)
            if result.status == "ok":
                learner.add(result.document)
            watch(counts, meter)
        lines = learner.lines()
        write(path, packed(lines, fingerprint))
    return Pipeline((*job.pipeline.stages, stage_of(lines), layout))
