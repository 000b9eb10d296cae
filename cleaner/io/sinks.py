"""Writing files so that a reader never sees half of one."""

from __future__ import annotations

import contextlib
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
"""The fields of a record of the output; fields of the input that are called so get a `source_`."""
OURS = {"folder", "origin"}
"""Metadata that only pass between the parts of a run: the same documents give the same records
wherever they lie."""
_SURROGATES = re.compile("[\ud800-\udfff]")


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A stream into a hidden file that takes the place of `path` when all went well."""
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
    """The file with these bytes; folders above it are made."""
    with replacing(path) as stream:
        stream.write(data)


def write_stream(path: Path, chunks: Iterable[bytes]) -> None:
    """The file with these bytes, compressed as its name says, and safe on the disk."""
    with replacing(path) as stream:
        with compressing(stream, path.name) as packed:
            for chunk in chunks:
                packed.write(chunk)
        stream.flush()
        os.fsync(stream.fileno())


def text_file(text: str) -> bytes:
    """The bytes of a text file: UTF-8, a line break behind the last line, nothing for no text."""
    text = _SURROGATES.sub("\ufffd", text)
    return f"{text}\n".encode() if text and not text.endswith("\n") else text.encode()


def record(item: Item, result: Result, fingerprint: str) -> dict[str, Any]:
    """What a file of records says about a document; other fields of its own record go through."""
    document = result.document
    facts = {name: value for name, value in document.metadata.items() if name not in OURS}
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
    """The record as a line of JSON in UTF-8, whatever is in it.

    >>> json_line({"text": "好", "bad": chr(0xD800)}).decode()
    '{"text":"好","bad":"�"}\\n'
    """
    try:
        return msgspec.json.encode(record, enc_hook=str) + b"\n"
    except (UnicodeEncodeError, OverflowError, ValueError, TypeError):
        import json

        line = json.dumps(record, ensure_ascii=False, default=str, separators=(",", ":"))
        return _SURROGATES.sub("\ufffd", line).encode() + b"\n"
