"""What a page tells to machines: the elements of its head, JSON-LD, microdata and RDFa."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser

from cleaner.stages.parse.structured_data import Told, from_json_ld, from_markup

# Names of `meta` elements (also as `property` and `itemprop`), the most reliable first: Open Graph and its
# kin, Dublin Core, and those written by the systems of Chinese governments and newspapers (`ArticleTitle`,
# `PubDate`, `ContentSource`; `publishdate`, `source`).
_TITLES = ("articletitle", "og:title", "dc.title", "dcterms.title")
_UNTRUSTED_TITLES = ("title", "twitter:title")
_DATES = (
    "article:published_time", "og:published_time", "news:published_time", "datepublished", "og:release_date",
    "article:create_at", "pubdate", "publishdate", "publish_date", "publish-date", "publishtime",
    "dc.date.issued", "dcterms.issued", "dc.date", "sailthru.date", "date", "createdate", "datecreated",
)  # fmt: skip
_SOURCES = ("contentsource", "source", "mediaid", "article:source")
_AUTHORS = ("article:author", "author", "og:article:author", "dc.creator", "byl")
_SITES = ("og:site_name", "sitename", "application-name", "dc.publisher")

_MAX_VALUE = 1_000
"""Maximum length of a title or a value, characters; the rest is cut off."""
_TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True)
class Head:
    """Facts in the head of a page."""

    title: str = ""
    """Text of the `title` element."""
    metas: Mapping[str, str] = field(default_factory=dict)
    """Content of `meta` elements by lower-case name; the first of each name."""
    told: Told = field(default_factory=Told)
    """What JSON-LD, microdata and RDFa say about the article."""

    @property
    def trusted_titles(self) -> list[str]:
        """Titles without the site's name."""
        return _filled([self.told.headline, *(self.metas.get(name, "") for name in _TITLES)])

    @property
    def titles(self) -> list[str]:
        """Titles that may hold the site's name too."""
        untrusted = (self.metas.get(name, "") for name in _UNTRUSTED_TITLES)
        return _filled([self.title, *untrusted, self.told.title])

    @property
    def site(self) -> str:
        """Name of the site; empty if unknown, as are the following."""
        return self._first(_SITES)

    @property
    def source(self) -> str:
        """Source of the article, not always a name."""
        return self._first(_SOURCES)

    @property
    def authors(self) -> list[str]:
        """Authors in `meta` elements, the most reliable first."""
        return [self.metas[name] for name in _AUTHORS if name in self.metas]

    @property
    def dates(self) -> list[str]:
        """Dates of publication in any form, the most reliable first."""
        return _filled([self.told.date, *(self.metas.get(name, "") for name in _DATES)])

    def _first(self, names: Sequence[str]) -> str:
        values = (self.metas.get(name, "") for name in names)
        return next(filter(None, values), "")


def _filled(values: list[str]) -> list[str]:
    return [value for value in values if value]


def read_head(tree: LexborHTMLParser) -> Head:
    """The facts in the head of a page, wherever broken markup has put its elements."""
    title = ""
    for node in tree.tags("title"):
        title = title or " ".join(node.text()[:_MAX_VALUE].split())
    return Head(title, _metas(tree), from_json_ld(tree).or_else(from_markup(tree)))


def _metas(tree: LexborHTMLParser) -> dict[str, str]:
    metas: dict[str, str] = {}
    for node in tree.tags("meta"):
        attributes = node.attributes
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or ""
        content = (attributes.get("content") or "").strip()
        if "<" in content:
            content = _TAG.sub("", content).strip()
        if name and content:
            metas.setdefault(name.strip().lower(), content[:_MAX_VALUE])
    return metas
