"""Counts of a run's documents, and `run.json`, which describes the run for other programs."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import cleaner
from cleaner.compiled import COMPILED
from cleaner.io.items import Meter
from cleaner.io.names import ACCOUNT
from cleaner.io.sinks import write
from cleaner.runs.job import Job
from cleaner.runs.settings import settings


@dataclass
class Counts:
    """Number of documents by how they ended; `ok`, `empty` and `failed` add up to `inputs`.

    - `earlier`: how many of `inputs` an earlier run had done already;
    - `bytes`: the size of all inputs;
    - `skipped`: number of things that were passed over, by kind; they do not count as inputs;
    - `only_read`: whether this is a first pass, which only learns from the documents.
    """

    inputs: int = 0
    ok: int = 0
    empty: int = 0
    failed: int = 0
    earlier: int = 0
    bytes: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    only_read: bool = False

    def add(self, status: str, size: int = 0) -> None:
        """Count one document of `size` bytes that ended as `status`."""
        self.inputs += 1
        self.bytes += size
        setattr(self, status, getattr(self, status) + 1)

    def include(self, other: Counts) -> None:
        """Add the counts of another part of the run."""
        for name in COUNTED:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.skipped += other.skipped


COUNTED = ("inputs", "ok", "empty", "failed", "earlier", "bytes")
"""The numbers among the counts."""
Watch = Callable[[Counts, Meter], None]
"""Called after every document with the counts so far and the number of bytes read."""


def write_account(job: Job, state: str, counts: Counts, started: float) -> None:
    """Write `run.json`; `state` is `running`, `finished` or `interrupted`, `started` a Unix time."""
    facts = {
        "state": state,
        "cleaner": cleaner.__version__,
        "compiled": COMPILED,
        "fingerprint": job.pipeline.fingerprint,
        "stages": [stage.name for stage in job.pipeline.stages],
        "inputs": job.absolute_inputs,
        "configuration": job.configuration or None,
        "settings": settings(job),
        "output": str(job.destination.output),
        "format": job.destination.format,
        "engine": job.engine,
        "workers": job.workers,
        "counts": {name: getattr(counts, name) for name in COUNTED},
        "skipped": dict(counts.skipped),
        "started": datetime.fromtimestamp(started, UTC).isoformat(timespec="seconds"),
        "seconds": round(time.time() - started, 3),
    }
    text = json.dumps(facts, ensure_ascii=False, indent=2)
    data = f"{text}\n".encode("utf-8", "backslashreplace")  # lone surrogates as JSON writes them
    write(job.destination.home / ACCOUNT, data)
