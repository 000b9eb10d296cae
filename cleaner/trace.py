"""What a stage did, worked out from the documents before and after it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from cleaner.document import Block, Change, Document

LARGEST = 4_000_000
"""Above this product of lengths two sequences are not aligned: alignment takes quadratic time."""


def compare(stage: str, before: Document, after: Document) -> tuple[Change, ...]:
    """The changes between two states of a document: lines while it is text, blocks after that.

    >>> [(c.before, c.after) for c in compare("script", Document("乾\\n隆"), Document("干\\n隆"))]
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

    Equal lengths are compared place by place, the rest is aligned, in linear time when it is long.

    >>> list(differences("中文字苻!", "中文字符!"))
    [(3, 4, 3, 4)]
    """
    if len(before) == len(after):
        yield from _runs(before, after)
        return
    start = next((i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), None)
    start = min(len(before), len(after)) if start is None else start
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    if len(old) * len(new) > LARGEST:
        yield start, start + len(old), start, start + len(new)
        return
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield start + i, start + j, start + k, start + m


def _runs(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    start = None
    for place, (a, b) in enumerate(zip(before, after, strict=True)):
        if a == b and start is not None:
            yield start, place, start, place
            start = None
        elif a != b and start is None:
            start = place
    if start is not None:
        yield start, len(before), start, len(before)


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
