"""Counts of a run's documents, and `run.json`, which describes the run for other programs."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

import cleaner
from cleaner.io.items import Meter
from cleaner.io.sinks import write
from cleaner.runs.destination import ACCOUNT
from cleaner.runs.job import Job


@dataclass
class Counts:
    """Number of documents by how they ended; `ok`, `empty` and `failed` add up to `inputs`.

    - `earlier`: how many of `inputs` an earlier run had done already;
    - `bytes`: the size of all inputs.
    """

    inputs: int = 0
    ok: int = 0
    empty: int = 0
    failed: int = 0
    earlier: int = 0
    bytes: int = 0

    def add(self, status: str, size: int = 0) -> None:
        """Count one document of `size` bytes that ended as `status`."""
        self.inputs += 1
        self.bytes += size
        setattr(self, status, getattr(self, status) + 1)

    def include(self, other: Counts) -> None:
        """Add the counts of another part of the run."""
        for name, number in asdict(other).items():
            setattr(self, name, getattr(self, name) + number)


Watch = Callable[[Counts, Meter], None]
"""Called after every document with the counts so far and the number of bytes read."""


def write_account(job: Job, state: str, counts: Counts, started: float) -> None:
    """Write `run.json`; `state` is `running`, `finished` or `interrupted`, `started` a Unix time."""
    facts = {
        "state": state,
        "cleaner": cleaner.__version__,
        "fingerprint": job.pipeline.fingerprint,
        "stages": [stage.name for stage in job.pipeline.stages],
        "inputs": list(job.inputs),
        "output": str(job.destination.output),
        "format": job.destination.format,
        "engine": job.engine,
        "workers": job.workers,
        "counts": asdict(counts),
        "started": datetime.fromtimestamp(started, UTC).isoformat(timespec="seconds"),
        "seconds": round(time.time() - started, 3),
    }
    text = json.dumps(facts, ensure_ascii=False, indent=2)
    write(job.destination.home / ACCOUNT, f"{text}\n".encode())
