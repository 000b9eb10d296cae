"""Emphasis that every reader of Markdown recognises by its asterisks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from cleaner.document import Span
from cleaner.io.markdown.delimiters import must_close, must_open

RANK = {"link": 0, "strong": 1, "emphasis": 2, "code": 3}
"""Kind of span to its rank, from the outside, among spans of the same characters."""
EMPHASIS = ("strong", "emphasis")


def nesting(span: Span) -> tuple[int, int, int]:
    """The key that sorts outer spans before inner ones."""
    return span.start, -span.end, RANK[span.kind]


def recognised(text: str, spans: Sequence[Span], images: Sequence[Span]) -> list[Span]:
    """The spans without the emphasis that a reader would not recognise.

    Where asterisks of two spans would become one run, the outer or first span stays, unless both are of
    the same characters.
    """
    marks = _OtherMarks(spans, images)
    kept: list[Span] = []
    around: list[Span] = []  # emphasis that is open
    closed = -1  # where an emphasis ended last
    for span in spans:
        if span.kind not in EMPHASIS:
            kept.append(span)
            continue
        while around and around[-1].end <= span.start:
            closed = around.pop().end
        joins = closed == span.start or any(
            (outer.start == span.start) != (outer.end == span.end) for outer in around
        )
        if not joins and marks.let_open(text, span) and marks.let_close(text, span):
            kept.append(span)
            around.append(span)
    return kept


class _OtherMarks:
    """Where the marks of links, code and images stand; beside emphasis they are punctuation."""

    def __init__(self, spans: Sequence[Span], images: Sequence[Span]) -> None:
        self.starts = defaultdict[int, list[Span]](list)
        self.ends = defaultdict[int, list[Span]](list)
        self.images = {image.start for image in images}
        for span in spans:
            if span.kind not in EMPHASIS:
                self.starts[span.start].append(span)
                self.ends[span.end].append(span)

    def let_open(self, text: str, span: Span) -> bool:
        """Whether asterisks at the start of a span open it."""
        start = span.start
        inner = [nesting(span) < nesting(other) for other in self.starts.get(start, ())]
        outside = start in self.images or start in self.ends or not all(inner)
        before = ")" if outside else text[start - 1 : start]
        after = "[" if any(inner) else text[start]
        return must_open(before, after)

    def let_close(self, text: str, span: Span) -> bool:
        """Whether asterisks at the end of a span close it."""
        end = span.end
        inner = [nesting(span) < nesting(other) for other in self.ends.get(end, ())]
        outside = end in self.images or end in self.starts or not all(inner)
        before = ")" if any(inner) else text[end - 1]
        after = "[" if outside else text[end : end + 1]
        return must_close(before, after)
