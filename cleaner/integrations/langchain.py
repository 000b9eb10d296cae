"""LangChain: a transformer of documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cleaner.document import MissingPackageError
from cleaner.integrations.articles import articles
from cleaner.pipeline import Pipeline

try:
    from langchain_core.documents import BaseDocumentTransformer, Document
except ImportError:
    raise MissingPackageError("LangChain", "langchain") from None


class Cleaner(BaseDocumentTransformer):
    """Turn documents into their articles; those without one are left out.

    `title`, `date` and `author` go into the metadata, unless these have such a key.
    """

    def __init__(self, pipeline: Pipeline | None = None) -> None:
        self.pipeline = pipeline or Pipeline.default()

    def transform_documents(self, documents: Sequence[Document], **kwargs: Any) -> list[Document]:
        """The articles, in order; the documents given stay as they are."""
        given = ((document, document.page_content, document.metadata) for document in documents)
        return [
            document.model_copy(update={"page_content": text, "metadata": metadata})
            for document, text, metadata in articles(self.pipeline, given)
        ]
