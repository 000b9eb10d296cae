"""Duplicates: documents that equal an earlier one or nearly do, found by MinHash signatures.

A text is reduced to the set of its shingles, the sequences of `SHINGLE` characters in it. The minimum
of a hash function over two such sets is the same with a probability that equals their Jaccard
similarity, so the share of equal minima among many functions estimates it (Broder 1997). Bands of
minima (Leskovec, Rajaraman & Ullman, Mining of Massive Datasets, section 3.4) find the candidates.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

SHINGLE = 5
"""Length of a shingle, characters."""
HASHES = 64
"""Number of hash functions, and of minima in a signature."""
BAND = 4
"""Number of minima in a band. Documents that agree in a whole band are compared.

Of pairs that share 80 % of their shingles 1 in 4,000 is missed; of those that share 30 %, 1 in 8 is
compared in vain.
"""
LIKENESS = 0.8
"""Minimum estimated similarity of duplicates, 0 to 1."""
SHORTEST = 50
"""Minimum length, characters without white space: of shorter texts only exact repeats count."""

DIGEST_BYTES = 8
MINIMUM_BYTES = 4
BAND_BYTES = BAND * MINIMUM_BYTES
BATCH = 4096
"""Number of shingles hashed at a time: a table of 2 MB with `HASHES` columns."""
BASE = 1_000_003
"""Base of the polynomial that makes a number of a shingle: a prime, larger than most code points."""

Id = str | int | float
SCHEMA = """
CREATE TABLE exact (digest BLOB PRIMARY KEY, id) WITHOUT ROWID;
CREATE TABLE bands (band BLOB PRIMARY KEY, number INTEGER) WITHOUT ROWID;
CREATE TABLE firsts (number INTEGER PRIMARY KEY, id, signature BLOB);
"""
"""The index of documents that are not duplicates, by digest and by band."""


def signature(text: str) -> bytes:
    """What stands for a text when texts are compared; white space does not count.

    A digest of 8 bytes, and for texts that are not short the minima of `HASHES` hash functions over
    the shingles, 4 bytes each, little-endian.

    >>> len(signature("短")), len(signature("长" * 50))
    (8, 264)
    """
    text = "".join(text.split())
    digest = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=DIGEST_BYTES).digest()
    return digest + _minima(text) if len(text) >= SHORTEST else digest


def likeness(one: bytes, other: bytes) -> float:
    """Estimated Jaccard similarity of two texts, 0 to 1, by their signatures.

    >>> text = "春天来了，万物复苏，大地一片生机勃勃的景象。" * 3
    >>> likeness(signature(text), signature(text))
    1.0
    """
    if one[:DIGEST_BYTES] == other[:DIGEST_BYTES]:
        return 1.0
    if len(one) != len(other) or len(one) == DIGEST_BYTES:
        return 0.0
    ours = memoryview(one[DIGEST_BYTES:]).cast("I")
    theirs = memoryview(other[DIGEST_BYTES:]).cast("I")
    equal = sum(a == b for a, b in zip(ours, theirs, strict=True))
    return equal / HASHES


@dataclass(frozen=True)
class Duplicate:
    """A document that is like an earlier one.

    - `of`: the id of the first document that it is like;
    - `likeness`: their similarity, 0 to 1.
    """

    key: str
    id: Id
    of: Id
    likeness: float


def duplicates(documents: Iterable[tuple[str, Id, bytes]]) -> Iterator[Duplicate]:
    """Yield the duplicates among documents, which come as key, id and signature.

    The index lies in a temporary file, not in memory.
    """
    with closing(sqlite3.connect("", isolation_level=None)) as index:
        index.executescript(SCHEMA)
        index.execute("BEGIN")
        for number, (key, name, mark) in enumerate(documents):
            first = _equal(index, mark) or _similar(index, mark)
            if first is not None:
                yield Duplicate(key, name, *first)
            else:
                _insert(index, number, name, mark)


def _equal(index: sqlite3.Connection, mark: bytes) -> tuple[Id, float] | None:
    """The id of the document with the same text, and likeness 1."""
    query = "SELECT id FROM exact WHERE digest = ?"
    row = index.execute(query, (mark[:DIGEST_BYTES],)).fetchone()
    return (row[0], 1.0) if row else None


def _similar(index: sqlite3.Connection, mark: bytes) -> tuple[Id, float] | None:
    """The id of the first similar document, and the likeness."""
    bands = _bands(mark)
    marks = ", ".join("?" * len(bands))
    query = f"SELECT DISTINCT number FROM bands WHERE band IN ({marks}) ORDER BY number"  # noqa: S608
    for (number,) in index.execute(query, bands).fetchall():
        row = index.execute("SELECT id, signature FROM firsts WHERE number = ?", (number,)).fetchone()
        share = likeness(mark, row[1])
        if share >= LIKENESS:
            return row[0], share
    return None


def _insert(index: sqlite3.Connection, number: int, name: Id, mark: bytes) -> None:
    """Add a document that is not a duplicate to the index."""
    index.execute("INSERT OR IGNORE INTO exact VALUES (?, ?)", (mark[:DIGEST_BYTES], name))
    bands = _bands(mark)
    if bands:
        index.execute("INSERT INTO firsts VALUES (?, ?, ?)", (number, name, mark))
        index.executemany("INSERT OR IGNORE INTO bands VALUES (?, ?)", [(band, number) for band in bands])


def _bands(mark: bytes) -> list[bytes]:
    """The bands of a signature, each behind a byte with its number; none for a short text."""
    minima = mark[DIGEST_BYTES:]
    return [
        bytes([start // BAND_BYTES]) + minima[start : start + BAND_BYTES]
        for start in range(0, len(minima), BAND_BYTES)
    ]


def _minima(text: str) -> bytes:
    """The minimum of each hash function over the shingles (multiply-shift, Dietzfelbinger 1996)."""
    import numpy as np

    multipliers, addends = _functions()
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.uint64)
    count = len(codes) - SHINGLE + 1
    shingles = np.zeros(count, dtype=np.uint64)
    for offset in range(SHINGLE):
        shingles = shingles * np.uint64(BASE) + codes[offset : offset + count]
    shingles = np.unique(shingles)
    minima = np.full(HASHES, np.iinfo(np.uint32).max, dtype=np.uint32)
    for start in range(0, len(shingles), BATCH):
        batch = shingles[start : start + BATCH]
        hashed = (multipliers[:, None] * batch[None, :] + addends[:, None]) >> np.uint64(32)
        minima = np.minimum(minima, hashed.min(axis=1).astype(np.uint32))
    return minima.astype("<u4").tobytes()


@lru_cache(maxsize=1)
def _functions() -> tuple[Any, Any]:
    """Multipliers (odd) and addends of the hash functions, the same on every machine."""
    import numpy as np

    digests = [hashlib.sha256(b"%d" % number).digest() for number in range(HASHES)]
    numbers = np.frombuffer(b"".join(digests), dtype="<u8").reshape(HASHES, 4)
    return numbers[:, 0] | np.uint64(1), numbers[:, 1].copy()
