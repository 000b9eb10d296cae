"""Where the running text of a page is, by length, links and sentences alone."""

from __future__ import annotations

from collections.abc import Sequence

from cleaner.document import Block

_MIN_LENGTH = 25
"""Minimum length of a block of running text, characters."""
_MAX_LENGTH = 400
"""Length from which a block counts no more, characters; one long block must not outweigh the rest."""
_MAX_LINKED = 0.4
"""Maximum link density of a block of running text."""
_NO_SENTENCE = 0.4
"""Weight of a character in a block without a comma or full stop; 1 in others."""
_COST = 25.0
"""Cost of any other block, characters."""


def running_text(blocks: Sequence[Block]) -> range:
    """The positions of the run of blocks with the largest sum (Kadane's maximum subarray).

    Sentences outside links count their length, and every other block costs a little.

    >>> running_text([Block("首页"), Block("一句话，" * 10), Block("又一句。" * 10), Block("版权")])
    range(1, 3)
    """
    best, best_run = 0.0, range(0)
    total, start = 0.0, 0
    for position, block in enumerate(blocks):
        if total <= 0:
            total, start = 0.0, position
        total += _value(block)
        if total > best:
            best, best_run = total, range(start, position + 1)
    return best_run


def _value(block: Block) -> float:
    text = block.text
    if len(text) < _MIN_LENGTH or block.link_density > _MAX_LINKED or "comment" in block.names:
        return -_COST
    has_sentence = "，" in text or "。" in text or "," in text
    return min(len(text), _MAX_LENGTH) * (1 if has_sentence else _NO_SENTENCE)
