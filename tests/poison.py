"""Stages that misbehave on purpose."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from typing import ClassVar

from cleaner.document import Document

HANG, CRASH, KILLED, EXCEPTION, EXIT, MEMORY = "HANG", "CRASH", "KILLED", "EXCEPTION", "EXIT", "MEMORY"
KINDS = (HANG, CRASH, KILLED, EXCEPTION, EXIT, MEMORY)


@dataclass(frozen=True)
class Poison:
    """Hang, crash or fail as the text says; else turn it into capitals."""

    name: ClassVar[str] = "poison"

    def __call__(self, document: Document) -> Document:
        text = document.text or (document.data or b"").decode()
        if text == HANG:
            while True:
                time.sleep(1)
        elif text == CRASH:
            os.kill(os.getpid(), signal.SIGSEGV)
        elif text == KILLED:
            os.kill(os.getpid(), signal.SIGKILL)
        elif text == EXCEPTION:
            raise ValueError("poisoned")
        elif text == EXIT:
            raise SystemExit(7)
        elif text == MEMORY:
            bytearray(8 << 30)
        return document.replace(text=text.upper())


@dataclass(frozen=True)
class Slow:
    """Sleep for each document."""

    seconds: float = 0.01
    name: ClassVar[str] = "slow"

    def __call__(self, document: Document) -> Document:
        time.sleep(self.seconds)
        return document
