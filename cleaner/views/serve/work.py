"""What a worker process does with the document of a request: clean it, and write the answer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal

from cleaner.document import Document, Result
from cleaner.pipeline import PipelineWork
from cleaner.views.explanation import Explanation, page_values
from cleaner.views.language import Language
from cleaner.views.pages import render

Form = Literal["text", "record", "json", "page"]
"""What is answered: the text, a JSON object with text and facts, all that `explain --json` tells, a page."""


@dataclass(frozen=True, slots=True)
class Answer(Result):
    """A result with the body of the answer, and little else: it travels between processes."""

    body: str = ""


@dataclass(frozen=True)
class Answering(PipelineWork):
    """The work for one request.

    All of it is done under the limits of a worker, the page included. `id` stands in the answer in place
    of the document's, which is text.
    """

    form: Form = "text"
    language: Language = "en"
    id: str | int | float | None = None

    def __call__(self, document: Document) -> Answer:
        """Clean a document; a failure is an answer too."""
        explained = self.form in ("json", "page")
        result = self.pipeline.run(document, trace=explained)
        return self._answer(result)

    def answer_of_dead(self, result: Result) -> Answer:
        """The answer for a document whose worker died or was stopped, and so gave none itself."""
        slim = Document(id=result.document.id)
        return self._answer(Result(slim, "failed", error=result.error, stage=result.stage))

    def _answer(self, result: Result) -> Answer:
        slim = Document(id=result.document.id)
        return Answer(slim, result.status, error=result.error, stage=result.stage, body=self._body(result))

    def _body(self, result: Result) -> str:
        """The body of the answer for a result."""
        if self.form == "page":
            return render("explanation.html.j2", self.language, **page_values(Explanation(result)))
        if self.form == "text":
            return f"{result.document.text}\n" if result.status == "ok" else ""
        told = Explanation(result).as_dict() if self.form == "json" else _record(result)
        return _json(told if self.id is None else told | {"id": self.id})


def _record(result: Result) -> dict[str, Any]:
    document = result.document
    return {
        "id": document.id,
        "status": result.status,
        "title": document.title,
        "text": document.text if result.status == "ok" else "",
        "metadata": dict(document.metadata),
        "error": result.error,
    }


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
