"""An ordered tuple of stages, run as a plain loop."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path
from time import perf_counter
from typing import Any

import cleaner
from cleaner.document import Change, Document, Result
from cleaner.registry import STAGES, Stage, as_stage, foreign_code
from cleaner.trace import compare

Source = str | bytes | Document
LIBRARIES = ("chardetng-py", "ftfy", "google-re2", "lxml", "numpy", "opencc", "selectolax", "trafilatura")
"""Their versions are part of the fingerprint: another version may give other bytes."""


@dataclass(frozen=True)
class Pipeline:
    """Stages in order. Calling it gives the cleaned document, or raises what a stage raised.

    >>> Pipeline.default()("報告完成了各項議程。").text
    '报告完成了各项议程。'
    """

    stages: tuple[Stage, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "stages", tuple(as_stage(stage) for stage in self.stages))

    @classmethod
    def default(cls) -> Pipeline:
        """All built-in stages with their default options."""
        return cls(tuple(stage() for stage in STAGES.values()))

    @classmethod
    def from_config(cls, path: str | Path) -> Pipeline:
        """The pipeline that a `cleaner.toml` (or the `[tool.cleaner]` table of a `pyproject.toml`)
        describes; raises `ConfigError` naming the file, what is wrong in it and the nearest valid
        name."""
        from cleaner.config import read_config

        return read_config(Path(path)).pipeline()

    def __call__(self, source: Source) -> Document:
        document = as_document(source)
        for stage in self.stages:
            document = stage(document)
        return document

    def run(self, source: Source, *, trace: bool = False) -> Result:
        """The result for one input; it never raises for what the input holds.

        With `trace` it also tells what every stage changed, worked out by comparing the document
        before and after the stage, so that stages need not record anything.
        """
        started = perf_counter()
        try:
            result = self._run(as_document(source), trace)
        except TypeError as error:  # a missing value in a table
            result = Result(Document(), "failed", error=str(error), stage="read")
        return replace(result, seconds=perf_counter() - started)

    def _run(self, document: Document, trace: bool) -> Result:
        changes: tuple[Change, ...] = ()
        for stage in self.stages:
            try:
                after = stage(document)
            except Exception as error:
                reason = str(error) or type(error).__name__
                return Result(document, "failed", changes, reason, stage.name)
            if trace and after is not document:
                changes += compare(stage.name, document, after)
            document = after
        return Result(document, "ok" if document.text.strip() else "empty", changes)

    def map(self, sources: Iterable[Source], workers: int = 1) -> Iterator[Result]:
        """One result per input, in order, whatever the inputs hold; `workers` are processes."""
        from cleaner.engines import run  # the one import against the direction: a convenience

        yield from run(self, sources, workers=workers)

    def batch(self, columns: Mapping[str, Sequence[Any]]) -> dict[str, list[Any]]:
        """A table in, a table out, row by row: for `datasets`, Ray, Spark, polars, pandas.

        `columns["text"]` holds the inputs (str or bytes). The answer has the same columns and
        number of rows, with `text` cleaned, and the columns `title`, `status` and `error` added.
        """
        results = [self.run(source) for source in columns["text"]]
        return {
            **{name: list(values) for name, values in columns.items()},
            "text": [r.document.text if r.status == "ok" else "" for r in results],
            "title": [r.document.title for r in results],
            "status": [r.status for r in results],
            "error": [r.error for r in results],
        }

    @property
    def fingerprint(self) -> str:
        """16 hexadecimal digits that stand for stages, options, library and table versions.

        The same input and the same fingerprint give the same bytes, everywhere.
        """
        parts = [repr(self.stages), *(f"{name}={metadata.version(name)}" for name in LIBRARIES)]
        digest = hashlib.sha256("\n".join(parts).encode())
        for stage in self.stages:
            digest.update(foreign_code(stage))
        package = Path(cleaner.__file__).parent
        for table in sorted(path for path in package.rglob("*") if path.suffix in TABLES):
            digest.update(table.name.encode() + table.read_bytes())
        return digest.hexdigest()[:16]


TABLES = {".py", ".npz", ".txt", ".tsv", ".json"}
"""What decides about the output inside the package: code, weights and word lists."""


def as_document(source: Source) -> Document:
    """What the stages work on; bytes wait in `data` for `decode`."""
    if isinstance(source, Document):
        return source
    if isinstance(source, str):
        return Document(text=source)
    if isinstance(source, bytes | bytearray | memoryview):
        return Document(data=bytes(source))
    raise TypeError(f"{source!r:.40} is neither str nor bytes nor a Document")
