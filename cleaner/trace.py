"""What a stage did, worked out from the documents before and after it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from cleaner.document import Block, Change, Document

ALIGNED = 250_000
"""Up to this product of lengths two sequences are aligned as a whole, which takes quadratic time."""
WINDOW = 200
"""How far apart the two sides of a change are looked for in longer ones."""


def compare(stage: str, before: Document, after: Document) -> tuple[Change, ...]:
    """The changes between two states of a document: lines while it is text, blocks after that.

    >>> [(c.before, c.after) for c in compare("simplify", Document("乾\\n隆"), Document("干\\n隆"))]
    [('乾', '干')]
    """
    if before.blocks is not after.blocks:
        return tuple(_blocks(stage, before.blocks, after.blocks))
    if before.text == after.text or (before.data is not None and not before.text):  # it was decoded
        return ()
    lines = (
        [block.text for block in before.blocks if block.kept] if before.blocks else before.text.split("\n")
    )
    return tuple(_lines(stage, lines, after.text.split("\n")))


def differences(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Where two strings, or two lists of lines, differ: `before[i:j]` became `after[k:m]`.

    Takes linear time: short sequences are aligned as a whole, long ones from change to change.

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
    """Runs of places at which sequences of one length differ."""
    start = None
    for place, (a, b) in enumerate(zip(before, after, strict=True)):
        if a == b and start is not None:
            yield start, place, start, place
            start = None
        elif a != b and start is None:
            start = place
    if start is not None:
        yield start, len(before), start, len(before)


def _changes(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Parts that differ, between parts that are the same for a while."""
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
    part = before[i : i + same]
    return len(part) > 0 and part == after[k : k + same]


def _lines(stage: str, old: list[str], new: list[str]) -> Iterator[Change]:
    for i, j, k, m in differences(old, new):
        if j - i == m - k:  # repairs keep line breaks, so this is the common case
            yield from (Change(stage, a, b) for a, b in zip(old[i:j], new[k:m], strict=True))
        else:
            yield Change(stage, "\n".join(old[i:j]), "\n".join(new[k:m]))


def _blocks(stage: str, old: tuple[Block, ...], new: tuple[Block, ...]) -> Iterator[Change]:
    if len(old) == len(new):
        for a, b in zip(old, new, strict=True):
            if a.text != b.text:
                yield Change(stage, a.text, b.text)
            yield from _role(stage, a.kept, b)
        return
    left_out = Counter(block.text for block in old if not block.kept)  # a stage may split blocks
    for block in new:
        was_kept = left_out[block.text] == 0
        left_out[block.text] -= not was_kept
        yield from _role(stage, was_kept, block)


def _role(stage: str, was_kept: bool, block: Block) -> Iterator[Change]:
    if was_kept and not block.kept:
        yield Change(stage, block.text, "", f"{block.role}: {block.reason}")
    elif block.kept and not was_kept:
        yield Change(stage, "", block.text, f"{block.role}: {block.reason}")
