"""What engines do to a document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Self

from cleaner.document import Document, Result
from cleaner.pipeline import Pipeline

Work = Callable[[Document], Result]
"""It answers failures with a result, and it pickles. If it has a method `observed(note)`, that gives
a copy of it which calls `note` with the name of each stage before it runs, so that a death can be
laid to a stage."""
Task = Document | Result
"""What an engine is given: documents, and among them results that go through as they are (of inputs
that could not even be read), so that the order holds."""


@dataclass(frozen=True)
class Running:
    """Runs a pipeline."""

    pipeline: Pipeline

    def __call__(self, document: Document) -> Result:
        return self.pipeline.run(document)

    def observed(self, note: Callable[[str], None]) -> Self:
        stages = tuple(_Observed(stage, note) for stage in self.pipeline.stages)
        return replace(self, pipeline=Pipeline(stages))


class _Observed:
    """A stage that tells its name before it runs."""

    def __init__(self, stage: Any, note: Callable[[str], None]) -> None:
        self.stage = stage
        self.name: str = stage.name
        self.note = note

    def __call__(self, document: Document) -> Document:
        self.note(self.name)
        after: Document = self.stage(document)
        return after
