"""Repair of damaged text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from cleaner.document import Document


def repair(text: str) -> str:
    return text


@dataclass(frozen=True)
class Encoding:
    """Undoes what wrong charsets, stores and hacked pages did to the text."""

    name: ClassVar[str] = "encoding"

    def __call__(self, document: Document) -> Document:
        return document.replace(text=repair(document.text))
