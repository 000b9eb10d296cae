"""The tree of a page, built in linear time also from markup that is broken or hostile.

Parsed by selectolax (lexbor), which builds the tree that the HTML standard describes, in a quarter of the
time of lxml.
"""

from __future__ import annotations

import re
from collections import Counter

from selectolax.lexbor import LexborHTMLParser

_FORMATTING = re.compile(rb"<(/?(?:a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u))\b", re.IGNORECASE)
"""The start of a tag of an element that the standard reopens when it is left open."""
_FORMATTING_TAG = re.compile(_FORMATTING.pattern + b"[^<>]*>", re.IGNORECASE)
_MAX_UNCLOSED = 500
"""Maximum unclosed elements of one formatting tag; with more, parsing would take too long."""
_LINK_TAG = re.compile(rb"<(/?)a(?=[\s>/])[^<>]*>", re.IGNORECASE)

_MANY_TAGS = 10_000
"""Number of tags in a page from which on its depth is looked at."""
_MAX_DEPTH = 1_000
"""Maximum depth of the tree, elements; browsers stop at 512, and the parser takes quadratic time in it."""
_NESTING_TAG = re.compile(
    rb"<(/?)(?!(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr"  # never closed
    rb"|p|li|dt|dd|td|th|tr|tbody|thead|tfoot|option|optgroup|html|head|body)\b)"  # seldom closed
    rb"[a-z][^<>]*>",
    re.IGNORECASE,
)
"""A tag of an element that must be closed."""


def parse(text: str) -> LexborHTMLParser:
    """The tree of a page.

    What would take quadratic time is taken out first: formatting elements of which very many are left
    open, since the standard reopens each in every paragraph that follows; and elements nested deeper than
    any reader has seen. A link that is not closed before the next one begins, or at all, goes too: it would
    make the text behind it part of the link.
    """
    source = text.encode("utf-8", "ignore")  # the parser wants bytes, and they are searched faster
    whole = source
    tags, ends, links, link_ends = _counts(source)
    if tags - 2 * ends > _MAX_UNCLOSED and _most_unclosed(source) > _MAX_UNCLOSED:
        source = _FORMATTING_TAG.sub(b"", source)
    if tags > _MANY_TAGS:
        source = _flattened(source)
    if source is not whole:
        _, _, links, link_ends = _counts(source)
    if links > link_ends:
        source = _without_open_links(source)
    return LexborHTMLParser(source)


def _counts(source: bytes) -> tuple[int, int, int, int]:
    """The number of tags, of end tags, of links, and of ends of links; four times as fast as `bytes.count`.

    >>> _counts(b"<p><a href=1>One</a><br>1 < 2 <a ")
    (6, 1, 2, 1)
    """
    import numpy as np  # slow to import

    codes = np.frombuffer(source + b"\0\0", np.uint8)
    tags = np.flatnonzero(codes == ord("<"))
    first, second = codes[tags + 1], codes[tags + 2]
    is_end = first == ord("/")
    is_link = (first == ord("a")) & (second == ord(" "))
    is_link_end = is_end & (second == ord("a"))
    return len(tags), int(is_end.sum()), int(is_link.sum()), int(is_link_end.sum())


def _most_unclosed(source: bytes) -> int:
    """Number of unclosed elements of the formatting tag that has most of them."""
    tags = Counter(tag.lower() for tag in _FORMATTING.findall(source))
    most = 0
    for tag, count in tags.items():
        if not tag.startswith(b"/"):
            most = max(most, count - tags[b"/" + tag])
    return most


def _flattened(source: bytes) -> bytes:
    """The page without the tags of elements that are nested too deep."""
    depth = deepest = 0
    pieces: list[bytes] = []
    done = 0
    for tag in _NESTING_TAG.finditer(source):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        deepest = depth + bool(tag[1])  # the depth inside the element that the tag opens or closes
        if deepest > _MAX_DEPTH:
            pieces.append(source[done : tag.start()])
            done = tag.end()
    return b"".join([*pieces, source[done:]]) if pieces else source


def _without_open_links(source: bytes) -> bytes:
    """The page without the tags of links that are not closed before the next one begins.

    >>> _without_open_links(b"<a href=1>One<p>Two <a href=2>three</a>")
    b'One<p>Two <a href=2>three</a>'
    """
    pieces: list[bytes] = []
    done = 0
    before: re.Match[bytes] | None = None  # the tag of the link that is open
    for tag in [*_LINK_TAG.finditer(source), None]:
        is_open = before is not None and (tag is None or not tag[1])
        if before is not None and is_open:
            pieces.append(source[done : before.start()])
            done = before.end()
        before = tag if tag is not None and not tag[1] else None
    return b"".join([*pieces, source[done:]])
