"""Writing Parquet files whose columns are known only when all rows were seen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from cleaner.io.extras import optional
from cleaner.io.sinks import RECORD_FIELDS, json_line, replacing

ROWS_PER_GROUP = 1000
"""Maximum number of rows in a row group: a few megabytes of text."""

Row = Mapping[str, Any]
"""Column to value; a row need not have all columns."""


def write_parquet(path: Path, rows: Callable[[], Iterable[Row]]) -> None:
    """Write the rows to a Parquet file, in order.

    `rows` is called twice, first for the types of the columns, then for their values, and must return
    the same rows both times. The columns are `RECORD_FIELDS`, all of them text except for `id`, and then
    further ones in the order in which they appear. Each of these, and `id`, has the type of its values.
    Values that are not a string, number,
    truth value, date or bytes are written as JSON; so are all values of a column whose types differ.

    The file appears when it is complete. Raises `MissingPackageError` if pyarrow is not installed.
    """
    pa, writer = optional("pyarrow"), optional("pyarrow.parquet")
    types = _column_types(rows(), pa)
    schema = pa.schema(list(types.items()))
    with replacing(path) as stream, writer.ParquetWriter(stream, schema, compression="zstd") as file:
        for batch in _batches(rows(), ROWS_PER_GROUP):
            file.write_table(_table(batch, schema, pa))


def _table(rows: Sequence[Row], schema: Any, pa: Any) -> Any:
    columns = []
    for field in schema:
        values = [_fitting(row.get(field.name), field.type, pa) for row in rows]
        columns.append(pa.array(values, field.type))
    return pa.Table.from_arrays(columns, schema=schema)


def _column_types(rows: Iterable[Row], pa: Any) -> dict[str, Any]:
    """Column to Arrow type, in order; a column without any value has the type null."""
    types: dict[str, Any] = {name: None if name == "id" else pa.string() for name in RECORD_FIELDS}
    for row in rows:
        for name, value in row.items():
            known = types.setdefault(name, None)
            if value is not None and known != pa.string():
                types[name] = _wider(known, _type_of(value, pa), pa)
    types["id"] = types["id"] or pa.string()
    return {name: pa.null() if kind is None else kind for name, kind in types.items()}


def _type_of(value: Any, pa: Any) -> Any:
    """The Arrow type of a value; text for values that are written as JSON."""
    if isinstance(value, (dict, list, tuple)):
        return pa.string()
    try:
        return pa.scalar(value).type
    except (pa.ArrowException, OverflowError, UnicodeError):
        return pa.string()


def _wider(one: Any, other: Any, pa: Any) -> Any:
    """The Arrow type that takes the values of both types."""
    if one is None or one == other:
        return other
    if {str(one), str(other)} == {"int64", "double"}:
        return pa.float64()
    return pa.string()


def _fitting(value: Any, kind: Any, pa: Any) -> Any:
    """The value as a column of this type takes it."""
    if value is None:
        return None
    if kind == pa.float64():
        return float(value)
    if kind != pa.string():
        return value
    text = value if isinstance(value, str) else json_line(value).decode().rstrip("\n")
    return text.encode("utf-8", "replace").decode()  # Arrow takes no lone surrogates


def _batches(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    rows = iter(rows)
    while batch := list(islice(rows, size)):
        yield batch
