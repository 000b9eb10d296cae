"""A supervised process that works on documents, and its parent's handle to it.

Why our own and not a library's: the pools that watch their workers know tasks, not documents in a
chunk, so that every document would be a task (130 µs of the parent's time each, measured with
pebble 5.2); none has a ceiling of memory; and the same guard has to run inside the actors of a
cluster. What is left is small: a process, a pipe, an alarm.
"""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import pickle
import queue
import signal
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from typing import Any

from cleaner.document import CleanerError, Document, Result
from cleaner.engines.guard import Guard
from cleaner.engines.work import Task, Work

PRELOADED = ["__main__", "cleaner.preload"]
STAGE_BYTES = 64
TOGETHER_SECONDS = 0.01
"""For so long results are gathered into a message: one for each would cost more than small documents."""
KILLED_FROM_OUTSIDE = -9
"""Whoever frees memory kills with this signal, and not always the one to blame: such a document is
tried once more."""


class State(ctypes.Structure):
    """What a process shows to its parent, also after its death: how many documents it has done, and
    the stage it entered last."""

    _fields_ = (("done", ctypes.c_uint64), ("stage", ctypes.c_char * STAGE_BYTES))


@dataclass(slots=True)
class Slot:
    """A document's place in the output. What comes as a result is answered already."""

    document: Document
    result: Result | None = None
    deaths: int = 0
    size: int = 0

    @classmethod
    def of(cls, task: Task) -> Slot:
        if isinstance(task, Result):
            return cls(NOTHING, task, size=OVERHEAD_BYTES)
        return cls(task, size=len(task.data or b"") + len(task.text) + OVERHEAD_BYTES)

    def answer(self, result: Result) -> None:
        self.result = result
        self.document = NOTHING  # its bytes are not needed any more


NOTHING = Document()
OVERHEAD_BYTES = 1000
"""What a document weighs beside its text, so that empty ones weigh something."""


class Worker:
    """A process, and the documents it was given and has not answered yet."""

    def __init__(self, work: Work, guard: Guard) -> None:
        self.work = work
        self.guard = guard
        self.waiting: deque[Slot] = deque()
        self.load = 0
        self._start()

    def give(self, slots: Iterable[Slot]) -> None:
        """Sends documents; that the process has died meanwhile is noticed by `take`."""
        slots = list(slots)
        if not slots:
            return
        self.waiting.extend(slots)
        self.load += sum(slot.size for slot in slots)
        with contextlib.suppress(ConnectionError):
            self.pipe.send([slot.document for slot in slots])

    def take(self) -> None:
        """Waits for a message and fills the slots whose answers have come. A death is the answer
        for the document that the process was busy with; a new process gets the rest, and again what
        was done but not sent yet."""
        try:
            while True:
                results = self.pipe.recv()
                self.ready = True
                for result in results:
                    self._answer(result)
                self.received += len(results)
                if not self.pipe.poll():
                    return
        except (EOFError, ConnectionError):
            self._bury()

    def stop(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()

    def _start(self) -> None:
        context = process_context()
        self.ready = False
        self.received = 0
        self.state = context.RawValue(State)
        self.pipe: Connection
        self.pipe, theirs = context.Pipe()
        self.process: Any = context.Process(
            target=serve, args=(theirs, self.work, self.guard, self.state), daemon=True
        )
        try:
            with _uninterrupted():
                self.process.start()
        except (EOFError, ConnectionError) as error:
            raise CleanerError(CANNOT_START) from error
        except (pickle.PicklingError, AttributeError, TypeError) as error:
            raise CleanerError(f"the pipeline cannot be sent to another process: {error}") from error
        finally:
            theirs.close()

    def _answer(self, result: Result) -> None:
        slot = self.waiting.popleft()
        self.load -= slot.size
        slot.answer(result)

    def _bury(self) -> None:
        self.process.join()
        self.pipe.close()
        exitcode = self.process.exitcode
        if not self.ready:
            raise CleanerError(CANNOT_START)
        if self.waiting:
            slot = self.waiting[min(self.state.done - self.received, len(self.waiting) - 1)]
            slot.deaths += 1
            if exitcode != KILLED_FROM_OUTSIDE or slot.deaths > 1:
                reason, document = self.guard.cause_of_death(exitcode), slot.document.replace(data=None)
                slot.answer(Result(document, "failed", (), reason, stage_of(self.state)))
        self._start()
        rest, self.waiting, self.load = self.waiting, deque(), 0
        self.give(slot for slot in rest if slot.result is None)


CANNOT_START = (
    "worker processes cannot start. A script that uses several workers keeps its calls under "
    '`if __name__ == "__main__":`, and stages of its own must be importable'
)


def process_context() -> Any:
    """New processes come from a server that has the stages loaded and no threads; where there is
    none, each starts from nothing."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    return context


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ctrl-C waits; processes started inside never hear of it: their parent says when to stop."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def serve(pipe: Connection, work: Work, guard: Guard, state: Any) -> None:
    """What runs inside the process: documents in, results out, those of some milliseconds together."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    guard.arm()
    chunks: queue.SimpleQueue[list[Document] | None] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(pipe, chunks), daemon=True).start()
    work = _observed(work, state)
    with contextlib.suppress(ConnectionError):
        pipe.send([])
        while (documents := chunks.get()) is not None:
            results: list[Result] = []
            sent = time.monotonic()
            for document in documents:
                with guard.watching():
                    results.append(_safely(work, document, state))
                state.done += 1
                if time.monotonic() - sent > TOGETHER_SECONDS:
                    pipe.send_bytes(_packed(results))
                    results, sent = [], time.monotonic()
            pipe.send_bytes(_packed(results))


def _receive(pipe: Connection, chunks: queue.SimpleQueue[list[Document] | None]) -> None:
    """Empties the pipe while the main thread works, so that the parent never waits for it."""
    try:
        while True:
            chunks.put(pipe.recv())
    except (EOFError, OSError):
        chunks.put(None)
    except BaseException:  # no memory for what comes in; alone the main thread would wait for ever
        os.kill(os.getpid(), -KILLED_FROM_OUTSIDE)


def _observed(work: Work, state: Any) -> Work:
    def note(name: str) -> None:
        state.stage = name.encode()[: STAGE_BYTES - 1]

    observed = getattr(work, "observed", None)
    return observed(note) if observed else work


def stage_of(state: Any) -> str:
    """The stage that the process entered last."""
    return str(state.stage.decode("utf-8", "replace"))


def _safely(work: Work, document: Document, state: Any) -> Result:
    try:
        return work(document)
    except BaseException as error:  # also SystemExit: nothing a document does ends the run
        reason = f"{type(error).__name__}: {error}".rstrip(": ")
        return replace(_failure(document, reason), stage=stage_of(state))


def _packed(results: list[Result]) -> bytes:
    try:
        return pickle.dumps(results, pickle.HIGHEST_PROTOCOL)
    except Exception as error:
        if len(results) > 1:
            return pickle.dumps([pickle.loads(_packed([result]))[0] for result in results])  # noqa: S301
        reason = f"the result cannot be sent: {error}"
        return pickle.dumps([_failure(Document(id=results[0].document.id), reason)])


def _failure(document: Document, reason: str) -> Result:
    return Result(document.replace(data=None), "failed", (), reason)
