"""What is done to one document, and to one after the other."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cleaner.document import Document, Result
from cleaner.engines import Engine, Guard, Task, Work, run
from cleaner.io.items import Item
from cleaner.io.markdown import markdown
from cleaner.pipeline import PipelineWork
from cleaner.runs.destination import Format
from cleaner.runs.duplicates import signature


@dataclass(frozen=True, slots=True)
class Cleaned(Result):
    """A result with the signature of its text, by which duplicates are found, if one was asked for."""

    signature: bytes | None = None


@dataclass(frozen=True)
class Cleaning(PipelineWork):
    """The work of one worker: run the pipeline, and write the text in the format of the output.

    Only that travels back to the parent, unless `whole`: then the result keeps its blocks and trace.
    With `signed` the result carries the signature of its text.
    """

    format: Format = "txt"
    whole: bool = False
    signed: bool = False

    def __call__(self, document: Document) -> Result:
        result = self.pipeline.run(document, trace=self.whole)
        cleaned = result.document
        text = cleaned.text if result.status == "ok" else ""
        if text and self.format == "md":
            text = markdown(cleaned.blocks, title=text.startswith(cleaned.title))
        mark = signature(cleaned.text) if text and self.signed else None
        blocks = cleaned.blocks if self.whole else ()
        slim = Document(text, None, cleaned.id, cleaned.title, blocks, cleaned.metadata)
        return Cleaned(
            slim, result.status, result.trace, result.error, result.stage, result.seconds, signature=mark
        )


def clean_items(
    work: Work, items: Iterable[Item], workers: int, guard: Guard | None, engine: Engine | None = None
) -> Iterator[tuple[Item, Result]]:
    """Every item with its result, in order, without a place to keep them; without a guard in this
    process."""
    waiting: deque[Item] = deque()

    def tasks() -> Iterator[Task]:
        for item in items:
            waiting.append(item)
            yield task_of(item)

    for result in run(work, tasks(), workers if guard else 1, guard=guard, engine=engine):
        yield waiting.popleft(), result


def task_of(item: Item) -> Task:
    """What an engine is given for an item: one that could not be read has failed already."""
    if not item.error:
        return item.document.noting(origin=item.origin) if item.origin else item.document
    return Result(item.document.replace(data=None, text=""), "failed", (), item.error, "read")
