"""The pipeline: an ordered tuple of stages, run as a plain loop."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path
from time import perf_counter
from typing import Any, Self

from cleaner.config import Config, read_config
from cleaner.document import Change, Document, Result, Source
from cleaner.engines import run
from cleaner.registry import Stage, as_stage, foreign_code
from cleaner.trace import compare, follow

LIBRARIES = ("chardetng-py", "ftfy", "google-re2", "lxml", "numpy", "opencc", "selectolax", "trafilatura")
"""Libraries whose versions are part of the fingerprint: another version may give other bytes."""
DECIDING = (
    "document.py",
    "text",
    "stages",
    "io/markdown.py",
    "io/sinks.py",
    "runs/duplicates.py",
    "runs/recurring_lines.py",
)
"""Files and folders of the package that decide about the output, for the fingerprint.

A change elsewhere leaves the fingerprint as it is, so that a run can be resumed after it.
"""


@dataclass(frozen=True)
class Pipeline:
    """Stages in order; called with a document, it returns the cleaned one.

    A call raises what a stage raised, while `run` and `map` never raise for what a document holds. The
    constructor raises `ConfigError` for a stage that is not callable.

    >>> Pipeline.default()("報告完成了各項議程。").text
    '报告完成了各项议程。'
    """

    stages: tuple[Stage, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "stages", tuple(as_stage(stage) for stage in self.stages))

    @classmethod
    def default(cls) -> Pipeline:
        """All built-in stages with their default options."""
        return cls(Config().build())

    @classmethod
    def from_config(cls, path: str | Path) -> Pipeline:
        """The pipeline that a `cleaner.toml` or a `pyproject.toml` describes.

        Raises `ConfigError` with the file, what is wrong in it, and the nearest valid name.
        """
        return cls(read_config(Path(path)).build())

    def __call__(self, source: Source) -> Document:
        """Clean one document."""
        document = Document.of(source)
        for stage in self.stages:
            document = stage(document)
        return document

    def run(self, source: Source, *, trace: bool = False) -> Result:
        """The result for one input; never raises for what the input holds.

        With `trace`, the result also has what each stage changed, found by comparing the document
        before and after the stage.
        """
        started = perf_counter()
        try:
            result = self._run(Document.of(source), trace)
        except TypeError as error:  # not a source, such as a missing value in a table
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
                changes = (*follow(changes, document, after), *compare(stage.name, document, after))
            document = after
        return Result(document, "ok" if document.text.strip() else "empty", changes)

    def map(self, sources: Iterable[Source], workers: int = 1) -> Iterator[Result]:
        """Yield one result per input, in order; never raises for what the inputs hold.

        `workers` is the number of processes; with one, this process does the work. For several, the
        pipeline must pickle. Raises `TypeError` for an input of another type.
        """
        yield from run(PipelineWork(self), map(Document.of, sources), workers)

    def batch(self, columns: Mapping[str, Sequence[Any]]) -> dict[str, list[Any]]:
        """Clean the column `text` of a table, for `datasets`, Ray, Spark, polars and pandas.

        `columns["text"]` holds the inputs (str or bytes); `KeyError` if it is missing. The answer has the
        same columns and rows, with `text` cleaned, and the columns `title`, `status` and `error` added.
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
        """16 hexadecimal digits that stand for stages, options, code, tables and library versions.

        The same input and the same fingerprint give the same bytes, on every machine and engine.
        """
        parts = [repr(self.stages), *(f"{name}={metadata.version(name)}" for name in LIBRARIES)]
        digest = hashlib.sha256("\n".join(parts).encode())
        for stage in self.stages:
            digest.update(foreign_code(stage))
        for file in deciding_files():
            digest.update(file.name.encode() + file.read_bytes())
        return digest.hexdigest()[:16]


def deciding_files() -> list[Path]:
    """The files of this package that decide about the output, sorted: code, weights, lists, tables."""
    package = Path(__file__).parent
    found: list[Path] = []
    for name in DECIDING:
        path = package / name
        files = path.rglob("*") if path.is_dir() else [path]
        found += [file for file in files if file.is_file() and file.suffix != ".pyc"]
    return sorted(found)


@dataclass(frozen=True)
class PipelineWork:
    """The work of an engine for a pipeline: one document in, its result out, with `trace` if wanted."""

    pipeline: Pipeline
    trace: bool = False

    def __call__(self, document: Document) -> Result:
        """Clean one document; never raises for what it holds."""
        return self.pipeline.run(document, trace=self.trace)

    def observed(self, note: Callable[[str], None]) -> Self:
        """A copy that calls `note` with the name of each stage before the stage runs."""
        stages = tuple(_Observed(stage, note) for stage in self.pipeline.stages)
        return replace(self, pipeline=Pipeline(stages))


class _Observed:
    """A stage that tells its name before it runs."""

    def __init__(self, stage: Stage, note: Callable[[str], None]) -> None:
        self.stage = stage
        self.name = stage.name
        self.note = note

    def __call__(self, document: Document) -> Document:
        self.note(self.name)
        return self.stage(document)
