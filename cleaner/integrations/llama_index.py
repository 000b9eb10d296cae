"""LlamaIndex: a transformation of an ingestion pipeline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cleaner.document import MissingPackageError
from cleaner.integrations.articles import articles
from cleaner.pipeline import Pipeline

try:
    from llama_index.core.bridge.pydantic import PrivateAttr
    from llama_index.core.schema import BaseNode, TransformComponent
except ImportError:
    raise MissingPackageError("LlamaIndex", "llama-index") from None


class Cleaner(TransformComponent):
    """Turn nodes into their articles; those without one are left out.

    `config` is the path of a `cleaner.toml`, or a dict of its tables, so that the transformation can be
    saved with its pipeline. The fingerprint of that is part of the key under which results are cached.
    `title`, `date` and `author` go into the metadata, unless these have such a key.
    """

    config: dict[str, Any] | str | None = None
    fingerprint: str = ""
    _pipeline: Pipeline = PrivateAttr()

    @classmethod
    def class_name(cls) -> str:
        """The name under which the transformation is saved."""
        return "cleaner"

    def model_post_init(self, context: Any, /) -> None:
        """Make the pipeline of its configuration."""
        super().model_post_init(context)
        self._pipeline = Pipeline.from_config(self.config or {})
        self.fingerprint = self._pipeline.fingerprint

    def __call__(self, nodes: Sequence[BaseNode], **kwargs: Any) -> list[BaseNode]:
        """The articles, in order; the nodes given stay as they are."""
        answer = []
        given = ((node, node.get_content(), node.metadata) for node in nodes)
        for node, text, metadata in articles(self._pipeline, given):
            cleaned = node.model_copy(update={"metadata": metadata})
            cleaned.set_content(text)
            answer.append(cleaned)
        return answer
