"""A run over many inputs that loses none: every one ends as `ok`, `empty` or `failed`."""

from __future__ import annotations

import hashlib
import json
import logging
import sqlite3
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime

import cleaner
from cleaner.cleaning import Cleaning, clean_items, task_of
from cleaner.document import CleanerError, ConfigError, Result
from cleaner.engines import Engine, Guard, Task, run_work
from cleaner.io.items import Item, Meter, Reading
from cleaner.io.place import ACCOUNT, BOILERPLATE, LEDGER, Place
from cleaner.io.sinks import write
from cleaner.io.sources import read_all
from cleaner.learning import Learner, load, packed, stage_of
from cleaner.ledger import Entry, Ledger
from cleaner.output import Output
from cleaner.pipeline import Pipeline

log = logging.getLogger("cleaner")
RESUME = "; --resume goes on from here"


@dataclass
class Counts:
    """How the inputs ended; they add up to `inputs`. `earlier` of them ended so in an earlier run."""

    inputs: int = 0
    ok: int = 0
    empty: int = 0
    failed: int = 0
    earlier: int = 0
    bytes: int = 0

    def add(self, status: str, size: int = 0) -> None:
        self.inputs += 1
        self.bytes += size
        setattr(self, status, getattr(self, status) + 1)

    def include(self, other: Counts) -> None:
        for name, value in asdict(other).items():
            setattr(self, name, getattr(self, name) + value)


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


Watch = Callable[[Counts, Meter], None]
"""Is told how far a run has come, after every document."""


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
        items = map(_placed, read_all(job.inputs, job.reading, leave_out=job.place.beside, meter=meter))
        work = Cleaning(job.pipeline)
        for item, result in clean_items(work, items, job.workers, job.guard, job.engine):
            counts.add(result.status, item.size)
            if result.status == "ok":
                learner.add(result.document)
            watch(counts, meter)
        lines = learner.lines()
        write(path, packed(lines, fingerprint))
    return Pipeline((*job.pipeline.stages, stage_of(lines), layout))


def _placed(item: Item) -> Item:
    """The item with a hint of where it lies, for documents without an address of their own."""
    folder = item.container or item.path.rpartition("/")[0]
    return replace(item, document=item.document.noting(folder=folder))


@dataclass(frozen=True, slots=True)
class _Ticket:
    """An item on its way through an engine, and what the ledger knows of it."""

    item: Item
    entry: Entry
    digest: bytes
    shard: str


class Run:
    """Takes items through an engine into an output, with a ledger of them."""

    def __init__(self, job: Job, output: Output, watch: Watch) -> None:
        self.job = job
        self.output = output
        self.ledger = output.ledger
        self.watch = watch
        self.counts = Counts()
        self.shard = ""
        self.waiting: deque[_Ticket] = deque()

    def clean(self, items: Iterable[Item], meter: Meter) -> None:
        """Does what there is to do with the items, and puts their files of records together."""
        job = self.job
        if (form := self.ledger.about("format")) not in (None, job.place.format):
            raise ConfigError(f"{job.place.output} holds a run with --format {form}; --overwrite replaces it")
        self.ledger.note("format", job.place.format)
        work = Cleaning(job.pipeline, job.place.format, job.observe is not None, job.marking)
        results = run_work(work, self._tasks(items, meter), job.workers, engine=job.engine, guard=job.guard)
        with closing(results):  # ends the workers now, not some time
            for result in results:
                self._settle(self.waiting.popleft(), result)
                self.watch(self.counts, meter)
        if job.marking:
            self.output.mark_duplicates()
        for shard in self.output.unpublished():
            self.output.publish(shard)

    def _tasks(self, items: Iterable[Item], meter: Meter) -> Iterator[Task]:
        """What is to be done, in the order of the inputs; what is done already is counted here."""
        for position, item in enumerate(items):
            ticket = self._ticket(item, position)
            if ticket is None:
                continue
            if self._done(ticket):
                self.counts.add(ticket.entry.status, item.size)
                self.counts.earlier += 1
                self.watch(self.counts, meter)
            elif self._wanted(ticket):
                self.waiting.append(ticket)
                yield task_of(_placed(item) if self.job.learn_boilerplate else item)

    def _ticket(self, item: Item, position: int) -> _Ticket | None:
        """The item with its row in the ledger; nothing for an input that was named twice."""
        key, number, digest = item.path, 1, _digest(item)
        entry = self.ledger.get(key)
        while entry is not None and entry.run == self.ledger.run:
            if entry.digest == digest:
                return None
            number += 1  # two inputs of one name, such as the same name in two charsets
            key = f"{item.path}#{number}"
            entry = self.ledger.get(key)
        shard = self.job.place.shard(item.container)
        if entry is None:
            entry = Entry(key, self.ledger.run, item.document.id, digest)
            self.ledger.add(entry, shard, position)
        else:
            self.ledger.move(key, shard, position)
        return _Ticket(item, entry, digest, shard)

    def _done(self, ticket: _Ticket) -> bool:
        """Whether what an earlier run made of the document stays."""
        entry = ticket.entry
        if self.job.retry_failed and not self.job.resume:
            return entry.status in ("ok", "empty")
        if not entry.status or ticket.item.error or (entry.status == "failed" and self.job.retry_failed):
            return False
        same = (entry.digest, entry.fingerprint) == (ticket.digest, self.output.fingerprint)
        return same and self.output.intact(entry)

    def _wanted(self, ticket: _Ticket) -> bool:
        return self.job.resume or not self.job.retry_failed or ticket.entry.status == "failed"

    def _settle(self, ticket: _Ticket, result: Result) -> None:
        if result.status == "failed":
            log.warning("%s: %s", ticket.entry.key, result.error)
        if ticket.shard != self.shard:
            self._publish_last(ticket.shard)
        status = self.output.settle(ticket.item, result, ticket.entry, ticket.digest, ticket.shard)
        self.counts.add(status, ticket.item.size)
        if self.job.observe is not None:
            self.job.observe(ticket.item, result)

    def _publish_last(self, shard: str) -> None:
        """A container is behind us: its records are put together while the run goes on."""
        if self.shard and not self.job.marking:
            self.output.publish(self.shard)
        self.shard = shard


def _digest(item: Item) -> bytes:
    """What tells whether an input is the same as in an earlier run."""
    document = item.document
    data = document.data if document.data is not None else document.text.encode("utf-8", "surrogatepass")
    digest = hashlib.blake2b(data, digest_size=8)
    rest = repr((document.id, document.metadata, item.fields, item.error))
    digest.update(rest.encode("utf-8", "surrogatepass"))
    return digest.digest()
