"""The entry point of a run: prepares the destination, runs the job, says why it was aborted."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from cleaner.document import CleanerError, ConfigError
from cleaner.io.items import Item, Meter, reason_of
from cleaner.io.names import LEDGER
from cleaner.io.sinks import write
from cleaner.io.sources import read_all
from cleaner.pipeline import Pipeline
from cleaner.runs.account import Counts, Watch, write_account
from cleaner.runs.checks import check
from cleaner.runs.cleaning import Cleaning, clean_items
from cleaner.runs.destination import BOILERPLATE, Destination
from cleaner.runs.job import Job
from cleaner.runs.ledger import DamagedLedgerError, Ledger, is_damage
from cleaner.runs.output import Output
from cleaner.runs.recovery import opened
from cleaner.runs.recurring_lines import RecurringLines, boilerplate_stage, load, packed
from cleaner.runs.run import Run, with_folder
from cleaner.runs.settings import warn_of_changes

RESUME = "; the same command with --resume goes on from here"


class Aborted(CleanerError):  # noqa: N818  # not a fault of the program
    """The run stopped before its end; it can be resumed."""


def execute(job: Job, watch: Watch = lambda counts, meter: None) -> Counts:
    """Run a job; `watch` is called after every document.

    Raises `Aborted` if the run could not go on (interrupted, disk full …), and `ConfigError`, before
    anything is written, for whatever is known to be wrong with the job (see `checks`).
    """
    check(job)
    destination = job.destination
    destination.prepare()
    try:
        return _prepared(job, watch)
    except ConfigError:
        if not (job.continues or job.overwrite):
            destination.clear(())  # such as a new ledger: nothing is to be touched
        raise


def _prepared(job: Job, watch: Watch) -> Counts:
    """Run a job whose destination is there."""
    destination = job.destination
    with _aborting(destination):
        if job.overwrite:
            _clear_earlier_run(destination)
            destination.prepare()
        with opened(destination.home / LEDGER) as ledger:
            _check_format(destination, ledger)
            if job.resume:
                warn_of_changes(job)
            write_account(job, "running", Counts(), time.time())  # names the inputs, should it be killed
            if job.learn_boilerplate:
                job = replace(job, pipeline=_without_boilerplate(job, watch))
            if job.sharded:
                from cleaner.runs.shards import execute_shards

                return execute_shards(job, ledger, watch)
            return _execute(job, ledger, watch)


@contextmanager
def _aborting(destination: Destination) -> Iterator[None]:
    """Turn whatever stops a run into `Aborted`."""
    try:
        yield
    except CleanerError:
        raise
    except sqlite3.Error as error:
        if is_damage(error):
            raise Aborted(f"the ledger in {destination.home} is damaged: {error}{RESUME}") from error
        raise Aborted(f"the ledger in {destination.home} cannot be written: {error}{RESUME}") from error
    except OSError as error:
        raise Aborted(f"{error.filename or destination.output}: {reason_of(error)}{RESUME}") from error
    except KeyboardInterrupt:
        raise Aborted(f"interrupted{RESUME}") from None
    except Exception as error:  # whatever the cleaner, or a library such as Ray, did not expect
        raise Aborted(f"{type(error).__name__}: {error}{RESUME}") from error


def _clear_earlier_run(destination: Destination) -> None:
    """Remove what an earlier run wrote and nothing else, as its ledger tells."""
    path = destination.home / LEDGER
    try:
        outputs: list[str] = []
        if path.exists():
            with Ledger(path) as ledger:
                outputs = ledger.claims()
    except DamagedLedgerError as error:
        raise ConfigError(
            f"the ledger in {destination.home} is damaged, so nobody knows which files the earlier run "
            "wrote; --resume makes it anew, and then --overwrite works"
        ) from error
    destination.clear(outputs)


def _check_format(destination: Destination, ledger: Ledger) -> None:
    """Raise `ConfigError` if the ledger is that of a run with another output format."""
    before = ledger.noted("format")
    if before is not None and before != destination.format:
        raise ConfigError(
            f"{destination.output} holds a run with --format {before}: go on with that one, or replace it "
            "with --overwrite"
        )


def _execute(job: Job, ledger: Ledger, watch: Watch) -> Counts:
    """Run a job in which this process reads and writes everything."""
    started, state, meter = time.time(), "interrupted", Meter()
    output = Output(job.destination, ledger, job.pipeline.fingerprint)
    run = Run(job, output, watch)
    try:
        run.clean(_items(job, meter), meter)
        state = "finished"
    finally:
        try:
            output.list_failures(ledger.entries("failed"))
        except BaseException:
            state = "interrupted"
            raise
        finally:
            write_account(job, state, run.counts, started)
    return run.counts


def _items(job: Job, meter: Meter) -> Iterator[Item]:
    return read_all(job.inputs, job.reading, leave_out=job.destination.own_paths, meter=meter)


def _without_boilerplate(job: Job, watch: Watch) -> Pipeline:
    """The job's pipeline with a stage behind it that leaves out the lines that recur."""
    layout = next((stage for stage in job.pipeline.stages if stage.name == "layout"), None)
    assert layout is not None  # noqa: S101  # or the check would have told
    path, fingerprint = job.destination.home / BOILERPLATE, job.pipeline.fingerprint
    lines = load(path, fingerprint) if job.continues else None
    if lines is None:
        lines = _learn(job, watch)
        write(path, packed(lines, fingerprint))
    return Pipeline((*job.pipeline.stages, boilerplate_stage(lines), layout))


def _learn(job: Job, watch: Watch) -> list[dict[str, Any]]:
    """The lines that recur; this cleans all inputs once, without writing anything."""
    recurring, counts, meter = RecurringLines(), Counts(only_read=True), Meter()
    items = map(with_folder, _items(job, meter))
    for item, result in clean_items(Cleaning(job.pipeline), items, job.workers, job.guard, job.engine):
        counts.add(result.status, item.size)
        if result.status == "ok":
            recurring.add(result.document)
        watch(counts, meter)
    return recurring.lines()
