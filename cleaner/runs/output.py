"""The files that a run writes: texts, files of records, the quarantine and its list of failures."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import stat
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import Any

from cleaner.document import Result
from cleaner.io.items import Item
from cleaner.io.names import safe_path, unclaimed
from cleaner.io.parquet import write_parquet
from cleaner.io.rows import packed as packed_row
from cleaner.io.rows import unpacked as unpacked_row
from cleaner.io.sinks import checksum, inside, json_line, record, text_file, write, write_stream
from cleaner.runs.cleaning import Cleaned
from cleaner.runs.destination import DUPLICATES, FAILURES, QUARANTINE, Destination, remove_empty_folders
from cleaner.runs.duplicates import Duplicate, duplicates
from cleaner.runs.ledger import Entry, Ledger

NAME_ERRORS = {errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.ENOTEMPTY, errno.ELOOP}
"""Errors that another name avoids: a folder or link stands where a file should go, or the reverse."""
SHARD = "shard:"
"""Prefix of the owner of a file of records, before the shard."""
LONG_NAMES = "long-names/"
"""Folder, below the output, for files whose path is too long for the file system."""
DIRTY = "dirty:"
"""Prefix of a note, before a shard: its file does not have all records of the ledger yet."""
WRITTEN = "written:"
"""Prefix of a note, before a shard: length and checksum of its file."""


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
        self._written: set[str] = set()  # files that this run wrote, and need not check

    # One document

    def settle(self, ticket: Ticket, result: Result) -> None:
        """Write what became of a document and note it; a file of an earlier run that it had goes."""
        before = ticket.entry
        file, crc, packed = "", 0, None
        if result.status == "failed":
            file, crc = self._quarantine(ticket)
        elif self.destination.tree:
            file, crc = self._write_text(ticket, result)
        else:
            packed = self._pack(record(ticket.item, result, self.fingerprint))
        if before.output and before.output != file:
            self.remove(before.output)
        if not self.destination.tree:
            self._note_dirty(ticket.shard)
        after = replace(
            before,
            id=id_of(ticket.item),
            digest=ticket.digest,
            fingerprint=self.fingerprint,
            status=result.status,
            error=result.error,
            stage=result.stage,
            output=file,
            checksum=crc,
        )
        signature = result.signature if isinstance(result, Cleaned) else None
        self.ledger.finish(after, packed, signature)

    def intact(self, entry: Entry) -> bool:
        """Whether the file that was written for a document is there, unchanged; true if there was none."""
        if not entry.output:
            return not self.destination.tree or entry.status == "failed"
        try:
            path = inside(self._folder(entry.output), entry.output)
            return not path.is_symlink() and zlib.crc32(path.read_bytes()) == entry.checksum
        except OSError:
            return False

    def remove(self, file: str) -> None:
        """Remove a file that an earlier run wrote, if it can be removed."""
        with contextlib.suppress(OSError):
            inside(self._folder(file), file).unlink(missing_ok=True)

    def _folder(self, file: str) -> Path:
        in_quarantine = file.startswith(f"{QUARANTINE}/")
        return self.destination.home if in_quarantine else self.destination.output

    def _write_text(self, ticket: Ticket, result: Result) -> tuple[str, int]:
        """Write a text file; return its name and checksum."""
        data = text_file(result.document.text)
        stem, suffix = self.destination.stem(ticket.item), f".{self.destination.format}"
        return self._put(self.destination.output, stem, suffix, ticket.entry.key, data), zlib.crc32(data)

    def _quarantine(self, ticket: Ticket) -> tuple[str, int]:
        """Write a failed document as it came; return name and checksum, empty if there are no bytes."""
        item, document = ticket.item, ticket.item.document
        if not item.size:
            return "", 0
        data = document.data
        if data is None:
            data = document.text.encode("utf-8", "surrogatepass")
        path = f"{QUARANTINE}/{safe_path(item.path)}"
        suffix = PurePosixPath(path).suffix
        stem = path.removesuffix(suffix)
        return self._put(self.destination.home, stem, suffix, ticket.entry.key, data), zlib.crc32(data)

    def _put(self, folder: Path, stem: str, suffix: str, key: str, data: bytes) -> str:
        """Write a file under the first name that no other document has; return the name."""
        while True:
            try:
                name = unclaimed(stem, suffix, lambda name: self._claim(folder, name, key, data))
                write(inside(folder, name), data)
            except OSError as error:
                other = _other_stem(stem, error)
                if other is None:
                    raise
                stem = other
            else:
                return name

    def _claim(self, folder: Path, name: str, key: str, data: bytes) -> bool:
        """Claim a name for a document; false if another one has it, or if somebody's own file is there.

        A file that nobody has claimed is ours if it has this very content: the run that wrote it was
        killed before it could note the claim.
        """
        if self.ledger.owner(name) is None:
            path = inside(folder, name)
            if os.path.lexists(path) and not _holds(path, data):
                return False
        return self.ledger.claim(name, key)

    # Files of records

    def file_of(self, shard: str) -> Path:
        """The file of records that a shard is written to."""
        if shard in self.files:
            return self.files[shard]
        if self.destination.single:
            return self.destination.output
        stem, suffix = self.destination.shard_stem(shard), f".{self.destination.format}"
        name = unclaimed(stem, suffix, lambda name: self._claim_file(name, f"{SHARD}{shard}"))
        return inside(self.destination.output, name)

    def _claim_file(self, name: str, owner: str) -> bool:
        """Claim the name of a file of records, unless somebody's own file is there."""
        if self.ledger.owner(name) is None and os.path.lexists(self.destination.output / name):
            return False
        return self.ledger.claim(name, owner)

    def publish(self, shard: str) -> None:
        """Write a shard's file of records, in the order of the inputs."""
        path = self.file_of(shard)
        self.ledger.commit()
        if self.destination.format == "parquet":
            write_parquet(path, lambda: map(unpacked_row, self._records(shard)))
        else:
            write_stream(path, self._records(shard))
        self.ledger.note(f"{WRITTEN}{shard}", checksum(path))
        self.ledger.forget(f"{DIRTY}{shard}")
        self._dirty.discard(shard)
        self._written.add(shard)

    def unpublished(self) -> list[str]:
        """The shards whose file is missing, was altered or does not have all records of the ledger yet."""
        dirty = {note.removeprefix(DIRTY) for note in self.ledger.notes(DIRTY)}
        shards = self.ledger.shards()
        if self.destination.single and not shards:
            shards = [""]  # a file without records tells that there are none
        return [shard for shard in shards if shard in dirty or not self._is_written(shard)]

    def _is_written(self, shard: str) -> bool:
        if shard in self._written:
            return True
        noted = self.ledger.noted(f"{WRITTEN}{shard}")
        return bool(noted) and noted == checksum(self.file_of(shard))

    def _note_dirty(self, shard: str) -> None:
        if shard not in self._dirty:
            self._dirty.add(shard)
            self.ledger.note(f"{DIRTY}{shard}", "1")

    def _records(self, shard: str) -> Iterator[bytes]:
        """Yield the packed records of a shard; those of duplicates say what they repeat."""
        for packed, first, likeness in self.ledger.records(shard):
            if first is None:
                yield packed
            else:
                marks = {"duplicate_of": first, "likeness": likeness}
                yield self._pack(self._unpack(packed) | marks)

    def _pack(self, row: dict[str, Any]) -> bytes:
        """A record as the ledger holds it: a line of JSON, or for Parquet bytes that keep the types."""
        return packed_row(row) if self.destination.format == "parquet" else json_line(row)

    def _unpack(self, packed: bytes) -> dict[str, Any]:
        if self.destination.format == "parquet":
            return unpacked_row(packed)
        row: dict[str, Any] = json.loads(packed)
        return row

    # What is no longer among the inputs

    def drop_gone(self, read: Callable[[str], bool], *, only_failed: bool) -> None:
        """Forget the documents that are no longer among the inputs, with all that was written for them.

        `read` tells of a path among the inputs whether all that may lie there was read. With
        `only_failed`, others than failed documents stay.
        """
        for entry, shard in self.ledger.gone():
            if not read(entry.key) or (only_failed and entry.status != "failed"):
                continue
            if entry.output:
                self.remove(entry.output)
            self.ledger.delete(entry.key)
            if not self.destination.tree and entry.status != "failed":
                self._note_dirty(shard)
        self._drop_files()

    def _drop_files(self) -> None:
        """Remove the files of shards that have no records any more."""
        shards = set(self.ledger.shards())
        for name in self.ledger.claims(SHARD):
            shard = str(self.ledger.owner(name)).removeprefix(SHARD)
            if shard not in shards and self.ledger.noted(f"{WRITTEN}{shard}"):
                self.remove(name)
                self.ledger.release(name)
                self.ledger.forget(f"{WRITTEN}{shard}")
                self.ledger.forget(f"{DIRTY}{shard}")

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
        likeness = round(found.likeness, 3)
        self.ledger.mark_duplicate(found.key, found.of, likeness)
        return json_line({"id": found.id, "duplicate_of": found.of, "likeness": likeness})

    def list_failures(self, entries: Iterable[Entry]) -> None:
        """List failed documents in the quarantine's `failures.jsonl`; without any, remove the quarantine."""
        folder = self.destination.home / QUARANTINE
        lines = map(_failure_line, entries)
        first = next(lines, None)
        if first is not None:
            write_stream(folder / FAILURES, chain((first,), lines))
        else:
            (folder / FAILURES).unlink(missing_ok=True)
            remove_empty_folders(folder)


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


def id_of(item: Item) -> str | int | float:
    """The id of a document with the type that it has in its record."""
    return item.document.id if item.id is None else item.id


def _holds(path: Path, data: bytes) -> bool:
    """Whether there is a file, rather than a link or a folder, with this content."""
    found = path.lstat()
    return stat.S_ISREG(found.st_mode) and found.st_size == len(data) and path.read_bytes() == data


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
