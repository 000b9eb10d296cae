"""How a pipeline is run over many documents: one function, three engines behind it.

Every engine gives one result per document, in the order of the documents, and the same results.
With a `Guard` a document that hangs, crashes or eats the memory costs itself and nothing else.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import TYPE_CHECKING, Literal

from cleaner.document import Result
from cleaner.engines.guard import Guard
from cleaner.engines.pool import pool
from cleaner.engines.serial import serial
from cleaner.engines.work import Running, Task, Work

if TYPE_CHECKING:
    from cleaner.pipeline import Pipeline, Source

__all__ = ["Engine", "Guard", "Running", "Task", "Work", "run", "run_work"]
Engine = Literal["serial", "pool", "ray"]


def run(
    pipeline: Pipeline,
    sources: Iterable[Source],
    workers: int = 1,
    *,
    engine: Engine | None = None,
    guard: Guard | None = None,
) -> Generator[Result]:
    """One result per source, in order. Without an engine named: one worker without a guard runs in
    this process, everything else in a pool of supervised processes."""
    from cleaner.pipeline import as_document

    return run_work(Running(pipeline), map(as_document, sources), workers, engine=engine, guard=guard)


def run_work(
    work: Work,
    tasks: Iterable[Task],
    workers: int = 1,
    *,
    engine: Engine | None = None,
    guard: Guard | None = None,
) -> Generator[Result]:
    """The same for any function from a document to a result; it must pickle unless it runs here.
    A result among the tasks goes through as it is."""
    if engine is None:
        engine = "serial" if workers == 1 and guard is None else "pool"
    if engine == "serial":
        return serial(work, tasks, guard)
    if engine == "pool":
        return pool(work, tasks, workers, guard or Guard())
    from cleaner.engines.ray import ray

    return ray(work, tasks, workers, guard or Guard())
