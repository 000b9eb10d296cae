"""A supervised process, seen from its parent: started, watched, replaced when it dies.

Processes of our own rather than a pool library: pools that watch their workers handle tasks, not
documents within a chunk, so every document would be a task (130 µs of the parent's time each with
pebble 5.2). None of them limits memory, and the same guard must also run on a cluster.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import signal
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from typing import Any

from cleaner.document import CleanerError, Result
from cleaner.engines.guard import Guard
from cleaner.engines.process import SIGKILL, State, failure, serve, stage_of
from cleaner.engines.work import Slot, Work

PRELOADED = ["__main__", "cleaner.preload"]
"""Modules that are loaded once, before worker processes are forked: `preload` loads all tables."""
STARTS = 3
"""Maximum number of attempts to start a process: whoever frees memory may kill it before it is ready."""
PAUSE_SECONDS = 0.1
"""Time between two attempts, seconds."""
LIVENESS_SECONDS = 1.0
"""Time between two looks whether busy processes live, seconds.

Usually the end of the pipe tells. Not if a stage has started a process, which holds the pipe open.
"""
UNKNOWN_STATUS = 255
"""Exit code if the server that processes are forked from is gone: nobody knows what they died of."""
CANNOT_START = (
    "worker processes cannot start. A script that uses several workers keeps its calls under "
    '`if __name__ == "__main__":`, and stages of its own must be importable'
)


class Worker:
    """A process, and the documents that it was given and has not answered yet.

    The process answers in the order in which it was given documents. Usage: `give` some, then `take`
    while something is `waiting`, and `stop` at the end. With `fork` the process is a copy of this one: it
    starts at once, but only a process without threads should do that.

    Raises `CleanerError` if the process cannot start, here or in `take`, or if the work does not pickle.
    """

    def __init__(self, work: Work, guard: Guard, *, fork: bool = False) -> None:
        self.work = work
        self.guard = guard
        self.context = multiprocessing.get_context("fork") if fork else _context()
        self.starts = 0
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
            if not self.pipe.poll():
                while not responding([self]):
                    pass
                if not self.pipe.poll():
                    return self._replace()
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
        """Start a process; if that fails, another one, up to `STARTS` in a row."""
        while not self._has_started():
            if self.starts >= STARTS:
                raise CleanerError(CANNOT_START)
            time.sleep(PAUSE_SECONDS)

    def _has_started(self) -> bool:
        self.starts += 1
        self.ready = False
        self.received = 0
        self.state = self.context.RawValue(State)
        self.pipe: Connection
        self.pipe, theirs = self.context.Pipe()
        self.process: Any = self.context.Process(
            target=serve, args=(theirs, self.work, self.guard, self.state), daemon=True
        )
        try:
            with _interrupts_blocked():
                self.process.start()
        except (EOFError, OSError):  # the server was killed just now
            self.pipe.close()
            return False
        except (pickle.PicklingError, AttributeError, TypeError) as error:
            raise CleanerError(f"the pipeline cannot be sent to another process: {error}") from error
        finally:
            theirs.close()
        return True

    def _receive(self, results: list[Result]) -> None:
        self.ready = True
        self.starts = 0
        self.received += len(results)
        for result in results:
            slot = self.waiting.popleft()
            self.load -= slot.size
            slot.answer(result)

    def _replace(self) -> None:
        """Find out what the process died of, and start another one for the remaining documents."""
        self.process.join()
        self.pipe.close()
        if self._may_live():
            with contextlib.suppress(OSError):
                os.kill(self.process.pid, SIGKILL)
        if not self.ready and (self.starts >= STARTS or not self._was_killed()):
            raise CleanerError(CANNOT_START)
        if self.waiting and self.ready:
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
        by_chance = exitcode == -SIGKILL or self._may_live()
        if by_chance and slot.deaths == 1:
            return
        reason = self.guard.cause_of_death(exitcode)
        slot.answer(failure(slot.document, reason, stage_of(self.state)))

    def _was_killed(self) -> bool:
        """Whether the process died of a signal, as far as anybody knows."""
        return self.process.exitcode < 0 or self._may_live()

    def _may_live(self) -> bool:
        """Whether the process may live, although its server, and with it the sign of life, is gone."""
        return bool(self.process.exitcode == UNKNOWN_STATUS)


def responding(workers: Sequence[Worker]) -> list[Worker]:
    """The workers, of those that are busy, that have sent results or died.

    Waits `LIVENESS_SECONDS` for one, and returns an empty list if there is none by then.
    """
    signs: dict[Any, Worker] = {}
    for worker in workers:
        if worker.waiting:
            signs[worker.pipe] = signs[worker.process.sentinel] = worker
    if not signs:
        return []
    found = {id(worker): worker for worker in map(signs.__getitem__, wait(signs, LIVENESS_SECONDS))}
    if not found:
        found = {id(worker): worker for worker in signs.values() if not worker.process.is_alive()}
    return list(found.values())


def _context() -> Any:
    """How processes are started: forked from a server without threads that has the stages loaded.

    Where there is no such server (Windows), each process starts from nothing.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    resource_tracker.ensure_running()  # its first start ends what `_interrupts_blocked` begins
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    return context


@contextlib.contextmanager
def _interrupts_blocked() -> Iterator[None]:
    """Delay Ctrl-C. Processes started inside inherit that and leave it to the parent to stop them.

    So does the server that others are forked from, which first imports for a second or two.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
