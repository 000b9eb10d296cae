"""Bytes to text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from cleaner.document import Document


def decode(data: bytes) -> str:
    return data.decode("utf-8", "replace")


@dataclass(frozen=True)
class Decode:
    """Finds the charset of the bytes in `data` and turns them into `text`."""

    name: ClassVar[str] = "decode"

    def __call__(self, document: Document) -> Document:
        if document.data is None:
            return document
        return document.replace(text=decode(document.data))
