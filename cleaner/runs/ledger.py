"""The ledger: which documents are done, in `ledger.sqlite`, so that a run can be resumed.

One row per document: what it was (a digest), what cleaned it (the pipeline's fingerprint), how it
ended, and its record if the output is a file of records. Such a file is put together from the rows
in the order of the inputs, so a run that was cut off and resumed gives the same bytes. A transaction
is written whole or not at all, whatever happens to the process.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE IF NOT EXISTS claims (name TEXT PRIMARY KEY COLLATE NOCASE, owner TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS documents (
    key TEXT PRIMARY KEY, run INTEGER, position INTEGER, shard TEXT, id TEXT,
    digest BLOB, fingerprint TEXT, status TEXT, error TEXT, stage TEXT,
    output TEXT, checksum INTEGER, record BLOB, signature BLOB
);
CREATE TABLE IF NOT EXISTS duplicates (key TEXT PRIMARY KEY, first TEXT) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS in_order ON documents (shard, run DESC, position);
"""
"""The tables: notes on the run, owners of file names, documents, and duplicates among them.

Names are claimed regardless of case, since some file systems do not tell cases apart.
"""
IN_ORDER = "ORDER BY run DESC, position"
"""Order of the inputs; documents that are no longer among them come last."""
COMMIT_SECONDS = 0.5
"""Time between commits, seconds: at most this much work is lost with a killed run."""
LOCK_SECONDS = 1
"""Time to wait, seconds, for another process that has the ledger open."""


@dataclass(frozen=True, slots=True)
class Entry:
    """The row of a document.

    - `key`: its path among the inputs, with a number if an earlier input has the same path;
    - `run`: number of the last run that had it among its inputs;
    - `digest`: stands for its bytes and metadata;
    - `fingerprint`: the pipeline that cleaned it;
    - `status`: `ok`, `empty` or `failed`; empty until it has been cleaned;
    - `error` and `stage`: why and where it failed;
    - `output`: the file that was written for it, if any, and `checksum`, the CRC-32 of that file.
    """

    key: str
    run: int
    id: str
    digest: bytes
    fingerprint: str = ""
    status: str = ""
    error: str = ""
    stage: str = ""
    output: str = ""
    checksum: int = 0


COLUMNS = ", ".join(field.name for field in fields(Entry))


class Ledger:
    """The open ledger of one run, used by one thread and one process only.

    Opening it begins the run with the next number. Raises `sqlite3.Error` if it cannot be read or
    written, or if another process has it open.
    """

    def __init__(self, path: Path) -> None:
        self._base = sqlite3.connect(path, timeout=LOCK_SECONDS, isolation_level=None)
        self._base.execute("PRAGMA journal_mode = WAL")
        self._base.execute("PRAGMA synchronous = NORMAL")
        self._base.execute("PRAGMA locking_mode = EXCLUSIVE")  # two runs into one place would mix
        self._base.executescript(SCHEMA)
        self._base.execute("BEGIN IMMEDIATE")
        self._committed = time.monotonic()
        self.run = int(self.noted("run") or 0) + 1
        self.note("run", str(self.run))

    # Notes on the run

    def note(self, name: str, value: str) -> None:
        """Set a note, which replaces one of the same name."""
        self._base.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (name, value))

    def noted(self, name: str) -> str | None:
        """The value of a note, if there is one."""
        row = self._base.execute("SELECT value FROM about WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def notes(self, prefix: str) -> list[str]:
        """Names of all notes that begin with a prefix."""
        query = "SELECT name FROM about WHERE substr(name, 1, ?) = ?"
        return [name for (name,) in self._base.execute(query, (len(prefix), prefix))]

    def forget(self, name: str) -> None:
        """Delete a note."""
        self._base.execute("DELETE FROM about WHERE name = ?", (name,))

    # File names

    def claim(self, name: str, owner: str) -> bool:
        """Claim a file name for an owner; false if another owner has it, also from an earlier run."""
        self._base.execute("INSERT OR IGNORE INTO claims VALUES (?, ?)", (name, owner))
        row = self._base.execute("SELECT owner FROM claims WHERE name = ?", (name,)).fetchone()
        return bool(row[0] == owner)

    def claims(self) -> list[str]:
        """All claimed names, which are all files that may have been written."""
        return [name for (name,) in self._base.execute("SELECT name FROM claims ORDER BY name")]

    # Documents

    def get(self, key: str) -> Entry | None:
        """The row of a document, if there is one."""
        query = f"SELECT {COLUMNS} FROM documents WHERE key = ?"  # noqa: S608  # our own names
        row = self._base.execute(query, (key,)).fetchone()
        return Entry(*row) if row else None

    def add(self, entry: Entry, shard: str, position: int) -> None:
        """Add a document that has not been among the inputs before."""
        self._base.execute(
            "INSERT INTO documents (key, run, position, shard, id, digest, fingerprint, status, error, "
            "stage, output, checksum) VALUES (?, ?, ?, ?, ?, ?, '', '', '', '', '', 0)",
            (entry.key, self.run, position, shard, entry.id, entry.digest),
        )

    def move(self, key: str, shard: str, position: int) -> None:
        """Set where a known document is among the inputs of this run; the rest of its row stays."""
        self._base.execute(
            "UPDATE documents SET run = ?, position = ?, shard = ? WHERE key = ?",
            (self.run, position, shard, key),
        )

    def finish(self, entry: Entry, record: bytes | None = None, signature: bytes | None = None) -> None:
        """Set what became of a document, and commit from time to time."""
        self._base.execute(
            "UPDATE documents SET id = ?, digest = ?, fingerprint = ?, status = ?, error = ?, stage = ?, "
            "output = ?, checksum = ?, record = ?, signature = ? WHERE key = ?",
            (entry.id, entry.digest, entry.fingerprint, entry.status, entry.error, entry.stage,
             entry.output, entry.checksum, record, signature, entry.key),
        )  # fmt: skip
        if time.monotonic() - self._committed > COMMIT_SECONDS:
            self.commit()

    def entries(self, status: str) -> Iterator[Entry]:
        """Yield the documents with a status, in the order of the inputs."""
        query = f"SELECT {COLUMNS} FROM documents WHERE status = ? "  # noqa: S608  # our own names
        for row in self._base.execute(query + IN_ORDER, (status,)):
            yield Entry(*row)

    # Records and duplicates

    def shards(self) -> list[str]:
        """The shards that have records, in the order of the inputs."""
        query = "SELECT shard FROM documents WHERE record IS NOT NULL GROUP BY shard ORDER BY min(position)"
        return [shard for (shard,) in self._base.execute(query)]

    def records(self, shard: str) -> Iterator[tuple[bytes, str | None]]:
        """Yield a shard's records in the order of the inputs.

        Each comes with the id of the document that it is a duplicate of, if it is one.
        """
        query = (
            "SELECT record, first FROM documents LEFT JOIN duplicates USING (key) "
            "WHERE shard = ? AND record IS NOT NULL "
        )
        yield from self._base.execute(query + IN_ORDER, (shard,))

    def signatures(self) -> Iterator[tuple[str, str, bytes]]:
        """Yield key, id and signature of all documents that have one, in the order of the inputs."""
        query = "SELECT key, id, signature FROM documents WHERE signature IS NOT NULL "
        yield from self._base.execute(query + IN_ORDER)

    def mark_duplicate(self, key: str, first: str) -> None:
        """Note that a document is a duplicate of the one with the id `first`."""
        self._base.execute("INSERT INTO duplicates VALUES (?, ?)", (key, first))

    def clear_duplicates(self) -> None:
        """Delete all duplicates that were noted."""
        self._base.execute("DELETE FROM duplicates")

    # The file

    def commit(self) -> None:
        """Write everything so far to the file."""
        self._base.execute("COMMIT")
        self._base.execute("BEGIN IMMEDIATE")
        self._committed = time.monotonic()

    def close(self) -> None:
        """Commit and close the file."""
        try:
            self._base.execute("COMMIT")
        finally:
            self._base.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
