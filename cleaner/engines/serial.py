"""One document after the other."""

from __future__ import annotations

from collections.abc import Generator, Iterable

from cleaner.document import Result
from cleaner.engines.guard import Guard
from cleaner.engines.work import Slot, Task, Work
from cleaner.engines.worker import Worker


def serial(
    work: Work, tasks: Iterable[Task], guard: Guard | None = None, *, fork: bool = False
) -> Generator[Result]:
    """Yield one result per task, in order, reading no task ahead.

    Without a guard the work runs in this process: nothing protects it from a document that hangs or
    crashes, and an exception of the work ends the generator. With a guard, even one without limits, it
    runs in a supervised process, and such a document fails alone. With `fork` that process is a copy of
    this one.
    """
    if guard is None:
        return _here(work, tasks)
    return _supervised(work, tasks, guard, fork)


def _here(work: Work, tasks: Iterable[Task]) -> Generator[Result]:
    for task in tasks:
        yield task if isinstance(task, Result) else work(task)


def _supervised(work: Work, tasks: Iterable[Task], guard: Guard, fork: bool) -> Generator[Result]:
    worker = Worker(work, guard, fork=fork)
    try:
        for slot in map(Slot.of, tasks):
            if slot.result is None:
                worker.give([slot])
            while slot.result is None:
                worker.take()
            yield slot.result
    finally:
        worker.stop()
