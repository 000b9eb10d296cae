"""Rows of a table as a table of GitHub Flavored Markdown."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from cleaner.document import Block, Span
from cleaner.io.markdown.inline import inline
from cleaner.io.markdown.spans import moved

_MAX_PADDED = 100
"""Maximum width that short rows are padded to, cells; readers add the rest."""

_RULES = {"left": ":---", "center": ":---:", "right": "---:"}
"""What stands below the head of a column, by its alignment."""


def table(rows: Sequence[Block]) -> list[str]:
    r"""The lines of a table; each row's text has its cells, joined by tabs.

    A table of Markdown has exactly one head, so the first row becomes it, whether or not the page says
    so, and any further one an ordinary row. Short rows get empty cells.

    >>> print("\n".join(table([Block("名\t值"), Block("甲|乙\t1"), Block("丙")])))
    | 名 | 值 |
    | --- | --- |
    | 甲\|乙 | 1 |
    | 丙 |  |
    """
    cells = [_cells(row) for row in rows]
    width = max(map(len, cells))
    align = [_RULES.get(side, "---") for side in rows[0].form.align[:width]]
    head, *body = cells
    padded = (_line(row, min(width, _MAX_PADDED)) for row in body)
    return [_line(head, width), _line(align, width, "---"), *padded]


def _line(cells: Sequence[str], width: int, empty: str = "") -> str:
    return f"| {' | '.join([*cells, *[empty] * (width - len(cells))])} |"


def _cells(row: Block) -> list[str]:
    """The cells of a row as Markdown; those of a plain text may have markup, and keep it."""
    texts = row.text.replace("\n", " ").split("\t")
    if row.path:
        starts = [0, *accumulate(len(text) + 1 for text in texts)]
        spans: list[list[Span]] = [[] for _ in starts]
        for span in row.form.spans:
            spans[bisect_right(starts, span.start) - 1].append(span)
        texts = [_cell(*cell) for cell in zip(texts, starts, spans, strict=False)]
    return [text.strip().replace("|", "\\|") for text in texts]


def _cell(text: str, start: int, spans: Sequence[Span]) -> str:
    """A cell that starts at a position of its row, with the spans that start in it."""
    before = len(text) - len(text.lstrip())
    return inline(text.strip(), moved(spans, -start - before))
