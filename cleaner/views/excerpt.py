"""The beginning of a document before and after, for the sample in the report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby, islice
from typing import NamedTuple

from cleaner.document import Result
from cleaner.views.explanation import Explanation
from cleaner.views.language import Translator
from cleaner.views.pieces import Piece, segments
from cleaner.views.rows import Row

PARAGRAPHS = 12
"""Maximum number of paragraphs shown on either side: a glance at each document, not a reading."""
LEFT_OUT = 120
"""Maximum text shown of blocks in a row that were left out, characters."""
CUT: list[Piece] = [("…", False)]
"""What stands for all that is not shown."""


class Paragraph(NamedTuple):
    """A paragraph of the source: a kept block, or all blocks in a row that were left out.

    - `role`: the most frequent role of the blocks left out; empty for a kept block;
    - `pieces`: the text, with what differs from the article marked;
    - `roles`: the roles of the blocks left out, with their numbers; empty for a kept block.
    """

    role: str
    pieces: list[Piece]
    roles: list[tuple[str, int]]

    def told(self, translate: Translator) -> str:
        """The roles in words; the number of blocks only if there are several."""
        if sum(times for _, times in self.roles) == 1:
            return translate(self.role)
        return ", ".join(f"{translate(role)} {times}" for role, times in self.roles)


def excerpt(result: Result) -> tuple[list[Paragraph], list[list[Piece]]]:
    """The first paragraphs of the source, and of the article."""
    before: list[Paragraph] = []
    after: list[list[Piece]] = []
    all_rows = Explanation(result).rows
    for kept, rows in groupby(all_rows, lambda row: row.block.kept):
        if not kept:
            before.append(_left_out(list(rows)))
        else:
            for row in islice(rows, PARAGRAPHS + 1):
                old, new = segments(row.source, row.result)
                before.append(Paragraph("", old, []))
                after.append(new)
        if len(before) > PARAGRAPHS:
            before = [*before[:PARAGRAPHS], Paragraph("", CUT, [])]
            break
    if sum(row.block.kept for row in all_rows) > len(after) or len(after) > PARAGRAPHS:
        after = [*after[:PARAGRAPHS], CUT]
    return before, after


def _left_out(rows: Sequence[Row]) -> Paragraph:
    text = " · ".join(row.source for row in rows[: LEFT_OUT + 1])  # each row adds at least one character
    if len(text) > LEFT_OUT:
        text = f"{text[:LEFT_OUT]} …"
    roles = Counter(str(row.block.role) for row in rows).most_common()
    most_frequent, _ = roles[0]
    return Paragraph(most_frequent, [(text, False)], roles)
