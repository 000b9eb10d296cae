"""The machines of a Ray cluster.

Chunks are tasks rather than calls of actors: if a node is lost, or the cluster grows or shrinks, Ray runs
them where there is room. Each process of the cluster keeps a supervised process of its own, so that what
a document does costs neither the process nor its other documents.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from cleaner.document import Document, MissingPackageError, Result
from cleaner.engines.guard import Guard
from cleaner.engines.window import Window
from cleaner.engines.work import Slot, Task, Work
from cleaner.engines.worker import Worker

CHUNK_BYTES = 1 << 20
"""Minimum size of a chunk, bytes: a Ray task costs much more than a message to a process."""
CHUNKS_PER_CORE = 2
"""Maximum number of chunks on the cluster for each of its cores: one at work and one on its way."""

LOOPBACK = "127.0.0.1"
"""Address at which a cluster that is started here listens."""

_workers: dict[bytes, Worker] = {}
"""The supervised process of this process, by its pickled work and guard; one at most.

Chunks of the same run share it, because starting one for every chunk would cost more.
"""


def ray(work: Work, tasks: Iterable[Task], workers: int, guard: Guard) -> Generator[Result]:
    """Yield one result per task, in order, from all machines of a cluster.

    Which cluster, see `cluster`. If a machine is lost, its chunks run again elsewhere, with the same
    results. Raises `MissingPackageError` if Ray is not installed.
    """
    with cluster(workers) as module:
        submit, packed = submitting(module), pickle.dumps((work, guard))
        yield from _in_order(module, lambda documents: submit(clean_chunk, packed, documents), tasks)


@contextmanager
def cluster(workers: int) -> Iterator[Any]:
    """Connect to a cluster; the value is the module `ray`.

    It is the cluster that this process is connected to, else the one that the environment variable
    `RAY_ADDRESS` names, else a new one on this machine with `workers` cores. A connection or cluster
    that was made here ends with the `with` block.
    """
    module = _ray()
    if module.is_initialized():
        yield module
        return
    address = os.environ.get("RAY_ADDRESS")
    with nullcontext() if address else _on_loopback():
        try:
            _connect(module, address, workers)
            yield module
        finally:
            module.shutdown()


@contextmanager
def _on_loopback() -> Iterator[None]:
    """Let a cluster that is started inside the `with` block listen on this machine only.

    Anybody who reaches a cluster can send it code. Ray listens on all addresses, whatever address it is
    told, unless clusters of several machines are turned off, as they are on Windows and macOS.
    """
    from ray._private import ray_constants

    name = ray_constants.ENABLE_RAY_CLUSTERS_ENV_VAR  # for the processes of the cluster
    before, variable = ray_constants.ENABLE_RAY_CLUSTER, os.environ.get(name)
    ray_constants.ENABLE_RAY_CLUSTER, os.environ[name] = False, "0"
    try:
        yield
    finally:
        ray_constants.ENABLE_RAY_CLUSTER = before
        os.environ.pop(name)
        if variable is not None:
            os.environ[name] = variable


def submitting(module: Any) -> Callable[..., Any]:
    """A function that submits calls: `submit(function, *arguments)` returns a reference to the result.

    Function and arguments must pickle. Ray repeats the call if its machine is lost.
    """
    remote = module.remote(num_cpus=1, max_retries=-1)(call_elsewhere)
    return lambda *call: remote.remote(sys.path, pickle.dumps(call))


def call_elsewhere(path: list[str], packed: bytes) -> Any:
    """Call a pickled function with its arguments, on another machine.

    `path` is the `sys.path` of the driver, so that stages are found in the same places as there.
    """
    sys.path.extend(folder for folder in path if folder not in sys.path)
    function, *arguments = pickle.loads(packed)  # noqa: S301  # our own driver sent it
    return function(*arguments)


def clean_chunk(packed: bytes, documents: list[Document]) -> list[Result]:
    """The results of a chunk of documents, one each, in order; called on the cluster.

    `packed` is the pickled pair of work and guard.
    """
    worker = _worker(packed)
    slots = [Slot.of(document) for document in documents]
    worker.give(slots)
    while worker.waiting:
        worker.take()
    return [slot.result for slot in slots if slot.result is not None]


def _worker(packed: bytes) -> Worker:
    """The supervised process for this work and guard; one for other work is stopped."""
    if packed not in _workers:
        for other in _workers.values():
            other.stop()
        _workers.clear()
        _workers[packed] = Worker(*pickle.loads(packed))  # noqa: S301  # our own driver sent it
    return _workers[packed]


def _in_order(
    module: Any, submit: Callable[[list[Document]], Any], tasks: Iterable[Task]
) -> Generator[Result]:
    window = Window(tasks)
    running: dict[Any, list[Slot]] = {}
    cores = max(int(module.cluster_resources().get("CPU", 1)), 1)
    while not window.finished:
        if window.room and len(running) < CHUNKS_PER_CORE * cores:
            chunk = window.chunk(CHUNK_BYTES)
            if chunk:
                running[submit([slot.document for slot in chunk])] = chunk
            continue
        yield from window.ready()
        if running:
            (reference,), _ = module.wait(list(running), num_returns=1)
            for slot, result in zip(running.pop(reference), module.get(reference), strict=True):
                slot.answer(result)


def _connect(module: Any, address: str | None, workers: int) -> None:
    options: dict[str, Any] = {"address": address, "log_to_driver": False, "logging_level": "ERROR"}
    if not address:
        options |= {"num_cpus": max(workers, 1), "include_dashboard": False}
        options |= {"_node_ip_address": LOOPBACK}  # or anybody in the network could send it code
    module.init(**options)


def _ray() -> Any:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray
    except ImportError:
        raise MissingPackageError("the ray engine", "ray") from None
    module: Any = ray
    return module
