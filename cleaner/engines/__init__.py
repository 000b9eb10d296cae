"""Run one function over many documents, in this process, in several, or on a cluster.

What holds for every engine:

- **Order.** Results come in the order of the tasks, whichever document is done first.
- **One result per task.** No task is lost or answered twice, also if a process or a machine dies.
- **Failures stay alone.** In a supervised process, a document that raises, hangs, crashes or exhausts
  the memory gets a result with the status `failed`, and all others get what they would get without it.
- **Same results.** The engine, the number of workers and the division into chunks change nothing.
- **Laziness.** Tasks are read as they are needed, only a limited distance ahead of the results (see
  `window`). Closing the generator stops the processes.

The one exception: work that runs unguarded in this process can bring it down.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable
from typing import Literal

from cleaner.document import Result
from cleaner.engines.guard import Guard
from cleaner.engines.pool import pool
from cleaner.engines.serial import serial
from cleaner.engines.work import Task, Work

__all__ = ["Engine", "Guard", "Task", "Work", "run"]
Engine = Literal["serial", "fork", "pool", "ray"]
"""How documents are divided among processes.

- `serial`: one document after the other;
- `fork`: the same, in a copy of this process, which must have no threads: for a single document;
- `pool`: processes on this machine;
- `ray`: a Ray cluster.
"""


def run(
    work: Work,
    tasks: Iterable[Task],
    workers: int = 1,
    *,
    engine: Engine | None = None,
    guard: Guard | None = None,
) -> Generator[Result]:
    """Yield one result per task, in the order of the tasks.

    - `tasks`: documents, and results, which pass through as they are;
    - `workers`: number of processes; the engine `ray` uses it only if it starts a cluster itself;
    - `engine`: by default `serial` for a single worker without a guard, else `pool`;
    - `guard`: limits for each document. Without one, `serial` runs the work in this process; the other
      engines supervise their processes, but set no limits.

    Work that runs in another process must pickle. The generator raises `CleanerError` if it does not, or
    if worker processes cannot start, and `MissingPackageError` if the engine `ray` is not installed.

    >>> from cleaner.document import Document
    >>> shout = lambda document: Result(document.replace(text=document.text.upper()), "ok")
    >>> [result.document.text for result in run(shout, [Document("a"), Document("b")])]
    ['A', 'B']
    """
    if engine is None:
        engine = "serial" if workers == 1 and guard is None else "pool"
    if engine == "serial" or (engine == "fork" and not hasattr(os, "fork")):
        return serial(work, tasks, guard)
    if engine == "fork":
        return serial(work, tasks, guard or Guard(), fork=True)
    if engine == "pool":
        return pool(work, tasks, workers, guard or Guard())
    from cleaner.engines.ray import ray

    return ray(work, tasks, workers, guard or Guard())
