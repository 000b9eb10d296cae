"""What a run has done so far, in one SQLite file beside its output.

One row a document: what it was (a digest), what worked on it (the pipeline's fingerprint), how it
ended, and, where the output is a file of records, its record: the output is put together from the
rows in the order of the inputs, so a run that was cut off and taken up again gives the same bytes.
A transaction is written whole or not at all, whatever happens to the process.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
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
COMMIT_SECONDS = 0.5
"""What a killed run has to do again at most."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the ledger holds about a document; `status` is empty while nothing came of it."""

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


COLUMNS = "key, run, id, digest, fingerprint, status, error, stage, output, checksum"


class Ledger:
    """The open ledger of one run; not for several threads or processes at once."""

    def __init__(self, path: Path) -> None:
        self._base = sqlite3.connect(path, timeout=1, isolation_level=None)
        self._base.execute("PRAGMA journal_mode = WAL")
        self._base.execute("PRAGMA synchronous = NORMAL")
        self._base.execute("PRAGMA locking_mode = EXCLUSIVE")  # two runs into one place would mix
        self._base.executescript(SCHEMA)
        self._base.execute("BEGIN IMMEDIATE")
        self._committed = time.monotonic()
        self.run = int(self.about("run") or 0) + 1
        self.note("run", str(self.run))

    def about(self, name: str) -> str | None:
        row = self._base.execute("SELECT value FROM about WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def note(self, name: str, value: str) -> None:
        self._base.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (name, value))

    def forget(self, name: str) -> None:
        self._base.execute("DELETE FROM about WHERE name = ?", (name,))

    def noted(self, prefix: str) -> list[str]:
        """The names of the notes that begin so."""
        rows = self._base.execute(
            "SELECT name FROM about WHERE substr(name, 1, ?) = ?", (len(prefix), prefix)
        )
        return [row[0] for row in rows]

    def claim(self, name: str, owner: str) -> bool:
        """Whether the name belongs to the owner, now or from an earlier run on."""
        self._base.execute("INSERT OR IGNORE INTO claims VALUES (?, ?)", (name, owner))
        row = self._base.execute("SELECT owner FROM claims WHERE name = ?", (name,)).fetchone()
        return bool(row[0] == owner)

    def get(self, key: str) -> Entry | None:
        row = self._base.execute(f"SELECT {COLUMNS} FROM documents WHERE key = ?", (key,)).fetchone()  # noqa: S608
        return Entry(*row) if row else None

    def add(self, entry: Entry, shard: str, position: int) -> None:
        """Notes a document that is among the inputs for the first time."""
        self._base.execute(
            "INSERT INTO documents (key, run, position, shard, id, digest, fingerprint, status, error, "
            "stage, output, checksum) VALUES (?, ?, ?, ?, ?, ?, '', '', '', '', '', 0)",
            (entry.key, self.run, position, shard, entry.id, entry.digest),
        )

    def move(self, key: str, shard: str, position: int) -> None:
        """Notes where a known document is among the inputs of this run; what came of it stays."""
        self._base.execute(
            "UPDATE documents SET run = ?, position = ?, shard = ? WHERE key = ?",
            (self.run, position, shard, key),
        )

    def answer(self, entry: Entry, record: bytes | None = None, signature: bytes | None = None) -> None:
        """Notes what came of a document, and commits from time to time."""
        self._base.execute(
            "UPDATE documents SET id = ?, digest = ?, fingerprint = ?, status = ?, error = ?, stage = ?, "
            "output = ?, checksum = ?, record = ?, signature = ? WHERE key = ?",
            (entry.id, entry.digest, entry.fingerprint, entry.status, entry.error, entry.stage,
             entry.output, entry.checksum, record, signature, entry.key),
        )  # fmt: skip
        if time.monotonic() - self._committed > COMMIT_SECONDS:
            self.commit()

    def commit(self) -> None:
        self._base.execute("COMMIT")
        self._base.execute("BEGIN IMMEDIATE")
        self._committed = time.monotonic()

    def entries(self, status: str) -> Iterator[Entry]:
        """The documents that ended so, in the order of the inputs."""
        yield from (
            Entry(*row)
            for row in self._base.execute(
                f"SELECT {COLUMNS} FROM documents WHERE status = ? ORDER BY run DESC, position",  # noqa: S608
                (status,),
            )
        )

    def mark(self, key: str, first: str) -> None:
        """Notes that a document is a duplicate of the one with the id `first`."""
        self._base.execute("INSERT INTO duplicates VALUES (?, ?)", (key, first))

    def unmark(self) -> None:
        self._base.execute("DELETE FROM duplicates")

    def records(self, shard: str) -> Iterator[tuple[bytes, str | None]]:
        """The records of one output file, each with what it is a duplicate of, in the order of the
        inputs; documents that are not among the inputs any more come last."""
        yield from self._base.execute(
            "SELECT record, first FROM documents LEFT JOIN duplicates USING (key) "
            "WHERE shard = ? AND record IS NOT NULL ORDER BY run DESC, position",
            (shard,),
        )

    def shards(self) -> list[str]:
        """The output files that have records, in the order of the inputs."""
        rows = self._base.execute(
            "SELECT shard FROM documents WHERE record IS NOT NULL GROUP BY shard ORDER BY min(position)"
        )
        return [row[0] for row in rows]

    def claims(self) -> list[str]:
        """All names that were written to."""
        return [row[0] for row in self._base.execute("SELECT name FROM claims ORDER BY name")]

    def signatures(self) -> Iterator[tuple[str, str, bytes]]:
        """Key, id and signature of the documents that have one, in the order of the inputs."""
        yield from self._base.execute(
            "SELECT key, id, signature FROM documents WHERE signature IS NOT NULL ORDER BY run DESC, position"
        )

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Commits what was noted and closes the file."""
        try:
            self._base.execute("COMMIT")
        finally:
            self._base.close()
