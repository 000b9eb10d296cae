"""Where two strings, or two lists of lines, differ: in linear time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

ALIGNED = 250_000
"""Maximum product of the lengths of two sequences aligned as a whole, which takes quadratic time."""
WINDOW = 200
"""Maximum length of a change in longer sequences, elements, on either side."""
SAME_CHARACTERS = 8
"""Minimum number of equal characters that end a change in long texts: fewer may be equal by chance."""
SAME_LINES = 2
"""Minimum number of equal lines that end a change in long lists of lines."""

Difference = tuple[int, int, int, int]
"""As in `difflib`: in `(i1, i2, j1, j2)`, `before[i1:i2]` became `after[j1:j2]`."""


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
