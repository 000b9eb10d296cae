"""Tables of data, whose rows become one block each; tables made for layout keep their cells apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from cleaner.document import Block, Form, Span

_MIN_ROWS = 2
"""Minimum rows of a data table; a single row is a strip of links or a frame."""
_MIN_COLUMNS = 2
"""Minimum filled cells of the widest row of a data table; one cell a row is a list."""
_MAX_CELL_BLOCKS = 2
"""Maximum blocks in a cell of data; layout cells hold several paragraphs."""
_MAX_CELL = 300
"""Maximum length of a cell of data, characters; longer ones are running text."""
_MAX_HEADED_BLOCKS = 12
"""Maximum blocks in a cell of a table with heads of rows or columns."""
_MAX_HEADED_CELL = 1_500
"""Maximum length of such a cell, characters."""
_MAX_LINKED = 0.5
"""Maximum share of linked characters in a data table without heads; above it the table is a menu."""
_MAX_SPAN = 100
"""Maximum columns or rows that a cell is taken to span; broken pages claim thousands."""
_ALIGNED = re.compile(r"text-align\s*:\s*(left|center|right)", re.IGNORECASE)


class Cell(NamedTuple):
    """A cell: the number of the block that comes first in it, and what its attributes say."""

    start: int
    header: bool = False
    columns: int = 1
    rows: int = 1
    align: str = ""

    @classmethod
    def of(cls, start: int, tag: str, attributes: Mapping[str, str | None]) -> Cell:
        """The cell of a `td` or `th` element."""
        if not attributes:
            return cls(start, tag == "th")
        shown = _ALIGNED.search(attributes.get("style") or "")
        align = shown[1] if shown else attributes.get("align") or ""
        align = align.lower() if align.lower() in ("left", "center", "right") else ""
        columns, rows = _span(attributes.get("colspan")), _span(attributes.get("rowspan"))
        return cls(start, tag == "th", columns, rows, align)


def _span(value: str | None) -> int:
    text = (value or "").strip()
    return min(max(int(text), 1), _MAX_SPAN) if text.isdecimal() else 1


class OpenTable:
    """A table that the walk is inside: where it and its rows and cells start."""

    __slots__ = ("is_layout", "rows", "start")

    def __init__(self, start: int) -> None:
        self.start = start
        self.rows = list[list[Cell]]()
        self.is_layout = False  # holds another table, or code

    @property
    def has_columns(self) -> bool:
        """Whether it has enough rows and cells to be a table of data, and no table inside."""
        if self.is_layout or len(self.rows) < _MIN_ROWS:
            return False
        return max(map(len, self.rows)) >= _MIN_COLUMNS

    def by_row(self, blocks: Sequence[Block], unit: int) -> Sequence[Block]:
        """One block for each row, its cells joined by tabs, if the table, which has columns, holds data.

        `blocks` are the blocks of the table; those of a layout are returned as they are. What stands
        in front of the first row, such as the caption, stays a block of its own. `unit` becomes the
        unit of all.
        """
        rows = [row for row in self.rows if row]
        cells = [cell for row in rows for cell in row]
        bounds = [cell.start - self.start for cell in cells] + [len(blocks)]
        texts = [blocks[start:end] for start, end in pairwise(bounds)]
        if not self._holds_data(cells, texts, blocks):
            return blocks
        by_row = [block.replace(unit=unit) for block in blocks[: bounds[0]]]
        filled = iter(texts)
        for grid in _grid([[(cell, next(filled)) for cell in row] for row in rows]):
            row = _row(grid, unit)
            if row:
                by_row.append(row)
        return by_row

    def _holds_data(
        self, cells: Sequence[Cell], texts: Sequence[Sequence[Block]], blocks: Sequence[Block]
    ) -> bool:
        """Whether the cells are short, several stand side by side, and few of them are links."""
        headed = any(cell.header for cell in cells)
        longest = _MAX_HEADED_CELL if headed else _MAX_CELL
        most = _MAX_HEADED_BLOCKS if headed else _MAX_CELL_BLOCKS
        for text in texts:
            if len(text) > most or _length(text) > longest:
                return False
        filled = iter(texts)
        widest = max(sum(bool(next(filled)) for _ in row) for row in self.rows if row)
        linked = sum(block.link_density * len(block.text) for block in blocks)
        return widest >= _MIN_COLUMNS and (headed or linked <= _MAX_LINKED * _length(blocks))


Filled = tuple[Cell, Sequence[Block]]
"""A cell and its blocks."""
_EMPTY: Filled = (Cell(0), ())


def _grid(rows: Sequence[Sequence[Filled]]) -> Iterator[list[Filled]]:
    """The rows with an empty cell wherever a cell spans further columns or rows."""
    pending: dict[int, int] = {}  # column to the rows that a cell above still spans
    for row in rows:
        grid: list[Filled] = []
        for filled in row:
            _fill(grid, pending)
            cell = filled[0]
            first = len(grid)
            grid += [filled, *[_EMPTY] * (cell.columns - 1)]
            if cell.rows > 1:
                pending |= dict.fromkeys(range(first, len(grid)), cell.rows)
        _fill(grid, pending)
        yield grid
        pending = {column: left - 1 for column, left in pending.items() if left > 1}


def _fill(grid: list[Filled], pending: Mapping[int, int]) -> None:
    """Add empty cells below a cell that spans rows; cells that this row has begun are not among them."""
    while pending.get(len(grid), 0) > 0:
        grid.append(_EMPTY)


def _length(blocks: Sequence[Block]) -> int:
    return sum(len(block.text) for block in blocks)


def _row(grid: Sequence[Filled], unit: int) -> Block | None:
    """One block for the cells of a row; None for a row without text."""
    parts: list[str] = []
    spans: list[Span] = []
    linked = offset = 0
    for _, blocks in grid:
        text, inside = _cell_text(blocks)
        spans += [span_at(span, offset) for span in inside]
        linked += sum(int(block.link_density * len(block.text)) for block in blocks)
        parts.append(text)
        offset += len(text) + 1
    blocks = [block for _, blocks in grid for block in blocks]
    if not blocks:
        return None
    text = "\t".join(parts)
    named = [cell for cell, blocks in grid if blocks]
    header = all(cell.header for cell in named)
    align = tuple(cell.align for cell, _ in grid) if header else ()
    first = blocks[0]
    form = Form(first.form.level, "", first.form.quotes, "", header, align, tuple(spans))
    return first.replace(
        text=text,
        tag="tr",
        depth=first.depth - 1,
        path=first.path[:-1],
        link_density=min(1.0, linked / max(1, len(text))),
        unit=unit,
        form=form,
    )


def _cell_text(blocks: Sequence[Block]) -> tuple[str, list[Span]]:
    """The text of a cell on one line, and the spans in it."""
    parts: list[str] = []
    spans: list[Span] = []
    offset = 0
    for block in blocks:
        flat = block.with_text(" ".join(block.text.split()))
        spans += [span_at(span, offset) for span in flat.form.spans]
        parts.append(flat.text)
        offset += len(flat.text) + 1
    return " ".join(parts), spans


def span_at(span: Span, offset: int) -> Span:
    """The span, moved by a number of characters."""
    return Span(span.start + offset, span.end + offset, span.kind, span.target, span.label)
