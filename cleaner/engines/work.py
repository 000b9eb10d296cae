"""What engines are given: the work, and the tasks to do it on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cleaner.document import Document, Result

Work = Callable[[Document], Result]
"""The function that an engine calls with each document.

It should return a failure as a result. If it raises, a supervised process makes a failed result of the
exception; unguarded in this process, the exception ends the run.

It must pickle, unless it runs unguarded in this process. It may have a method `observed(note)` that
returns a copy of the work which calls `note` with the name of each stage before that stage runs: then a
death of the process is attributed to a stage.
"""

Task = Document | Result
"""A document to work on, or a result that passes through.

Results stand for inputs that could not even be read, so that they keep their place in the order.
"""

OVERHEAD_BYTES = 1000
"""Size of a document beside its text, bytes: so that empty documents count too."""

_NOTHING = Document()


@dataclass(slots=True)
class Slot:
    """The place of one task in the order of results.

    - `document`: what to work on; dropped once there is a result;
    - `result`: `None` until it is known;
    - `deaths`: the number of processes that died while working on the document;
    - `size`: bytes or characters of the source, and `OVERHEAD_BYTES`.
    """

    document: Document
    result: Result | None = None
    deaths: int = 0
    size: int = 0

    @classmethod
    def of(cls, task: Task) -> Slot:
        """The slot of a task; already answered if the task is a result."""
        if isinstance(task, Result):
            return cls(_NOTHING, task, size=OVERHEAD_BYTES)
        return cls(task, size=len(task.data or b"") + len(task.text) + OVERHEAD_BYTES)

    def answer(self, result: Result) -> None:
        """Set the result and release the source."""
        self.result = result
        self.document = _NOTHING
