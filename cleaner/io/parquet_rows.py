"""Rows of Parquet files as records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Any

from cleaner.io.extras import optional
from cleaner.io.items import MEGABYTE, NO_FIELD, Item, ReadError, Reading, reason_of, unreadable
from cleaner.io.records import from_record, with_fields

MAX_ROWS = 128
"""Maximum number of rows in memory at a time."""
BATCH_BYTES = 32 * MEGABYTE
"""Size of the rows in memory at a time, bytes, if they are as large as the file says."""

Row = Mapping[str, Any]


def parquet(stream: IO[bytes], container: str, reading: Reading) -> Iterator[Item]:
    """Yield one item per row of a Parquet file, in order. The stream must be seekable.

    A row without text, or with a value that cannot be read, is an item with an error; so is a row group
    that is damaged. Raises `ReadError` if the file is damaged or has no column for the text, and
    `MissingPackageError` if pyarrow is not installed.
    """
    pyarrow, reader = optional("pyarrow"), optional("pyarrow.parquet")
    try:
        file = reader.ParquetFile(stream)
        metadata = file.metadata
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        raise ReadError(f"the Parquet file is damaged or cut off: {error}") from error
    columns = _columns(file.schema_arrow.names, reading)
    number = 0
    for group in range(metadata.num_row_groups):
        rows = metadata.row_group(group).num_rows
        try:
            for row in _rows(file, group, columns):
                number += 1
                yield _row_item(row, number, container, reading)
            continue
        except (pyarrow.ArrowException, OSError, ValueError, MemoryError) as error:
            reason = f"row group {group} cannot be read from row {number + 1:,} on: {reason_of(error)}"
        yield unreadable(f"{container}/{number + 1}-", reason, container, ends=True)
        number = sum(metadata.row_group(before).num_rows for before in range(group)) + rows


def _columns(names: Sequence[str], reading: Reading) -> list[str] | None:
    """The columns to read; None for all of them."""
    if reading.text_field not in names:
        there = ", ".join(sorted(names)[:12]) or "none"
        raise ReadError(f"{NO_FIELD}{reading.text_field!r}; --text-field names another one (there: {there})")
    if reading.fields:
        return None
    wanted = (reading.text_field, reading.id_field, "url")
    return [name for name in wanted if name in names]


def _rows(file: Any, group: int, columns: list[str] | None) -> Iterator[Row | Exception]:
    """Yield the rows of a row group, or why one cannot be converted."""
    about = file.metadata.row_group(group)
    mean = max(about.total_byte_size // max(about.num_rows, 1), 1)
    size = min(max(BATCH_BYTES // mean, 1), MAX_ROWS)
    for batch in file.iter_batches(size, row_groups=[group], columns=columns, use_threads=False):
        try:
            yield from batch.to_pylist()
        except Exception:  # whatever the conversion of a value raises
            for position in range(len(batch)):
                yield _row(batch, position)


def _row(batch: Any, position: int) -> Row | Exception:
    try:
        row: Row = batch.slice(position, 1).to_pylist()[0]
    except Exception as error:
        return error
    return row


def _row_item(row: Row | Exception, number: int, container: str, reading: Reading) -> Item:
    name = f"{container}/{number}"
    try:
        if isinstance(row, Exception):
            raise ReadError(f"a value cannot be read: {reason_of(row)}")
        return from_record(row, name, container, reading)
    except ReadError as error:
        item = unreadable(name, f"row {number}: {error}", container)
        return item if isinstance(row, Exception) else with_fields(item, row, reading)
