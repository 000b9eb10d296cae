"""Where texts stand in the source that they were parsed from: plain text, or markup."""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

REACH = 200_000
"""Maximum distance ahead at which a block is looked for, characters: so that it takes linear time."""
ENDS = 8
"""Part at either end by which a block is found that is not in the markup as a whole, characters."""

TEXT = re.compile(r"(?P<skipped>(?!))|(?P<entity>(?!))|\S+")
"""What plain text is made of, white space aside."""
MARKUP = re.compile(
    r"(?P<skipped><!--.*?(?:-->|\Z)|<(?P<name>script|style)\b[^<>]*>.*?(?:</(?P=name)\s*>|\Z)|<[a-z/!?][^<>]*>)"
    r"|(?P<entity>&#?\w{1,31};?)"
    r"|[^\s<&]+|[<&]",
    re.DOTALL | re.IGNORECASE,
)
"""What markup is made of, white space aside: what no reader sees, entities, and text."""

Span = tuple[int, int]
"""Where a text begins and ends in another one."""


def find_all(texts: Iterable[str], visible: Visible) -> list[Span | None]:
    """Where each text stands; None if it is not found. White space does not count."""
    spans: list[Span | None] = []
    cursor = 0
    for text in texts:
        span = visible.find("".join(text.split()), cursor)
        if span:
            cursor = span[1]
        spans.append(span and visible.in_source(span))
    return spans


@dataclass(frozen=True)
class Visible:
    """What a reader sees of a source, without white space, in pieces.

    - `starts`: where each piece begins in the text;
    - `origins`: where it stands in the source.
    """

    text: str
    starts: list[int]
    origins: list[Span]

    @classmethod
    def of(cls, source: str, tokens: re.Pattern[str]) -> Visible:
        """The text of a source that is made of `tokens`: `TEXT` or `MARKUP`."""
        pieces, starts, origins = [], [], []
        length = 0
        for token in tokens.finditer(source):
            piece = "".join(_shown(token).split())
            if piece:
                pieces.append(piece)
                starts.append(length)
                origins.append(token.span())
                length += len(piece)
        return cls("".join(pieces), starts, origins)

    def find(self, text: str, cursor: int) -> Span | None:
        """The next span of a text, or of one with the same ends; else one behind the cursor."""
        if not text:
            return None
        for start, end in ((cursor, cursor + REACH), (max(cursor - REACH, 0), cursor)):
            found = self.text.find(text, start, end)
            if found >= 0:
                return found, found + len(text)
        if len(text) < 2 * ENDS:
            return None
        first = self.text.find(text[:ENDS], cursor, cursor + REACH)
        last = self.text.find(text[-ENDS:], first, first + 2 * len(text)) if first >= 0 else -1
        return (first, last + ENDS) if last >= 0 else None

    def in_source(self, span: Span) -> Span:
        """A span of the text, which is not empty, as a span of the source."""
        start, end = span
        first = bisect_right(self.starts, start) - 1
        last = bisect_right(self.starts, end - 1) - 1
        return self._inside(first, start), self._inside(last, end, of_end=True)

    def _inside(self, piece: int, position: int, *, of_end: bool = False) -> int:
        offset = position - self.starts[piece]
        start, end = self.origins[piece]
        length = (self.starts[piece + 1] if piece + 1 < len(self.starts) else len(self.text)) - self.starts[
            piece
        ]
        if length != end - start:  # an entity counts as a whole
            return end if of_end else start
        return start + offset


def _shown(token: re.Match[str]) -> str:
    """What a reader sees of a piece of markup."""
    if token["skipped"]:
        return ""
    return html.unescape(token[0]) if token["entity"] else token[0]
