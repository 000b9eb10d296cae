"""Records with a text in one of their fields: JSON Lines and Parquet."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import IO, Any

import msgspec

from cleaner.document import Document, Metadata
from cleaner.io.extras import optional
from cleaner.io.items import MEGABYTE, Item, ReadError, Reading, unreadable

BATCH_ROWS = 128
"""Maximum number of rows in memory while a Parquet file is read."""
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def jsonl(stream: IO[bytes], container: str, reading: Reading) -> Iterator[Item]:
    """Yield one item per line that is not blank, in order; each line should hold a JSON object.

    A line that holds none, that lacks the text or that is longer than `max_bytes` is an item with an
    error that names its number; the next lines are read all the same. Raises what the stream raises.
    """
    number = 0
    while line := stream.readline(reading.max_bytes + 1):
        number += 1
        name = f"{container}/{number}"
        if len(line) > reading.max_bytes:
            _skip_line(stream, line)
            reason = f"line {number}: longer than {reading.max_bytes >> 20} MB; --max-size allows more"
            yield unreadable(name, reason, container)
            continue
        line = line.removeprefix(BYTE_ORDER_MARK).strip()
        if line:
            yield _line_item(line, number, container, reading)


def _line_item(line: bytes, number: int, container: str, reading: Reading) -> Item:
    name = f"{container}/{number}"
    try:
        return from_record(_object(line), name, container, reading)
    except ReadError as error:
        broken = Document(data=line, id=name)  # goes to quarantine as it came
        return Item(broken, name, container, error=f"line {number}: {error}")


def _object(line: bytes) -> Mapping[str, Any]:
    try:
        record = msgspec.json.decode(line)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        try:
            record = json.loads(line)  # accepts lone surrogates, NaN and huge numbers
        except (ValueError, RecursionError):
            raise ReadError(f"not JSON: {error}") from None
    if not isinstance(record, dict):
        raise ReadError("not a JSON object")
    return record


def _skip_line(stream: IO[bytes], line: bytes) -> None:
    """Read the rest of a line that begins with `line`."""
    while line and not line.endswith(b"\n"):
        line = stream.readline(MEGABYTE)


def parquet(stream: IO[bytes], container: str, reading: Reading) -> Iterator[Item]:
    """Yield one item per row of a Parquet file, in order. The stream must be seekable.

    A row without text is an item with an error. Raises `ReadError` if the file is damaged, after the rows
    before the damage, and `MissingPackageError` if pyarrow is not installed.
    """
    pyarrow, reader = optional("pyarrow"), optional("pyarrow.parquet")
    number = 0
    try:
        for batch in reader.ParquetFile(stream).iter_batches(batch_size=BATCH_ROWS, use_threads=False):
            for row in batch.to_pylist():
                number += 1
                yield _row_item(row, number, container, reading)
    except (pyarrow.ArrowException, OSError) as error:
        raise ReadError(f"the Parquet file is damaged or cut off: {error}") from error


def _row_item(row: Mapping[str, Any], number: int, container: str, reading: Reading) -> Item:
    name = f"{container}/{number}"
    try:
        return from_record(row, name, container, reading)
    except ReadError as error:
        return unreadable(name, f"row {number}: {error}", container)


def from_record(record: Mapping[str, Any], name: str, container: str, reading: Reading) -> Item:
    """The item of one record; raises `ReadError` if the text is missing.

    The document's id is that of the record, else `name`. A field `url` is also noted as metadata. All
    fields but text and id are kept in `Item.fields`.

    >>> item = from_record({"text": "好", "id": 7, "n": 1}, "a.jsonl/1", "a.jsonl", Reading())
    >>> item.document.text, item.document.id, item.fields
    ('好', '7', {'n': 1})
    """
    if reading.text_field not in record:
        names = ", ".join(sorted(map(str, record))[:12]) or "none"
        raise ReadError(f"no field {reading.text_field!r}; --text-field names another one (there: {names})")
    fields = dict(record)
    content = fields.pop(reading.text_field)
    identifier = fields.pop(reading.id_field, None)
    if identifier is None or isinstance(identifier, (dict, list, bool)):
        identifier = name
    facts = Metadata()
    if isinstance(fields.get("url"), str):
        facts["url"] = fields["url"]
    if isinstance(content, bytes):
        document = Document(data=content, id=str(identifier), metadata=facts)
    elif isinstance(content, str):
        document = Document(text=content, id=str(identifier), metadata=facts)
    else:
        raise ReadError(f"the field {reading.text_field!r} holds no text but {type(content).__name__}")
    return Item(document, name, container, fields)
