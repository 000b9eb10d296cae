"""Containers cleaned where they lie: one task of a Ray cluster reads a container and writes its file.

Nothing but the counts travels: each task is a run of its own over one container, with a ledger in
the folder `shards` beside the output, which all machines must share. A task whose machine is lost
is started elsewhere and goes on from that ledger. Outputs, quarantine and accounts are those of a
run on one machine.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from cleaner.engines.ray import cluster, submitting
from cleaner.io.formats import container_suffix
from cleaner.io.items import Meter
from cleaner.io.sources import STDIN, find, read_file, read_found
from cleaner.runs.account import Counts, Watch, account
from cleaner.runs.destination import SHARDS
from cleaner.runs.job import Job
from cleaner.runs.ledger import Entry, Ledger
from cleaner.runs.output import Output
from cleaner.runs.run import Run


@dataclass(frozen=True)
class Shard:
    """A container among the inputs: where it lies, its place, its file and its ledger."""

    path: str
    name: str
    file: Path
    ledger: Path


def clean_shard(job: Job, shard: Shard) -> Counts:
    """What runs on the cluster."""
    shard.ledger.parent.mkdir(parents=True, exist_ok=True)
    with Ledger(shard.ledger) as ledger:
        output = Output(job.destination, ledger, job.pipeline.fingerprint, {shard.name: shard.file})
        meter = Meter()
        run = Run(job, output, lambda counts, meter: None)
        run.clean(read_file(shard.path, shard.name, job.reading, meter), meter)
        return run.counts


def execute_shards(job: Job, ledger: Ledger, watch: Watch) -> Counts:
    """Runs a job whose output has a file for each container; what is no container goes through the
    driver."""
    started, state, counts, meter = time.time(), "interrupted", Counts(), Meter()
    output = Output(job.destination, ledger, job.pipeline.fingerprint)
    if not (job.resume or job.retry_failed):
        shutil.rmtree(job.destination.home / SHARDS, ignore_errors=True)
    destination = job.destination.absolute
    shards = {}
    for path, name, error in find(job.inputs, job.destination.beside):
        if is_container(path, name, error):
            file = output.file_of(name).absolute()
            ledger_path = destination.home / SHARDS / f"{file.relative_to(destination.output)}.sqlite"
            path = path if "://" in path else str(Path(path).absolute())
            shards[name] = Shard(path, name, file, ledger_path)
    try:
        with cluster(job.workers) as ray:
            # a task may be started again, so it always goes on from what its ledger holds
            part = replace(
                job, destination=destination, engine="serial", resume=job.resume or not job.retry_failed
            )
            submit = submitting(ray)
            running = [submit(clean_shard, part, shard) for shard in shards.values()]
            run = Run(job, output, watch)
            loose = (one for one in find(job.inputs, job.destination.beside) if not is_container(*one))
            run.clean(read_found(loose, job.reading, meter), meter)
            counts.include(run.counts)
            while running:
                (done,), running = ray.wait(running, num_returns=1)
                counts.include(ray.get(done))
                watch(counts, meter)
        state = "finished"
    finally:
        output.list_failures(_failures(job, shards, ledger))
        account(job, state, counts, started)
    return counts


def is_container(path: str, name: str, error: str) -> bool:
    """Whether something found among the inputs holds many documents."""
    return not error and path != STDIN and bool(container_suffix(name))


def _failures(job: Job, shards: dict[str, Shard], ledger: Ledger) -> Iterator[Entry]:
    """The failed documents of all ledgers, in the order of the inputs, each once."""
    listed: set[str] = set()
    for _, name, _ in find(job.inputs, job.destination.beside):
        if name in listed:
            continue
        shard = shards.get(name)
        if shard is None:
            entry = ledger.get(name)
            if entry is not None and entry.status == "failed":
                listed.add(name)
                yield entry
        elif shard.ledger.exists():
            listed.add(name)
            with Ledger(shard.ledger) as own:
                yield from own.entries("failed")
