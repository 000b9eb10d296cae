"""Documents that are the same as an earlier one, or nearly."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

SHINGLE = 5
"""Characters of a shingle."""
HASHES = 64
BAND = 4
"""Two documents are compared when a band of so many of their minima agrees: for those that share
80 % of their shingles that misses 1 in 4,000, for those that share 30 % it happens 1 time in 8."""
LIKENESS = 0.8
"""The estimated share of common shingles (Jaccard) from which on documents are nearly the same."""
SHORTEST = 50
"""Characters below which only exact repeats count."""


def signature(text: str) -> bytes:
    """What two texts are compared by: a digest, and the minima of `HASHES` hash functions over the
    shingles (MinHash, Broder 1997); the digest alone for a short text."""
    text = "".join(text.split())
    exact = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()
    return exact + _minima(text) if len(text) >= SHORTEST else exact


def likeness(one: bytes, other: bytes) -> float:
    """The estimated share of common shingles.

    >>> text = "春天来了，万物复苏，大地一片生机勃勃的景象。" * 3
    >>> likeness(signature(text), signature(text))
    1.0
    """
    if one[:8] == other[:8]:
        return 1.0
    if len(one) != len(other) or len(one) == 8:
        return 0.0
    pairs = zip(memoryview(one[8:]).cast("I"), memoryview(other[8:]).cast("I"), strict=True)
    return sum(a == b for a, b in pairs) / HASHES


@dataclass(frozen=True)
class Duplicate:
    """A document, the first one that is like it, and how like."""

    key: str
    id: str
    of: str
    likeness: float


def duplicates(documents: Iterable[tuple[str, str, bytes]]) -> Iterator[Duplicate]:
    """The duplicates among documents given as key, id and signature: each of the first that it is
    like, in their order. The index lies in a temporary file, not in memory."""
    with closing(sqlite3.connect("", isolation_level=None)) as index:
        index.execute("CREATE TABLE exact (digest BLOB PRIMARY KEY, id TEXT) WITHOUT ROWID")
        index.execute("CREATE TABLE bands (band BLOB PRIMARY KEY, number INTEGER) WITHOUT ROWID")
        index.execute("CREATE TABLE firsts (number INTEGER PRIMARY KEY, id TEXT, signature BLOB)")
        index.execute("BEGIN")
        for number, (key, name, mark) in enumerate(documents):
            found = _first_like(index, mark)
            if found is not None:
                yield Duplicate(key, name, *found)
                continue
            index.execute("INSERT OR IGNORE INTO exact VALUES (?, ?)", (mark[:8], name))
            if len(mark) > 8:
                index.execute("INSERT INTO firsts VALUES (?, ?, ?)", (number, name, mark))
                rows = [(band, number) for band in _bands(mark)]
                index.executemany("INSERT OR IGNORE INTO bands VALUES (?, ?)", rows)


def _first_like(index: sqlite3.Connection, mark: bytes) -> tuple[str, float] | None:
    row = index.execute("SELECT id FROM exact WHERE digest = ?", (mark[:8],)).fetchone()
    if row:
        return row[0], 1.0
    bands = _bands(mark) if len(mark) > 8 else []
    query = f"SELECT DISTINCT number FROM bands WHERE band IN ({', '.join('?' * len(bands))}) ORDER BY number"  # noqa: S608
    for (number,) in index.execute(query, bands).fetchall() if bands else ():
        name, other = index.execute("SELECT id, signature FROM firsts WHERE number = ?", (number,)).fetchone()
        share = likeness(mark, other)
        if share >= LIKENESS:
            return name, share
    return None


def _bands(mark: bytes) -> list[bytes]:
    width = 4 * BAND
    return [
        bytes([place // width]) + mark[8 + place : 8 + place + width] for place in range(0, 4 * HASHES, width)
    ]


def _minima(text: str) -> bytes:
    import numpy as np

    multipliers, shifts = _functions()
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.uint64)
    shingles = np.zeros(len(codes) - SHINGLE + 1, dtype=np.uint64)
    for place in range(SHINGLE):
        shingles = shingles * np.uint64(1_000_003) + codes[place : len(codes) - SHINGLE + 1 + place]
    shingles = np.unique(shingles)
    minima = np.full(HASHES, np.iinfo(np.uint32).max, dtype=np.uint32)
    for start in range(0, len(shingles), 4096):
        part = shingles[start : start + 4096]
        hashed = (multipliers[:, None] * part[None, :] + shifts[:, None]) >> np.uint64(32)
        minima = np.minimum(minima, hashed.min(axis=1).astype(np.uint32))
    return minima.astype("<u4").tobytes()


@lru_cache(maxsize=1)
def _functions() -> tuple[Any, Any]:
    """Odd multipliers and shifts of multiply-shift hashing, the same on every machine."""
    import numpy as np

    digits = b"".join(hashlib.sha256(b"%d" % number).digest() for number in range(HASHES))
    numbers = np.frombuffer(digits, dtype="<u8").reshape(HASHES, 4)
    return numbers[:, 0] | np.uint64(1), numbers[:, 1].copy()
