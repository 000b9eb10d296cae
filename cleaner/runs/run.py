"""Items on their way through an engine into an output, with a ledger of them."""

from __future__ import annotations

import hashlib
import logging
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace

from cleaner.document import ConfigError, Result
from cleaner.engines import Task, run
from cleaner.io.items import Item, Meter
from cleaner.runs.account import Counts, Watch
from cleaner.runs.cleaning import Cleaning, task_of
from cleaner.runs.job import Job
from cleaner.runs.ledger import Entry
from cleaner.runs.output import Output

log = logging.getLogger("cleaner")


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
        if (form := self.ledger.about("format")) not in (None, job.destination.format):
            raise ConfigError(
                f"{job.destination.output} holds a run with --format {form}; --overwrite replaces it"
            )
        self.ledger.note("format", job.destination.format)
        work = Cleaning(job.pipeline, job.destination.format, job.observe is not None, job.marking)
        results = run(work, self._tasks(items, meter), job.workers, engine=job.engine, guard=job.guard)
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
                yield task_of(placed(item) if self.job.learn_boilerplate else item)

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
        shard = self.job.destination.shard(item.container)
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


def placed(item: Item) -> Item:
    """The item with a hint of where it lies, for documents without an address of their own."""
    folder = item.container or item.path.rpartition("/")[0]
    return replace(item, document=item.document.noting(folder=folder))
