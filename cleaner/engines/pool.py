"""Several supervised processes; results in the order of the documents."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from multiprocessing.connection import wait
from typing import Any

from cleaner.document import Result
from cleaner.engines.guard import Guard
from cleaner.engines.window import Window
from cleaner.engines.work import Task, Work
from cleaner.engines.worker import Worker

CHUNK_BYTES = 32 << 10
LOAD_BYTES = 512 << 10
"""What a worker has ahead of it, some 50 ms of work: enough while the parent writes."""


def pool(work: Work, tasks: Iterable[Task], workers: int, guard: Guard) -> Generator[Result]:
    """One result per task, in order, whatever the documents do to the processes."""
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
            busy: dict[Any, Worker] = {worker.pipe: worker for worker in crew if worker.waiting}
            for pipe in wait(busy) if busy else ():
                busy[pipe].take()
    finally:
        for worker in crew:
            worker.stop()


def _load(worker: Worker) -> int:
    return worker.load
