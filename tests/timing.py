"""Growth of CPU time: a ratio of two sizes in one process, so that a slow machine does not matter."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from typing import Any


def assert_linear(work: Callable[[Any], object], make: Callable[[int], Any], size: int = 5_000) -> None:
    """Fail if 8 times the input takes more than 24 times the CPU time.

    Linear work takes 8 times as long, quadratic work 64 times. `make` takes a size and returns an input.
    """
    small = max(cpu_seconds(work, make, size), 0.001)
    large = cpu_seconds(work, make, 8 * size)
    assert large <= 24 * small, f"{small:.4f} s for {size}, {large:.4f} s for {8 * size}"


def cpu_seconds(work: Callable[[Any], object], make: Callable[[int], Any], size: int) -> float:
    """Least CPU time of three calls, so that other processes do not count.

    No two inputs are equal, so that caches do not count either.
    """
    best = float("inf")
    gc.disable()
    try:
        for more in range(3):
            given = make(size + more)
            start = time.process_time()
            work(given)
            best = min(best, time.process_time() - start)
    finally:
        gc.enable()
    return best
