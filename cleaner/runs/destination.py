"""Where the output of a run goes, and what else lies there."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, get_args

from cleaner.document import CleanerError, ConfigError
from cleaner.io.names import safe_path, without_suffix

Format = Literal["txt", "md", "jsonl", "jsonl.gz", "jsonl.zst", "parquet"]
FORMATS: tuple[Format, ...] = get_args(Format)
RECORD_FORMATS = FORMATS[2:]
LEDGER, ACCOUNT, QUARANTINE, SHARDS = "ledger.sqlite", "run.json", "quarantine", "shards"
BOILERPLATE, DUPLICATES = "boilerplate.json", "duplicates.jsonl"
BESIDE = (LEDGER, f"{LEDGER}-wal", f"{LEDGER}-shm", ACCOUNT, BOILERPLATE, DUPLICATES)
NO_FOLDERS = {".txt", ".md", ".html", ".htm", ".json", ".csv"}
LOOSE = "documents"
"""The file of records that takes the documents which are files of their own."""


class OccupiedError(ConfigError):
    """The output is there already."""


@dataclass(frozen=True)
class Destination:
    """`output` is a folder, for a mirrored tree or for one file of records per container among the
    inputs, or with `single` one file of records. `home` holds the ledger, the quarantine and the
    account of the run: the folder itself, or the folder `OUTPUT.run` beside the file."""

    output: Path
    format: Format
    single: bool = False

    @classmethod
    def of(cls, output: str, format: Format | None = None) -> Destination:
        """The place that a name and a format mean; raises `ConfigError` when they disagree.

        >>> Destination.of("out/all.jsonl.gz").format
        'jsonl.gz'
        """
        path = Path(output)
        named = next((form for form in RECORD_FORMATS if path.name.lower().endswith(f".{form}")), None)
        if path.is_dir() or named is None:
            if path.suffix.lower() in NO_FOLDERS and not path.is_dir():
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
        return self.format not in RECORD_FORMATS

    @property
    def home(self) -> Path:
        return self.output.with_name(f"{self.output.name}.run") if self.single else self.output

    @property
    def absolute(self) -> Destination:
        """The same place, for a process that is somewhere else."""
        return replace(self, output=self.output.absolute())

    @property
    def beside(self) -> tuple[Path, Path]:
        """What is no input, even where it lies among the inputs."""
        return self.output, self.home

    def prepare(self, *, go_on: bool, overwrite: bool) -> None:
        """Makes the home folder. What an earlier run left there is needed to `go_on` with it, is
        cleared away by `overwrite`, and is else a reason to refuse (`OccupiedError`)."""
        try:
            occupied = any(self.home.iterdir()) if self.home.is_dir() else False
            occupied = occupied or (self.single and self.output.exists())
            if occupied and not overwrite:
                if not go_on:
                    raise OccupiedError(
                        f"{self.output} is not empty; --resume goes on with an earlier run, "
                        "--overwrite replaces it"
                    )
                if not (self.home / LEDGER).exists():
                    raise OccupiedError(
                        f"{self.output} holds no earlier run to go on with; --overwrite replaces it"
                    )
            self.home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CleanerError(f"{self.output} cannot be written to: {error.strerror}") from error

    def clear(self, outputs: Iterable[str]) -> None:
        """Removes what an earlier run wrote: these outputs and what lies beside them."""
        if self.single:
            self.output.unlink(missing_ok=True)
        for name in outputs:
            (self.output / name).unlink(missing_ok=True)
        for name in (QUARANTINE, SHARDS):
            shutil.rmtree(self.home / name, ignore_errors=True)
        for name in BESIDE:
            (self.home / name).unlink(missing_ok=True)

    def shard(self, container: str) -> str:
        """Which file of records takes the documents of a container; files of their own share one."""
        return "" if self.single or self.tree else container

    def shard_stem(self, shard: str) -> str:
        """The name of that file, without suffix, in the folder of the output."""
        stem = shard.removesuffix(".gz").removesuffix(".zst")
        for suffix in (".jsonl", ".ndjson", ".parquet", ".warc", ".wet", ".zip", ".tar", ".tgz"):
            stem = stem.removesuffix(suffix)
        return self._free(safe_path(stem or LOOSE))

    def stem(self, path: str) -> str:
        """The name of a document's text file in the tree, without suffix."""
        return self._free(safe_path(without_suffix(path)))

    def _free(self, stem: str) -> str:
        """A name that is not one of those beside the output."""
        first = stem.split("/")[0]
        return f"{first}_{stem[len(first) :]}" if first.lower() in (QUARANTINE, SHARDS, *BESIDE) else stem
