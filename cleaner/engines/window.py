"""The documents that are under way, in their order."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from cleaner.document import Result
from cleaner.engines.work import Task
from cleaner.engines.worker import Slot

MOST_BYTES = 64 << 20
MOST_DOCUMENTS = 10_000
"""How far the others run ahead of a slow document, whose result must come first."""


class Window:
    """Hands out tasks in chunks as long as there is room, and gives back results in order."""

    def __init__(self, tasks: Iterable[Task]) -> None:
        self._slots = map(Slot.of, tasks)
        self._pending: deque[Slot] = deque()
        self._size = 0
        self._exhausted = False

    @property
    def finished(self) -> bool:
        """Whether all tasks were handed out and all results given back."""
        return self._exhausted and not self._pending

    @property
    def room(self) -> bool:
        """Whether there may be more to hand out."""
        return not (self._exhausted or self._size >= MOST_BYTES or len(self._pending) >= MOST_DOCUMENTS)

    def chunk(self, size: int) -> list[Slot]:
        """The next documents that together weigh so much; what is answered already stays here."""
        chunk: list[Slot] = []
        for slot in self._slots:
            self._pending.append(slot)
            self._size += slot.size
            size -= slot.size
            if slot.result is None:
                chunk.append(slot)
            if size <= 0:
                return chunk
        self._exhausted = True
        return chunk

    def ready(self) -> Iterator[Result]:
        """The results whose turn it is."""
        while self._pending and (result := self._pending[0].result) is not None:
            self._size -= self._pending.popleft().size
            yield result
