"""A table as a dict of columns: the column to clean, and the columns that are added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set

from cleaner.document import ConfigError, Document, Metadata, Result, Source
from cleaner.registry import nearest

Table = Mapping[str, Iterable[object]]
"""Names of columns to their values, one for each row."""


def inputs(table: Table, column: str) -> list[Source]:
    """The values of a column, whatever they are.

    Raises `ConfigError` if it is missing, and `TypeError` for what is not a table.

    What can be cleaned gets its address, if the table has a column `url`.

    >>> inputs({"html": ["<p>"], "url": ["https://a.cn"]}, "html")[0].metadata
    {'url': 'https://a.cn'}
    >>> inputs({"html": ["<p>"]}, "text")
    Traceback (most recent call last):
    cleaner.document.ConfigError: there is no column 'text' (argument `column`). There are: html
    """
    if not hasattr(table, "keys") or hasattr(table, "to_frame"):  # a column of pandas has keys, too
        kind = type(table).__name__
        raise TypeError(f"a table is a dict of columns, and this is a {kind}: use map for documents alone")
    names = list(table)
    if column not in names:
        there = nearest(str(column), map(str, names))
        raise ConfigError(f"there is no column {column!r} (argument `column`){there}")
    values = list(table[column])
    if "url" in names and column != "url":
        values = [_located(value, url) for value, url in zip(values, table["url"], strict=True)]
    return values  # type: ignore[return-value]  # what is no source becomes a failed row


def _located(value: object, url: object) -> object:
    """What can be cleaned as a document with its address; anything else, and without an address, as it is."""
    if isinstance(url, str) and isinstance(value, str | bytes):
        return Document.of(value).noting(url=url)
    return value


def answer(
    table: Table, results: Iterable[Result], into: str, column: str, facts: Sequence[str], prefix: str
) -> dict[str, list[object]]:
    """The table with the text of the results in `into`, and with columns that tell about them.

    Raises `ConfigError` before a result is taken if that would write over a column other than `column`.
    """
    facts = [facts] if isinstance(facts, str) else facts
    for fact in facts:
        if fact not in Metadata.__annotations__:
            raise ConfigError(f"there is no fact {fact!r}{nearest(fact, Metadata.__annotations__)}")
    added = [prefix + name for name in ("title", "status", "error", *facts)]
    _check_free(added, {*table, into})
    if into != column:
        _check_free([into], set(table))
    done = list(results)
    answered: dict[str, list[object]] = {name: list(values) for name, values in table.items()}
    answered[into] = [result.document.text if result.status == "ok" else "" for result in done]
    told: list[list[object]] = [
        [result.document.title for result in done],
        [result.status for result in done],
        [result.error for result in done],
        *([result.document.metadata.get(fact) for result in done] for fact in facts),
    ]
    answered.update(zip(added, told, strict=True))
    return answered


def _check_free(added: Sequence[str], taken: Set[str]) -> None:
    """Raise `ConfigError` for the first name of a new column that is taken."""
    for name in added:
        if name in taken:
            raise ConfigError(
                f"there is a column {name!r} already, which is not written over: "
                "give the new columns other names with `prefix` and `into`"
            )
