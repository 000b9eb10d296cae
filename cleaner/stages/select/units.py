"""Units stand or fall together: the rows of a table, the items of a list, the lines of code."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from cleaner.document import Block
from cleaner.stages.select.cues.cue import cue
from cleaner.stages.select.inline import LINKS
from cleaner.stages.select.roles import HEADINGS, role_by_class
from cleaner.text.words import words

_NOTE = re.compile(r"(?:^| )footnotes?")
"""Classes of footnotes, as converters of Markdown and reStructuredText write them."""
_LANGUAGES = frozenset(words("code_languages"))
_MOST = 0.5
"""Minimum share of the characters of a unit that are kept for all of it to stay."""
_MAX_CLIMB = 3
"""Maximum levels from a kept block up to the element that it shares with one on the other side of a unit."""


def keep_units(blocks: Sequence[Block], kept: set[int]) -> set[int]:
    """The numbers of the kept blocks of a page, with every unit whole.

    A unit stays if most of it is kept, or if it stands between kept blocks of the same element and nothing
    says for sure that it is none of the article's; otherwise all of it goes.
    """
    whole = set(kept)
    outside = sorted(position for position in kept if not blocks[position].unit)
    for unit in units_of(blocks):
        if _is_mostly_kept(blocks, unit, kept) or _is_enclosed(blocks, unit, outside):
            whole.update(unit)
        else:
            whole.difference_update(unit)
    whole.update(_between(blocks, whole))
    whole.update(_notes(blocks, whole))
    return _without_labels(blocks, whole)


def _between(blocks: Sequence[Block], kept: set[int]) -> Iterator[int]:
    """The numbers of the blocks that stand between kept ones of the same element and are none of an aside.

    A heading needs only one such neighbour, or an element around both: the list below it is one of its own.
    """
    order = sorted(kept)
    for before, after in pairwise(order):
        for position in range(before + 1, after):
            block = blocks[position]
            if not block.kept or block.unit or _is_an_aside(blocks, range(position, position + 1)):
                continue
            near = (blocks[before].path[-_MAX_CLIMB:-1], blocks[after].path[-_MAX_CLIMB:-1])
            parent = block.path[-2] if len(block.path) > 1 else 0
            beside = sum(path[-1:] == (parent,) for path in near)
            is_heading = block.tag in HEADINGS and (beside or all(parent in path for path in near))
            if (beside == len(near) or is_heading) and cue(block.text) is None:
                yield position


def _notes(blocks: Sequence[Block], kept: set[int]) -> Iterator[int]:
    """The numbers of the footnotes that stand close to the last block that is kept."""
    end = blocks[max(kept)].path if kept else ()
    for position in range(max(kept, default=-1) + 1, len(blocks)):
        block = blocks[position]
        is_near = _shared(block.path, end) >= max(1, len(end) - _MAX_CLIMB)
        if is_near and block.kept and _NOTE.search(block.names):
            yield position


def _without_labels(blocks: Sequence[Block], kept: set[int]) -> set[int]:
    """The numbers without those of the names of a language that highlighters print beside code."""
    order = sorted(kept)
    stay = set(kept)
    for place, position in enumerate(order):
        block = blocks[position]
        beside = [blocks[other] for other in order[max(0, place - 1) : place + 2]]
        is_name = block.text.strip().lower() in _LANGUAGES and block.tag not in ("p", "li", "tr")
        if is_name and not block.is_code and any(other.is_code for other in beside):
            stay.discard(position)
    return stay


def units_of(blocks: Sequence[Block]) -> Iterator[range]:
    """The positions of the blocks of each unit."""
    for unit, run in groupby(range(len(blocks)), key=lambda position: blocks[position].unit):
        if unit:
            positions = list(run)
            yield range(positions[0], positions[-1] + 1)


def _is_mostly_kept(blocks: Sequence[Block], unit: range, kept: set[int]) -> bool:
    total = sum(len(blocks[position].text) for position in unit)
    stays = sum(len(blocks[position].text) for position in unit if position in kept)
    return stays > _MOST * total


def _is_enclosed(blocks: Sequence[Block], unit: range, outside: Sequence[int]) -> bool:
    """Whether a unit stands between blocks that are kept, close to both of them in the tree."""
    place = bisect_left(outside, unit.start)
    if place == 0 or place == len(outside) or _is_an_aside(blocks, unit):
        return False
    before, after = blocks[outside[place - 1]].path, blocks[outside[place]].path
    common = _shared(before, after)
    return max(len(before), len(after)) - common <= _MAX_CLIMB


def _is_an_aside(blocks: Sequence[Block], unit: range) -> bool:
    """Whether a unit is hidden, a list of links, or called something else than the article's."""
    first = blocks[unit.start]
    if "hidden" in first.marks or role_by_class(first):
        return True
    total = sum(len(blocks[position].text) for position in unit)
    linked = sum(blocks[position].link_density * len(blocks[position].text) for position in unit)
    return linked > LINKS * total


def _shared(left: Sequence[int], right: Sequence[int]) -> int:
    """How many elements two paths have in common."""
    depth = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        depth += 1
    return depth
