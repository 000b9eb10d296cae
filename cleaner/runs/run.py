"""The loop of a run: inputs that are not done yet through an engine into the output."""

from __future__ import annotations

import hashlib
import json
import logging
import re
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from typing import cast

from cleaner.document import Result, Status
from cleaner.engines import Task, run
from cleaner.io.finding import STDIN
from cleaner.io.items import Item, Meter
from cleaner.runs.account import Counts, Watch
from cleaner.runs.cleaning import Cleaning, task_of
from cleaner.runs.job import Job
from cleaner.runs.ledger import Entry
from cleaner.runs.output import Output, Ticket, id_of

AFTER = re.compile(
    r"(.*)/after-\d+"  # crawl.warc.gz/after-1200
)
"""The path of the item that says that a container could be read so far and no farther."""

log = logging.getLogger("cleaner")


class Run:
    """Takes items through an engine into an output, and counts them in `counts`."""

    def __init__(self, job: Job, output: Output, watch: Watch) -> None:
        self.job = job
        self.output = output
        self.ledger = output.ledger
        self.watch = watch
        self.counts = Counts()
        self.covers_earlier = False  # whether the inputs are those of all earlier runs, or more
        self._shard = ""
        self._waiting: deque[Ticket] = deque()
        self._ends: list[str] = []  # paths below which something could not be read
        self._cut: set[str] = set()  # containers that an earlier run could not read to their end

    def clean(self, items: Iterable[Item], meter: Meter) -> None:
        """Clean what is not done yet, then write the files of records that are not up to date.

        What is no longer among the inputs goes, provided that they are all the inputs there were.
        """
        self.ledger.note("format", self.job.destination.format)
        if self.job.only_failed:
            self._cut = {
                match[1] for entry in self.ledger.entries("failed") if (match := AFTER.fullmatch(entry.key))
            }
        self._clean(items, meter)
        self.counts.skipped += meter.skipped
        self.covers_earlier = self._covers_earlier_inputs()
        if self.covers_earlier:
            self.output.drop_gone(self.was_read, only_failed=self.job.only_failed)
        if self.job.finds_duplicates:
            self.output.mark_duplicates()
        for shard in self.output.unpublished():
            self.output.publish(shard)

    def _covers_earlier_inputs(self) -> bool:
        """Whether the inputs are those of all earlier runs, or more; they are noted."""
        inputs = {*self.job.absolute_inputs}
        before = json.loads(self.ledger.noted("inputs") or "[]")
        self.ledger.note("inputs", json.dumps(sorted(inputs.union(before))))
        return inputs.issuperset(before)

    def was_read(self, path: str) -> bool:
        """Whether all that may lie at or below a path was read, so that what was not found is gone."""
        if STDIN in self.job.inputs and (path == "stdin" or path.startswith("stdin/")):
            return False
        return not any(path == end or path.startswith(f"{end}/") for end in self._ends)

    def _clean(self, items: Iterable[Item], meter: Meter) -> None:
        job = self.job
        work = Cleaning(
            job.pipeline,
            trace=job.observe is not None,
            format=job.destination.format,
            signed=job.finds_duplicates,
        )
        results = run(work, self._tasks(items, meter), job.workers, engine=job.engine, guard=job.guard)
        with closing(results):  # ends the workers at once if something goes wrong
            for result in results:
                self._settle(self._waiting.popleft(), result)
                self.watch(self.counts, meter)

    def _tasks(self, items: Iterable[Item], meter: Meter) -> Iterator[Task]:
        """Yield what is to be done, in the order of the inputs; count what is done already."""
        for position, item in enumerate(items):
            if item.ends:
                self._ends.append(item.container or item.path)
            ticket = self._ticket(item, position)
            if ticket is None:
                continue
            if self._done(ticket):
                self._recall(ticket)
                self.watch(self.counts, meter)
            elif self._is_wanted(ticket):
                self._waiting.append(ticket)
                yield task_of(with_folder(item) if self.job.learn_boilerplate else item)

    def _recall(self, ticket: Ticket) -> None:
        """Count what an earlier run did."""
        item, entry = ticket.item, ticket.entry
        status = cast("Status", entry.status)
        self.counts.add(status, item.size)
        self.counts.earlier += 1
        if self.job.recall is not None:
            result = Result(item.document, status, error=entry.error, stage=entry.stage)
            self.job.recall(item, result, self.ledger.observation(entry.key))

    def _ticket(self, item: Item, position: int) -> Ticket | None:
        """Enter an item into the ledger; `None` if this run has had the same input already."""
        key, number, digest = item.path, 1, _digest(item)
        entry = self.ledger.get(key)
        while entry is not None and entry.run == self.ledger.run:
            if entry.digest == digest:
                return None
            number += 1  # another input of the same path, such as one name in two charsets
            key = f"{item.path}#{number}"
            entry = self.ledger.get(key)
        shard = self.job.destination.shard(item.container)
        if entry is None:
            entry = Entry(key, self.ledger.run, id_of(item), digest)
            self.ledger.add(entry, shard, position)
        else:
            self.ledger.move(key, shard, position)
        return Ticket(item, entry, digest, shard)

    def _is_wanted(self, ticket: Ticket) -> bool:
        """Whether a document is one that this run should do."""
        if not self.job.only_failed or ticket.entry.status == "failed":
            return True
        return not ticket.entry.status and ticket.item.container in self._cut

    def _done(self, ticket: Ticket) -> bool:
        """Whether what an earlier run made of a document stays."""
        entry = ticket.entry
        if self.job.only_failed:
            return entry.status in ("ok", "empty")
        if not entry.status or ticket.item.error:
            return False
        if entry.status == "failed" and self.job.retry_failed:
            return False
        if (entry.digest, entry.fingerprint) != (ticket.digest, self.output.fingerprint):
            return False
        return self.output.intact(entry)

    def _settle(self, ticket: Ticket, result: Result) -> None:
        if result.status == "failed":
            log.warning("%s: %s", ticket.entry.key, result.error)
        if ticket.shard != self._shard:
            self._leave_shard(ticket.shard)
        self.output.settle(ticket, result)
        self.counts.add(result.status, ticket.item.size)
        observe = self.job.observe
        self.ledger.observe(ticket.entry.key, observe(ticket.item, result) if observe else None)

    def _leave_shard(self, following: str) -> None:
        """Write the file of a shard as soon as the next one begins, while the run goes on."""
        if self._shard and not self.job.finds_duplicates:
            self.output.publish(self._shard)
        self._shard = following


def with_folder(item: Item) -> Item:
    """The item with its folder or container in the metadata.

    Recurring lines are counted by folder, for documents without an address.
    """
    folder = item.container or item.path.rpartition("/")[0]
    return replace(item, document=item.document.noting(folder=folder))


def _digest(item: Item) -> bytes:
    """Digest of everything that the output of an item depends on, apart from the pipeline."""
    document = item.document
    data = document.data
    if data is None:
        data = document.text.encode("utf-8", "surrogatepass")
    rest = repr((item.id, document.id, document.metadata, item.fields, item.error))
    digest = hashlib.blake2b(data, digest_size=8)
    digest.update(rest.encode("utf-8", "surrogatepass"))
    return digest.digest()
