"""What a stage did, worked out from the documents before and after it.

Stages record nothing themselves. `compare` finds the changes of one stage; `follow` keeps the places of
earlier changes right while later stages parse lines into blocks, split blocks and join them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import accumulate

from cleaner.document import Block, Change, Document

ALIGNED = 250_000
"""Maximum product of two lengths that are aligned as a whole, which takes quadratic time."""
WINDOW = 200
"""Maximum distance, in elements, at which the two sides of a change are searched for in longer ones."""

Range = tuple[int, int]
"""From the first element to behind the last."""


def compare(stage: str, before: Document, after: Document) -> tuple[Change, ...]:
    r"""The changes between two states of a document: of lines while it is text, of blocks after that.

    >>> [(c.before, c.after) for c in compare("simplify", Document("乾\n隆"), Document("干\n隆"))]
    [('乾', '干')]
    """
    if before.blocks is not after.blocks:
        return tuple(_block_changes(stage, before.blocks, after.blocks))
    decoded = before.data is not None and not before.text
    if before.text == after.text or decoded:
        return ()
    if not before.blocks:
        return tuple(_line_changes(stage, before.text.split("\n"), after.text.split("\n")))
    kept = [position for position, block in enumerate(before.blocks) if block.kept]
    lines = [before.blocks[position].text for position in kept]
    return tuple(_line_changes(stage, lines, after.text.split("\n"), kept))


def follow(changes: Iterable[Change], before: Document, after: Document) -> tuple[Change, ...]:
    """Changes made up to `before`, with their places as they are in `after`.

    A block that was split has several places afterwards; blocks that were joined share one.
    """
    changes = tuple(changes)
    if before.blocks is after.blocks:
        same = bool(before.blocks) or before.text.count("\n") == after.text.count("\n")
        return changes if same else tuple(replace(change, place=None) for change in changes)
    if len(before.blocks) == len(after.blocks):
        return changes
    if before.blocks:
        ranges = overlaps(before.blocks, after.blocks)
    elif after.metadata.get("kind") == "page":
        ranges = [None] * (before.text.count("\n") + 1)  # lines of markup are no blocks
    else:
        lines = [line.strip() for line in before.text.split("\n")]
        ranges = _aligned(lines, [block.text for block in after.blocks])
    return tuple(replace(change, place=_moved(change.place, ranges)) for change in changes)


def overlaps(old: Sequence[Block], new: Sequence[Block]) -> list[Range | None]:
    """For each block of `old` the blocks of `new` that hold its text, by place.

    Blocks that were only split or joined are matched by the characters before them, white space aside;
    otherwise by the texts around them. None for a block whose text is gone.

    >>> overlaps([Block("甲乙"), Block("丙")], [Block("甲"), Block("乙"), Block("丙")])
    [(0, 2), (2, 3)]
    """
    old_ends, new_ends = _ends(old), _ends(new)
    if not old or not new or old_ends[-1] != new_ends[-1]:
        return _aligned([block.text for block in old], [block.text for block in new])
    ranges: list[Range | None] = []
    first, start = 0, 0
    for end in old_ends:
        while first < len(new) - 1 and new_ends[first] <= start:
            first += 1
        last = first
        while last < len(new) - 1 and new_ends[last] < end:
            last += 1
        ranges.append((first, last + 1))
        start = end
    return ranges


def differences(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Yield where two strings, or two lists of lines, differ, as `(i, j, k, m)`.

    `before[i:j]` became `after[k:m]`. Takes linear time: short sequences are aligned as a whole, long
    ones from change to change.

    >>> list(differences("中文字苻!", "中文字符!"))
    [(3, 4, 3, 4)]
    """
    if len(before) == len(after):
        runs = list(_runs(before, after))
        if 2 * sum(j - i for i, j, _, _ in runs) <= len(before):
            yield from runs
            return
    for i, j, k, m in _changes(before, after):
        if (j - i) * (m - k) > ALIGNED:
            yield i, j, k, m
            continue
        matcher = SequenceMatcher(None, before[i:j], after[k:m], autojunk=False)
        for tag, a, b, c, d in matcher.get_opcodes():
            if tag != "equal":
                yield i + a, i + b, k + c, k + d


def _runs(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Yield the runs of positions at which sequences of one length differ."""
    start = None
    for position, (old, new) in enumerate(zip(before, after, strict=True)):
        if old == new and start is not None:
            yield start, position, start, position
            start = None
        elif old != new and start is None:
            start = position
    if start is not None:
        yield start, len(before), start, len(before)


def _changes(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Yield the parts that differ, between parts that are the same for a while."""
    same = 8 if isinstance(before, str) else 2
    i = k = 0
    while True:
        while i < len(before) and k < len(after) and before[i] == after[k]:
            i, k = i + 1, k + 1
        if len(before) * len(after) <= ALIGNED or i == len(before) or k == len(after):
            break
        for distance in range(1, 2 * WINDOW):
            steps = range(max(0, distance - WINDOW), min(distance, WINDOW) + 1)
            found = [s for s in steps if _meet(before, i + s, after, k + distance - s, same)]
            if found:
                break
        else:
            break
        step = min(found, key=lambda s: abs(2 * s - distance))  # rather replaced than inserted
        yield i, i + step, k, k + distance - step
        i, k = i + step, k + distance - step
    if i < len(before) or k < len(after):
        yield i, len(before), k, len(after)


def _meet(before: Sequence[str], i: int, after: Sequence[str], k: int, same: int) -> bool:
    """Whether the sequences are the same from `before[i]` and `after[k]` on, for `same` elements."""
    part = before[i : i + same]
    return len(part) > 0 and part == after[k : k + same]


def _ends(blocks: Sequence[Block]) -> list[int]:
    """The number of characters up to the end of each block, white space aside."""
    return list(accumulate(len("".join(block.text.split())) for block in blocks))


def _aligned(old: Sequence[str], new: Sequence[str]) -> list[Range | None]:
    """For each text of `old` the texts of `new` that stand in its place."""
    ranges: list[Range | None] = []
    shift = 0
    for i, j, k, m in differences(old, new):
        ranges += [(position + shift, position + shift + 1) for position in range(len(ranges), i)]
        ranges += [(k, m) if k < m else None] * (j - i)
        shift = m - j
    return ranges + [(position + shift, position + shift + 1) for position in range(len(ranges), len(old))]


def _moved(place: Range | None, ranges: Sequence[Range | None]) -> Range | None:
    if place is None:
        return None
    found = [where for where in ranges[slice(*place)] if where is not None]
    return (found[0][0], found[-1][1]) if found else None


def _line_changes(
    stage: str, old: list[str], new: list[str], blocks: Sequence[int] | None = None
) -> Iterator[Change]:
    """Yield the changes between lines; `blocks` are the numbers of the blocks that the old lines are."""
    numbers = range(len(old)) if blocks is None else blocks
    for i, j, k, m in differences(old, new):
        if j - i == m - k:  # repairs keep line breaks, so this is the common case
            for number, before, after in zip(numbers[i:j], old[i:j], new[k:m], strict=True):
                yield Change(stage, before, after, place=(number, number + 1))
        else:
            place = (numbers[i], numbers[j - 1] + 1) if i < j else None
            yield Change(stage, "\n".join(old[i:j]), "\n".join(new[k:m]), place=place)


def _block_changes(stage: str, old: Sequence[Block], new: Sequence[Block]) -> Iterator[Change]:
    """Yield the blocks whose text changed, that were left out, or that were taken back in."""
    if len(old) == len(new):
        for number, (before, after) in enumerate(zip(old, new, strict=True)):
            if before.text != after.text:
                yield Change(stage, before.text, after.text, place=(number, number + 1))
            yield from _role_change(stage, number, after, was_kept=before.kept)
        return
    origins = overlaps(new, old)
    for number, (block, origin) in enumerate(zip(new, origins, strict=True)):
        was_kept = origin is None or old[origin[0]].kept
        yield from _role_change(stage, number, block, was_kept=was_kept)


def _role_change(stage: str, number: int, block: Block, *, was_kept: bool) -> Iterator[Change]:
    if was_kept == block.kept:
        return
    before, after = (block.text, "") if was_kept else ("", block.text)
    yield Change(stage, before, after, f"{block.role}: {block.reason}", (number, number + 1))
