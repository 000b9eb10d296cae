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

    All of it is done under the limits of a worker, the page included.
    """

    form: Form = "text"
    language: Language = "en"

    def __call__(self, document: Document) -> Answer:
        """Clean a document; a failure is an answer too."""
        explained = self.form in ("json", "page")
        result = self.pipeline.run(document, trace=explained)
        body = body_of(result, self.form, self.language)
        slim = Document(id=result.document.id)
        return Answer(slim, result.status, error=result.error, stage=result.stage, body=body)


def answer_of_dead(result: Result, form: Form, language: Language) -> Answer:
    """The answer for a document whose worker died or was stopped, and so gave none itself."""
    slim = Document(id=result.document.id)
    failed = Result(slim, "failed", error=result.error, stage=result.stage)
    body = body_of(failed, form, language)
    return Answer(slim, "failed", error=result.error, stage=result.stage, body=body)


def body_of(result: Result, form: Form, language: Language = "en") -> str:
    """The body of the answer for a result."""
    if form == "page":
        return render("explanation.html.j2", language, **page_values(Explanation(result)))
    if form == "json":
        return _json(Explanation(result).as_dict())
    if form == "record":
        return _json(_record(result))
    return f"{result.document.text}\n" if result.status == "ok" else ""


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
