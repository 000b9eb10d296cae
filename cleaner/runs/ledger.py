"""The ledger: which documents are done, in `ledger.sqlite`, so that a run can be resumed.

One row per document: what it was (a digest), what cleaned it (the pipeline's fingerprint), how it
ended, and its record if the output is a file of records. Such a file is put together from the rows
in the order of the inputs, so a run that was cut off and resumed gives the same bytes. A transaction
is written whole or not at all, whatever happens to the process. Each row has a checksum, so that damage
done to the file is found when it is opened.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import quote

from cleaner.io.names import without_surrogates

VERSION = 3
"""Number of this form of the ledger."""
SCHEMA = """
CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE IF NOT EXISTS claims (
    name TEXT PRIMARY KEY COLLATE NOCASE, owner TEXT, checksum INTEGER
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS documents (
    key TEXT PRIMARY KEY, run INTEGER, position INTEGER, shard TEXT, id,
    digest BLOB, fingerprint TEXT, status TEXT, error TEXT, stage TEXT,
    output TEXT, checksum INTEGER, record BLOB, signature BLOB, row_checksum INTEGER
);
CREATE TABLE IF NOT EXISTS observations (key TEXT PRIMARY KEY, data BLOB) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS duplicates (key TEXT PRIMARY KEY, first, likeness REAL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS in_order ON documents (shard, run DESC, position);
"""
"""The tables: notes on the run, owners of file names, documents, what is known of them for a report, and
duplicates among them.

Names are claimed regardless of case, since some file systems do not tell cases apart. Ids have no type,
and keep the one they have.
"""
CONTENT = "key, digest, fingerprint, status, error, stage, output, checksum, record, signature"
"""Columns that the checksum of a row covers: those that `finish` sets."""
CIRCUMSTANCES = {
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_NOMEM,
}  # fmt: skip
"""Errors of SQLite that say nothing of the file; all others mean that it is damaged or no ledger."""
ASIDE = ".damaged"
"""Suffix of a damaged ledger that was set aside."""
IN_ORDER = "ORDER BY run DESC, position"
"""Order of the inputs; documents that are no longer among them come last."""
COMMIT_SECONDS = 0.5
"""Time between commits, seconds: at most this much work is lost with a killed run."""
LOCK_SECONDS = 1
"""Time to wait, seconds, for another process that has the ledger open."""


class DamagedLedgerError(sqlite3.DatabaseError):
    """The ledger is not as it was written."""


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
    id: str | int | float
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

    Opening it begins the run with the next number. Raises `DamagedLedgerError` if the file is not as it
    was written, and `sqlite3.Error` if it cannot be read or written, or if another process has it open.
    """

    def __init__(self, path: Path) -> None:
        self._base = sqlite3.connect(path, timeout=LOCK_SECONDS, isolation_level=None)
        try:
            self._open()
        except (sqlite3.Error, ValueError, TypeError) as error:
            self._base.close()
            if is_damage(error):
                raise DamagedLedgerError(str(error)) from error
            raise

    def _open(self) -> None:
        self._base.execute("PRAGMA journal_mode = WAL")
        self._base.execute("PRAGMA synchronous = NORMAL")
        self._base.execute("PRAGMA locking_mode = EXCLUSIVE")  # two runs into one place would mix
        self._base.execute("BEGIN IMMEDIATE")
        if self._base.execute("SELECT count(*) FROM sqlite_master").fetchone() != (0,):
            self._check()
        else:
            self._base.execute(f"PRAGMA user_version = {VERSION}")
        for statement in SCHEMA.split(";"):
            self._base.execute(statement)
        self._committed = time.monotonic()
        self.run = int(self.noted("run") or 0) + 1
        self.note("run", str(self.run))

    def _check(self) -> None:
        """Raise `DamagedLedgerError` if the file is damaged, or has another form."""
        (version,) = self._base.execute("PRAGMA user_version").fetchone()
        if version != VERSION:
            raise DamagedLedgerError("it is that of another version of the cleaner")
        (answer,) = self._base.execute("PRAGMA quick_check(1)").fetchone()
        if answer != "ok":
            raise DamagedLedgerError(answer)
        documents = f"SELECT {CONTENT}, row_checksum FROM documents"  # noqa: S608  # our own names
        for query in (documents, "SELECT name, owner, checksum FROM claims"):
            for *content, checksum in self._base.execute(query):
                if checksum is not None and checksum != _checksum(content):
                    raise DamagedLedgerError("a row was altered")

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
        """Claim a file name for an owner; false if another owner has it, also from an earlier run.

        A name with an empty owner is that of a file of ours of which nobody knows whose it is.
        """
        before = self.owner(name)
        if before is None or (before == "" and owner):
            row = (name, owner, _checksum((name, owner)))
            self._base.execute("INSERT OR REPLACE INTO claims VALUES (?, ?, ?)", row)
            return True
        return before == owner

    def owner(self, name: str) -> str | None:
        """Who has claimed a file name, if anybody has."""
        row = self._base.execute("SELECT owner FROM claims WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def release(self, name: str) -> None:
        """Give a file name back."""
        self._base.execute("DELETE FROM claims WHERE name = ?", (name,))

    def claims(self, owner: str = "") -> list[str]:
        """The names that owners beginning with `owner` have claimed: all files that may have been written."""
        query = "SELECT name FROM claims WHERE substr(owner, 1, ?) = ? ORDER BY name"
        return [name for (name,) in self._base.execute(query, (len(owner), owner))]

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
        error, stage = without_surrogates(entry.error), without_surrogates(entry.stage)
        content = (
            entry.key, entry.digest, entry.fingerprint, entry.status, error, stage,
            entry.output, entry.checksum, record, signature,
        )  # fmt: skip
        self._base.execute(
            "UPDATE documents SET digest = ?2, fingerprint = ?3, status = ?4, error = ?5, stage = ?6, "
            "output = ?7, checksum = ?8, record = ?9, signature = ?10, row_checksum = ?11, id = ?12 "
            "WHERE key = ?1",
            (*content, _checksum(content), entry.id),
        )
        if time.monotonic() - self._committed > COMMIT_SECONDS:
            self.commit()

    def observe(self, key: str, data: bytes | None) -> None:
        """Keep what a report counts of a document, or nothing."""
        if data is None:
            self._base.execute("DELETE FROM observations WHERE key = ?", (key,))
        else:
            self._base.execute("INSERT OR REPLACE INTO observations VALUES (?, ?)", (key, data))

    def observation(self, key: str) -> bytes | None:
        """What was kept of a document for a report, if anything was."""
        row = self._base.execute("SELECT data FROM observations WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def entries(self, status: str) -> Iterator[Entry]:
        """Yield the documents with a status, in the order of the inputs."""
        query = f"SELECT {COLUMNS} FROM documents WHERE status = ? "  # noqa: S608  # our own names
        for row in self._base.execute(query + IN_ORDER, (status,)):
            yield Entry(*row)

    def gone(self) -> Iterator[tuple[Entry, str]]:
        """Yield the documents that are no longer among the inputs, with their shards."""
        query = f"SELECT {COLUMNS}, shard FROM documents WHERE run < ?"  # noqa: S608  # our own names
        for *row, shard in self._base.execute(query, (self.run,)).fetchall():
            yield Entry(*row), shard

    def delete(self, key: str) -> None:
        """Forget a document and the names that it claimed."""
        self._base.execute("DELETE FROM documents WHERE key = ?", (key,))
        self._base.execute("DELETE FROM claims WHERE owner = ?", (key,))
        self.observe(key, None)

    # Records and duplicates

    def shards(self) -> list[str]:
        """The shards that have records, in the order of the inputs."""
        query = "SELECT shard FROM documents WHERE record IS NOT NULL GROUP BY shard ORDER BY min(position)"
        return [shard for (shard,) in self._base.execute(query)]

    def records(self, shard: str) -> Iterator[tuple[bytes, str | int | float | None, float | None]]:
        """Yield a shard's records in the order of the inputs.

        Each comes with the id of the document that it is a duplicate of, if it is one, and their likeness.
        """
        query = (
            "SELECT record, first, likeness FROM documents LEFT JOIN duplicates USING (key) "
            "WHERE shard = ? AND record IS NOT NULL "
        )
        for row in self._base.execute(query + IN_ORDER, (shard,)):  # noqa: UP028  # yield from would close it late
            yield row

    def signatures(self) -> Iterator[tuple[str, str | int | float, bytes]]:
        """Yield key, id and signature of all documents that have one, in the order of the inputs."""
        query = "SELECT key, id, signature FROM documents WHERE signature IS NOT NULL "
        for row in self._base.execute(query + IN_ORDER):  # noqa: UP028
            yield row

    def mark_duplicate(self, key: str, first: str | int | float, likeness: float) -> None:
        """Note that a document is a duplicate of the one with the id `first`."""
        self._base.execute("INSERT INTO duplicates VALUES (?, ?, ?)", (key, first, likeness))

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


def is_damage(error: BaseException) -> bool:
    """Whether an error of a ledger says that its file is damaged."""
    code = getattr(error, "sqlite_errorcode", None) or 0
    return code == sqlite3.SQLITE_IOERR_SHORT_READ or code & 0xFF not in CIRCUMSTANCES


def set_aside(path: Path) -> None:
    """Rename a damaged ledger. One that was set aside before goes."""
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    path.replace(path.with_name(path.name + ASIDE))


def salvaged_claims(path: Path) -> list[str] | None:
    """The names of the files that a run has written, if its damaged ledger still tells all of them."""
    address = f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1"
    try:
        with contextlib.closing(sqlite3.connect(address, uri=True)) as base:
            if base.execute("PRAGMA quick_check('claims')").fetchone() != ("ok",):
                return None
            rows = base.execute("SELECT name, owner, checksum FROM claims").fetchall()
            if any(checksum != _checksum(claim) for *claim, checksum in rows):
                return None
            return [name for name, _, _ in rows]
    except (sqlite3.Error, UnicodeError):
        return None


def _checksum(content: Any) -> int:
    """CRC-32 of the columns of `CONTENT`."""
    crc = zlib.crc32(
        repr([value for value in content if not isinstance(value, bytes)]).encode("utf-8", "replace")
    )
    for value in content:
        if isinstance(value, bytes):
            crc = zlib.crc32(value, crc)
    return crc
