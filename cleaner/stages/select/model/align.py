"""Alignment of blocks with a text: what share of each block the text holds."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from cleaner.text.characters import folded_letters

_GRAM = 5
_SLACK = 40


def align(texts: Sequence[str], gold: str) -> list[float]:
    """For every text the share of its letters that gold holds, each part of gold used once and in
    order. Texts of a few letters count where the texts around them are found next to them."""
    golds = folded_letters(gold)
    blocks = [folded_letters(text) for text in texts]
    free = bytearray(b"\1") * len(golds)
    where: dict[str, list[int]] = {}
    for i in range(len(golds) - _GRAM + 1):
        where.setdefault(golds[i : i + _GRAM], []).append(i)
    shares = [0.0] * len(blocks)
    spans: list[tuple[int, int] | None] = [None] * len(blocks)
    # the longest first: a repeated headline must not take the place of the paragraph that holds it
    for k in sorted(range(len(blocks)), key=lambda k: (-len(blocks[k]), k)):
        block = blocks[k]
        if len(block) < 2 * _GRAM:
            continue
        near = _expected(spans, k)
        best = _place(block, golds, free, where, near)
        if best is None:
            continue
        start, end, share = best
        shares[k] = share
        if share >= 0.5:
            spans[k] = (start, end)
            free[start:end] = bytes(end - start)
    _short(blocks, golds, free, spans, shares)
    return shares


def _expected(spans: Sequence[tuple[int, int] | None], k: int) -> int:
    """Where in gold block `k` should begin, going by the nearest block that has been placed."""
    for step in range(1, len(spans)):
        before, after = k - step, k + step
        if before >= 0 and (span := spans[before]):
            return span[1]
        if after < len(spans) and (span := spans[after]):
            return span[0]
    return 0


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
    start, end = max(0, shift - _SLACK), min(len(golds), shift + len(block) + _SLACK)
    part = golds[start:end]
    matches = [
        m
        for m in SequenceMatcher(None, block, part, autojunk=False).get_matching_blocks()
        if m.size >= 3
        and abs(start + m.b - m.a - shift) <= _SLACK
        and free[start + m.b]
        and free[start + m.b + m.size - 1]
    ]
    if not matches:
        return None
    share = sum(m.size for m in matches) / len(block)
    return start + matches[0].b, start + matches[-1].b + matches[-1].size, share


def _chain(spans: Sequence[tuple[int, int] | None]) -> list[int]:
    """The placed blocks that follow each other in gold too, with the most letters in all."""
    placed = [(k, *span) for k, span in enumerate(spans) if span]
    best: list[tuple[int, int]] = []  # letters of the best chain that ends here, and where it came from
    for i, (_, start, end) in enumerate(placed):
        before = max(((best[j][0], j) for j in range(i) if placed[j][2] <= start + 4), default=(0, -1))
        best.append((before[0] + end - start, before[1]))
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
