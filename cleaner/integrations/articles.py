"""What the integrations share: texts of another library in, articles out."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from cleaner.document import Document
from cleaner.pipeline import Pipeline

Item = TypeVar("Item")
"""A document of another library."""
FACTS = ("date", "author")
"""Metadata of an article that its item is given, besides the title."""
PLACES = ("url", "source", "file_path")
"""Keys under which libraries say where a document came from, the likeliest address first."""
log = logging.getLogger(__name__)


def articles(
    pipeline: Pipeline, given: Iterable[tuple[Item, object, Mapping[str, Any]]]
) -> Iterator[tuple[Item, str, dict[str, Any]]]:
    """Yield the items that have an article, each with its text and the metadata to give it.

    An item is given with its content and metadata. One that fails is logged as a warning.
    """
    for item, content, metadata in given:
        result = pipeline.run(located(content, metadata))
        if result.status == "ok":
            yield item, result.document.text, {**facts(result.document), **metadata}
        elif result.status == "failed":
            log.warning("a document fails and is left out: %s", result.error)


def located(content: object, metadata: Mapping[str, Any]) -> Any:
    """The content as a document that knows where it came from, for rules of sites.

    Content that cannot be a document is returned as it is, and fails when it is cleaned.

    >>> located("好", {"source": "https://news.example.cn/1"}).metadata
    {'url': 'https://news.example.cn/1'}
    """
    if not isinstance(content, str | bytes):
        return content
    document = Document.of(content)
    for place in map(metadata.get, PLACES):
        if isinstance(place, str) and place:
            return document.noting(url=place) if "://" in place else document.noting(origin=place)
    return document


def facts(document: Document) -> dict[str, Any]:
    """What is known of an article: title, date and author.

    >>> facts(Document("好", title="题").noting(date="2021-06-01"))
    {'title': '题', 'date': '2021-06-01'}
    """
    known = {"title": document.title, **{name: document.metadata.get(name) for name in FACTS}}
    return {name: value for name, value in known.items() if value}
