"""Where a run writes: the folder or file named by the user, and the names of files in it."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, get_args

from cleaner.document import ConfigError
from cleaner.io.items import Item
from cleaner.io.names import ACCOUNT, LEDGER, safe_path, without_suffix
from cleaner.io.remote import is_url
from cleaner.io.sinks import inside
from cleaner.runs.ledger import ASIDE

Format = Literal["txt", "md", "jsonl", "jsonl.gz", "jsonl.zst", "parquet"]
FORMATS: tuple[Format, ...] = get_args(Format)
RECORD_FORMATS = FORMATS[2:]
"""Formats with many documents in one file; the others take a file for each document."""

BOILERPLATE = "boilerplate.json"
DUPLICATES = "duplicates.jsonl"
RUN_FILES = (LEDGER, f"{LEDGER}-wal", f"{LEDGER}-shm", f"{LEDGER}{ASIDE}", ACCOUNT, BOILERPLATE, DUPLICATES)
"""Files in the home folder of a run that are not outputs."""
QUARANTINE = "quarantine"
FAILURES = "failures.jsonl"
"""File in the quarantine that lists what is there, and why."""
SHARDS = "shards"
SHARD_SUFFIX = ".sqlite"
RUN_FOLDERS = (QUARANTINE, SHARDS)
"""Folders in the home folder of a run that hold no outputs."""

FILE_SUFFIXES = {".txt", ".md", ".html", ".htm", ".json", ".csv"}
"""Suffixes of names that cannot be meant as a folder."""
CONTAINER_SUFFIXES = (".jsonl", ".ndjson", ".parquet", ".warc", ".wet", ".zip", ".tar", ".tgz")
"""Suffixes of containers, which their file of records does not keep."""
LOOSE_FILES = "documents"
"""Stem of the file of records for documents that are files of their own."""


class OccupiedError(ConfigError):
    """The output is there already."""


@dataclass(frozen=True)
class Destination:
    """The output of a run.

    - `output`: a folder, which takes a mirrored tree of texts or one file of records for each
      container among the inputs; or, if `single`, one file of records for everything.

    >>> Destination.of("out/all.jsonl.gz").home.as_posix()
    'out/all.jsonl.gz.run'
    """

    output: Path
    format: Format
    single: bool = False

    @classmethod
    def of(cls, output: str, format: Format | None = None) -> Destination:
        """The destination that a name and a format mean; raises `ConfigError` if they disagree.

        >>> Destination.of("out/all.jsonl.gz").format
        'jsonl.gz'
        """
        if is_url(output):
            raise ConfigError(
                f"{output} is not on this machine: name a local folder or file, and copy it there afterwards"
            )
        path = Path(output)
        named = _format_of(path)
        if named is None or path.is_dir():
            if path.suffix.lower() in FILE_SUFFIXES and not path.is_dir():
                raise ConfigError(
                    f"{path.name} looks like a file, but the text of each document goes into a folder: "
                    "name a folder, a file of records such as all.jsonl, or nothing for standard output"
                )
            return cls(path, format or "txt")
        if format is not None and not named.startswith(format):
            raise ConfigError(f"the name {path.name} does not go with --format {format}")
        return cls(path, named, single=True)

    @property
    def tree(self) -> bool:
        """Whether each document gets a file of its own."""
        return self.format not in RECORD_FORMATS

    @property
    def home(self) -> Path:
        """The folder of ledger, quarantine and `run.json`: the output, or `OUTPUT.run` beside a file."""
        return self.output.with_name(f"{self.output.name}.run") if self.single else self.output

    @property
    def own_paths(self) -> tuple[Path, Path]:
        """Paths that are not inputs, even if they lie among the inputs."""
        return self.output, self.home

    def absolute(self) -> Destination:
        """The same destination for a process with another working directory."""
        return replace(self, output=self.output.absolute())

    def check(self, *, continues: bool, overwrite: bool) -> None:
        """Raise `OccupiedError` if something is in the way of a run, and `ConfigError` if a link is.

        An earlier run is in the way if it should neither continue nor be overwritten; files of somebody
        else are if no run is there at all.
        """
        for name in (*RUN_FILES, *RUN_FOLDERS):
            if (self.home / name).is_symlink():
                raise ConfigError(f"{self.home / name} is a link, which may lead anywhere: remove it")
        if self.single and self.home.is_symlink():
            raise ConfigError(f"{self.home} is a link, which may lead anywhere: remove it")
        if continues:
            if not self.holds_run:
                raise OccupiedError(f"{self.output} holds no earlier run to go on with")
        elif self._occupied() and not self.holds_run:
            raise OccupiedError(
                f"{self.output} holds files that no run has written, which --overwrite does not replace: "
                "remove them, or name another output"
            )
        elif self._occupied() and not overwrite:
            raise OccupiedError(
                f"{self.output} is not empty; --resume goes on with an earlier run, --overwrite replaces it"
            )

    @property
    def holds_run(self) -> bool:
        """Whether an earlier run was here, also if its ledger is damaged."""
        return any((self.home / name).is_file() for name in (LEDGER, f"{LEDGER}{ASIDE}"))

    def prepare(self) -> None:
        """Make the home folder; raise `ConfigError` if files cannot be written to it or beside it."""
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            for folder in {self.home, self.output.parent if self.single else self.output}:
                probe = folder / f".{self.output.name}.partial"
                probe.unlink(missing_ok=True)
                probe.touch()
                probe.unlink()
        except OSError as error:
            raise ConfigError(f"{self.output} cannot be written to: {error.strerror}") from error

    def clear(self, outputs: Iterable[str]) -> None:
        """Remove what an earlier run wrote: the named outputs, and its own files."""
        if self.single:
            self.output.unlink(missing_ok=True)
        for name in outputs:
            folder = self.home if name.startswith(f"{QUARANTINE}/") else self.output
            with contextlib.suppress(OSError):  # a link leads out of the output, or a folder is there
                inside(folder, name).unlink(missing_ok=True)
        (self.home / QUARANTINE / FAILURES).unlink(missing_ok=True)
        for path in (self.home / SHARDS).rglob(f"*{SHARD_SUFFIX}*"):
            path.unlink(missing_ok=True)
        for name in RUN_FOLDERS:
            remove_empty_folders(self.home / name)
        for name in RUN_FILES:
            (self.home / name).unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # something else is in it
            self.home.rmdir()

    def shard(self, container: str) -> str:
        """Name of the shard that takes a container's documents; empty if all share one.

        A shard is what goes into one file of records.
        """
        return "" if self.single or self.tree else container

    def shard_stem(self, shard: str) -> str:
        """Path of a shard's file below the output folder, without suffix.

        >>> Destination.of("out", "jsonl").shard_stem("crawl/01.warc.gz")
        'crawl/01'
        """
        stem = shard.removesuffix(".gz").removesuffix(".zst")
        for suffix in CONTAINER_SUFFIXES:
            stem = stem.removesuffix(suffix)
        return _unreserved(safe_path(stem or LOOSE_FILES))

    def stem(self, item: Item) -> str:
        """Path of a document's text file below the output folder, without suffix.

        It follows the id of a record that has one, else the path.

        >>> from cleaner.document import Document
        >>> Destination.of("out").stem(Item(Document(), "quarantine/b.html"))
        'quarantine_/b'
        >>> Destination.of("out").stem(Item(Document(), "a.jsonl/1", "a.jsonl", id="news-7"))
        'a.jsonl/news-7'
        """
        if item.id is not None:
            return _unreserved(safe_path(f"{item.container}/{item.id}"))
        return _unreserved(safe_path(without_suffix(item.path)))

    def _occupied(self) -> bool:
        if self.home.is_dir() and any(self.home.iterdir()):
            return True
        return self.single and os.path.lexists(self.output)


def remove_empty_folders(folder: Path) -> None:
    """Remove a folder and the folders in it, those that are not empty excepted."""
    if folder.is_dir() and not folder.is_symlink():
        for path in sorted(folder.rglob("*"), reverse=True):  # the deepest first
            with contextlib.suppress(OSError):
                path.rmdir()
    with contextlib.suppress(OSError):
        folder.rmdir()


def _format_of(path: Path) -> Format | None:
    """The format that the name of a file of records tells."""
    for format in RECORD_FORMATS:
        if path.name.lower().endswith(f".{format}"):
            return format
    return None


def _unreserved(stem: str) -> str:
    """A path that does not begin with the name of one of the run's own files and folders."""
    first, slash, rest = stem.partition("/")
    if first.lower() in (*RUN_FOLDERS, *RUN_FILES):
        return f"{first}_{slash}{rest}"
    return stem
