"""Records with a text in one of their fields, and JSON Lines, which hold one a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import IO, Any

import msgspec

from cleaner.document import Document, Metadata
from cleaner.io.items import MEGABYTE, NO_FIELD, Item, ReadError, Reading, reason_of, too_large, unreadable
from cleaner.io.names import without_surrogates

MAX_DEPTH = 100
"""Maximum depth of a record: writers of JSON and Parquet give up at some depth, and no honest one has it."""
MAX_ID = 1 << 63
"""Limit of the numbers that an id may be, as for the columns of tables; others become text."""
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
FIRST_RECORDS = 100
"""Number of records that are looked at: if all of them lack a field, it has another name."""


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
    record: Mapping[str, Any] = {}
    try:
        record = _object(line)
        return from_record(record, name, container, reading)
    except (ReadError, MemoryError) as error:
        reason = f"line {number}: {reason_of(error)}"
        return with_fields(unreadable(name, reason, container, data=line), record, reading)  # as it came


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
    if line.count(b"[") + line.count(b"{") > MAX_DEPTH and _is_deep(record):
        raise ReadError(f"nested deeper than {MAX_DEPTH} levels")
    return record


def _is_deep(record: Any) -> bool:
    level = [record]
    for _ in range(MAX_DEPTH):
        level = [part for value in level for part in _parts(value)]
        if not level:
            return False
    return True


def _parts(value: Any) -> Iterable[Any]:
    """The lists and objects in one."""
    inside = value.values() if isinstance(value, dict) else value
    return [part for part in inside if isinstance(part, (dict, list))]


def _skip_line(stream: IO[bytes], line: bytes) -> None:
    """Read the rest of a line that begins with `line`."""
    while line and not line.endswith(b"\n"):
        line = stream.readline(MEGABYTE)


def from_record(record: Mapping[str, Any], name: str, container: str, reading: Reading) -> Item:
    """The item of one record; raises `ReadError` if the text is missing or too large.

    The document's id is that of the record as text, else `name`; `Item.id` keeps its type. A field `url`
    is also noted as metadata. All fields but text and id are kept in `Item.fields`, if they are wanted.

    >>> item = from_record({"text": "好", "id": 7, "n": 1}, "a.jsonl/1", "a.jsonl", Reading())
    >>> item.document.text, item.document.id, item.id, item.fields
    ('好', '7', 7, {'n': 1})
    """
    if reading.text_field not in record:
        names = ", ".join(sorted(map(str, record))[:12]) or "none"
        raise ReadError(f"{NO_FIELD}{reading.text_field!r}; --text-field names another one (there: {names})")
    fields = dict(record)
    content = fields.pop(reading.text_field)
    identifier = _id(fields.pop(reading.id_field, None))
    facts = Metadata()
    if isinstance(fields.get("url"), str):
        facts["url"] = without_surrogates(fields["url"])
    if not isinstance(content, (str, bytes)):
        raise ReadError(f"the field {reading.text_field!r} holds {_in_words(content)}, not text")
    if len(content) > reading.max_bytes:
        raise ReadError(too_large(reading.max_bytes))
    text, data = (content, None) if isinstance(content, str) else ("", content)
    document = Document(text, data, name if identifier is None else str(identifier), metadata=facts)
    return Item(document, name, container, fields if reading.fields else {}, id=identifier)


def _in_words(value: Any) -> str:
    """What a value that is not text is called in JSON.

    >>> _in_words(None), _in_words(1.5), _in_words({})
    ('null', 'a number', 'an object')
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    names = {int: "a number", float: "a number", list: "a list", dict: "an object"}
    return names.get(type(value), f"a {type(value).__name__}")


def with_fields(item: Item, record: Mapping[str, Any], reading: Reading) -> Item:
    """The item of a record that could not be read, with its id, if it has one, and its other fields."""
    fields = dict(record) if reading.fields else {}
    fields.pop(reading.text_field, None)
    fields.pop(reading.id_field, None)
    identifier = _id(record.get(reading.id_field))
    if identifier is None:
        return replace(item, fields=fields)
    return replace(item, document=item.document.replace(id=str(identifier)), id=identifier, fields=fields)


def missing_field(first: Sequence[Item], reading: Reading) -> str:
    """The error that the first records have in common: all lack the field of the text, or a named id.

    It is empty if one of them has what the others lack, or if there are none.
    """
    if all(item.lacks_text for item in first):
        return first[0].error if first else ""
    if reading.id_field == Reading.id_field or any(item.id is not None for item in first):
        return ""
    read = next((item for item in first if not item.error), None)
    if read is None:
        return ""
    names = ", ".join(sorted({reading.text_field, *map(str, read.fields)})[:12])
    return f"no field {reading.id_field!r} with an id; --id-field names another one (there: {names})"


def _id(value: Any) -> str | int | float | None:
    """The id of a record, if it has one that can be one.

    >>> _id(7), _id("七"), _id([7]), _id(1 << 70)
    (7, '七', None, '1180591620717411303424')
    """
    if value is None or isinstance(value, (dict, list, bool)):
        return None
    if isinstance(value, int) and abs(value) >= MAX_ID:
        return str(value)
    if isinstance(value, (int, float)):
        return value
    return without_surrogates(str(value))
