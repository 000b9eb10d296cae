"""What a reader gives: one `Item` an input, readable or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cleaner.document import CleanerError, Document

MEGABYTE = 1 << 20


class ReadError(CleanerError):
    """An input, or a part of one, cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Item:
    """One input of a run.

    `path` is its place among the inputs, never given twice: the file's path below the folder that
    holds all inputs, and inside containers the member's name or the record's number behind that.
    `container` is the part of it that names the container, empty for a file of its own. `fields`
    are the other fields of its record. An input that cannot be read is an item too, with `error`.
    `origin` is where it really lies, which rules for sites and folders ask for.
    """

    document: Document
    path: str
    container: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""
    origin: str = ""

    @property
    def size(self) -> int:
        """Its bytes (characters, when it came as text)."""
        return len(self.document.data if self.document.data is not None else self.document.text)


@dataclass(frozen=True)
class Reading:
    """How inputs are read: `jsonl` says that standard input holds one record a line; `text_field`
    and `id_field` name the fields of a record; a document may have `max_bytes`."""

    jsonl: bool = False
    text_field: str = "text"
    id_field: str = "id"
    max_bytes: int = 256 * MEGABYTE


@dataclass
class Meter:
    """How far the reading has come, for those who watch: bytes of the named files that were read."""

    read: int = 0


def unreadable(path: str, reason: str, container: str = "") -> Item:
    """The item that stands for an input nothing could be read of."""
    return Item(Document(id=path), path, container, error=reason)
