"""Alignment of blocks with a text: what share of each block the text holds."""

from __future__ import annotations

from bisect import bisect, insort
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from cleaner.text.characters import folded_letters

_GRAM = 5
_SLACK = 40
_PIECE = 400
"""Maximum length that is compared at a time, letters: the time for a comparison grows with its square."""


def align(texts: Sequence[str], gold: str) -> list[float]:
    """For every text the share of its letters that gold holds, each part of gold used once and in order.

    Texts of a few letters count where the texts around them are found next to them.
    """
    golds = folded_letters(gold)
    blocks = [folded_letters(text) for text in texts]
    free = bytearray(b"\1") * len(golds)
    where: dict[str, list[int]] = {}
    for i in range(len(golds) - _GRAM + 1):
        where.setdefault(golds[i : i + _GRAM], []).append(i)
    shares = [0.0] * len(blocks)
    spans: list[tuple[int, int] | None] = [None] * len(blocks)
    placed: list[int] = []
    # the longest first: a repeated headline must not take the place of the paragraph that holds it
    for k in sorted(range(len(blocks)), key=lambda k: (-len(blocks[k]), k)):
        block = blocks[k]
        if len(block) < 2 * _GRAM:
            continue
        near = _expected(spans, placed, k)
        best = _place(block, golds, free, where, near)
        if best is None:
            continue
        start, end, share = best
        shares[k] = share
        if share >= 0.5:
            spans[k] = (start, end)
            insort(placed, k)
            free[start:end] = bytes(end - start)
    _short(blocks, golds, free, spans, shares)
    return shares


def _expected(spans: Sequence[tuple[int, int] | None], placed: Sequence[int], k: int) -> int:
    """Where in gold block `k` should begin, going by the nearest block that has been placed.

    `placed` are the numbers of these blocks, sorted.
    """
    after = bisect(placed, k)
    candidates = [(k - number, 1) for number in placed[max(after - 1, 0) : after]]
    candidates += [(number - k, 0) for number in placed[after : after + 1]]
    if not candidates:
        return 0
    distance, side = min(candidates, key=lambda candidate: (candidate[0], not candidate[1]))
    span = spans[k - distance if side else k + distance]
    return span[side] if span else 0


def _place(
    block: str, golds: str, free: bytearray, where: dict[str, list[int]], near: int
) -> tuple[int, int, float] | None:
    """Start, end and share of the best free place of a block in gold."""
    votes: dict[int, int] = {}
    step = max(1, (len(block) - _GRAM) // 60)
    for i in range(0, len(block) - _GRAM + 1, step):
        for at in where.get(block[i : i + _GRAM], ())[:50]:
            if free[at]:
                votes[(at - i) // 8] = votes.get((at - i) // 8, 0) + 1
    if not votes:
        return None
    top = max(votes.values())
    shift = min((s for s, n in votes.items() if n >= 0.8 * top), key=lambda s: abs(s * 8 - near)) * 8
    matches = [
        (a, b, size)
        for a, b, size in _matches(block, golds, shift)
        if size >= 3 and abs(b - a - shift) <= _SLACK and free[b] and free[b + size - 1]
    ]
    if not matches:
        return None
    share = sum(size for _, _, size in matches) / len(block)
    return matches[0][1], matches[-1][1] + matches[-1][2], share


def _matches(block: str, golds: str, shift: int) -> Iterator[tuple[int, int, int]]:
    """Parts that a block and gold have in common, at most `_SLACK` or so from `shift`.

    Each is where it begins in the block and in gold, and its length.
    """
    for first in range(0, len(block), _PIECE):
        piece = block[first : first + _PIECE]
        start = max(0, shift + first - _SLACK)
        part = golds[start : max(0, shift + first + len(piece) + _SLACK)]
        for match in SequenceMatcher(None, piece, part, autojunk=False).get_matching_blocks():
            yield first + match.a, start + match.b, match.size


def _chain(spans: Sequence[tuple[int, int] | None]) -> list[int]:
    """The placed blocks that follow each other in gold too, with the most letters in all."""
    placed = [(k, *span) for k, span in enumerate(spans) if span]
    ends = sorted({end for _, _, end in placed})
    longest = [(0, -1)] * (len(ends) + 1)  # a Fenwick tree of maxima, by the place of an end in `ends`
    best: list[tuple[int, int]] = []  # letters of the best chain that ends here, and where it came from
    for i, (_, start, end) in enumerate(placed):
        before, at = (0, -1), bisect(ends, start + 4)
        while at:
            before, at = max(before, longest[at]), at & (at - 1)
        best.append((before[0] + end - start, before[1]))
        at = bisect(ends, end)
        while at < len(longest):
            longest[at] = max(longest[at], (best[i][0], i))
            at += at & -at
    i = max(range(len(best)), key=lambda i: best[i][0], default=-1)
    chain = []
    while i >= 0:
        chain.append(placed[i][0])
        i = best[i][1]
    return chain[::-1]


def _short(
    blocks: Sequence[str],
    golds: str,
    free: bytearray,
    spans: list[tuple[int, int] | None],
    shares: list[float],
) -> None:
    """Places the texts of a few letters between the neighbours that have been placed."""
    ends = [-1, *_chain(spans), len(blocks)]
    for left, right in pairwise(ends):
        start = spans[left][1] if left >= 0 else 0  # type: ignore[index]
        end = spans[right][0] if right < len(blocks) else len(golds)  # type: ignore[index]
        inside = range(left + 1, right)
        # towards the body: headings stand close above their text
        order = inside if left >= 0 else reversed(inside)
        for k in order:
            block = blocks[k]
            if not block or len(block) >= 2 * _GRAM:
                continue
            at = golds.find(block, start, end) if left >= 0 else golds.rfind(block, start, end)
            if (
                at >= 0
                and all(free[at : at + len(block)])
                and (len(block) > 3 or min(at - start, end - at - len(block)) <= 4)
            ):
                shares[k], spans[k] = 1.0, (at, at + len(block))
                free[at : at + len(block)] = bytes(len(block))
                if left >= 0:
                    start = at + len(block)
                else:
                    end = at
