"""The results with the largest keys of a run, in constant memory."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from typing import Any

from cleaner.document import Result


class Largest:
    """The results with the largest keys, at most `size` of them; iterated from the largest."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._heap: list[tuple[Any, int, Result]] = []

    def add(self, key: float | bytes, number: int, result: Result) -> None:
        """Take a result, or not; `number` must be unique, the lower one wins between equal keys."""
        entry = (key, -number, result)
        if len(self._heap) < self._size:
            heapq.heappush(self._heap, entry)
        else:
            heapq.heappushpop(self._heap, entry)

    def __iter__(self) -> Iterator[Result]:
        for _, result in self.items():
            yield result

    def items(self) -> Iterator[tuple[Any, Result]]:
        """Yield the results with their keys."""
        for key, _, result in sorted(self._heap, reverse=True):
            yield key, result
