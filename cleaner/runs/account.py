"""How far a run has come, and its account in `run.json`."""

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


Watch = Callable[[Counts, Meter], None]
"""Is told how far a run has come, after every document."""


def account(job: Job, state: str, counts: Counts, started: float) -> None:
    """Writes `run.json`, for other programs."""
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
    write(job.destination.home / ACCOUNT, json.dumps(facts, ensure_ascii=False, indent=2).encode() + b"\n")
