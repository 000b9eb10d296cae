"""What readers yield: one `Item` per input, readable or not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cleaner.document import CleanerError, Document

MEGABYTE = 1 << 20
NO_FIELD = "no field "
"""Beginning of the error of a record without the field that should hold the text."""


class ReadError(CleanerError):
    """An input, or a part of one, cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Item:
    """One input of a run.

    - `document`: the source; nearly empty if it could not be read;
    - `path`: the name among the inputs: the file's path below the folder that holds all inputs and,
      inside a container, the member's name or the record's number behind that;
    - `container`: the part of `path` that names the container; empty for a file of its own;
    - `fields`: the other fields of its record;
    - `error`: why it could not be read; empty if it could;
    - `origin`: the full path or URL where it lies, which rules for sites and folders match;
    - `id`: the id of its record with the type that it has there; None for whatever has no id of its own;
    - `skipped`: the kind of things passed over that it stands for. Such an item is only counted;
    - `ends`: whether more of its container, or of its folder, could not be read.
    """

    document: Document
    path: str
    container: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""
    origin: str = ""
    id: str | int | float | None = None
    skipped: str = ""
    ends: bool = False

    @property
    def lacks_text(self) -> bool:
        """Whether the item is that of a record without the field that should hold the text."""
        return NO_FIELD in self.error

    @property
    def size(self) -> int:
        """The length of the source: bytes, or characters if it came as text."""
        data = self.document.data
        return len(self.document.text) if data is None else len(data)


@dataclass(frozen=True)
class Reading:
    """How inputs are read.

    - `jsonl`: whether standard input holds one JSON record a line, rather than one document;
    - `text_field`, `id_field`: the names of the fields of a record that hold text and id;
    - `max_bytes`: maximum size of a document, bytes, unpacked;
    - `seconds`: maximum time between two documents of a container, seconds;
    - `fields`: whether the other fields of a record are wanted.
    """

    jsonl: bool = False
    text_field: str = "text"
    id_field: str = "id"
    max_bytes: int = 256 * MEGABYTE
    seconds: float = 600
    fields: bool = True


@dataclass
class Meter:
    """Progress of the reading.

    - `read`: number of bytes read from the named files so far;
    - `skipped`: number of things that were passed over, by kind.
    """

    read: int = 0
    skipped: Counter[str] = field(default_factory=Counter)


def unreadable(
    path: str, reason: str, container: str = "", *, data: bytes | None = None, ends: bool = False
) -> Item:
    """The item of an input that could not be read, with its bytes if there are any."""
    return Item(Document(data=data, id=path), path, container, error=reason, ends=ends)


def passed_over(kind: str) -> Item:
    """The item of something that is passed over on purpose."""
    return Item(Document(), "", skipped=kind)


def reason_of(error: BaseException) -> str:
    """What an exception says, without number and file name; its class if it says nothing.

    >>> reason_of(FileNotFoundError(2, "No such file", "a.html")), reason_of(MemoryError())
    ('No such file', 'MemoryError')
    """
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


def too_large(max_bytes: int) -> str:
    """The error of a document that is larger than allowed."""
    return f"larger than {max_bytes >> 20} MB; --max-size allows more"
