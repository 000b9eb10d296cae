"""What a file holds, by its name: one document, records, or a container of further files."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import IO, Any

from cleaner.document import CleanerError, Document, MissingPackageError
from cleaner.io import archives
from cleaner.io.compression import decompressed, suffix_of
from cleaner.io.items import Item, ReadError, Reading, unreadable
from cleaner.io.records import jsonl, parquet
from cleaner.io.warc import warc

RECORD_READERS: dict[str, Callable[[IO[bytes], str, Reading], Iterator[Item]]] = {
    ".jsonl": jsonl,
    ".ndjson": jsonl,
    ".parquet": parquet,
    ".warc": warc,
    ".wet": warc,
}
ARCHIVES: dict[str, Callable[[IO[bytes]], Iterator[archives.Member]]] = {
    ".zip": archives.zip_members,
    ".tar": archives.tar_members,
}
SHORT = {".tgz": ".tar.gz", ".tbz2": ".tar.bz2", ".txz": ".tar.xz"}
SEEKING = {".zip", ".parquet"}
"""Formats with a directory at the end: they are read from a seekable file."""


def container_suffix(name: str) -> str:
    """The suffix that says what a file holds; empty for a document.

    >>> container_suffix("a/docs.jsonl.gz"), container_suffix("dump.tgz"), container_suffix("page.html.gz")
    ('.jsonl', '.tar', '')
    """
    name = name.lower()
    for short, long in SHORT.items():
        if name.endswith(short):
            name = name.removesuffix(short) + long
    name = name.removesuffix(suffix_of(name))
    return next((suffix for suffix in (*RECORD_READERS, *ARCHIVES) if name.endswith(suffix)), "")


def read(stream: IO[bytes], path: str, reading: Reading, *, nested: bool = False) -> Iterator[Item]:
    """The items of one file; what cannot be read is an item with an error, never an exception."""
    kind = container_suffix(path)
    given = 0
    try:
        with decompressed(stream, _long(path)) as plain:
            if kind in SEEKING and (plain is not stream or nested):
                plain = io.BytesIO(whole(plain, reading.max_bytes))
            if kind in ARCHIVES and not nested:
                items = _members(ARCHIVES[kind](plain), path, reading)
            elif kind in RECORD_READERS:
                items = RECORD_READERS[kind](plain, path, reading)
            else:
                data = whole(plain, reading.max_bytes)
                items = iter([Item(Document(data=data, id=path), path)])
            for item in items:
                yield item
                given += 1
    except (CleanerError, OSError, MemoryError) as error:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        if kind and given:
            yield unreadable(f"{path}/after-{given}", f"after {given:,} documents: {reason}", path)
        else:
            yield unreadable(path, reason, path if kind else "")


def _members(members: Iterator[archives.Member], path: str, reading: Reading) -> Iterator[Item]:
    seen: dict[str, int] = {}
    for name, member in members:
        place = f"{path}/{name}"
        seen[place] = seen.get(place, 0) + 1
        if seen[place] > 1:  # archives may hold a name twice
            place = f"{place}#{seen[place]}"
        if isinstance(member, ReadError):
            yield unreadable(place, str(member), path)
            continue
        for item in read(member, place, reading, nested=True):
            yield Item(item.document, item.path, item.container or path, item.fields, item.error)


def whole(stream: IO[bytes], max_bytes: int) -> bytes:
    """All bytes of a stream; raises `ReadError` when there are too many."""
    data = stream.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise ReadError(f"larger than {max_bytes >> 20} MB; --max-size allows more")
    return data


def _long(path: str) -> str:
    return next((path + SHORT[short][4:] for short in SHORT if path.lower().endswith(short)), path)


def open_anything(path: str) -> Any:
    """A binary stream for a path or URL; URLs need fsspec."""
    if "://" not in path:
        return open(path, "rb")  # noqa: PTH123
    try:
        import fsspec
    except ImportError:
        raise MissingPackageError("reading from a remote store", "remote") from None
    return fsspec.open(path, "rb").open()
