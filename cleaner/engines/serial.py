"""One document after the other."""

from __future__ import annotations

from collections.abc import Generator, Iterable

from cleaner.document import Result
from cleaner.engines.guard import Guard
from cleaner.engines.work import Task, Work
from cleaner.engines.worker import Slot, Worker


def serial(work: Work, tasks: Iterable[Task], guard: Guard | None = None) -> Generator[Result]:
    """Without a guard in this process; with one in a supervised process of its own, because nobody
    survives his own crash."""
    if guard is None:
        for task in tasks:
            yield task if isinstance(task, Result) else work(task)
        return
    worker = Worker(work, guard)
    try:
        for slot in map(Slot.of, tasks):
            if slot.result is None:
                worker.give([slot])
            while slot.result is None:
                worker.take()
            yield slot.result
    finally:
        worker.stop()
