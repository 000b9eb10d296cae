"""What a page says about its article in the vocabulary of schema.org: JSON-LD, microdata and RDFa."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaner.text.entities import unescape

_ARTICLE = re.compile(r"article|posting|report|question$|recipe$", re.IGNORECASE)
"""A type of what is an article."""
_AROUND = re.compile(r"webpage|qapage|creativework|^$", re.IGNORECASE)
"""A type of what may stand for the article, or none."""
_GROUP = re.compile(r"organi[sz]ation|corporation|company|brand", re.IGNORECASE)
"""A type of an author that is no person."""

_MAX_SCRIPT = 100_000
"""Maximum length of a JSON-LD script, characters; the rest is cut off."""
_MAX_OBJECTS = 500
"""Maximum number of JSON objects looked at."""
_MAX_VALUE = 1_000
"""Maximum length of a value, characters; the rest is cut off."""
_MAX_PROPERTIES = 300
"""Maximum number of elements with a property that are looked at; those of the article come first."""
_MAX_ANCESTORS = 50
"""Maximum number of elements looked at for the scope of a property."""

# JSON-LD that is broken is searched.
_STRING = r'"((?:[^"\\]|\\.)*)"'
_PAIR = re.compile(rf'"(headline|datePublished|pubDate)"\s*:\s*{_STRING}')
_AUTHOR = re.compile(rf'"author"\s*:\s*[\[{{][^\]}}]{{0,200}}?"name"\s*:\s*{_STRING}')

_PROPERTIES = {
    "headline": "headline",
    "author": "author",
    "creator": "author",
    "publisher": "publisher",
    "datepublished": "date",
    "issued": "date",
    "created": "date",
    "date": "date",
}
"""Field by the name of a property, in lower case and without its prefix."""


@dataclass(frozen=True)
class Told:
    """Facts about an article; what is not told is empty.

    - `headline`: its title, without the name of the site;
    - `title`: its title, maybe with the name of the site;
    - `author`: names of persons, separated by commas;
    - `group`: the name of an author that is no person;
    - `publisher`: the name of the site;
    - `date`: the day of publication, in any form.
    """

    headline: str = ""
    title: str = ""
    author: str = ""
    group: str = ""
    publisher: str = ""
    date: str = ""

    def or_else(self, other: Told) -> Told:
        """These facts, and for those that are missing the other ones.

        >>> Told(author="甲").or_else(Told(author="乙", date="2012-03-04"))
        Told(headline='', title='', author='甲', group='', publisher='', date='2012-03-04')
        """
        names = [field.name for field in fields(self)]
        return Told(**{name: getattr(self, name) or getattr(other, name) for name in names})


def from_json_ld(tree: LexborHTMLParser) -> Told:
    """What the JSON-LD of a page tells; a script that is broken is searched for the pairs that it has.

    >>> script = '{"@graph": [{"@type": "Article", "author": {"@id": 1}}, {"@id": 1, "name": "王小明"}]}'
    >>> from_json_ld(LexborHTMLParser(f"<script type='application/ld+json'>{script}</script>")).author
    '王小明'
    """
    objects: list[Mapping[str, Any]] = []
    found = Told()
    for node in tree.tags("script"):
        if (node.attributes.get("type") or "").strip().lower() != "application/ld+json":
            continue
        text = node.text()[:_MAX_SCRIPT]
        try:
            objects += _objects(json.loads(text, strict=False))
        except (ValueError, RecursionError):
            found = found.or_else(_searched(text))
    for told in _ranked(objects):
        found = found.or_else(told)
    return found.or_else(Told(publisher=_site(objects)))


def _objects(value: Any) -> Iterator[Mapping[str, Any]]:
    """The objects of a JSON-LD document that may be about the page or its authors."""
    waiting = [value]
    for _ in range(_MAX_OBJECTS):
        if not waiting:
            return
        value = waiting.pop(0)
        if isinstance(value, list):
            waiting = value[:_MAX_OBJECTS] + waiting
        elif isinstance(value, dict):
            yield value
            waiting += [value.get("@graph"), value.get("mainEntity"), value.get("mainEntityOfPage")]


def _ranked(objects: Sequence[Mapping[str, Any]]) -> Iterator[Told]:
    """What objects tell: first those that are articles, then those that stand around one."""
    known = {str(item["@id"]): item for item in objects if "@id" in item and "name" in item}
    for pattern in (_ARTICLE, _AROUND):
        for item in objects:
            if any(map(pattern.search, _types(item))):
                yield _told(item, known)


def _types(item: Mapping[str, Any]) -> list[str]:
    kind = item.get("@type", "")
    return [str(part) for part in kind] if isinstance(kind, list) else [str(kind)]


def _told(item: Mapping[str, Any], known: Mapping[str, Mapping[str, Any]]) -> Told:
    authors = list(_named(item.get("author") or item.get("creator"), known))
    persons = [name for name, is_group in authors if not is_group]
    groups = [name for name, is_group in authors if is_group]
    publishers = [name for name, _ in _named(item.get("publisher"), known)]
    return Told(
        headline=_text(item.get("headline")),
        title=_text(item.get("title")),
        author=", ".join(persons),
        group="".join(groups[:1]),
        publisher="".join(publishers[:1]),
        date=_text(item.get("datePublished") or item.get("pubDate") or item.get("dateCreated")),
    )


def _named(value: Any, known: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, bool]]:
    """The names in a value, and whether they belong to groups."""
    values = value if isinstance(value, list) else [value]
    for item in values[:_MAX_OBJECTS]:
        if isinstance(item, str):
            yield _text(item), False
        elif isinstance(item, dict):
            owner = item if "name" in item else known.get(str(item.get("@id")), item)
            name = _text(owner.get("name"))
            if name:
                yield name, any(map(_GROUP.search, _types(owner)))


def _site(objects: Iterable[Mapping[str, Any]]) -> str:
    """The name of the first `WebSite`."""
    names = (_text(item.get("name")) for item in objects if "WebSite" in _types(item))
    return next(filter(None, names), "")


def _text(value: Any) -> str:
    """A value as a string; of a list that of its first item, and empty for an object."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict) or value is None:
        return ""
    return " ".join(unescape(str(value)[:_MAX_VALUE]).split())


def _searched(text: str) -> Told:
    pairs: dict[str, str] = {}
    for match in _PAIR.finditer(text):
        pairs.setdefault(match[1], _unquoted(match[2]))
    author = _AUTHOR.search(text)
    return Told(
        headline=pairs.get("headline", ""),
        author=_unquoted(author[1]) if author else "",
        date=pairs.get("datePublished") or pairs.get("pubDate", ""),
    )


def _unquoted(text: str) -> str:
    """The value of a JSON string; empty if it is broken."""
    try:
        return _text(json.loads(f'"{text}"', strict=False))
    except ValueError:
        return ""


def from_markup(tree: LexborHTMLParser) -> Told:
    """What microdata and RDFa in the body of a page tell; `meta` elements are left to the head.

    Properties of comments, answers and other things beside the article do not count.

    >>> page = "<div itemscope itemtype='https://schema.org/Article'><b itemprop=author>王小明</b></div>"
    >>> from_markup(LexborHTMLParser(page)).author
    '王小明'
    """
    found: dict[str, str] = {}
    for node in tree.css("[itemprop]:not(meta), [property]:not(meta)")[:_MAX_PROPERTIES]:
        attributes = node.attributes
        names = (attributes.get("itemprop") or attributes.get("property") or "").lower().split()
        for name in names:
            field = _PROPERTIES.get(name.rpartition(":")[2])
            if field and field not in found and _is_of_article(node):
                value = _value(node, field)
                if value:
                    found[field] = value
    if found.get("headline") == found.get("author"):
        found.pop("headline", "")  # a heading of a forum with the name of the user
    return Told(**found)


def _is_of_article(node: LexborNode) -> bool:
    """Whether the innermost scope around an element is an article, or there is none."""
    around = node.parent
    for _ in range(_MAX_ANCESTORS):
        if around is None:
            return True
        attributes = around.attributes if around.tag and around.tag[0] != "-" else {}
        kind = attributes.get("itemtype") or attributes.get("typeof") or ""
        if kind or "itemscope" in attributes:
            kind = kind.rstrip("/").rpartition("/")[2]
            return bool(_ARTICLE.search(kind) or _AROUND.search(kind))
        around = around.parent
    return True


def _value(node: LexborNode, field: str) -> str:
    """The value of a property: an attribute, the name inside it, or its text."""
    attributes = node.attributes
    told = attributes.get("content") or (attributes.get("datetime") if field == "date" else "")
    if told:
        return _text(told)
    name = node.css_first("[itemprop~=name], [property='schema:name']") if field != "headline" else None
    if name is not None:
        return _text(name.attributes.get("content") or name.text())
    return _text(node.text())
