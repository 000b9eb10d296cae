"""Records, lines and files of the output.

Files are written in such a way that nobody ever reads half of one.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

import msgspec

from cleaner.document import Result
from cleaner.io.compression import compressing
from cleaner.io.items import Item

RECORD_FIELDS = ("id", "text", "title", "status", "charset", "script", "damage", "metadata", "fingerprint")
"""The fields that every record of the output has, in this order.

Fields of the input with one of these names get the prefix `source_`.
"""
INTERNAL_METADATA = {"folder", "origin"}
"""Metadata that only pass between the parts of a run.

Records leave them out, so that the same documents give the same records wherever they lie.
"""
_SURROGATES = re.compile("[\ud800-\udfff]")


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A binary stream whose content becomes the file `path` at the end of the `with` block.

    Until then it goes to a hidden file beside it; if the block raises, `path` stays as it was. Folders
    above the file are made.
    """
    partial = path.with_name(f".{path.name}.partial")
    try:
        stream = partial.open("wb")
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        stream = partial.open("wb")
    try:
        with stream:
            yield stream
        partial.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            partial.unlink()
        raise


def write(path: Path, data: bytes) -> None:
    """Write a file at once, replacing one that is there."""
    with replacing(path) as stream:
        stream.write(data)


def write_stream(path: Path, chunks: Iterable[bytes]) -> None:
    """Write a file in chunks, compressed as its name says.

    When this returns, the data is safe on the disk.
    """
    with replacing(path) as stream:
        with compressing(stream, path.name) as packed:
            for chunk in chunks:
                packed.write(chunk)
        stream.flush()
        os.fsync(stream.fileno())


def text_file(text: str) -> bytes:
    r"""The bytes of a text file: UTF-8, with a line break at the end; empty for an empty text.

    >>> text_file("好").decode()
    '好\n'
    """
    text = _SURROGATES.sub("\ufffd", text)
    if text and not text.endswith("\n"):
        text += "\n"
    return text.encode()


def record(item: Item, result: Result, fingerprint: str) -> dict[str, Any]:
    """The record of one document: `RECORD_FIELDS`, then the other fields of its own record.

    The record of a failed document has no text, and `error` and `stage` before the fields of its own.
    """
    document = result.document
    facts = {name: value for name, value in document.metadata.items() if name not in INTERNAL_METADATA}
    known = {
        "id": item.document.id,
        "text": document.text,
        "title": document.title,
        "status": result.status,
        "charset": facts.pop("charset", None),
        "script": facts.pop("script", None),
        "damage": facts.pop("damage", None),
        "metadata": facts,
        "fingerprint": fingerprint,
    }
    if result.status == "failed":
        known |= {"text": "", "error": result.error, "stage": result.stage}
    for name, value in item.fields.items():
        known[f"source_{name}" if name in RECORD_FIELDS else name] = value
    return known


def json_line(record: Any) -> bytes:
    r"""The record as a line of JSON in UTF-8.

    Values that JSON does not know are written as `str` shows them; lone surrogates become U+FFFD.

    >>> json_line({"text": "好", "bad": chr(0xD800)}).decode()
    '{"text":"好","bad":"�"}\n'
    """
    try:
        return msgspec.json.encode(record, enc_hook=str) + b"\n"
    except (UnicodeEncodeError, OverflowError, ValueError, TypeError):
        line = json.dumps(record, ensure_ascii=False, default=str, separators=(",", ":"))
        return _SURROGATES.sub("\ufffd", line).encode() + b"\n"
