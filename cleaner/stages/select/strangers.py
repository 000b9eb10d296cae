"""Lines that read like an article and are none of this one: the next article, and keys of a template."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleaner.document import Block, Role
from cleaner.stages.select.line import Line
from cleaner.text.characters import HAN

_HAN = re.compile(f"[{HAN}]")
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+")
"""A name as programs have them, in a line of its own."""
_MIN_KEYS = 3
"""Minimum number of keys above a text; fewer lines may be of its title."""
_HEADLINE = range(8, 61)
"""Lengths of a headline, characters."""
_REACH = 3
"""Maximum distance from a headline down to source and date, lines."""


def strangers(blocks: Sequence[Block], lines: Sequence[Line], kept: set[int]) -> set[int]:
    """The numbers of kept lines that are of the next article, or keys of a template above a Chinese text."""
    return _next_article(lines, kept) | _keys(blocks, kept)


def _next_article(lines: Sequence[Line], kept: set[int]) -> set[int]:
    """The kept lines from where another article begins like this one: with a headline, source and date.

    Sites that scroll on for ever print a control or the heading of a list between the two.
    """
    tops = [i for i in range(len(lines)) if _is_headline(lines, i)]
    if not tops:
        return set()
    prose = [i for i in sorted(kept) if lines[i].prose and i > tops[0]]
    for i in tops[1:]:
        parted = lines[i - 1].sure and _role(lines[i - 1]) in (Role.NAVIGATION, Role.RELATED)
        if parted and prose and prose[0] < i:
            return {k for k in kept if k >= i}
    return set()


def _is_headline(lines: Sequence[Line], i: int) -> bool:
    """Whether a line may be a headline, with source and date close below it and no sentence between."""
    if lines[i].size not in _HEADLINE or not lines[i].plain:
        return False
    for line in lines[i + 1 : i + 1 + _REACH]:
        if line.sure and _role(line) is Role.METADATA:
            return True
        if line.prose or line.plain:
            return False
    return False


def _role(line: Line) -> Role | None:
    return line.cue.role if line.cue is not None else None


def _keys(blocks: Sequence[Block], kept: set[int]) -> set[int]:
    """The keys that stand above the first kept line in Chinese."""
    start = next((i for i in sorted(kept) if _HAN.search(blocks[i].text)), 0)
    found = {i for i in kept if i < start and _KEY.fullmatch(blocks[i].text.strip())}
    return found if len(found) >= _MIN_KEYS else set()
