"""Limits of time and memory for reading a container in this process."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

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
    room = _data_bytes() + max(READ_BYTES, COPIES * reading.max_bytes)
    while True:
        with _memory(room), _time(reading.seconds):
            try:
                item = next(items)
            except StopIteration:
                return
        yield item


@contextlib.contextmanager
def _memory(room: int) -> Iterator[None]:
    """Refuse memory beyond `room` bytes inside the `with` block."""
    if resource is None:
        yield
        return
    before = resource.getrlimit(resource.RLIMIT_DATA)
    if before[0] != resource.RLIM_INFINITY:
        yield  # somebody else limits this process
        return
    resource.setrlimit(resource.RLIMIT_DATA, (room, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, before)


@contextlib.contextmanager
def _time(seconds: float) -> Iterator[None]:
    """Raise `ReadError` inside the `with` block when it has taken too long."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def give_up(*_: Any) -> None:
        raise ReadError(f"nothing came for {seconds:g} seconds")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _data_bytes() -> int:
    """The private writable memory of this process, bytes, which is what `RLIMIT_DATA` limits."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[5]
        return int(pages) * (resource.getpagesize() if resource else 0)
    return 1 << 62
