"""Runs on a Ray cluster: each container is a task, read and written on the machine that cleans it.

Only counts travel between machines. Each task is a run of its own over one container, with a ledger
in the folder `shards` of the output, which all machines must share. A task whose machine is lost is
started elsewhere and goes on from that ledger. Outputs, quarantine and `run.json` are those of a run
on one machine.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cleaner.engines.ray import cluster, submitting
from cleaner.io.finding import STDIN, Found, find
from cleaner.io.formats import container_suffix
from cleaner.io.items import Meter
from cleaner.io.remote import is_url
from cleaner.io.sources import read_found
from cleaner.runs.account import Counts, Watch, write_account
from cleaner.runs.destination import SHARD_SUFFIX, SHARDS
from cleaner.runs.job import Job
from cleaner.runs.ledger import Entry, Ledger
from cleaner.runs.output import SHARD, Output
from cleaner.runs.recovery import opened
from cleaner.runs.run import Run


@dataclass(frozen=True)
class Shard:
    """A container among the inputs.

    - `path`: the path or URL to open;
    - `name`: its path among the inputs;
    - `file`: its file of records;
    - `ledger`: the ledger of its task.
    """

    path: str
    name: str
    file: Path
    ledger: Path


def execute_shards(job: Job, ledger: Ledger, watch: Watch) -> Counts:
    """Run a job whose output has a file for each container.

    This process cleans what is not a container, with the machines of the cluster as its workers.
    """
    started, state, counts = time.time(), "interrupted", Counts()
    output = Output(job.destination, ledger, job.pipeline.fingerprint)
    if not job.continues:
        shutil.rmtree(job.destination.home / SHARDS, ignore_errors=True)
    shards = _shards(job, output)
    try:
        with cluster(job.workers) as ray:
            tasks = _submit(ray, job, shards.values())
            meter = Meter()
            loose = _clean_loose(job, output, watch, meter)
            counts.include(loose.counts)
            for part in _completed(ray, tasks):
                counts.include(part)
                watch(counts, meter)
        if loose.covers_earlier and not job.only_failed:
            _drop_gone(output, shards, loose)
        state = "finished"
    finally:
        try:
            output.list_failures(_failures(job, shards, ledger))
        except BaseException:
            state = "interrupted"
            raise
        finally:
            write_account(job, state, counts, started)
    return counts


def clean_shard(job: Job, shard: Shard) -> Counts:
    """Clean one container; this runs on a machine of the cluster."""
    shard.ledger.parent.mkdir(parents=True, exist_ok=True)
    with opened(shard.ledger) as ledger:
        output = Output(job.destination, ledger, job.pipeline.fingerprint, {shard.name: shard.file})
        meter = Meter()
        run = Run(job, output, lambda counts, meter: None)
        run.clean(read_found([Found(shard.path, shard.name)], job.reading, meter), meter)
        return run.counts


def _shards(job: Job, output: Output) -> dict[str, Shard]:
    """The containers among the inputs by name, with absolute paths."""
    destination = job.destination.absolute()
    shards = {}
    for found in find(job.inputs, job.destination.own_paths):
        if not _is_container(found):
            continue
        path, name = found.path, found.name
        if not is_url(path):
            path = str(Path(path).absolute())
        file = output.file_of(name).absolute()
        ledger = destination.home / SHARDS / f"{file.relative_to(destination.output)}{SHARD_SUFFIX}"
        shards[name] = Shard(path, name, file, ledger)
    return shards


def _submit(ray: Any, job: Job, shards: Iterable[Shard]) -> list[Any]:
    """Start a task for each shard; return what Ray knows them by."""
    part = replace(
        job,
        destination=job.destination.absolute(),
        engine="serial",
        resume=not job.only_failed,  # a task that is started again goes on from its ledger
    )
    submit = submitting(ray)
    return [submit(clean_shard, part, shard) for shard in shards]


def _completed(ray: Any, tasks: list[Any]) -> Iterator[Counts]:
    """Yield the counts of each task as soon as it is done."""
    while tasks:
        (done,), tasks = ray.wait(tasks, num_returns=1)
        yield ray.get(done)


def _clean_loose(job: Job, output: Output, watch: Watch, meter: Meter) -> Run:
    """Clean the inputs that are not containers; return the run that did it."""
    found = find(job.inputs, job.destination.own_paths)
    loose = (one for one in found if not _is_container(one))
    run = Run(job, output, watch)
    run.clean(read_found(loose, job.reading, meter), meter)
    return run


def _drop_gone(output: Output, shards: Iterable[str], loose: Run) -> None:
    """Remove what was written for containers that are no longer among the inputs."""
    ledger, known = output.ledger, set(shards)
    for name in ledger.claims(SHARD):
        shard = str(ledger.owner(name)).removeprefix(SHARD)
        path = output.destination.home / SHARDS / f"{name}{SHARD_SUFFIX}"
        if shard in known or not path.exists() or not loose.was_read(shard):
            continue
        with opened(path) as own:
            for entry in own.entries("failed"):
                output.remove(entry.output)
        output.remove(name)
        ledger.release(name)
        for file in path.parent.glob(f"{path.name}*"):
            file.unlink()


def _failures(job: Job, shards: dict[str, Shard], ledger: Ledger) -> Iterator[Entry]:
    """Yield the failed documents of all ledgers, in the order of the inputs, each once."""
    listed: set[str] = set()
    for found in find(job.inputs, job.destination.own_paths):
        name = found.name
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
            with opened(shard.ledger) as own:
                yield from own.entries("failed")


def _is_container(found: Found) -> bool:
    """Whether something found among the inputs holds many documents."""
    is_file = not (found.error or found.skipped) and found.path != STDIN
    return is_file and bool(container_suffix(found.name))
