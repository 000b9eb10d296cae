"""Idempotence of `select`: judge the kept lines again until nothing changes.

Whoever cleans the cleaned text again judges its lines with fewer neighbours and without markup. Doing
so here, until nothing changes, makes cleaning twice the same as cleaning once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cleaner.document import Block, by_line
from cleaner.text.spacing import join

Selection = Callable[[Sequence[Block]], list[Block]]
_TURNS = 10
"""More than any real document needs; one or two are common."""


def until_stable(blocks: list[Block], select: Selection) -> list[Block]:
    """The blocks with what `select` rejects, joins or splits when it is given the kept lines alone."""
    for _ in range(_TURNS):
        groups = list(by_line(blocks))
        texts = [_joined(blocks, group) for group in groups]
        again = select([Block(text) for text in texts])
        if [block.text for block in again if block.kept and not block.glue] == texts:
            break
        blocks = _merged(blocks, groups, texts, again)
    return blocks


def _joined(blocks: Sequence[Block], group: Sequence[int]) -> str:
    line = " ".join(blocks[group[0]].text.split())
    for i in group[1:]:
        line = join(line, " ".join(blocks[i].text.split()))
    return line


def _merged(
    blocks: list[Block], groups: Sequence[Sequence[int]], texts: Sequence[str], again: list[Block]
) -> list[Block]:
    """The blocks with those of every line that came back otherwise replaced by what came back."""
    out = {i: [block] for i, block in enumerate(blocks)}
    rest = iter(again)
    for group, text in zip(groups, texts, strict=True):
        parts = [next(rest)]
        while sum(len(part.text) for part in parts) < len(text):
            parts.append(next(rest))
        if len(parts) == 1 and parts[0].kept and not parts[0].glue:
            continue
        first = blocks[group[0]]
        out |= {i: [] for i in group}
        out[group[0]] = [
            first.replace(text=part.text, role=part.role, reason=part.reason, glue=part.glue)
            for part in parts
        ]
    return [block for i in sorted(out) for block in out[i]]
