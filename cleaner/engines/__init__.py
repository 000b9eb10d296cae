"""How a pipeline is run over many documents: one function, several engines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from cleaner.document import Result

if TYPE_CHECKING:
    from cleaner.pipeline import Pipeline, Source


def run(pipeline: Pipeline, sources: Iterable[Source], workers: int = 1) -> Iterator[Result]:
    for source in sources:
        yield pipeline.run(source)
