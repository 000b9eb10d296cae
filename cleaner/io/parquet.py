"""Writing Parquet files whose columns are known only when all rows were seen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from cleaner.document import MissingPackageError
from cleaner.io.sinks import json_line, replacing

ROWS = 1000
"""Rows of a row group: a few megabytes of text."""
TEXT_COLUMNS = ("id", "text", "title", "status", "charset", "script", "damage", "metadata", "fingerprint")


def write_parquet(path: Path, rows: Callable[[], Iterable[Mapping[str, Any]]]) -> None:
    """The rows as a Parquet file. They are gone through twice: for the columns, and to be written.

    What is no string, number, truth value, date or bytes is written as JSON; so is a column whose
    values do not go together. Raises `ReadError` naming the package to install.
    """
    try:
        import pyarrow as pa
        from pyarrow.parquet import ParquetWriter
    except ImportError:
        raise MissingPackageError("Parquet", "parquet") from None
    kinds: dict[str, Any] = dict.fromkeys(TEXT_COLUMNS, pa.string())
    for row in rows():
        for name, value in row.items():
            if value is not None and kinds.get(name) != pa.string():
                kinds[name] = _wider(kinds.get(name), _kind(value, pa), pa)
            else:
                kinds.setdefault(name, None)
    schema = pa.schema([(name, kind or pa.null()) for name, kind in kinds.items()])
    with replacing(path) as stream, ParquetWriter(stream, schema, compression="zstd") as writer:
        for batch in _batches(rows(), ROWS):
            columns = [
                pa.array([_fitting(row.get(name), kind, pa) for row in batch], kind or pa.null())
                for name, kind in kinds.items()
            ]
            writer.write_table(pa.Table.from_arrays(columns, schema=schema))


def _kind(value: Any, pa: Any) -> Any:
    """The type of a column that holds this value; text where it has none of its own."""
    if not isinstance(value, (dict, list, tuple)):
        try:
            return pa.scalar(value).type
        except (pa.ArrowException, OverflowError, UnicodeError):
            pass
    return pa.string()


def _wider(one: Any, other: Any, pa: Any) -> Any:
    """The type that takes the values of both."""
    if one is None or one == other:
        return other
    if {str(one), str(other)} == {"int64", "double"}:
        return pa.float64()
    return pa.string()


def _fitting(value: Any, kind: Any, pa: Any) -> Any:
    """The value as its column takes it."""
    if value is None or kind is None:
        return None
    if kind == pa.string():
        text = value if isinstance(value, str) else json_line(value).decode().rstrip("\n")
        return text.encode("utf-8", "replace").decode()
    return float(value) if kind == pa.float64() else value


def _batches(rows: Iterable[Mapping[str, Any]], size: int) -> Iterator[list[Mapping[str, Any]]]:
    rows = iter(rows)
    while batch := list(islice(rows, size)):
        yield batch
