"""Several supervised processes on this machine."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from operator import attrgetter

from cleaner.document import Result
from cleaner.engines.guard import Guard
from cleaner.engines.window import Window
from cleaner.engines.work import Task, Work
from cleaner.engines.worker import Worker, responding

CHUNK_BYTES = 32 << 10
"""Minimum size of a chunk, bytes: small documents share a message."""
LOAD_BYTES = 512 << 10
"""Minimum load of a busy worker, bytes: some 50 ms of work, enough while the parent writes results."""

_load = attrgetter("load")


def pool(work: Work, tasks: Iterable[Task], workers: int, guard: Guard) -> Generator[Result]:
    """Yield one result per task, in order, from `workers` supervised processes (at least one).

    If a process dies, the document it was working on fails, and a new process does its other documents.
    """
    window = Window(tasks)
    crew: list[Worker] = []
    try:
        crew.extend(Worker(work, guard) for _ in range(max(workers, 1)))
        while not window.finished:
            idlest = min(crew, key=_load)
            if window.room and idlest.load < LOAD_BYTES:
                idlest.give(window.chunk(CHUNK_BYTES))
                continue
            yield from window.ready()
            for worker in responding(crew):
                worker.take()
    finally:
        for worker in crew:
            worker.stop()
