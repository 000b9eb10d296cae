"""Several supervised processes; results in the order of the documents."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable, Iterator
from multiprocessing.connection import wait
from typing import Any

from cleaner.document import Result
from cleaner.engines.guard import Guard
from cleaner.engines.work import Task, Work
from cleaner.engines.worker import Slot, Worker

CHUNK_BYTES = 32 << 10
LOAD_BYTES = 512 << 10
"""What a worker has ahead of it, some 50 ms of work: enough while the parent writes."""
WINDOW_BYTES = 64 << 20
WINDOW_DOCUMENTS = 10_000
"""How far the others run ahead of a slow document, whose result must come first."""


def pool(work: Work, tasks: Iterable[Task], workers: int, guard: Guard) -> Generator[Result]:
    """One result per task, in order, whatever the documents do to the processes."""
    slots = map(Slot.of, tasks)
    exhausted = False
    pending: deque[Slot] = deque()  # in the order of the documents, answered or not
    ahead = 0
    crew: list[Worker] = []
    try:
        crew.extend(Worker(work, guard) for _ in range(max(workers, 1)))
        while pending or not exhausted:
            idlest = min(crew, key=_load)
            full = ahead >= WINDOW_BYTES or len(pending) >= WINDOW_DOCUMENTS
            if not exhausted and not full and idlest.load < LOAD_BYTES:
                chunk = chunk_of(slots, CHUNK_BYTES)
                exhausted = not chunk
                if chunk:
                    idlest.give(slot for slot in chunk if slot.result is None)
                    pending.extend(chunk)
                    ahead += sum(slot.size for slot in chunk)
                continue
            while pending and (result := pending[0].result) is not None:
                ahead -= pending.popleft().size
                yield result
            if pending:
                busy: dict[Any, Worker] = {worker.pipe: worker for worker in crew if worker.waiting}
                for pipe in wait(busy):
                    busy[pipe].take()
    finally:
        for worker in crew:
            worker.stop()


def _load(worker: Worker) -> int:
    return worker.load


def chunk_of(slots: Iterator[Slot], size_wanted: int) -> list[Slot]:
    """The next slots that together weigh so much; none at the end."""
    chunk: list[Slot] = []
    size = 0
    for slot in slots:
        chunk.append(slot)
        size += slot.size
        if size >= size_wanted:
            break
    return chunk
