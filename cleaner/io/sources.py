"""The documents of the inputs that a user names."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import IO, Any

from cleaner.document import CleanerError, ConfigError, Document
from cleaner.io.finding import STDIN, Found, find
from cleaner.io.formats import SEEKABLE, container_suffix, read, whole
from cleaner.io.items import Item, Meter, Reading, passed_over, reason_of, unreadable
from cleaner.io.records import FIRST_RECORDS, jsonl, missing_field
from cleaner.io.remote import is_url, open_url, reason_of_failure


def read_all(
    inputs: Sequence[str], reading: Reading, *, leave_out: Sequence[Path] = (), meter: Meter | None = None
) -> Iterator[Item]:
    """Yield every document of the inputs, one at a time.

    They come in the order of the inputs, inside a folder sorted by name, and inside a container in the
    order of the container. What is passed over is counted by the meter. What cannot be read is an item
    with an error; nothing is raised for it.
    """
    return read_found(find(inputs, leave_out), reading, meter)


def read_found(found: Iterable[Found], reading: Reading, meter: Meter | None = None) -> Iterator[Item]:
    """Yield the documents of files that `find` found, in order."""
    meter = meter or Meter()
    for item in _items(found, reading, meter):
        if item.skipped:
            meter.skipped[item.skipped] += 1
        else:
            yield item


def _items(found: Iterable[Found], reading: Reading, meter: Meter) -> Iterator[Item]:
    for path, name, error, _, skipped in found:
        if skipped:
            yield passed_over(skipped)
        elif error:
            yield unreadable(name, error, ends=True)
        elif path == STDIN:
            yield from _stdin(sys.stdin.buffer, reading)
        else:
            yield from read_file(path, name, reading, meter)


def read_file(path: str, name: str, reading: Reading, meter: Meter) -> Iterator[Item]:
    """Yield the documents of one file or URL, in order, and move the meter on.

    Never raises: what cannot be opened or read is an item with an error.
    """
    origin = path if is_url(path) else os.path.abspath(path)  # noqa: PTH100
    before = meter.read
    try:
        with open_anything(path, name) as stream:
            for item in read(stream, name, reading):
                meter.read = before + _position(stream)
                yield replace(item, origin=origin + item.path.removeprefix(name))
    except Exception as error:  # remote file systems raise errors of their own
        yield unreadable(name, reason_of_failure(error), ends=True)


def open_anything(path: str, name: str) -> IO[bytes]:
    """A binary stream for a path or URL, whose format the name tells; the caller closes it.

    Raises `OSError` and, for URLs, what `open_url` raises.
    """
    if is_url(path):
        return open_url(path, seeking=container_suffix(name) in SEEKABLE)
    return open(path, "rb")  # noqa: PTH123


def is_one_document(inputs: Sequence[str], reading: Reading) -> bool:
    """Whether the inputs are a single document: one file that is not a container, or a piped page."""
    if len(inputs) != 1:
        return False
    (name,) = inputs
    if name == STDIN:
        return not reading.jsonl
    return not container_suffix(name) and Path(name).is_file()


def _stdin(stream: IO[bytes], reading: Reading) -> Iterator[Item]:
    """The documents of standard input; what cannot be read is an item with an error.

    Raises `ConfigError` if the first records all lack a field.
    """
    try:
        if reading.jsonl:
            yield from _checked(jsonl(stream, "stdin", reading), reading)
        else:
            yield Item(Document(data=whole(stream, reading.max_bytes), id="stdin"), "stdin")
    except ConfigError:
        raise
    except (CleanerError, OSError) as error:
        yield unreadable("stdin", reason_of(error), ends=True)


def _checked(items: Iterator[Item], reading: Reading) -> Iterator[Item]:
    """The items; raises `ConfigError` if the first ones all lack the field of the text, or of the id."""
    first = list[Item]()
    for item in islice(items, FIRST_RECORDS):
        first.append(item)
        if not missing_field(first, reading):
            break
    if error := missing_field(first, reading):
        raise ConfigError(error)
    yield from first
    yield from items


def _position(stream: Any) -> int:
    try:
        return int(stream.tell())
    except (OSError, ValueError, AttributeError):
        return 0
