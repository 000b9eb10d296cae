"""The blocks of a page in groups: long runs of what was left out fold into one row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from cleaner.views.pieces import Piece
from cleaner.views.rows import Row

SHORTEST = 4
"""Minimum number of blocks left out in a row, with the same role, that fold: fewer are read at a glance."""
PREVIEW = 60
"""Maximum text that a folded row shows of its blocks, characters."""


@dataclass(frozen=True)
class Shown:
    """A row as a page shows it: the pieces of both sides, how much was cut off, what would change it."""

    row: Row
    source: list[Piece]
    article: list[Piece]
    cut_off: int
    remedy: str


@dataclass(frozen=True)
class Group:
    """Rows that are shown together, folded or not."""

    rows: list[Shown]

    @property
    def folded(self) -> bool:
        """Whether the rows are behind one row that opens."""
        return len(self.rows) >= SHORTEST and not self.rows[0].row.block.kept

    @property
    def preview(self) -> str:
        """The beginning of the text behind a folded row."""
        texts = " · ".join(shown.row.source for shown in self.rows[:PREVIEW])
        return texts if len(texts) <= PREVIEW else f"{texts[:PREVIEW]} …"


def grouped(rows: Iterable[Shown]) -> Iterator[Group]:
    """The rows in groups of the same role."""
    for _, group in groupby(rows, lambda shown: shown.row.block.role):
        yield Group(list(group))
