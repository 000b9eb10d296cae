"""Blocks followed back through the changes of a result, from the article to the source.

A trace says what each stage changed. Undoing the changes from the last to the first, each in the blocks
at its place, gives the text that every block came from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from cleaner.differences import Difference, differences
from cleaner.document import Block, Change, Result


@dataclass(frozen=True)
class Row:
    """A block beside the text it came from.

    - `source`: its text before all changes;
    - `result`: its text in the article, empty if it is not kept;
    - `stages`: the stages that changed its text or its role, in the order in which they ran.
    """

    block: Block
    source: str
    result: str
    stages: tuple[str, ...] = ()


def follow_back(result: Result) -> tuple[tuple[Row, ...], tuple[Change, ...]]:
    """The rows of a traced result, and the changes of text that belong to none of them.

    A change belongs to no row if it has no place, or if its text is not that of the blocks there.
    """
    histories = [_History(block, block.text, block.text) for block in result.document.blocks]
    rest: list[Change] = []
    for change in reversed(result.trace):
        changed = histories[slice(*change.place)] if change.place else []
        if change.kind:
            for history in changed:
                history.stages.append(change.stage)
        elif not _undo(change, changed):
            rest.append(change)
    return tuple(history.row() for history in histories), tuple(reversed(rest))


def deciding_stages(result: Result) -> list[str]:
    """For each block of a traced result, the stage that last decided its role; `parse` by default."""
    stages = ["parse"] * len(result.document.blocks)
    for change in result.trace:
        if change.kind and change.place:
            for number in range(*change.place):
                stages[number] = change.stage
    return stages


@dataclass(slots=True)
class _History:
    """A block followed back so far; `stages` are those met, the last one first."""

    block: Block
    source: str
    result: str
    stages: list[str] = field(default_factory=list)

    def row(self) -> Row:
        margin = "\n" if self.block.tag == "pre" else None  # the indentation of code is part of it
        result = self.result.strip(margin) if self.block.kept else ""
        return Row(self.block, self.source.strip(margin), result, tuple(reversed(self.stages)))


def _undo(change: Change, histories: Sequence[_History]) -> bool:
    """Undo a change of text in the blocks at its place; False if their texts do not show it."""
    if not histories:
        return False
    texts = [history.source for history in histories]
    text = _without_space("".join(texts))
    if text == _without_space(change.after):
        for history, source in zip(histories, cut_back(change.before, change.after, texts), strict=True):
            if history.source.strip() != source.strip():
                history.source = source
                history.stages.append(change.stage)
        return True
    if len(histories) == 1 and text == _without_space(change.before):
        # the block kept its text: a stage such as layout changed only how the article is written
        histories[0].result = change.after
        histories[0].stages.append(change.stage)
        return True
    return False


def cut_back(before: str, after: str, parts: Sequence[str]) -> list[str]:
    """Cut `before` into the pieces that became `parts`, the consecutive parts of `after`.

    White space does not count: the parts joined need not have that of `after`.

    >>> cut_back("苻号。編輯：某", "符号。编辑：某", ["符号。", "编辑：某"])
    ['苻号。', '編輯：某']
    """
    starts = [0]
    for part in parts[:-1]:
        starts.append(_end_of(part, after, starts[-1]))
    found = list(differences(before, after))
    cuts = [_position_before(start, found) for start in starts]
    return [before[start:end] for start, end in pairwise([*cuts, len(before)])]


def _end_of(part: str, text: str, start: int) -> int:
    """The end of a part that begins at `start` of a text; white space does not count."""
    missing = len(_without_space(part))
    position = start
    while missing and position < len(text):
        if not text[position].isspace():
            missing -= 1
        position += 1
    return position


def _position_before(position: int, found: Sequence[Difference]) -> int:
    """The position in the old text that corresponds to one in the new text."""
    shift = 0
    for start, end, new_start, new_end in found:
        if position <= new_start:
            break
        if position < new_end:
            return min(start + position - new_start, end)
        shift = end - new_end
    return position + shift


def _without_space(text: str) -> str:
    return "".join(text.split())
