"""The files that a run writes: texts, files of records, the quarantine and its list of failures."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import pickle
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import Any

from cleaner.document import Result
from cleaner.io.items import Item
from cleaner.io.names import safe_path, unclaimed
from cleaner.io.parquet import write_parquet
from cleaner.io.sinks import json_line, record, text_file, write, write_stream
from cleaner.runs.cleaning import Cleaned
from cleaner.runs.destination import DUPLICATES, QUARANTINE, Destination
from cleaner.runs.duplicates import Duplicate, duplicates
from cleaner.runs.ledger import Entry, Ledger

NAME_ERRORS = {errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.ENOTEMPTY}
"""Errors that another name avoids: a folder stands where a file should go, or the reverse."""
LONG_NAMES = "long-names/"
"""Folder, below the output, for files whose path is too long for the file system."""
FAILURES = "failures.jsonl"
DIRTY = "dirty:"
"""Prefix of a note, before a shard: its file does not have all records of the ledger yet."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """An item that an engine is working on.

    - `entry`: its row in the ledger as it was before;
    - `digest`: the digest of the item as it is now;
    - `shard`: the shard that its record belongs to.
    """

    item: Item
    entry: Entry
    digest: bytes
    shard: str


class Output:
    """Writes results to files, then notes them in the ledger, so that what it notes is really there.

    - `fingerprint`: of the pipeline that the results come from;
    - `files`: files of records by shard, if something else decides on them.
    """

    def __init__(
        self,
        destination: Destination,
        ledger: Ledger,
        fingerprint: str,
        files: Mapping[str, Path] | None = None,
    ) -> None:
        self.destination = destination
        self.ledger = ledger
        self.fingerprint = fingerprint
        self.files = files or {}
        self._dirty: set[str] = set()

    # One document

    def settle(self, ticket: Ticket, result: Result) -> None:
        """Write what became of a document and note it; a file of an earlier run that it had goes."""
        before = ticket.entry
        file, checksum, packed = "", 0, None
        if result.status == "failed":
            file = self._quarantine(ticket)
        elif self.destination.tree:
            file, checksum = self._write_text(ticket, result)
        else:
            packed = self._pack(record(ticket.item, result, self.fingerprint))
        if before.output and before.output != file:
            self.remove(before.output)
        if not self.destination.tree:
            self._note_dirty(ticket.shard)
        after = replace(
            before,
            id=ticket.item.document.id,
            digest=ticket.digest,
            fingerprint=self.fingerprint,
            status=result.status,
            error=result.error,
            stage=result.stage,
            output=file,
            checksum=checksum,
        )
        signature = result.signature if isinstance(result, Cleaned) else None
        self.ledger.finish(after, packed, signature)

    def intact(self, entry: Entry) -> bool:
        """Whether the text file of a document is there, unchanged; true if it has none."""
        if not self.destination.tree or entry.status == "failed":
            return True
        try:
            data = (self.destination.output / entry.output).read_bytes()
        except OSError:
            return False
        return zlib.crc32(data) == entry.checksum

    def remove(self, file: str) -> None:
        """Remove a file that an earlier run wrote, if it can be removed."""
        in_quarantine = file.startswith(f"{QUARANTINE}/")
        folder = self.destination.home if in_quarantine else self.destination.output
        with contextlib.suppress(OSError):
            (folder / file).unlink(missing_ok=True)

    def _write_text(self, ticket: Ticket, result: Result) -> tuple[str, int]:
        """Write a text file; return its name and checksum."""
        data = text_file(result.document.text)
        stem, suffix = self.destination.stem(ticket.item.path), f".{self.destination.format}"
        return self._put(self.destination.output, stem, suffix, ticket.entry.key, data), zlib.crc32(data)

    def _quarantine(self, ticket: Ticket) -> str:
        """Write a failed document as it came; return its name, empty if there are no bytes."""
        item, document = ticket.item, ticket.item.document
        if not item.size:
            return ""
        data = document.data
        if data is None:
            data = document.text.encode("utf-8", "surrogatepass")
        path = f"{QUARANTINE}/{safe_path(item.path)}"
        suffix = PurePosixPath(path).suffix
        return self._put(self.destination.home, path.removesuffix(suffix), suffix, ticket.entry.key, data)

    def _put(self, folder: Path, stem: str, suffix: str, key: str, data: bytes) -> str:
        """Write a file under the first name that no other document has; return the name."""
        while True:
            name = unclaimed(stem, suffix, lambda name: self.ledger.claim(name, key))
            try:
                write(folder / name, data)
            except OSError as error:
                other = _other_stem(stem, error)
                if other is None:
                    raise
                stem = other
            else:
                return name

    # Files of records

    def file_of(self, shard: str) -> Path:
        """The file of records that a shard is written to."""
        if shard in self.files:
            return self.files[shard]
        if self.destination.single:
            return self.destination.output
        stem, suffix = self.destination.shard_stem(shard), f".{self.destination.format}"
        name = unclaimed(stem, suffix, lambda name: self.ledger.claim(name, f"shard:{shard}"))
        return self.destination.output / name

    def publish(self, shard: str) -> None:
        """Write a shard's file of records, in the order of the inputs."""
        path = self.file_of(shard)
        self.ledger.commit()
        if self.destination.format == "parquet":
            write_parquet(path, lambda: map(pickle.loads, self._records(shard)))
        else:
            write_stream(path, self._records(shard))
        self.ledger.forget(f"{DIRTY}{shard}")
        self._dirty.discard(shard)

    def unpublished(self) -> list[str]:
        """The shards whose file does not have all records of the ledger yet."""
        dirty = {note.removeprefix(DIRTY) for note in self.ledger.notes(DIRTY)}
        return [shard for shard in self.ledger.shards() if shard in dirty or not self.file_of(shard).exists()]

    def _note_dirty(self, shard: str) -> None:
        if shard not in self._dirty:
            self._dirty.add(shard)
            self.ledger.note(f"{DIRTY}{shard}", "1")

    def _records(self, shard: str) -> Iterator[bytes]:
        """Yield the packed records of a shard; those of duplicates say what they repeat."""
        for packed, first in self.ledger.records(shard):
            if first is None:
                yield packed
            else:
                yield self._pack(self._unpack(packed) | {"duplicate_of": first})

    def _pack(self, row: dict[str, Any]) -> bytes:
        """A record as the ledger holds it: a line of JSON, or for Parquet, which has types, a pickle."""
        return pickle.dumps(row) if self.destination.format == "parquet" else json_line(row)

    def _unpack(self, packed: bytes) -> dict[str, Any]:
        is_pickle = self.destination.format == "parquet"
        row: dict[str, Any] = pickle.loads(packed) if is_pickle else json.loads(packed)  # noqa: S301  # our own
        return row

    # Lists of documents

    def mark_duplicates(self) -> None:
        """List documents that are like an earlier one in `duplicates.jsonl`, and mark their records."""
        self.ledger.clear_duplicates()
        found = duplicates(self.ledger.signatures())
        write_stream(self.destination.home / DUPLICATES, map(self._marked, found))
        for shard in self.ledger.shards():
            self.ledger.note(f"{DIRTY}{shard}", "1")

    def _marked(self, found: Duplicate) -> bytes:
        """Note a duplicate; return its line of `duplicates.jsonl`."""
        self.ledger.mark_duplicate(found.key, found.of)
        return json_line({"id": found.id, "duplicate_of": found.of, "likeness": round(found.likeness, 3)})

    def list_failures(self, entries: Iterable[Entry]) -> None:
        """List failed documents in the quarantine's `failures.jsonl`; without any, remove the quarantine."""
        folder = self.destination.home / QUARANTINE
        lines = map(_failure_line, entries)
        first = next(lines, None)
        if first is not None:
            write_stream(folder / FAILURES, chain((first,), lines))
        else:
            (folder / FAILURES).unlink(missing_ok=True)
            _remove_empty_folders(folder)


def _other_stem(stem: str, error: OSError) -> str | None:
    """Another path to try after an error; `None` if no other path helps.

    >>> _other_stem("a/b/page", NotADirectoryError(errno.ENOTDIR, "")), _other_stem("page", OSError())
    ('a~/b~/page', None)
    """
    if error.errno == errno.ENAMETOOLONG and LONG_NAMES not in stem:
        digest = hashlib.blake2b(stem.encode(), digest_size=16).hexdigest()
        above = f"{QUARANTINE}/" if stem.startswith(f"{QUARANTINE}/") else ""
        return f"{above}{LONG_NAMES}{digest}"
    if error.errno not in NAME_ERRORS:
        return None
    above, slash, last = stem.rpartition("/")
    return f"{above.replace('/', '~/')}~/{last}" if slash else f"{last}~"


def _failure_line(entry: Entry) -> bytes:
    return json_line(
        {
            "id": entry.id,
            "input": entry.key,
            "error": entry.error,
            "stage": entry.stage,
            "file": entry.output.removeprefix(f"{QUARANTINE}/") or None,
        }
    )


def _remove_empty_folders(folder: Path) -> None:
    """Remove a folder and the folders in it, those that are not empty excepted."""
    if folder.is_dir():
        for path in sorted(folder.rglob("*"), reverse=True):  # the deepest first
            with contextlib.suppress(OSError):
                path.rmdir()
    with contextlib.suppress(OSError):
        folder.rmdir()
