"""Order of results: hold back those whose turn has not come."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from cleaner.document import Result
from cleaner.engines.work import Slot, Task

MAX_BYTES = 64 << 20
"""Maximum size of all documents under way, bytes: what waits behind a slow document is held in memory."""
MAX_DOCUMENTS = 10_000
"""Maximum number of documents under way: their results take memory too."""


class Window:
    """Hands out tasks in chunks and returns the results in the order of the tasks.

    Tasks are read only while there is room, so a slow document, whose result must come first, holds up
    the reading sooner or later.
    """

    def __init__(self, tasks: Iterable[Task]) -> None:
        self._slots = map(Slot.of, tasks)
        self._pending: deque[Slot] = deque()
        self._size = 0
        self._exhausted = False

    @property
    def finished(self) -> bool:
        """Whether all tasks were handed out and all results returned."""
        return self._exhausted and not self._pending

    @property
    def room(self) -> bool:
        """Whether another chunk may be handed out; it may turn out to be empty."""
        return not self._exhausted and self._size < MAX_BYTES and len(self._pending) < MAX_DOCUMENTS

    def chunk(self, size: int) -> list[Slot]:
        """The next documents, until together they have at least `size` bytes.

        Tasks that are results count towards the size but are not in the chunk. The chunk is shorter, or
        empty, at the end of the tasks.
        """
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
        """Remove and yield the results at the front, up to the first document that is not done."""
        while self._pending:
            slot = self._pending[0]
            if slot.result is None:
                return
            self._pending.popleft()
            self._size -= slot.size
            yield slot.result
