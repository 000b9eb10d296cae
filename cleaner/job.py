"""A run over many inputs that loses none: every one ends as `ok`, `empty` or `failed`."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime

import cleaner
from cleaner.cleaning import Cleaning, clean_items
from cleaner.document import CleanerError, ConfigError, Result
from cleaner.engines import Engine, Guard
from cleaner.io.items import Item, Meter, Reading
from cleaner.io.place import ACCOUNT, BOILERPLATE, LEDGER, Place
from cleaner.io.sinks import write
from cleaner.io.sources import read_all
from cleaner.learning import Learner, load, packed, stage_of
from cleaner.ledger import Ledger
from cleaner.output import Output
from cleaner.pipeline import Pipeline
from cleaner.run import Counts, Run, Watch, placed

RESUME = "; --resume goes on from here"


@dataclass(frozen=True)
class Job:
    """A run: what goes in, what is done to it, where it goes, and how.

    `resume` goes on with an earlier run into the same place: what the same pipeline made of the
    same bytes stays, everything else is done. `retry_failed` does again what failed, and nothing
    else unless `resume` is given too. `overwrite` replaces an earlier run. `learn_boilerplate` goes
    through the inputs twice: lines that recur over a site or folder are found, then left out.
    `mark_duplicates` notes of each document the first one that is like it; none is left out.
    """

    inputs: tuple[str, ...]
    pipeline: Pipeline
    place: Place
    reading: Reading = field(default_factory=Reading)
    engine: Engine = "pool"
    workers: int = 1
    guard: Guard | None = field(default_factory=Guard)
    resume: bool = False
    retry_failed: bool = False
    overwrite: bool = False
    learn_boilerplate: bool = False
    mark_duplicates: bool = False
    observe: Callable[[Item, Result], None] | None = None

    @property
    def marking(self) -> bool:
        """Whether documents are compared with each other."""
        return self.mark_duplicates or self.learn_boilerplate

    @property
    def sharded(self) -> bool:
        """Whether the machines of a cluster read and write whole containers: not if documents of
        several are compared, watched, or written to one file."""
        return self.engine == "ray" and not (
            self.place.single or self.place.tree or self.marking or self.observe
        )


class Aborted(CleanerError):  # noqa: N818  # not a fault of the program
    """The run ended before its end; it can be resumed."""


def execute(job: Job, watch: Watch = lambda counts, meter: None) -> Counts:
    """Runs the job; `watch` is called after every document. Raises `Aborted` when the run could not
    go on (interrupted, disk full …), and `ConfigError` when its place is taken."""
    job.place.prepare(go_on=job.resume or job.retry_failed, overwrite=job.overwrite)
    try:
        if job.overwrite and (job.place.home / LEDGER).exists():
            with Ledger(job.place.home / LEDGER) as ledger:
                claims = ledger.claims()
            job.place.clear(claims)
        if job.learn_boilerplate:
            job = replace(job, pipeline=_without_boilerplate(job, watch))
        with Ledger(job.place.home / LEDGER) as ledger:
            account(job, "running", Counts(), time.time())  # tells the inputs even of a run that is killed
            if job.sharded:
                from cleaner.shards import execute_shards

                return execute_shards(job, ledger, watch)
            return _execute(job, ledger, watch)
    except sqlite3.Error as error:
        raise Aborted(f"the ledger in {job.place.home} cannot be written: {error}{RESUME}") from error
    except OSError as error:
        raise Aborted(f"{error.filename or job.place.output}: {error.strerror}{RESUME}") from error
    except KeyboardInterrupt:
        raise Aborted(f"interrupted{RESUME}") from None


def _execute(job: Job, ledger: Ledger, watch: Watch) -> Counts:
    started, meter = time.time(), Meter()
    output = Output(job.place, ledger, job.pipeline.fingerprint)
    run = Run(job, output, watch)
    state = "interrupted"
    try:
        run.clean(read_all(job.inputs, job.reading, leave_out=job.place.beside, meter=meter), meter)
        state = "finished"
    finally:
        output.list_failures(ledger.entries("failed"))
        account(job, state, run.counts, started)
    return run.counts


def account(job: Job, state: str, counts: Counts, started: float) -> None:
    """Writes `run.json`, for other programs."""
    facts = {
        "state": state,
        "cleaner": cleaner.__version__,
        "fingerprint": job.pipeline.fingerprint,
        "stages": [stage.name for stage in job.pipeline.stages],
        "inputs": list(job.inputs),
        "output": str(job.place.output),
        "format": job.place.format,
        "engine": job.engine,
        "workers": job.workers,
        "counts": asdict(counts),
        "started": datetime.fromtimestamp(started, UTC).isoformat(timespec="seconds"),
        "seconds": round(time.time() - started, 3),
    }
    write(job.place.home / ACCOUNT, json.dumps(facts, ensure_ascii=False, indent=2).encode() + b"\n")


def _without_boilerplate(job: Job, watch: Watch) -> Pipeline:
    """The first pass: the pipeline with a stage that knows which lines recur."""
    layout = next((stage for stage in job.pipeline.stages if stage.name == "layout"), None)
    if layout is None:
        raise ConfigError("learning boilerplate needs the stage layout")
    path, fingerprint = job.place.home / BOILERPLATE, job.pipeline.fingerprint
    lines = load(path, fingerprint) if job.resume or job.retry_failed else None
    if lines is None:
        learner, counts, meter = Learner(), Counts(), Meter()
        items = map(placed, read_all(job.inputs, job.reading, leave_out=job.place.beside, meter=meter))
        work = Cleaning(job.pipeline)
        for item, result in clean_items(work, items, job.workers, job.guard, job.engine):
            counts.add(result.status, item.size)
            if result.status == "ok":
                learner.add(result.document)
            watch(counts, meter)
        lines = learner.lines()
        write(path, packed(lines, fingerprint))
    return Pipeline((*job.pipeline.stages, stage_of(lines), layout))
