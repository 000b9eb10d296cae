"""References: the numbered list at the end of a text that the text points to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleaner.document import Block
from cleaner.stages.select.line import Line

_ENTRY = re.compile(r"\s*\[(\d{1,3})\]\s*\w")
_POINTER = re.compile(r"\S\s?\[(\d{1,3})\]")
_MIN_ENTRIES = 3
"""Minimum number of entries of a list; fewer lines may begin so by chance."""


def references(blocks: Sequence[Block], lines: Sequence[Line], kept: set[int]) -> set[int]:
    """The numbers of the lines of the references that the kept lines point to, and of the heading above them.

    They are of other words than the text, often of another language.
    """
    entries = [i for i, block in enumerate(blocks) if _ENTRY.match(block.text)]
    if len(entries) < _MIN_ENTRIES or not any(_POINTER.search(blocks[i].text) for i in kept):
        return set()
    found = {i for i in entries if not lines[i].sure}
    heading = entries[0] - 1
    return found | {heading} if heading - 1 in kept and lines[heading].plain else found
