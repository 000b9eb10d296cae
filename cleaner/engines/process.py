"""The inside of a supervised process: documents in, results out.

A thread empties the pipe while the main thread works, so that the parent never waits for it. Results
leave in messages of several, in the order of the documents.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import pickle
import queue
import signal
import threading
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from typing import Any

from cleaner.document import Document, Result
from cleaner.engines.guard import Guard
from cleaner.engines.work import Work

SIGKILL = 9
"""Number of the signal that kills unconditionally; Windows has no name for it."""
STAGE_BYTES = 64
"""Maximum length of the name of a stage, bytes in UTF-8, with a zero at the end; the rest is cut off."""
GATHERING_SECONDS = 0.01
"""Minimum time between two messages, seconds: one message per result would cost more than small documents."""

_Chunks = queue.SimpleQueue[list[Document] | None]
"""Chunks on their way from the receiving thread to the main thread; `None` is the end."""


class State(ctypes.Structure):
    """Memory that a process shares with its parent, who reads it also after the process has died.

    - `done`: number of documents done, including those whose results were not sent yet;
    - `stage`: name of the stage entered last.
    """

    _fields_ = (("done", ctypes.c_uint64), ("stage", ctypes.c_char * STAGE_BYTES))


def serve(pipe: Connection, work: Work, guard: Guard, state: Any) -> None:
    """Work on chunks of documents from the pipe until its other end is closed.

    The first message out is an empty list: the process is ready. From then on there is one result per
    document, in order. `state` is a shared `State`.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent says when to stop
    guard.arm()
    chunks: _Chunks = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(pipe, chunks), daemon=True).start()
    work = _observed(work, state)
    with contextlib.suppress(ConnectionError):
        pipe.send([])
        for documents in iter(chunks.get, None):
            for results in _messages(documents, work, guard, state, pipe.fileno()):
                pipe.send_bytes(_packed(results))


def stage_of(state: Any) -> str:
    """The name of the stage that the process entered last."""
    return str(state.stage.decode("utf-8", "replace"))


def failure(document: Document, reason: str, stage: str = "") -> Result:
    """The failed result of a document, without its bytes."""
    return Result(document.replace(data=None), "failed", (), reason, stage)


def _receive(pipe: Connection, chunks: _Chunks) -> None:
    """Put everything from the pipe into the queue, and `None` when the other end is closed."""
    try:
        while True:
            chunks.put(pipe.recv())
    except (EOFError, OSError):
        chunks.put(None)
    except BaseException:  # no memory for the chunk: without this thread the main thread would wait forever
        os.kill(os.getpid(), SIGKILL)


def _observed(work: Work, state: Any) -> Work:
    """The work, noting each stage in the shared state, if it can be observed."""
    observed = getattr(work, "observed", None)
    if observed is None:
        return work

    def note(name: str) -> None:
        state.stage = name.encode()[: STAGE_BYTES - 1]

    noting: Work = observed(note)
    return noting


def _messages(
    documents: list[Document], work: Work, guard: Guard, state: Any, pipe: int
) -> Iterator[list[Result]]:
    """The results of a chunk, in lists that take `GATHERING_SECONDS` or a little longer each.

    `pipe` is the number of the file that they will be sent through: a document whose stage has closed it
    must end the process at once, or another one would be blamed.
    """
    results: list[Result] = []
    started = time.monotonic()
    process = os.getpid()
    for document in documents:
        with guard.watching():
            results.append(_safely(work, document, state))
        if os.getpid() != process:  # a stage has forked, and this is its child: one is enough
            os._exit(0)
        if not _is_open(pipe):
            os._exit(1)
        state.done += 1
        if time.monotonic() - started > GATHERING_SECONDS:
            yield results
            results, started = [], time.monotonic()
    yield results


def _is_open(file: int) -> bool:
    try:
        os.fstat(file)
    except OSError:
        return False
    return True


def _safely(work: Work, document: Document, state: Any) -> Result:
    try:
        return work(document)
    except BaseException as error:  # also SystemExit: nothing a document does ends the run
        reason = f"{type(error).__name__}: {error}".rstrip(": ")
        return failure(document, reason, stage_of(state))


def _packed(results: list[Result]) -> bytes:
    """The pickled results; one that does not pickle fails alone."""
    try:
        return pickle.dumps(results, pickle.HIGHEST_PROTOCOL)
    except Exception:
        return pickle.dumps([_sendable(result) for result in results], pickle.HIGHEST_PROTOCOL)


def _sendable(result: Result) -> Result:
    try:
        pickle.dumps(result, pickle.HIGHEST_PROTOCOL)
    except Exception as error:
        return failure(Document(id=result.document.id), f"the result cannot be sent: {error}")
    return result
