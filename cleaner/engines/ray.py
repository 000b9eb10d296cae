"""The machines of a Ray cluster; results in the order of the documents.

Each process on the cluster keeps a supervised process of its own, so that what a document does
costs neither the process nor its other documents. Chunks are tasks rather than calls of actors:
when a node is lost, or the cluster shrinks or grows, Ray runs them where there is room, and the
same documents give the same results.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from cleaner.document import Document, MissingPackageError, Result
from cleaner.engines.guard import Guard
from cleaner.engines.window import Window
from cleaner.engines.work import Task, Work
from cleaner.engines.worker import Slot, Worker

CHUNK_BYTES = 1 << 20
AHEAD = 2
"""Chunks for each core of the cluster: one at work, one on the way."""
_workers: dict[bytes, Worker] = {}
"""The supervised process of this process; starting one for every chunk would cost more."""


def elsewhere(path: list[str], packed: bytes) -> Any:
    """Calls a pickled function with its arguments, on another machine that finds stages in the same
    places as this one."""
    sys.path.extend(folder for folder in path if folder not in sys.path)
    function, *arguments = pickle.loads(packed)  # noqa: S301  # our own driver sent it
    return function(*arguments)


def submitting(module: Any) -> Callable[..., Any]:
    """A function that has another one called on the cluster, and again if its machine is lost."""
    remote = module.remote(num_cpus=1, max_retries=-1)(elsewhere)
    return lambda *call: remote.remote(sys.path, pickle.dumps(call))


def clean(packed: bytes, documents: list[Document]) -> list[Result]:
    """What runs on the cluster: the results of a chunk of documents."""
    if packed not in _workers:
        for other in _workers.values():
            other.stop()
        _workers.clear()
        _workers[packed] = Worker(*pickle.loads(packed))  # noqa: S301  # our own driver sent it
    worker = _workers[packed]
    slots = [Slot.of(document) for document in documents]
    worker.give(slots)
    while worker.waiting:
        worker.take()
    return [slot.result for slot in slots if slot.result is not None]


def ray(work: Work, tasks: Iterable[Task], workers: int, guard: Guard) -> Generator[Result]:
    """One result per task, in order. Uses the cluster that this process is connected to or that
    `RAY_ADDRESS` names, all of it, and else starts one with so many `workers` on this machine and
    ends it afterwards."""
    with cluster(workers) as module:
        submit, packed = submitting(module), pickle.dumps((work, guard))
        yield from _in_order(module, lambda documents: submit(clean, packed, documents), tasks)


@contextmanager
def cluster(workers: int) -> Iterator[Any]:
    """The module `ray`, connected."""
    module = _ray()
    ours = not module.is_initialized()
    if ours:
        address = os.environ.get("RAY_ADDRESS")
        local = {} if address else {"num_cpus": max(workers, 1), "include_dashboard": False}
        module.init(address=address, log_to_driver=False, logging_level="ERROR", **local)
    try:
        yield module
    finally:
        if ours:
            module.shutdown()


def _in_order(
    module: Any, submit: Callable[[list[Document]], Any], tasks: Iterable[Task]
) -> Generator[Result]:
    window = Window(tasks)
    flying: dict[Any, list[Slot]] = {}
    most = AHEAD * max(int(module.cluster_resources().get("CPU", 1)), 1)
    while not window.finished:
        if window.room and len(flying) < most:
            chunk = window.chunk(CHUNK_BYTES)
            if chunk:
                flying[submit([slot.document for slot in chunk])] = chunk
            continue
        yield from window.ready()
        for reference in module.wait(list(flying), num_returns=1)[0] if flying else ():
            for slot, result in zip(flying.pop(reference), module.get(reference), strict=True):
                slot.answer(result)


def _ray() -> Any:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray
    except ImportError:
        raise MissingPackageError("the ray engine", "ray") from None
    module: Any = ray
    return module
