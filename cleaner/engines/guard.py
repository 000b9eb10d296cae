"""Limits that hold for one document, whatever code is running."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Guard:
    """`timeout` in seconds for a document and `memory` in megabytes for a worker above what it
    holds when it starts; `None` for no limit.

    The kernel keeps both: an alarm that nobody handles kills the process even while C code holds
    the interpreter, also when the parent is dead; memory beyond the limit is not handed out.
    """

    timeout: float | None = None
    memory: int | None = None

    def arm(self) -> None:
        """Sets the limit of memory for this process, and lets the alarm kill it."""
        if hasattr(signal, "SIGALRM"):
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
        if self.memory is not None and resource is not None:
            limit = _data_bytes() + self.memory * MEGABYTE
            _, hard = resource.getrlimit(resource.RLIMIT_DATA)
            if hard != resource.RLIM_INFINITY:
                limit = min(limit, hard)
            resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        """The process is killed when what is done inside takes longer than the timeout."""
        if self.timeout is None or not hasattr(signal, "setitimer"):
            yield
            return
        signal.setitimer(signal.ITIMER_REAL, self.timeout)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)

    def cause_of_death(self, exitcode: int | None) -> str:
        """What to say of a document whose worker ended so.

        >>> Guard(timeout=60).cause_of_death(-14)
        'timed out: it took longer than 60 seconds'
        """
        if exitcode is not None and exitcode < 0:
            if hasattr(signal, "SIGALRM") and exitcode == -signal.SIGALRM and self.timeout is not None:
                return f"timed out: it took longer than {self.timeout:g} seconds"
            try:
                name = signal.Signals(-exitcode).name
            except ValueError:
                name = f"signal {-exitcode}"
            return f"the worker process was killed by it ({name})"
        return f"the worker process ended over it (status {exitcode})"


def _data_bytes() -> int:
    """Private writable memory of this process, which is what `RLIMIT_DATA` limits on Linux."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        for line in Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmData:"):
                return int(line.split()[1]) * 1024
    return 0
