"""What a file holds, by its name: a document, records or an archive."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import IO

from cleaner.document import Document
from cleaner.io import archives
from cleaner.io.compression import decompressed, suffix_of, zstd_module
from cleaner.io.extras import optional
from cleaner.io.items import Item, ReadError, Reading, reason_of, too_large, unreadable
from cleaner.io.limits import within_limits
from cleaner.io.parquet_rows import parquet
from cleaner.io.records import jsonl
from cleaner.io.warc import warc

RECORD_READERS: dict[str, Callable[[IO[bytes], str, Reading], Iterator[Item]]] = {
    ".jsonl": jsonl,
    ".ndjson": jsonl,
    ".parquet": parquet,
    ".warc": warc,
    ".wet": warc,
}
"""Suffix to the function that yields the items of a stream, given the stream's name."""
ARCHIVES: dict[str, Callable[[IO[bytes]], Iterator[archives.Member]]] = {
    ".zip": archives.zip_members,
    ".tar": archives.tar_members,
}
"""Suffix to the function that yields the members of a stream."""
LONG_SUFFIXES = {".tgz": ".tar.gz", ".tbz2": ".tar.bz2", ".txz": ".tar.xz"}
"""Short suffix of a compressed archive to the long one."""
SEEKABLE = {".zip", ".parquet"}
"""Formats with a directory at the end, which need a seekable stream."""


def container_suffix(name: str) -> str:
    """The suffix that says what a file holds; empty for a document.

    >>> container_suffix("a/docs.jsonl.gz"), container_suffix("dump.tgz"), container_suffix("page.html.gz")
    ('.jsonl', '.tar', '')
    """
    name = _spelled_out(name)
    name = name.removesuffix(suffix_of(name))
    return next((suffix for suffix in (*RECORD_READERS, *ARCHIVES) if name.endswith(suffix)), "")


def read(stream: IO[bytes], name: str, reading: Reading, *, nested: bool = False) -> Iterator[Item]:
    """Yield the items of one file, in order: a document, or those of a container.

    `name` is the file's name among the inputs; `nested` says that the file is a member of an archive.
    Archives inside archives are not opened, but are documents like any other file.

    Never raises for what the file holds: what cannot be read is an item with an error. If a container is
    damaged, the items before the damage come first, then one item that says so.
    """
    count = 0
    items = _items(stream, name, reading, nested)
    if not nested and (container_suffix(name) or suffix_of(name)):
        items = within_limits(items, reading)
    try:
        for item in items:
            yield item
            count += not item.skipped
    except Exception as error:  # whatever a library raises for damaged data
        reason = reason_of(error)
        if not container_suffix(name):
            yield unreadable(name, reason)
        elif count == 0:
            yield unreadable(name, reason, name, ends=True)
        else:
            reason = f"after {count:,} documents: {reason}"
            yield unreadable(f"{name}/after-{count}", reason, name, ends=True)


def check_packages(name: str) -> None:
    """Raise `MissingPackageError` if reading or writing a file of this name needs a further package."""
    if suffix_of(name) == ".zst":
        zstd_module()
    if container_suffix(name) == ".parquet":
        optional("pyarrow")


def _items(stream: IO[bytes], name: str, reading: Reading, nested: bool) -> Iterator[Item]:
    suffix = container_suffix(name)
    with decompressed(stream, _spelled_out(name)) as plain:
        if suffix in SEEKABLE and (nested or not plain.seekable()):
            plain = io.BytesIO(whole(plain, reading.max_bytes))
        if suffix in ARCHIVES and not nested:
            yield from _members(ARCHIVES[suffix](plain), name, reading)
        elif suffix in RECORD_READERS:
            yield from RECORD_READERS[suffix](plain, name, reading)
        else:
            yield Item(Document(data=whole(plain, reading.max_bytes), id=name), name)


def _members(members: Iterator[archives.Member], archive: str, reading: Reading) -> Iterator[Item]:
    """The items of the members of an archive. A name that recurs gets a number: `page.html#2`."""
    times: dict[str, int] = {}
    for member_name, member in members:
        name = f"{archive}/{member_name}"
        times[name] = times.get(name, 0) + 1
        if times[name] > 1:
            name = f"{name}#{times[name]}"
        if isinstance(member, ReadError):
            yield unreadable(name, str(member), archive)
            continue
        for item in read(member, name, reading, nested=True):
            yield item if item.container else replace(item, container=archive)


def whole(stream: IO[bytes], max_bytes: int) -> bytes:
    """All bytes of a stream; raises `ReadError` if there are more than `max_bytes`."""
    data = stream.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise ReadError(too_large(max_bytes))
    return data


def _spelled_out(name: str) -> str:
    """The name in lower case, with the long suffix instead of a short one.

    >>> _spelled_out("Dump.TGZ")
    'dump.tar.gz'
    """
    name = name.lower()
    for short, long in LONG_SUFFIXES.items():
        if name.endswith(short):
            return name.removesuffix(short) + long
    return name
