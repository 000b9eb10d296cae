"""Haystack: a component that stands between a converter and a splitter."""

from __future__ import annotations

from typing import Any

from cleaner.document import MissingPackageError
from cleaner.integrations.articles import articles
from cleaner.pipeline import Pipeline

try:
    from haystack import Document, component
except ImportError:
    raise MissingPackageError("Haystack", "haystack") from None


@component
class Cleaner:
    """Turn documents into their articles; those without one are left out.

    `config` is the path of a `cleaner.toml`, or a dict of its tables, so that the component can be saved
    with its pipeline. `title`, `date` and `author` go into the meta, unless it has such a key.
    """

    def __init__(self, config: dict[str, Any] | str | None = None) -> None:
        self.config = config
        self._pipeline = Pipeline.from_config(config or {})

    @component.output_types(documents=list[Document])
    def run(self, documents: list[Document]) -> dict[str, list[Document]]:
        """The articles as `documents`, in order, with ids of their own."""
        given = ((document, document.content, document.meta) for document in documents)
        cleaned = [Document(content=text, meta=meta) for _, text, meta in articles(self._pipeline, given)]
        return {"documents": cleaned}
