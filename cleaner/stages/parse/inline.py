"""Inline markup: which characters of a block's text are emphasised, code, or a link."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaner.document import Block, Span, SpanKind
from cleaner.text.addresses import absolute

SPAN_KINDS: dict[str, SpanKind] = {
    "a": "link",
    "b": "strong",
    "strong": "strong",
    "em": "emphasis",
    "i": "emphasis",
    "code": "code",
    "kbd": "code",
    "samp": "code",
    "tt": "code",
}
"""Elements of inline markup."""
_MAX_TARGET = 2_000
"""Maximum length of an address that is kept, characters; longer ones hold data, not an address."""
_LAZY = ("data-original", "data-src", "data-lazy-src", "data-actualsrc", "data-original-src", "file")
"""Attributes in which pages that load images late keep the address."""


def link_target(node: LexborNode) -> str:
    """The address of a link; empty for one that leads nowhere."""
    target = (node.attributes.get("href") or "").strip()
    leads = len(target) <= _MAX_TARGET and not target.startswith(("javascript:", "#", "data:"))
    return target if leads else ""


def image_of(node: LexborNode) -> tuple[str, str] | None:
    """The address and the alternative text of an image; None for one without an address."""
    attributes = node.attributes
    names = [name for name in (*_LAZY, "src") if attributes.get(name)]
    for name in names:
        target = (attributes[name] or "").strip()
        if target and len(target) <= _MAX_TARGET and not target.startswith("data:"):
            return target, " ".join((attributes.get("alt") or "").split())
    return None


def base_of(tree: LexborHTMLParser, source: str) -> str:
    """The address that those of a page start from, if it tells another one than its own."""
    element = tree.css_first("base[href]") if "<base" in source or "<BASE" in source else None
    base = (element.attributes["href"] or "").strip() if element else ""
    return base if len(base) <= _MAX_TARGET else ""


def with_base(blocks: Sequence[Block], base: str) -> tuple[Block, ...]:
    """The blocks with the addresses of their links and images as seen from another one."""
    return tuple(block.with_targets(lambda target: absolute(target, base)) for block in blocks)


Mark = tuple[int, int, SpanKind, str, str]
"""A span over pieces of text: from one piece to before another, kind, target and label."""


def spans_of(marks: Sequence[Mark], pieces: Sequence[str], text: str) -> tuple[Span, ...]:
    """The spans of a text that was made of pieces, in which only white space has changed.

    >>> spans_of([(1, 2, "strong", "", "")], ["第一 ", " 重要", " 的"], "第一 重要 的")
    (Span(start=3, end=5, kind='strong', target='', label=''),)
    """
    before = [0, *accumulate(map(_size, pieces))]  # characters other than white space before each piece
    places: Sequence[int] = range(len(text))
    if _size(text) < len(text):
        places = [place for place, character in enumerate(text) if not character.isspace()]
    spans: list[Span] = []
    for first, last, kind, target, label in marks:
        start, end = before[first], min(before[last], len(places))
        if kind == "image":
            place = places[start] if start < len(places) else len(text)
            spans.append(Span(place, place, kind, target, label))
        elif start < end and (kind != "link" or target):
            spans.append(Span(places[start], places[end - 1] + 1, kind, target, label))
    if len(spans) > 1:
        spans.sort(key=lambda span: (span.start, -span.end))
    return tuple(spans)


def _size(text: str) -> int:
    """The number of characters other than white space."""
    return len("".join(text.split()))


def shared(left: Sequence[int], right: Sequence[int]) -> int:
    """How many elements two paths have in common."""
    return bisect_left(range(min(len(left), len(right))), True, key=lambda depth: left[depth] != right[depth])
