"""Tables of data, whose rows become one block each; tables made for layout keep their cells apart."""

from __future__ import annotations

from itertools import pairwise

from cleaner.document import Block

_MIN_ROWS = 2
"""Minimum rows of a data table; a single row is a strip of links or a frame."""
_MIN_COLUMNS = 2
"""Minimum cells a row of a data table, on average; one cell a row is a list."""
_MAX_CELL_BLOCKS = 2
"""Maximum blocks in a cell of data; layout cells hold several paragraphs."""
_MAX_CELL = 60
"""Maximum length of a cell of data, characters; longer ones are running text."""
_MAX_LINKED = 0.3
"""Maximum share of linked characters in a data table; above it the table is a menu."""


class OpenTable:
    """A table that the walk is inside: where it and its rows and cells start.

    Each position is the number of the block that comes next in the page.
    """

    __slots__ = ("cells", "nested", "rows", "start")

    def __init__(self, start: int) -> None:
        self.start = start
        self.rows = list[int]()
        self.cells = list[int]()
        self.nested = False  # holds another table, so it is a layout

    @property
    def has_columns(self) -> bool:
        """Whether it has enough rows and cells to be a table of data, and no table inside."""
        count = len(self.rows)
        return not self.nested and count >= _MIN_ROWS and len(self.cells) >= _MIN_COLUMNS * count

    def by_row(self, blocks: list[Block]) -> list[Block]:
        """Join the cells of each row by tabs if the table, which has columns, holds data.

        `blocks` are the blocks of the table; those of a layout are returned as they are. What stands
        in front of the first row, such as the caption, stays a block of its own.
        """
        if not self._holds_data(blocks):
            return blocks
        rows = [position - self.start for position in self.rows]
        joined = blocks[: rows[0]]
        for start, end in pairwise((*rows, len(blocks))):
            if start < end:
                joined.append(_row(blocks[start:end]))
        return joined

    def _holds_data(self, blocks: list[Block]) -> bool:
        """Whether the cells are short and few of them are links."""
        starts = (position - self.start for position in self.cells)
        for start, end in pairwise((*starts, len(blocks))):
            if end - start > _MAX_CELL_BLOCKS or _length(blocks[start:end]) > _MAX_CELL:
                return False
        linked = sum(block.link_density * len(block.text) for block in blocks)
        return linked <= _MAX_LINKED * _length(blocks)


def _length(blocks: list[Block]) -> int:
    return sum(len(block.text) for block in blocks)


def _row(cells: list[Block]) -> Block:
    """One block for the cells of a row."""
    first = cells[0]
    text = "\t".join(" ".join(cell.text.split()) for cell in cells)
    return first.replace(text=text, tag="tr", depth=first.depth - 1, path=first.path[:-1])
