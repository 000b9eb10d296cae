"""A supervised process, seen from its parent: started, watched, replaced when it dies.

Processes of our own rather than a pool library: pools that watch their workers handle tasks, not
documents within a chunk, so every document would be a task (130 µs of the parent's time each with
pebble 5.2). None of them limits memory, and the same guard must also run on a cluster.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import pickle
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from multiprocessing.connection import Connection
from typing import Any

from cleaner.document import CleanerError, Result
from cleaner.engines.guard import Guard
from cleaner.engines.process import SIGKILL, State, failure, serve, stage_of
from cleaner.engines.work import Slot, Work

PRELOADED = ["__main__", "cleaner.preload"]
"""Modules that are loaded once, before worker processes are forked: `preload` loads all tables."""
CANNOT_START = (
    "worker processes cannot start. A script that uses several workers keeps its calls under "
    '`if __name__ == "__main__":`, and stages of its own must be importable'
)


class Worker:
    """A process, and the documents that it was given and has not answered yet.

    The process answers in the order in which it was given documents. Usage: `give` some, then `take`
    while something is `waiting`, and `stop` at the end. `pipe` is readable when `take` will not block.

    Raises `CleanerError` if the process cannot start, here or in `take`, or if the work does not pickle.
    """

    def __init__(self, work: Work, guard: Guard) -> None:
        self.work = work
        self.guard = guard
        self.waiting: deque[Slot] = deque()
        self.load = 0
        self._start()

    def give(self, slots: Iterable[Slot]) -> None:
        """Send documents to the process. If it has died meanwhile, `take` will notice."""
        slots = list(slots)
        if not slots:
            return
        self.waiting.extend(slots)
        self.load += sum(slot.size for slot in slots)
        with contextlib.suppress(ConnectionError):
            self.pipe.send([slot.document for slot in slots])

    def take(self) -> None:
        """Wait for results, and answer the slots they belong to.

        If the process has died, the document it was working on fails. A new process gets the others,
        including those that were done but whose results were not sent yet.
        """
        try:
            self._receive(self.pipe.recv())
            while self.pipe.poll():
                self._receive(self.pipe.recv())
        except (EOFError, ConnectionError):
            self._replace()

    def stop(self) -> None:
        """End the process at once, whatever it is doing."""
        self.process.kill()
        self.process.join()
        self.pipe.close()

    def _start(self) -> None:
        context = _context()
        self.ready = False
        self.received = 0
        self.state = context.RawValue(State)
        self.pipe: Connection
        self.pipe, theirs = context.Pipe()
        self.process: Any = context.Process(
            target=serve, args=(theirs, self.work, self.guard, self.state), daemon=True
        )
        try:
            with _interrupts_blocked():
                self.process.start()
        except (EOFError, ConnectionError) as error:
            raise CleanerError(CANNOT_START) from error
        except (pickle.PicklingError, AttributeError, TypeError) as error:
            raise CleanerError(f"the pipeline cannot be sent to another process: {error}") from error
        finally:
            theirs.close()

    def _receive(self, results: list[Result]) -> None:
        self.ready = True
        self.received += len(results)
        for result in results:
            slot = self.waiting.popleft()
            self.load -= slot.size
            slot.answer(result)

    def _replace(self) -> None:
        """Find out what the process died of, and start another one for the remaining documents."""
        self.process.join()
        self.pipe.close()
        if not self.ready:
            raise CleanerError(CANNOT_START)
        if self.waiting:
            unsent = self.state.done - self.received
            self._blame(self.waiting[min(unsent, len(self.waiting) - 1)])
        remaining = [slot for slot in self.waiting if slot.result is None]
        self._start()
        self.waiting.clear()
        self.load = 0
        self.give(remaining)

    def _blame(self, slot: Slot) -> None:
        """Fail the document that the process died of.

        SIGKILL may come from the OOM killer and hit the wrong process, so the document is retried once.
        """
        slot.deaths += 1
        exitcode = self.process.exitcode
        if exitcode == -SIGKILL and slot.deaths == 1:
            return
        reason = self.guard.cause_of_death(exitcode)
        slot.answer(failure(slot.document, reason, stage_of(self.state)))


def _context() -> Any:
    """How processes are started: forked from a server without threads that has the stages loaded.

    Where there is no such server (Windows), each process starts from nothing.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    return context


@contextlib.contextmanager
def _interrupts_blocked() -> Iterator[None]:
    """Delay Ctrl-C. Processes started inside inherit that and leave it to the parent to stop them."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
