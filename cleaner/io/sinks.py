"""Records, lines and files of the output.

Files are written in such a way that nobody ever reads half of one.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

import msgspec

from cleaner.document import Result
from cleaner.io.compression import compressing
from cleaner.io.items import MEGABYTE, Item
from cleaner.io.names import without_surrogates

RECORD_FIELDS = ("id", "text", "title", "status", "charset", "script", "damage", "metadata", "fingerprint")
"""The fields that every record of the output has, in this order.

Fields of the input with one of these names get the prefix `source_`.
"""
INTERNAL_METADATA = {"folder", "origin"}
"""Metadata that only pass between the parts of a run.

Records leave them out, so that the same documents give the same records wherever they lie.
"""


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A binary stream whose content becomes the file `path` at the end of the `with` block.

    Until then it goes to a hidden file beside it; if the block raises, `path` stays as it was. Folders
    above the file are made. Links in place of either file are replaced and not followed.
    """
    partial = path.with_name(f".{path.name}.partial")
    stream = _created(partial)
    try:
        with stream:
            yield stream
        partial.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            partial.unlink()
        raise


def _created(path: Path) -> IO[bytes]:
    """A new file, in place of one that an earlier run left."""
    try:
        return path.open("xb")
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        path.unlink()
    return path.open("xb")


def inside(folder: Path, name: str) -> Path:
    """The path of a file below a folder; raises `OSError` if a link or `..` leads out of the folder."""
    parts = name.split("/")
    path = str(folder)
    for part in parts[:-1]:
        path = f"{path}/{part}"
        if os.path.islink(path):  # noqa: PTH114  # a Path takes longer than the question
            raise OSError(errno.ELOOP, "this leads out of the output", path)
    if not {"", ".", ".."}.isdisjoint(parts):
        raise OSError(errno.ELOOP, "this leads out of the output", name)
    return folder / name


def checksum(path: Path) -> str:
    """Length and CRC-32 of a file, by which a change is found; empty if it cannot be read."""
    crc = length = 0
    try:
        with path.open("rb") as stream:
            while block := stream.read(MEGABYTE):
                crc, length = zlib.crc32(block, crc), length + len(block)
    except OSError:
        return ""
    return f"{length}-{crc:08x}"


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
    text = without_surrogates(text)
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
        "id": item.document.id if item.id is None else item.id,
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
        name = without_surrogates(name)
        while name in known:
            name = f"source_{name}"
        known[name] = value
    return known


def json_line(record: Any) -> bytes:
    r"""The record as a line of JSON in UTF-8.

    Values that JSON does not know are written as `str` shows them; lone surrogates become U+FFFD.

    >>> json_line({"text": "好", "bad": chr(0xD800)}).decode()
    '{"text":"好","bad":"�"}\n'
    """
    try:
        return msgspec.json.encode(record, enc_hook=str) + b"\n"
    except (UnicodeEncodeError, OverflowError, ValueError, TypeError, RecursionError):
        line = json.dumps(record, ensure_ascii=False, default=str, separators=(",", ":"))
        return without_surrogates(line).encode() + b"\n"
