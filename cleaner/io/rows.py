"""Rows as bytes, with the types that columns of Parquet files have.

Not pickles: the bytes lie in the folder of a run, where others may write, and loading a pickle can
execute anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import msgspec

from cleaner.io.sinks import json_line

AS_TEXT: dict[type, tuple[int, Callable[[str], Any]]] = {
    datetime: (1, datetime.fromisoformat),
    date: (2, date.fromisoformat),
    time: (3, time.fromisoformat),
    Decimal: (4, Decimal),
    int: (5, int),
}
"""Type to the number and the function by which its text is read; integers if they have over 64 bits."""
FROM_TEXT = dict(AS_TEXT.values())
DURATION = 6
"""Number of a duration, which is written in microseconds."""
LARGEST = 1 << 63
MICROSECOND = timedelta(microseconds=1)


def packed(row: Mapping[str, Any]) -> bytes:
    """The bytes of a row. Values that are no plain ones are turned into JSON.

    >>> unpacked(packed({"text": "好", "day": date(2020, 1, 2), "tags": ["a"], "size": 1 << 70}))
    {'text': '好', 'day': datetime.date(2020, 1, 2), 'tags': '["a"]', 'size': 1180591620717411303424}
    """
    return msgspec.msgpack.encode({name: _plain(value) for name, value in row.items()})


def unpacked(data: bytes) -> dict[str, Any]:
    """The row in bytes that `packed` made."""
    row: dict[str, Any] = _decoder.decode(data)
    return row


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (bool, float, bytes)):
        return value
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, int) and -LARGEST <= value < LARGEST:
        return value
    if isinstance(value, timedelta):
        return msgspec.msgpack.Ext(DURATION, str(value // MICROSECOND).encode())
    for kind, (number, _) in AS_TEXT.items():
        if isinstance(value, kind):
            return msgspec.msgpack.Ext(number, str(value).encode())
    return json_line(value).decode().rstrip("\n")


def _read(number: int, data: memoryview) -> Any:
    text = bytes(data).decode()
    if number == DURATION:
        return timedelta(microseconds=int(text))
    return FROM_TEXT[number](text)


_decoder = msgspec.msgpack.Decoder(dict[str, Any], ext_hook=_read)
