"""Records with a text in one of their fields: JSON Lines and Parquet."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import IO, Any

import msgspec

from cleaner.document import Document, Metadata, MissingPackageError
from cleaner.io.items import MEGABYTE, Item, ReadError, Reading, unreadable


def jsonl(stream: IO[bytes], path: str, reading: Reading) -> Iterator[Item]:
    """One JSON object a line; a line that is none is an item with an error and its number."""
    number = 0
    while line := stream.readline(reading.max_bytes + 1):
        number += 1
        place = f"{path}/{number}"
        if len(line) > reading.max_bytes:
            _skip_line(stream, line)
            reason = f"line {number}: longer than {reading.max_bytes >> 20} MB; --max-size allows more"
            yield unreadable(place, reason, path)
        elif line := line.removeprefix(b"\xef\xbb\xbf").strip():
            try:
                yield from_record(_object(line), place, path, reading)
            except ReadError as error:
                broken = Document(data=line, id=place)  # goes to quarantine as it came
                yield Item(broken, place, path, error=f"line {number}: {error}")


def _object(line: bytes) -> Mapping[str, Any]:
    try:
        record = msgspec.json.decode(line)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        try:
            record = json.loads(line)  # takes lone surrogates, NaN and huge numbers
        except (ValueError, RecursionError):
            raise ReadError(f"not JSON: {error}") from None
    if not isinstance(record, dict):
        raise ReadError("not a JSON object")
    return record


def _skip_line(stream: IO[bytes], line: bytes) -> None:
    while line and not line.endswith(b"\n"):
        line = stream.readline(MEGABYTE)


def parquet(stream: IO[bytes], path: str, reading: Reading) -> Iterator[Item]:
    """The rows of a Parquet file, a few at a time."""
    try:
        import pyarrow
        from pyarrow.parquet import ParquetFile
    except ImportError:
        raise MissingPackageError("Parquet", "parquet") from None
    number = 0
    try:
        for batch in ParquetFile(stream).iter_batches(batch_size=128, use_threads=False):
            for row in batch.to_pylist():
                number += 1
                place = f"{path}/{number}"
                try:
                    yield from_record(row, place, path, reading)
                except ReadError as error:
                    yield unreadable(place, f"row {number}: {error}", path)
    except (pyarrow.ArrowException, OSError) as error:
        raise ReadError(f"the Parquet file is damaged or cut off: {error}") from error


def from_record(record: Mapping[str, Any], place: str, path: str, reading: Reading) -> Item:
    """The item of one record; raises `ReadError` when the text is missing."""
    if reading.text_field not in record:
        names = ", ".join(sorted(map(str, record))[:12]) or "none"
        raise ReadError(f"no field {reading.text_field!r}; --text-field names another one (there: {names})")
    fields = {name: value for name, value in record.items() if name != reading.text_field}
    content = record[reading.text_field]
    given = fields.pop(reading.id_field, None)
    name = place if given is None or isinstance(given, (dict, list, bool)) else str(given)
    facts = Metadata(url=fields["url"]) if isinstance(fields.get("url"), str) else Metadata()
    if isinstance(content, bytes):
        document = Document(data=content, id=name, metadata=facts)
    elif isinstance(content, str):
        document = Document(text=content, id=name, metadata=facts)
    else:
        raise ReadError(f"the field {reading.text_field!r} holds no text but {type(content).__name__}")
    return Item(document, place, path, fields)
