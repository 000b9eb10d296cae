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
    target = (node.attrs.get("href") or "").strip()  # faster than all attributes
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
    as_it_stands = "".join(pieces).strip() == text
    starts, ends = _positions(pieces, len(text)) if as_it_stands else _folded_positions(pieces, text)
    spans: list[Span] = []
    for first, last, kind, target, label in marks:
        start, end = starts[first], ends[last]
        if kind == "image":
            spans.append(Span(start, start, kind, target, label))
        elif start < end and (kind != "link" or target):
            spans.append(Span(start, end, kind, target, label))
    if len(spans) > 1:
        spans.sort(key=lambda span: (span.start, -span.end))
    return tuple(spans)


Positions = tuple[list[int], list[int]]
"""For each piece, and behind the last, where in the text the next character other than white space is, and
where the last such character before it ends."""


def _positions(pieces: Sequence[str], length: int) -> Positions:
    """The positions in a text of this length: the pieces as they stand, without white space around them."""
    starts: list[int] = []
    ends = [0]
    at = 0
    for number, piece in enumerate(pieces):
        bare = piece.strip()
        if bare:
            blank = len(piece) - len(piece.lstrip())
            at -= blank if not starts else 0  # the text begins here
            start = at + blank
            starts += [start] * (number + 1 - len(starts))
            ends.append(start + len(bare))
        else:
            ends.append(ends[-1])
        at += len(piece) if starts else 0
    return [*starts, *[length] * (len(pieces) + 1 - len(starts))], ends


def _folded_positions(pieces: Sequence[str], text: str) -> Positions:
    """The positions in a text in which white space has been folded."""
    before = [0, *accumulate(map(_size, pieces))]  # characters other than white space before each piece
    places = [place for place, character in enumerate(text) if not character.isspace()]
    following = [*places, len(text)]
    count = len(places)
    starts = [following[min(size, count)] for size in before]
    ends = [places[min(size, count) - 1] + 1 if size and count else 0 for size in before]
    return starts, ends


def _size(text: str) -> int:
    """The number of characters other than white space."""
    return len("".join(text.split()))


def shared(left: Sequence[int], right: Sequence[int]) -> int:
    """How many elements two paths have in common."""
    return bisect_left(range(min(len(left), len(right))), True, key=lambda depth: left[depth] != right[depth])
