"""Stages that misbehave on purpose."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from cleaner.document import Document

HANG, CRASH, KILLED, EXCEPTION, EXIT, MEMORY = "HANG", "CRASH", "KILLED", "EXCEPTION", "EXIT", "MEMORY"
FORK_AND_DIE, FORK, SERVER, CLOSE = "FORK_AND_DIE", "FORK", "SERVER", "CLOSE"
KINDS = (HANG, CRASH, KILLED, EXCEPTION, EXIT, MEMORY)


def _hang() -> None:
    while True:
        time.sleep(1)


def _fail() -> None:
    raise ValueError("poisoned")


def _exit() -> None:
    raise SystemExit(7)


def _recurse() -> None:
    _recurse()


def _complain() -> None:
    raise ValueError("no \ud800")


def _fork_and_die() -> None:
    if os.fork() == 0:
        time.sleep(20)  # holds the pipe to the parent open
        os._exit(0)
    os._exit(3)


ACTIONS: dict[str, Callable[[], object]] = {
    HANG: _hang,
    CRASH: lambda: os.kill(os.getpid(), signal.SIGSEGV),
    KILLED: lambda: os.kill(os.getpid(), signal.SIGKILL),
    EXCEPTION: _fail,
    EXIT: _exit,
    MEMORY: lambda: bytearray(8 << 30),
    FORK_AND_DIE: _fork_and_die,
    FORK: os.fork,  # both processes go on
    SERVER: lambda: os.kill(os.getppid(), signal.SIGKILL),
    CLOSE: lambda: os.closerange(3, 256),
    "ABORT": os.abort,
    "STATUS": lambda: os._exit(255),
    "RECURSION": _recurse,
    "THREAD": lambda: threading.Thread(target=time.sleep, args=(60,)).start(),
    "DIRECTORY": lambda: os.chdir("/"),
    "OUTPUT": lambda: os.write(1, b"rubble on standard output\n"),
    "SIGNALS": lambda: signal.signal(signal.SIGTERM, signal.SIG_IGN),
    "ENVIRONMENT": os.environ.clear,
    "SURROGATE": _complain,
    "LARGE": lambda: None,
}
"""What the stage does for a text."""
HARMLESS = {FORK, SERVER, "THREAD", "DIRECTORY", "OUTPUT", "SIGNALS", "ENVIRONMENT", "LARGE"}
"""Texts that come out all the same."""


@dataclass(frozen=True)
class Poison:
    """Hang, crash or fail as the text says; else turn it into capitals."""

    name: ClassVar[str] = "poison"

    def __call__(self, document: Document) -> Document:
        text = document.text or (document.data or b"").decode()
        if text in ACTIONS:
            ACTIONS[text]()
        return document.replace(text=text.upper() * (5_000_000 if text == "LARGE" else 1))


@dataclass(frozen=True)
class Slow:
    """Sleep for each document."""

    seconds: float = 0.01
    name: ClassVar[str] = "slow"

    def __call__(self, document: Document) -> Document:
        time.sleep(self.seconds)
        return document
