"""What a page says of itself: title, author, source, date and site, from its head and its lines.

The head is read first, then what stands around the article; where both speak, what readers see wins
over what machines were told by a template. A field that is not sure is left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from selectolax.lexbor import LexborHTMLParser

from cleaner.document import Block, Metadata
from cleaner.stages.parse.publication import Line, day_shown, publication_lines, running_text
from cleaner.stages.parse.title import Name, headline, key_of
from cleaner.text.bylines import fold, is_editor_line, is_nobody, persons
from cleaner.text.dates import parse_date

# Names of `meta` elements (also as `property` and `itemprop`), the most telling first: Open Graph and its
# kin, Dublin Core, and those that the systems of Chinese governments and newspapers write (`ArticleTitle`,
# `PubDate`, `ContentSource`; `publishdate`, `source`).
_TITLES = ("articletitle", "og:title", "twitter:title", "title")
_DATES = (
    "article:published_time", "og:published_time", "news:published_time", "datepublished", "og:release_date",
    "article:create_at", "pubdate", "publishdate", "publish_date", "publish-date", "publishtime",
    "dc.date.issued", "dcterms.issued", "dc.date", "sailthru.date", "date", "createdate", "datecreated",
)  # fmt: skip
_SOURCES = ("contentsource", "source", "mediaid", "article:source")
_AUTHORS = ("article:author", "author", "og:article:author", "dc.creator", "byl")
_SITES = ("og:site_name", "sitename", "application-name")
_TAG = re.compile(r"<[^<>]*>")
_JSON = re.compile(r'"(headline|datePublished|pubDate)"\s*:\s*("(?:[^"\\]|\\.)*")')
_JSON_AUTHOR = re.compile(r'"author"\s*:\s*[\[{][^\]}]{0,200}?"name"\s*:\s*("(?:[^"\\]|\\.)*")')
_SITE_END = re.compile(r"(?:网|报|网站|电视台|电台|论坛|blog|news|online|\.com|\.cn)$", re.I)


@dataclass(frozen=True)
class Head:
    """The title element, the `meta` values by lower-case name (the first of each), the JSON-LD."""

    title: str = ""
    metas: Mapping[str, str] = field(default_factory=dict)
    linked_data: str = ""

    def first(self, names: Sequence[str]) -> str:
        return next((self.metas[name] for name in names if self.metas.get(name)), "")


def read_head(tree: LexborHTMLParser) -> Head:
    """The facts of the head, wherever broken markup has put its elements."""
    title, metas = "", dict[str, str]()
    for node in tree.tags("meta"):
        attributes = node.attributes
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or ""
        content = (attributes.get("content") or "").strip()
        content = _TAG.sub("", content).strip() if "<" in content else content
        if name and content:
            metas.setdefault(name.strip().lower(), content[:1000])
    for node in tree.tags("title"):
        title = title or " ".join(node.text()[:1000].split())
    scripts = [
        node.text()[:100_000]
        for node in tree.tags("script")
        if node.attributes.get("type") == "application/ld+json"
    ]
    return Head(title, metas, "\n".join(scripts))


def describe(tree: LexborHTMLParser, blocks: Sequence[Block]) -> tuple[str, Metadata]:
    """The title of a page, empty when there is none, and what it says about itself.

    The metadata are author, source, date (`YYYY-MM-DD` or `YYYY-MM-DDTHH:MM`) and site name, as far as
    they are found. `blocks` are all blocks of the page in order, before anything is cut.
    """
    return described(read_head(tree), blocks)


def described(head: Head, blocks: Sequence[Block]) -> tuple[str, Metadata]:
    """`describe`, from the facts of the head."""
    linked: dict[str, str] = {}
    for match in _JSON.finditer(head.linked_data):
        linked.setdefault(match[1], _unquote(match[2]))
    names = [
        Name(text, trusted=True) for text in (linked.get("headline", ""), head.first(_TITLES[:2])) if text
    ]
    names += [Name(text) for text in (head.title, head.metas.get("title", "")) if text]
    body = running_text(blocks)
    title, place = headline(names, blocks, body, head.first(_SITES))
    lines = list(publication_lines(blocks, body, place))
    site = head.first(_SITES) or _site_of(head.title, title)
    source = _first(lines, "source") or _told_source(head)
    facts = Metadata()
    if author := _first(lines, "author") or _author(head, lines, {site, source, title}):
        facts["author"] = author
    if source:
        facts["source"] = source
    if day := _date(head, linked, lines):
        facts["date"] = day
    if site and key_of(site) != key_of(title):
        facts["site_name"] = site
    return title, facts


def _first(lines: Sequence[Line], field: str) -> str:
    """The first value of a field that a line of the page shows."""
    return next((value for line in lines if (value := line.fields.get(field))), "")


def _told_source(head: Head) -> str:
    """The source that the head names, unless it is nobody, a date or too long to be a name."""
    source = head.first(_SOURCES)
    named = not is_nobody(source) and len(source) <= 30 and not parse_date(source)
    return source if named else ""


def _date(head: Head, linked: Mapping[str, str], lines: Sequence[Line]) -> str:
    told = next((iso for name in _DATES if name in head.metas and (iso := parse_date(head.metas[name]))), "")
    stamp = linked.get("datePublished") or linked.get("pubDate") or ""
    told = parse_date(stamp) or told
    shown, sureness = day_shown(lines)
    if sureness <= 0:
        return told
    if not told or sureness >= 40:
        return shown
    if abs((date.fromisoformat(told[:10]) - date.fromisoformat(shown[:10])).days) <= 1 and len(shown) > 10:
        return shown  # the same moment in another time zone, or with the time of day
    return told


def _author(head: Head, lines: Sequence[Line], others: set[str]) -> str:
    """The author whom the head names, if the page shows the name and not as its editor's."""
    if match := _JSON_AUTHOR.search(head.linked_data):
        names = [_unquote(match[1])]
    else:
        names = [head.metas[name] for name in _AUTHORS if name in head.metas]
    for name in map(persons, names):
        if not name or re.search(r"[网網]|公司|[电電][视視]?[台臺]", name):
            continue
        if any(name in other or (other and other in name) for other in others):
            continue
        shown = [line.text for line in lines if name in line.text]
        if match or (shown and not any(map(is_editor_line, shown))):
            return name
    return ""


def _site_of(name: str, title: str) -> str:
    """The part of a head title beside the title itself that looks like the name of a site."""
    parts = re.split(r"\s*[-_|｜—–―－＿»·<>]+\s*", name)
    sites = (
        part for part in parts if 2 <= len(part) <= 20 and part not in title and _SITE_END.search(fold(part))
    )
    return next(sites, "")


def _unquote(text: str) -> str:
    try:
        return str(json.loads(text, strict=False)).strip()[:1000]
    except ValueError:
        return ""
