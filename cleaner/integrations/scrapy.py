"""Scrapy: an item pipeline."""

from __future__ import annotations

from typing import Any, Self

from cleaner.document import ConfigError, MissingPackageError
from cleaner.integrations.articles import facts, located
from cleaner.pipeline import Pipeline
from cleaner.registry import nearest

try:
    from itemadapter import ItemAdapter
    from scrapy.crawler import Crawler
    from scrapy.exceptions import DropItem
except ImportError:
    raise MissingPackageError("Scrapy", "scrapy") from None


class Cleaner:
    """Put the article in place of a page; an item without one is dropped, with the reason.

    - `field`: the field of an item that holds the page, such as `response.body`;
    - `into`: the field for the text of the article, by default the same one.

    `title`, `date` and `author` are filled in where an item has such a field without a value.
    """

    def __init__(
        self, pipeline: Pipeline | None = None, field: str = "text", into: str | None = None
    ) -> None:
        self.pipeline = pipeline or Pipeline.default()
        self.field = field
        self.into = into or field

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The item pipeline by the settings `CLEANER_CONFIG`, `CLEANER_FIELD` and `CLEANER_INTO`."""
        settings = crawler.settings
        pipeline = Pipeline.from_config(settings.get("CLEANER_CONFIG") or {})
        return cls(pipeline, settings.get("CLEANER_FIELD", "text"), settings.get("CLEANER_INTO"))

    def process_item(self, item: Any, spider: object = None) -> Any:
        """The item with its article; raises `DropItem` if it has none.

        Raises `ConfigError` for an item that lacks a field, or whose page is neither str nor bytes.
        """
        fields = ItemAdapter(item)
        page = self._page(item, fields)
        result = self.pipeline.run(located(page, fields))
        if result.status != "ok":
            raise DropItem(result.error or result.document.metadata.get("reason", "no article"))
        fields[self.into] = result.document.text
        for name, value in facts(result.document).items():
            if _has(item, fields, name) and not fields.get(name):
                fields[name] = value
        return item

    def _page(self, item: object, fields: ItemAdapter) -> object:
        """The page of an item; raises `ConfigError` if a setting does not fit the item."""
        names = list(fields.field_names())
        if self.field not in names:
            there = nearest(self.field, names)
            raise ConfigError(f"the item has no field {self.field!r} (CLEANER_FIELD){there}")
        if not _has(item, fields, self.into):
            raise ConfigError(
                f"the item has no field {self.into!r} (CLEANER_INTO){nearest(self.into, names)}"
            )
        page = fields.get(self.field)
        if not isinstance(page, str | bytes | None):
            kind = type(page).__name__
            raise ConfigError(f"the field {self.field!r} holds a {kind}, not a page: yield response.body")
        return page


def _has(item: object, fields: ItemAdapter, name: str) -> bool:
    """Whether an item may have a field; a dict may have any."""
    return isinstance(item, dict) or name in fields.field_names()
