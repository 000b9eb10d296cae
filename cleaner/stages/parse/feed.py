"""Feeds: the entries of Atom and RSS (2.0 and 1.0), also cut, broken or without the feed around them.

The elements are searched rather than parsed. Feeds in crawls are cut inside CDATA sections, or carry HTML
that is not escaped, and there a parser of XML loses text. It also means that no entity is ever defined.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from cleaner.document import Block
from cleaner.stages.parse.blocks import blocks
from cleaner.stages.parse.fragments import without_tags
from cleaner.stages.parse.tree import parse
from cleaner.text.bylines import persons
from cleaner.text.dates import parse_date
from cleaner.text.entities import unescape
from cleaner.text.kind import has_tags
from cleaner.text.plain import plain_blocks

_CDATA = re.compile(r"<!\[CDATA\[(.*?)(?:\]\]>|\Z)", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_ENTRY = re.compile(r"<(?:item|entry)\b[^<>]*>")
_ENTRY_END = re.compile(r"</(?:item|entry)\s*>")
_ELEMENT = re.compile(
    r"""
    <(?P<name>
        title | description | content:encoded | content | summary | link | source
      | author | dc:creator | pubDate | published | updated | issued | dc:date | date
    ) (?! [\w:.-] ) (?P<attributes> [^<>]*? )
    (?: /> | > (?P<inner> .*? ) (?: </(?P=name)\s*> | \Z ) )
    """,
    re.DOTALL | re.VERBOSE,
)
"""An element that is read, to the end of the entry if it is cut there."""
_BODIES = ("content:encoded", "content", "description", "summary")
"""Elements with the text of an entry, the fullest first."""
_AUTHORS = ("dc:creator", "author")
_DATES = ("pubDate", "published", "issued", "dc:date", "date", "updated")
_LITERAL = re.compile(r"""\btype\s*=\s*["']text(?:/plain)?["']""")
"""The attribute of an element whose text is no markup."""
_OTHER_LINK = re.compile(r"""\brel\s*=\s*["'](?!alternate)""")
_ADDRESS = re.compile(r"""\bhref\s*=\s*["']([^"']+)""")
_NAME = re.compile(r"<name\b[^<>]*>([^<]*)")
_MAILED = re.compile(r"\S+@\S+\s*\((.+)\)")
"""An author as RSS wants it: `a@example.com (王小明)`."""


@dataclass(frozen=True)
class Entry:
    """An article of a feed; what it lacks is empty.

    - `title`: one line, without markup;
    - `body`: markup or plain text, as `is_markup` says;
    - `author`: names of persons;
    - `date`: ISO 8601;
    - `link`: address of the page.
    """

    title: str = ""
    body: str = ""
    is_markup: bool = False
    author: str = ""
    date: str = ""
    link: str = ""


@dataclass(frozen=True)
class _Element:
    inner: str = ""
    attributes: str = ""


_Elements = Mapping[str, _Element]
_NONE = _Element()


def feed_entries(text: str) -> tuple[Entry, ...]:
    """The entries of a feed or of a piece of one, in order.

    >>> feed = "<rss><channel><title>江边</title><item><title>渔汛</title><description>&lt;p&gt;来了。"
    >>> [(entry.title, entry.body) for entry in feed_entries(feed)]
    [('渔汛', '<p>来了。')]
    """
    return tuple(_entry(elements) for elements in _entries_of(_without_sections(text)))


def feed_name(text: str) -> str:
    """The name of a feed; empty if it has none.

    >>> feed_name("<feed><title>江边</title><entry><title>渔汛</title></entry></feed>")
    '江边'
    """
    text = _without_sections(text)
    start = _ENTRY.search(text)
    return _line(_elements(text[: start.start()]).get("title", _NONE)) if start else ""


def entry_blocks(entry: Entry) -> tuple[Block, ...]:
    """The title of an entry as a heading, and the blocks of its body."""
    title = (Block(entry.title, tag="h1", depth=1),) if entry.title else ()
    if entry.is_markup:
        return (*title, *blocks(parse(entry.body)))
    return (*title, *plain_blocks(unescape(entry.body)))


def feed_blocks(entries: Iterable[Entry]) -> tuple[Block, ...]:
    """The blocks of all entries of a feed; paths and units of different entries differ."""
    found: list[Block] = []
    units = 0  # of the entries so far
    for number, entry in enumerate(entries, 1):
        last_unit = 0
        for block in entry_blocks(entry):
            unit = units + block.unit if block.unit else 0
            last_unit = max(last_unit, block.unit)
            found.append(block.replace(path=(number, *block.path), unit=unit))
        units += last_unit
    return tuple(found)


def _without_sections(text: str) -> str:
    """The text without comments, its CDATA sections escaped."""
    return _COMMENT.sub("", _CDATA.sub(lambda section: html.escape(section[1], quote=False), text))


def _entries_of(text: str) -> Iterator[_Elements]:
    """The elements of each entry; it ends with its tag, with the next entry, or with the text."""
    starts = list(_ENTRY.finditer(text))
    stops = [*(start.start() for start in starts[1:]), len(text)]
    for start, stop in zip(starts, stops, strict=False):
        end = _ENTRY_END.search(text, start.end(), stop)
        yield _elements(text[start.end() : end.start() if end else stop])


def _elements(text: str) -> _Elements:
    """The first element of each name that is not empty."""
    found: dict[str, _Element] = {}
    for match in _ELEMENT.finditer(text):
        name, attributes, inner = match["name"], match["attributes"], (match["inner"] or "").strip()
        if name == "link" and _OTHER_LINK.search(attributes):
            continue
        if inner or name == "link":
            found.setdefault(name, _Element(inner, attributes))
    return found


def _entry(elements: _Elements) -> Entry:
    body, is_markup = _body(_first(elements, _BODIES))
    link = elements.get("link", _NONE)
    address = _ADDRESS.search(link.attributes)
    return Entry(
        title=_line(elements.get("title", _NONE)),
        body=body,
        is_markup=is_markup,
        author=_author(_first(elements, _AUTHORS).inner),
        date=parse_date(_first(elements, _DATES).inner),
        link=html.unescape(link.inner or (address[1] if address else "")),
    )


def _first(elements: _Elements, names: tuple[str, ...]) -> _Element:
    return next((elements[name] for name in names if name in elements), _NONE)


def _line(element: _Element) -> str:
    """The text of an element in one line."""
    text, is_markup = _body(element)
    plain = without_tags(text) if is_markup else unescape(text)
    return " ".join(plain.split())


def _body(element: _Element) -> tuple[str, bool]:
    """The text of an element, unescaped, and whether it is markup."""
    if has_tags(element.inner):
        return element.inner, True
    text = html.unescape(element.inner)
    if _LITERAL.search(element.attributes):
        return text, False
    again = html.unescape(text)
    if not has_tags(text) and again.lstrip().startswith("<") and has_tags(again):
        text = again  # escaped twice
    text = _CDATA.sub(r"\1", text)
    return text, has_tags(text)


def _author(inner: str) -> str:
    name = _NAME.search(inner)
    text = html.unescape(name[1] if name else inner).strip()
    mailed = _MAILED.fullmatch(text)
    return persons(mailed[1] if mailed else text)
