"""What each stage changed, found by comparing the document before and after it.

Stages record nothing themselves. `compare` finds the changes of one stage. `follow` keeps the places of
earlier changes valid while later stages parse lines into blocks, split blocks and join them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import accumulate

from cleaner.document import Block, Change, Document

ALIGNED = 250_000
"""Maximum product of the lengths of two sequences aligned as a whole, which takes quadratic time."""
WINDOW = 200
"""Maximum length of a change in longer sequences, elements, on either side."""
SAME_CHARACTERS = 8
"""Minimum number of equal characters that end a change in long texts: fewer may be equal by chance."""
SAME_LINES = 2
"""Minimum number of equal lines that end a change in long lists of lines."""

Range = tuple[int, int]
"""The first element, and the one behind the last."""
Difference = tuple[int, int, int, int]
"""As in `difflib`: in `(i1, i2, j1, j2)`, `before[i1:i2]` became `after[j1:j2]`."""


def compare(stage: str, before: Document, after: Document) -> tuple[Change, ...]:
    r"""The changes between two states of a document: of lines while it is text, of blocks after that.

    Decoding and parsing do not count as changes.

    >>> [(c.before, c.after) for c in compare("simplify", Document("乾\n隆"), Document("干\n隆"))]
    [('乾', '干')]
    """
    if before.blocks is not after.blocks:
        return tuple(_block_changes(stage, before.blocks, after.blocks))
    decoded = before.data is not None and not before.text
    if before.text == after.text or decoded:
        return ()
    new_lines = after.text.split("\n")
    if not before.blocks:
        return tuple(_line_changes(stage, before.text.split("\n"), new_lines))
    kept = [number for number, block in enumerate(before.blocks) if block.kept]
    lines = [before.blocks[number].text for number in kept]
    return tuple(_line_changes(stage, lines, new_lines, kept))


def follow(changes: Iterable[Change], before: Document, after: Document) -> tuple[Change, ...]:
    """The changes made up to `before`, with their places in `after`.

    A change of a block that was split has a place of several blocks afterwards; changes of blocks that
    were joined have the same place. The place is None if the text is gone.
    """
    changes = tuple(changes)
    if before.blocks is after.blocks:
        same = bool(before.blocks) or before.text.count("\n") == after.text.count("\n")
        return changes if same else tuple(replace(change, place=None) for change in changes)
    if len(before.blocks) == len(after.blocks):
        return changes
    if before.blocks:
        ranges = overlaps(before.blocks, after.blocks)
    elif after.metadata.get("kind") in ("page", "feed"):
        ranges = [None] * (before.text.count("\n") + 1)  # lines of markup are not blocks
    else:
        lines = [line.strip() for line in before.text.split("\n")]
        ranges = _aligned(lines, [block.text for block in after.blocks])
    return tuple(replace(change, place=_moved(change.place, ranges)) for change in changes)


def overlaps(old: Sequence[Block], new: Sequence[Block]) -> list[Range | None]:
    """For each block of `old`, the range of blocks of `new` that hold its text; None if it is gone.

    If blocks were only split or joined, they are matched by the number of characters before them, white
    space aside; otherwise by aligning their texts.

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


def differences(before: Sequence[str], after: Sequence[str]) -> Iterator[Difference]:
    """Yield where two strings, or two lists of lines, differ.

    Takes linear time: short sequences are aligned as a whole, long ones from change to change.

    >>> list(differences("中文字苻!", "中文字符!"))
    [(3, 4, 3, 4)]
    """
    if len(before) == len(after):  # mostly elements were replaced, and nothing need be aligned
        runs = list(_differing_runs(before, after))
        if 2 * sum(i2 - i1 for i1, i2, _, _ in runs) <= len(before):
            yield from runs
            return
    for i1, i2, j1, j2 in _coarse_differences(before, after):
        if (i2 - i1) * (j2 - j1) > ALIGNED:
            yield i1, i2, j1, j2
            continue
        matcher = SequenceMatcher(None, before[i1:i2], after[j1:j2], autojunk=False)
        for tag, a1, a2, b1, b2 in matcher.get_opcodes():
            if tag != "equal":
                yield i1 + a1, i1 + a2, j1 + b1, j1 + b2


def _differing_runs(before: Sequence[str], after: Sequence[str]) -> Iterator[Difference]:
    """Yield the runs of positions at which two sequences of the same length differ."""
    start = None
    for position, (old, new) in enumerate(zip(before, after, strict=True)):
        if old == new and start is not None:
            yield start, position, start, position
            start = None
        elif old != new and start is None:
            start = position
    if start is not None:
        yield start, len(before), start, len(before)


def _coarse_differences(before: Sequence[str], after: Sequence[str]) -> Iterator[Difference]:
    """Yield ranges that hold all differences of two sequences, to be aligned one by one.

    Short sequences, and long ones that do not meet again within `WINDOW`, are one range from the first
    difference on.
    """
    i, j = _skip_equal(before, after, 0, 0)
    long = len(before) * len(after) > ALIGNED
    while long and i < len(before) and j < len(after):
        meeting = _next_meeting(before, after, i, j)
        if meeting is None:
            break
        yield i, meeting[0], j, meeting[1]
        i, j = _skip_equal(before, after, *meeting)
    if i < len(before) or j < len(after):
        yield i, len(before), j, len(after)


def _skip_equal(before: Sequence[str], after: Sequence[str], i: int, j: int) -> tuple[int, int]:
    """The first positions from `i` and `j` on at which the sequences differ, or one of them ends."""
    while i < len(before) and j < len(after) and before[i] == after[j]:
        i += 1
        j += 1
    return i, j


def _next_meeting(before: Sequence[str], after: Sequence[str], i: int, j: int) -> tuple[int, int] | None:
    """The nearest positions behind `i` and `j` from which the sequences are equal for a while.

    None if there are none within `WINDOW`. Of equally near ones the most balanced are taken, since
    elements are more often replaced than inserted.
    """
    same = SAME_CHARACTERS if isinstance(before, str) else SAME_LINES
    for distance in range(1, 2 * WINDOW):
        steps = range(max(0, distance - WINDOW), min(distance, WINDOW) + 1)
        found = [step for step in steps if _meet(before, i + step, after, j + distance - step, same)]
        if found:
            step = min(found, key=lambda step: abs(2 * step - distance))
            return i + step, j + distance - step
    return None


def _meet(before: Sequence[str], i: int, after: Sequence[str], j: int, same: int) -> bool:
    """Whether the `same` elements from `before[i]` and `after[j]` on are equal, or all if fewer remain."""
    part = before[i : i + same]
    return len(part) > 0 and part == after[j : j + same]


def _ends(blocks: Sequence[Block]) -> list[int]:
    """The number of characters up to the end of each block, white space aside."""
    return list(accumulate(len("".join(block.text.split())) for block in blocks))


def _aligned(old: Sequence[str], new: Sequence[str]) -> list[Range | None]:
    """For each text of `old`, the range of texts of `new` in its place; None if it is gone."""
    ranges: list[Range | None] = []
    shift = 0
    for i1, i2, j1, j2 in differences(old, new):
        ranges += _shifted(len(ranges), i1, shift)
        ranges += [(j1, j2) if j1 < j2 else None] * (i2 - i1)
        shift = j2 - i2
    return ranges + _shifted(len(ranges), len(old), shift)


def _shifted(start: int, end: int, shift: int) -> list[Range | None]:
    """The ranges of the texts from `start` to `end`, which are the same further on or back."""
    return [(number + shift, number + shift + 1) for number in range(start, end)]


def _moved(place: Range | None, ranges: Sequence[Range | None]) -> Range | None:
    """A place in the document after a stage; `ranges` tells what became of each line or block."""
    if place is None:
        return None
    found = [new_range for new_range in ranges[slice(*place)] if new_range is not None]
    return (found[0][0], found[-1][1]) if found else None


def _line_changes(
    stage: str, old: list[str], new: list[str], blocks: Sequence[int] | None = None
) -> Iterator[Change]:
    """Yield the changes between lines; `blocks` has the number of the block that each old line is."""
    numbers = range(len(old)) if blocks is None else blocks
    for i1, i2, j1, j2 in differences(old, new):
        if i2 - i1 == j2 - j1:  # repairs keep line breaks, so this is the common case
            for number, before, after in zip(numbers[i1:i2], old[i1:i2], new[j1:j2], strict=True):
                yield Change(stage, before, after, place=(number, number + 1))
        else:
            place = (numbers[i1], numbers[i2 - 1] + 1) if i1 < i2 else None
            yield Change(stage, "\n".join(old[i1:i2]), "\n".join(new[j1:j2]), place=place)


def _block_changes(stage: str, old: Sequence[Block], new: Sequence[Block]) -> Iterator[Change]:
    """Yield the changes between blocks: another text, left out, taken back in.

    Where blocks were split or joined, only the last two are changes.
    """
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
    """Yield the change of a block that was kept and no longer is, or the other way round."""
    if was_kept == block.kept:
        return
    before, after = (block.text, "") if was_kept else ("", block.text)
    yield Change(stage, before, after, f"{block.role}: {block.reason}", (number, number + 1))
