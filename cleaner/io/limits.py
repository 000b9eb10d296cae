"""Limits of time and memory for reading a container in this process."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from cleaner.io.items import MEGABYTE, ReadError, Reading

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

READ_BYTES = 1024 * MEGABYTE
"""Minimum memory for reading beyond what the process holds, bytes; documents may be `max_bytes` each."""
COPIES = 4
"""Number of copies of the largest document that reading may hold at a time: packed, unpacked, decoded."""

T = TypeVar("T")


def within_limits(items: Iterator[T], reading: Reading) -> Iterator[T]:
    """Yield the items; each may take `reading.seconds` to read, and a bounded amount of memory.

    Time beyond the limit is a `ReadError` and memory beyond it a `MemoryError`, raised inside `items`. The
    limit of time holds in the main thread, that of memory on Linux.
    """
    limits = _Limits(reading)
    try:
        while True:
            with limits:
                try:
                    item = next(items)
                except StopIteration:
                    return
            yield item
    finally:
        limits.lift()


class _Limits:
    """Limits of time and memory inside a `with` block, which may be entered many times.

    A class, since a context manager made of a generator takes longer than reading a short record.
    """

    def __init__(self, reading: Reading) -> None:
        self.seconds = reading.seconds
        self.room = _data_bytes() + max(READ_BYTES, COPIES * reading.max_bytes)
        in_main_thread = threading.current_thread() is threading.main_thread()
        self.limits_time = in_main_thread and hasattr(signal, "setitimer")
        if self.limits_time:
            self.handler = signal.signal(signal.SIGALRM, self._give_up)
        self.limits_memory = False
        if resource is not None:
            self.before = resource.getrlimit(resource.RLIMIT_DATA)
            # if somebody else limits this process, that limit stays
            self.limits_memory = self.before[0] == resource.RLIM_INFINITY

    def __enter__(self) -> None:
        if self.limits_memory:
            resource.setrlimit(resource.RLIMIT_DATA, (self.room, self.before[1]))
        if self.limits_time:
            signal.setitimer(signal.ITIMER_REAL, self.seconds)

    def __exit__(self, *_: object) -> None:
        if self.limits_time:
            signal.setitimer(signal.ITIMER_REAL, 0)
        if self.limits_memory:
            resource.setrlimit(resource.RLIMIT_DATA, self.before)

    def lift(self) -> None:
        """Give the alarm back to whoever had it."""
        if self.limits_time:
            signal.signal(signal.SIGALRM, self.handler)

    def _give_up(self, *_: object) -> None:
        raise ReadError(f"nothing came for {self.seconds:g} seconds")


def _data_bytes() -> int:
    """The private writable memory of this process, bytes, which is what `RLIMIT_DATA` limits."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[5]
        return int(pages) * (resource.getpagesize() if resource else 0)
    return 1 << 62
