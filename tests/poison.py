"""Stages that misbehave on purpose."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from cleaner.document import Document

HANG, CRASH, KILLED, EXCEPTION, EXIT, MEMORY = "HANG", "CRASH", "KILLED", "EXCEPTION", "EXIT", "MEMORY"
FORK_AND_DIE, FORK, SERVER = "FORK_AND_DIE", "FORK", "SERVER"
KINDS = (HANG, CRASH, KILLED, EXCEPTION, EXIT, MEMORY)


def _hang() -> None:
    while True:
        time.sleep(1)


def _fail() -> None:
    raise ValueError("poisoned")


def _exit() -> None:
    raise SystemExit(7)


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
}


@dataclass(frozen=True)
class Poison:
    """Hang, crash or fail as the text says; else turn it into capitals."""

    name: ClassVar[str] = "poison"

    def __call__(self, document: Document) -> Document:
        text = document.text or (document.data or b"").decode()
        if text in ACTIONS:
            ACTIONS[text]()
        return document.replace(text=text.upper())


@dataclass(frozen=True)
class Slow:
    """Sleep for each document."""

    seconds: float = 0.01
    name: ClassVar[str] = "slow"

    def __call__(self, document: Document) -> Document:
        time.sleep(self.seconds)
        return document
