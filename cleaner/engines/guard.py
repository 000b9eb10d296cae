"""Limits of time and memory for one document, set inside the worker and enforced by the kernel."""

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
    """Limits for a worker process; `None` means no limit.

    - `timeout`: maximum time for a document, seconds;
    - `memory`: maximum memory of the worker beyond what it holds when it starts, megabytes.

    The kernel enforces both limits, so they hold while C code keeps the interpreter locked, and also if
    the parent process is dead: an unhandled alarm kills the process, and `RLIMIT_DATA` refuses memory
    beyond the ceiling. Windows has neither and ignores them.
    """

    timeout: float | None = None
    memory: int | None = None

    def arm(self) -> None:
        """Set the memory limit of this process, and let the alarm kill it."""
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
        """Kill this process if the `with` block takes longer than the timeout."""
        if self.timeout is None or not hasattr(signal, "setitimer"):
            yield
            return
        signal.setitimer(signal.ITIMER_REAL, self.timeout)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)

    def cause_of_death(self, exitcode: int | None) -> str:
        """The error message of a document whose worker ended with `exitcode`.

        A negative exit code is the number of a signal, as in `multiprocessing`.

        >>> Guard(timeout=60).cause_of_death(-14)
        'timed out: it took longer than 60 seconds'
        """
        if exitcode is None or exitcode >= 0:
            return f"the worker process ended over it (status {exitcode})"
        number = -exitcode
        if self.timeout is not None and number == getattr(signal, "SIGALRM", None):
            return f"timed out: it took longer than {self.timeout:g} seconds"
        return f"the worker process was killed by it ({_signal_name(number)})"


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _data_bytes() -> int:
    """The private writable memory of this process, bytes: what `RLIMIT_DATA` limits on Linux.

    0 if the system does not tell; the limit is then a limit of all memory of the worker.
    """
    with contextlib.suppress(OSError, ValueError, IndexError):
        for line in Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmData:"):
                return int(line.split()[1]) * 1024
    return 0
