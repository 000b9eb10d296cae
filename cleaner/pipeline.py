"""The pipeline: an ordered tuple of stages, run as a plain loop."""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import metadata
from math import isnan
from os import PathLike
from pathlib import Path
from time import perf_counter
from typing import Self

from cleaner.config import Config, config_of, read_config, with_options
from cleaner.document import Change, CleanerError, ConfigError, Document, Result, Source
from cleaner.engines import Guard, Task, run
from cleaner.registry import Stage, as_stage, foreign_code, nearest
from cleaner.table import Table, answer, inputs
from cleaner.trace import compare, follow

LIBRARIES = ("chardetng-py", "ftfy", "google-re2", "lxml", "numpy", "opencc", "selectolax", "trafilatura")
"""Libraries whose versions are part of the fingerprint: another version may give other bytes."""
DECIDING = (
    "document.py",
    "text",
    "stages",
    "io/markdown",
    "io/sinks.py",
    "runs/duplicates.py",
    "runs/recurring_lines.py",
)
"""Files and folders of the package that decide about the output, for the fingerprint.

A change elsewhere leaves the fingerprint as it is, so that a run can be resumed after it.
"""
NOT_SOURCE = (".pyc", ".so", ".pyd")
"""Suffixes of compiled files: what they do, their source says, and the same is done without them."""


@dataclass(frozen=True, init=False)
class Pipeline:
    """Stages in order; called with a document, it returns the cleaned one.

    A stage is any callable from `Document` to `Document`. A call raises what a stage raised, while `run`
    and `map` never raise for what a document holds. The constructor raises `ConfigError` for what is not
    a stage, or has an option that is none of the values it may have.

    >>> Pipeline.default()("報告完成了各項議程。").text
    '报告完成了各项议程。'
    """

    stages: tuple[Stage, ...]

    def __init__(self, stages: Iterable[Callable[[Document], Document]]) -> None:
        object.__setattr__(self, "stages", tuple(as_stage(stage) for stage in stages))

    @classmethod
    def default(cls, **options: object) -> Pipeline:
        """All built-in stages, with these options, as `with_options` takes them.

        >>> Pipeline.default(**{"simplify.to": "keep"})("報告完成了各項議程。").text
        '報告完成了各項議程。'
        """
        return cls(Config().build()).with_options(**options)

    @classmethod
    def from_config(cls, config: Mapping[str, object] | str | PathLike[str]) -> Pipeline:
        """The pipeline that a `cleaner.toml` or a `pyproject.toml` describes, or a dict of such tables.

        Raises `ConfigError` with the file, what is wrong in it, and the nearest valid name.

        >>> Pipeline.from_config({"stages": ["simplify"], "simplify": {"quotes": "mainland"}})("「說」").text
        '“说”'
        """
        read = config_of(config) if isinstance(config, Mapping) else read_config(Path(config))
        return cls(read.build())

    def with_options(self, **options: object) -> Pipeline:
        """A pipeline with other options, each named `stage.option`; a list of one may be its entry.

        Raises `ConfigError` for a stage that is not in this pipeline, an option that it does not have,
        and a value of another type.

        >>> Pipeline.default().with_options(**{"layout.title": False}).stages[-1].title
        False
        """
        given: dict[str, dict[str, object]] = {}
        names = [stage.name for stage in self.stages]
        for key, value in options.items():
            name, dot, option = key.rpartition(".")
            if not dot:
                raise ConfigError(f"{key!r} is not of the form stage.option, such as layout.title")
            if name not in names:
                raise ConfigError(f"there is no stage {name!r} in this pipeline{nearest(name, names)}")
            given.setdefault(name, {})[option] = value
        return Pipeline(with_options(stage, given.get(stage.name, {})) for stage in self.stages)

    def __call__(self, source: Source, *, url: str = "") -> Document:
        """Clean one document; `url` is its address, for the rules of sites."""
        document = _located(Document.of(source), url)
        for stage in self.stages:
            document = _apply(stage, document)
        _check_decoded(document)
        return document

    def run(self, source: Source, *, url: str = "", trace: bool = False) -> Result:
        """The result for one input; never raises for what the input holds.

        - `url`: its address, for the rules of sites;
        - `trace`: whether the result also has what each stage changed, found by comparing the document before
          and after the stage.
        """
        started = perf_counter()
        task = _task(source)
        result = task if isinstance(task, Result) else self._run(_located(task, url), trace)
        return replace(result, seconds=perf_counter() - started)

    def _run(self, document: Document, trace: bool) -> Result:
        changes: tuple[Change, ...] = ()
        for stage in self.stages:
            try:
                after = _apply(stage, document)
            except Exception as error:
                return _failure(document, error, stage.name, changes)
            if trace and after is not document:
                changes = (*follow(changes, document, after), *compare(stage.name, document, after))
            document = after
        try:
            _check_decoded(document)
        except ConfigError as error:
            return _failure(document, error, "decode", changes)
        return Result(document, "ok" if document.text.strip() else "empty", changes)

    def map(
        self,
        sources: Iterable[Source],
        workers: int = 1,
        *,
        timeout: float | None = None,
        memory: int | None = None,
    ) -> Iterator[Result]:
        """Yield one result per input, in order; never raises for what the inputs hold.

        - `workers`: the number of processes; with one and no limits, this process does the work. For
          other processes, the pipeline must pickle;
        - `timeout`, `memory`: what a document may take at most, seconds and megabytes. One that takes more
          fails. The limits hold on Linux.

        Raises `TypeError` for a single document, which is not a list of them.
        """
        if isinstance(sources, str | bytes | bytearray | memoryview | Document):
            kind = type(sources).__name__
            raise TypeError(f"map takes documents, and this is one {kind}: write [document], or use run")
        limited = timeout is not None or memory is not None
        guard = Guard(timeout, memory) if limited else None
        return run(PipelineWork(self), map(_task, sources), workers, guard=guard)

    def batch(
        self,
        columns: Table,
        column: str = "text",
        into: str | None = None,
        facts: Sequence[str] = (),
        prefix: str = "",
    ) -> dict[str, list[object]]:
        """Clean a column of a table, for `datasets`, pandas, polars, Ray and Spark.

        - `columns`: names to values, all of the same number;
        - `column`: the column that holds the inputs (str or bytes); a column `url` holds their addresses;
        - `into`: the column for the text of the articles, `column` by default;
        - `facts`: metadata to add, such as `date` and `author`; None where nothing is known;
        - `prefix`: what the names of all added columns but `into` begin with.

        The answer has the same columns and rows, and the columns `title`, `status`, `error` and `facts`.
        Raises `ConfigError` if there is no such column, and for a column that would be written over.

        >>> Pipeline.default().batch({"html": ["<p>會議結束了。"]}, column="html", into="text")["text"]
        ['会议结束了。']
        """
        results = map(self.run, inputs(columns, column))
        return answer(columns, results, into or column, column, facts, prefix)

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


def _apply(stage: Stage, document: Document) -> Document:
    """What a stage makes of a document; raises `ConfigError` if that is not a document."""
    after = stage(document)
    if not isinstance(after, Document):
        raise ConfigError(f"the stage {stage.name!r} returned {after!r:.40}, and not a Document")
    return after


def _check_decoded(document: Document) -> None:
    """Raise `ConfigError` if a document came as bytes and no stage has read them."""
    if document.data and not document.text and "charset" not in document.metadata:
        raise ConfigError("the input is bytes, and no stage decodes them: begin the pipeline with Decode()")


def _task(source: Source) -> Task:
    """The document of an input; a failed result for what is none, such as a missing value in a table."""
    if _is_missing(source):
        return Result(Document(), "failed", error="missing value", stage="read")
    try:
        return Document.of(source)
    except TypeError as error:
        return Result(Document(), "failed", error=str(error), stage="read")


def _is_missing(value: object) -> bool:
    """Whether a value is what tables put in place of one: None, NaN, NA or NaT.

    >>> _is_missing(None), _is_missing(float("nan")), _is_missing("")
    (True, True, False)
    """
    if isinstance(value, float):
        return isnan(value)
    return value is None or type(value).__name__ in _PANDAS_MISSING


_PANDAS_MISSING = ("NAType", "NaTType")
"""Types of missing values in pandas, which need not be installed."""


def _located(document: Document, url: str) -> Document:
    """The document with its address, if there is one."""
    return document.noting(url=url) if url else document


def _failure(document: Document, error: Exception, stage: str, changes: tuple[Change, ...]) -> Result:
    """The result of a document over which a stage raised an error.

    Errors of this package explain themselves; others keep their type, the line that raised them, and the
    traceback.
    """
    if isinstance(error, CleanerError):
        return Result(document, "failed", changes, str(error), stage)
    frame = traceback.extract_tb(error.__traceback__)[-1]
    reason = f"{type(error).__name__}: {error}".removesuffix(": ")
    told = f"{reason} ({Path(frame.filename).name}, line {frame.lineno})"
    whole = "".join(traceback.format_exception(error))
    return Result(document, "failed", changes, told, stage, traceback=whole)


def deciding_files() -> list[Path]:
    """The files of this package that decide about the output, sorted: code, weights, lists, tables."""
    package = Path(__file__).parent
    found: list[Path] = []
    for name in DECIDING:
        path = package / name
        files = path.rglob("*") if path.is_dir() else [path]
        found += [file for file in files if file.is_file() and file.suffix not in NOT_SOURCE]
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
