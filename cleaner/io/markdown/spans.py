"""Inline markup that Markdown can express: spans that nest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from cleaner.document import Span
from cleaner.io.markdown.emphasis import RANK, nesting, recognised

_FORMULA = re.compile(
    r"""(?<! [\\$] )
      (?: \$\$ [^$\n]+ \$\$
        | \$ (?! [\s$] ) (?: [^$\\\n] | \\. )* (?<! \s ) \$ (?! [\d$] )  # not the prices in "$5 or $6"
      )""",
    re.VERBOSE,
)
"""A formula in TeX between dollar signs."""

_REFUSED = re.compile(r"\s*(?:javascript|vbscript|data|file):", re.IGNORECASE)
"""Addresses that readers of Markdown refuse as that of a link or an image."""


def expressible(text: str, spans: Sequence[Span]) -> list[Span]:
    """The spans that can be written as marks, properly nested, outer ones first, then the images.

    Spans of one kind that touch become one, spans that cross are clipped, and none begins or ends with
    white space or inside a formula. What Markdown cannot express is left out: links in links, markup in
    code, and emphasis whose asterisks a reader would take for text.

    >>> expressible("这是 重点", [Span(2, 4, "strong"), Span(4, 5, "strong")])
    [Span(start=3, end=5, kind='strong', target='', label='')]
    """
    if not spans:
        return []
    within = [_clipped(span, len(text)) for span in spans]
    marks = [span for span in within if _is_mark(span)]
    in_formula = _inner_positions(formulas(text, [span for span in marks if span.kind == "code"]))
    marks = [span for span in marks if span.start not in in_formula and span.end not in in_formula]
    nested = _nested(text, sorted((_trimmed(text, span) for span in marks), key=nesting))
    in_code = _inner_positions((span.start, span.end) for span in nested if span.kind == "code")
    behind = in_formula | in_code
    images = [
        replace(span, start=behind.get(span.start, span.start))
        for span in within
        if span.kind == "image" and _can_be_read(span)
    ]
    return [*_without_seams(recognised(text, nested, images), images), *images]


def part(spans: Sequence[Span], start: int, end: int) -> tuple[Span, ...]:
    """The spans of a part of a text, counted from its start.

    >>> part([Span(0, 4, "strong"), Span(4, 6, "code")], 2, 4)
    (Span(start=0, end=2, kind='strong', target='', label=''),)
    """
    parts: list[Span] = []
    for span in spans:
        begins, ends = max(span.start, start), min(span.end, end)
        if begins < ends or (span.kind == "image" and start <= span.start <= end):
            parts.append(replace(span, start=begins - start, end=max(begins, ends) - start))
    return tuple(parts)


def moved(spans: Sequence[Span], by: int) -> tuple[Span, ...]:
    """The spans of a text before which `by` characters were put."""
    return tuple(replace(span, start=span.start + by, end=span.end + by) for span in spans)


def formulas(text: str, code: Sequence[Span] = ()) -> list[tuple[int, int]]:
    """The ranges of formulas in a text, outside its pieces of code.

    >>> formulas("设 $x_1>0$，$5 和 $6")
    [(2, 9)]
    """
    if "$" not in text:
        return []
    characters = list(text)
    for span in code:
        characters[span.start : span.end] = "\n" * (span.end - span.start)
    return [match.span() for match in _FORMULA.finditer("".join(characters))]


def _clipped(span: Span, length: int) -> Span:
    start = min(max(span.start, 0), length)
    return replace(span, start=start, end=min(max(span.end, start), length))


def _is_mark(span: Span) -> bool:
    return span.kind in RANK and (span.kind != "link" or _can_be_read(span))


def _can_be_read(span: Span) -> bool:
    """Whether a link or an image has an address that readers accept."""
    return span.target.strip() != "" and not _REFUSED.match(span.target)


def _inner_positions(ranges: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Each position inside one of the ranges, to the end of that range."""
    return {position: end for start, end in ranges for position in range(start + 1, end)}


def _trimmed(text: str, span: Span) -> Span:
    """The span without white space at its ends."""
    inside = text[span.start : span.end]
    start = span.end - len(inside.lstrip())
    return replace(span, start=start, end=max(start, span.start + len(inside.rstrip())))


def _nested(text: str, spans: Iterable[Span]) -> list[Span]:
    """The spans that can be inside those around them; those that cross are clipped.

    Spans of one kind that touch are one, but for code: what stands between is not known yet.
    """
    nested: list[Span] = []
    around: list[int] = []  # positions in `nested` of the spans that are open
    for span in spans:
        before = -1  # the position of the span that ended last, beside this one
        while around and nested[around[-1]].end <= span.start:
            before = around.pop()
        if around and nested[around[-1]].end < span.end:
            span = _trimmed(text, replace(span, end=nested[around[-1]].end))
        impossible = any(nested[outer].kind in (span.kind, "code") for outer in around)
        if impossible or span.start >= span.end:
            continue
        if before >= 0 and _touch(nested[before], span):
            nested[before] = replace(nested[before], end=span.end)
            around.append(before)
        else:
            around.append(len(nested))
            nested.append(span)
    return sorted(nested, key=nesting)  # one that has become longer may be outside now


def _touch(span: Span, after: Span) -> bool:
    """Whether two spans are one that was cut."""
    alike = (span.kind, span.target) == (after.kind, after.target)
    return alike and span.kind != "code" and span.end == after.start


def _without_seams(spans: Sequence[Span], images: Sequence[Span]) -> Iterator[Span]:
    """Yield the spans, pieces of code made one if no mark stands between them."""
    borders = {image.start for image in images}
    borders.update(at for span in spans if span.kind != "code" for at in (span.start, span.end))
    code: Span | None = None
    for span in spans:
        if span.kind != "code":
            yield span
        elif code and code.end == span.start not in borders:
            code = replace(code, end=span.end)
        else:
            if code:
                yield code
            code = span
    if code:
        yield code
