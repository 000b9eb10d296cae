"""Rows of a table in a text, between bars or tabs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from cleaner.document import Block

_BAR = re.compile(r"[|\t]")
_CELL = 40
"""No cell of a table is longer; layout puts whole articles in one."""


def tables(blocks: Sequence[Block]) -> Iterator[list[int]]:
    """The rows of every table: three or more lines of several cells each, and of as many."""
    for cells, run in groupby(range(len(blocks)), lambda i: _cells(blocks[i].text)):
        rows = list(run)
        if cells > 1 and len(rows) > 2:
            yield rows


def _cells(text: str) -> int:
    """The cells of a row, between bars or tabs, each with something in it; none of a line that is no row."""
    cells = [cell.strip() for cell in _BAR.split(text.strip().strip("|"))]
    return len(cells) if all(cells) and max(map(len, cells)) <= _CELL else 0
