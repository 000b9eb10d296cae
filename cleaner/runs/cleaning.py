"""What a worker does to one document: run the pipeline, write the text in the output's format."""

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
    """A result with the signature of its text, if duplicates are to be found."""

    signature: bytes | None = None


@dataclass(frozen=True)
class Cleaning(PipelineWork):
    """The work of one worker; its results are slim, since they travel between processes.

    - `trace`: keep blocks and trace in the result, for somebody who observes the run;
    - `signed`: give the result the signature of its text.
    """

    format: Format = "txt"
    signed: bool = False

    def __call__(self, document: Document) -> Result:
        """Clean a document; a failure is a result too."""
        result = self.pipeline.run(document, trace=self.trace)
        cleaned = result.document
        text = self._text(result)
        slim = cleaned.replace(text=text, data=None)
        return Cleaned(
            slim if self.trace else slim.replace(blocks=()),
            result.status,
            result.trace,
            result.error,
            result.stage,
            result.seconds,
            signature=signature(cleaned.text) if text and self.signed else None,
        )

    def _text(self, result: Result) -> str:
        document = result.document
        if result.status != "ok":
            return ""
        if self.format == "md" and document.text:
            return markdown(document)
        return document.text


def clean_items(
    work: Work, items: Iterable[Item], workers: int, guard: Guard | None, engine: Engine | None = None
) -> Iterator[tuple[Item, Result]]:
    """Yield every item with its result, in order; nothing is written.

    Without a guard, a single process does the work: this one, unless `engine` says otherwise.
    """
    waiting: deque[Item] = deque()

    def tasks() -> Iterator[Task]:
        for item in items:
            waiting.append(item)
            yield task_of(item)

    for result in run(work, tasks(), workers if guard else 1, guard=guard, engine=engine):
        yield waiting.popleft(), result


def task_of(item: Item) -> Task:
    """The task of an engine for an item: its document, or a failure if it could not be read."""
    if item.error:
        return Result(item.document.replace(data=None, text=""), "failed", (), item.error, "read")
    if item.origin:
        return item.document.noting(origin=item.origin)
    return item.document
