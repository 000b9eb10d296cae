"""Run work over many documents: one function, three engines behind it.

Every engine yields one result per document, in the order of the documents, and all engines yield the
same results. With a `Guard`, a document that hangs, crashes or exhausts the memory fails alone.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import Literal

from cleaner.document import Result
from cleaner.engines.guard import Guard
from cleaner.engines.pool import pool
from cleaner.engines.serial import serial
from cleaner.engines.work import Task, Work

__all__ = ["Engine", "Guard", "Task", "Work", "run"]
Engine = Literal["serial", "pool", "ray"]


def run(
    work: Work,
    tasks: Iterable[Task],
    workers: int = 1,
    *,
    engine: Engine | None = None,
    guard: Guard | None = None,
) -> Generator[Result]:
    """Yield the result of `work` for each task, in order; a task that is a result passes through.

    Without an engine named, a single worker without a guard runs in this process, everything else in a
    pool of supervised processes. Work that runs in another process must pickle.
    """
    if engine is None:
        engine = "serial" if workers == 1 and guard is None else "pool"
    if engine == "serial":
        return serial(work, tasks, guard)
    if engine == "pool":
        return pool(work, tasks, workers, guard or Guard())
    from cleaner.engines.ray import ray

    return ray(work, tasks, workers, guard or Guard())
