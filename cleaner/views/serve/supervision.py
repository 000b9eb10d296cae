"""One document in a process of its own, awaited without holding up other requests."""

from __future__ import annotations

from multiprocessing.connection import wait

from anyio import create_task_group, to_thread
from starlette.requests import Request

from cleaner.document import Document, Result
from cleaner.engines import Guard
from cleaner.engines.work import Slot, Work
from cleaner.engines.worker import Worker


async def result_of(work: Work, document: Document, guard: Guard) -> Result:
    """The result of a document; its process is killed if the task is cancelled.

    Raises `CleanerError` if the process cannot start.
    """
    worker = await to_thread.run_sync(Worker, work, guard)
    try:
        slot = Slot.of(document)
        await to_thread.run_sync(worker.give, [slot])
        while slot.result is None:
            await to_thread.run_sync(wait, [worker.pipe], abandon_on_cancel=True)
            worker.take()
        return slot.result
    finally:
        worker.stop()  # a thread that still waits sees the end of the pipe


async def unless_gone(request: Request, work: Work, document: Document, guard: Guard) -> Result | None:
    """The result of a document; None if the client has gone away before there was one."""
    result: Result | None = None
    async with create_task_group() as group:

        async def stop_if_gone() -> None:
            while (await request.receive())["type"] != "http.disconnect":
                pass
            group.cancel_scope.cancel()

        group.start_soon(stop_if_gone)
        result = await result_of(work, document, guard)
        group.cancel_scope.cancel()
    return result
