"""What a run leaves behind: texts or records, the quarantine, and what the ledger knows of them."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import pickle
import zlib
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import Any

from cleaner.document import Result, Status
from cleaner.io.items import Item
from cleaner.io.names import safe_path, unclaimed
from cleaner.io.parquet import write_parquet
from cleaner.io.sinks import json_line, record, text_file, write, write_stream
from cleaner.runs.cleaning import Cleaned
from cleaner.runs.destination import DUPLICATES, QUARANTINE, Destination
from cleaner.runs.duplicates import duplicates
from cleaner.runs.ledger import Entry, Ledger

NAME_TROUBLE = {errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.ENOTEMPTY}
"""A folder stands where a file should go, or a file where a folder: another name helps."""
LONG_NAMES = "long-names/"
"""Where those go whose path is too long for the file system below the folder of the output."""
FAILURES = "failures.jsonl"
DIRTY = "dirty:"
"""With a name behind it: a note that a file of records does not hold yet what the ledger holds."""


class Output:
    """Writes results to their place and notes them in the ledger, in that order, so that what the
    ledger holds is really there."""

    def __init__(
        self,
        destination: Destination,
        ledger: Ledger,
        fingerprint: str,
        files: Mapping[str, Path] | None = None,
    ) -> None:
        """`files` are the files of records of shards for which that has been decided already."""
        self.destination = destination
        self.files = files or {}
        self.ledger = ledger
        self.fingerprint = fingerprint
        self._dirty: set[str] = set()

    def settle(self, item: Item, result: Result, before: Entry, digest: bytes, shard: str) -> Status:
        """Writes what came of a document and notes it; the answer is how it ended. `before` is what
        the ledger held of it, `digest` what it is now."""
        key, mark = before.key, result.signature if isinstance(result, Cleaned) else None
        record_bytes: bytes | None = None
        output, checksum = "", 0
        if result.status == "failed":
            if item.size:
                output = self._quarantine(item, key)
        elif self.destination.tree:
            data = text_file(result.document.text)
            output = self._put(
                self.destination.output,
                self.destination.stem(item.path),
                f".{self.destination.format}",
                key,
                data,
            )
            checksum = zlib.crc32(data)
        else:
            record_bytes = self._packed(record(item, result, self.fingerprint))
        if before.output and before.output != output:
            self.remove(before.output)
        if not self.destination.tree and shard not in self._dirty:
            self._dirty.add(shard)
            self.ledger.note(f"{DIRTY}{shard}", "1")
        done = Entry(
            key, before.run, item.document.id, digest, self.fingerprint, result.status, result.error,
            result.stage, output, checksum,
        )  # fmt: skip
        self.ledger.answer(done, record_bytes, mark)
        return result.status

    def intact(self, entry: Entry) -> bool:
        """Whether the file that the ledger speaks of is there, whole."""
        if not self.destination.tree or entry.status == "failed":
            return True
        try:
            return zlib.crc32((self.destination.output / entry.output).read_bytes()) == entry.checksum
        except OSError:
            return False

    def publish(self, shard: str) -> None:
        """Puts a file of records together, in the order of the inputs."""
        path = self.file_of(shard)
        self.ledger.commit()
        if self.destination.format == "parquet":
            write_parquet(path, lambda: map(pickle.loads, self._records(shard)))
        else:
            write_stream(path, self._records(shard))
        self.ledger.forget(f"{DIRTY}{shard}")
        self._dirty.discard(shard)

    def unpublished(self) -> list[str]:
        """The files of records that do not hold yet what the ledger holds."""
        noted = {name.removeprefix(DIRTY) for name in self.ledger.noted(DIRTY)}
        return [shard for shard in self.ledger.shards() if shard in noted or not self.file_of(shard).exists()]

    def mark_duplicates(self) -> None:
        """Finds out which documents are like an earlier one. They are listed in `duplicates.jsonl`,
        and in files of records their records say so."""

        def lines() -> Iterator[bytes]:
            for found in duplicates(self.ledger.signatures()):
                self.ledger.mark(found.key, found.of)
                likeness = round(found.likeness, 3)
                yield json_line({"id": found.id, "duplicate_of": found.of, "likeness": likeness})

        self.ledger.unmark()
        write_stream(self.destination.home / DUPLICATES, lines())
        for shard in self.ledger.shards():
            self.ledger.note(f"{DIRTY}{shard}", "1")

    def list_failures(self, entries: Iterable[Entry]) -> None:
        """Writes which documents failed, why and where, to `failures.jsonl` in the quarantine; the
        quarantine of a run without failures goes away."""
        folder = self.destination.home / QUARANTINE
        lines = (
            json_line({"id": entry.id, "input": entry.key, "error": entry.error, "stage": entry.stage,
                       "file": entry.output.removeprefix(f"{QUARANTINE}/") or None})
            for entry in entries
        )  # fmt: skip
        first = next(lines, None)
        if first is not None:
            write_stream(folder / FAILURES, chain((first,), lines))
            return
        (folder / FAILURES).unlink(missing_ok=True)
        for path in sorted(folder.rglob("*"), reverse=True) if folder.is_dir() else ():
            with contextlib.suppress(OSError):
                path.rmdir()
        with contextlib.suppress(OSError):
            folder.rmdir()

    def remove(self, output: str) -> None:
        """Removes a file that an earlier run wrote."""
        home = self.destination.home if output.startswith(f"{QUARANTINE}/") else self.destination.output
        with contextlib.suppress(OSError):
            (home / output).unlink(missing_ok=True)

    def _quarantine(self, item: Item, key: str) -> str:
        document = item.document
        data = document.data if document.data is not None else document.text.encode("utf-8", "surrogatepass")
        path = f"{QUARANTINE}/{safe_path(item.path)}"
        suffix = PurePosixPath(path).suffix
        return self._put(self.destination.home, path.removesuffix(suffix), suffix, key, data)

    def _put(self, folder: Path, stem: str, suffix: str, key: str, data: bytes) -> str:
        """Writes a file under the first name that no other document has; the answer is the name."""
        while True:
            name = unclaimed(stem, suffix, lambda name: self.ledger.claim(name, key))
            try:
                write(folder / name, data)
            except OSError as error:
                if error.errno == errno.ENAMETOOLONG and LONG_NAMES not in stem:
                    digest = hashlib.blake2b(stem.encode(), digest_size=16).hexdigest()
                    above = f"{QUARANTINE}/" if stem.startswith(f"{QUARANTINE}/") else ""
                    stem = f"{above}{LONG_NAMES}{digest}"
                    continue
                if error.errno not in NAME_TROUBLE:
                    raise
                above, slash, last = stem.rpartition("/")
                stem = f"{above.replace('/', '~/')}~/{last}" if slash else f"{last}~"
            else:
                return name

    def file_of(self, shard: str) -> Path:
        """The file of records that a shard is written to."""
        if shard in self.files:
            return self.files[shard]
        if self.destination.single:
            return self.destination.output
        stem, suffix = self.destination.shard_stem(shard), f".{self.destination.format}"
        return self.destination.output / unclaimed(
            stem, suffix, lambda name: self.ledger.claim(name, f"shard:{shard}")
        )

    def _packed(self, row: dict[str, Any]) -> bytes:
        return pickle.dumps(row) if self.destination.format == "parquet" else json_line(row)

    def _records(self, shard: str) -> Iterator[bytes]:
        for packed, first in self.ledger.records(shard):
            if first is not None:
                row = pickle.loads(packed) if self.destination.format == "parquet" else json.loads(packed)  # noqa: S301  # our own
                packed = self._packed(row | {"duplicate_of": first})
            yield packed
