"""Idempotence of `select`: judge the kept lines again until nothing changes.

Whoever cleans the cleaned text again judges its lines with fewer neighbours and without markup. Doing
so here, until nothing changes, makes cleaning twice the same as cleaning once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from cleaner.document import Block, by_line
from cleaner.text.plain import written

Selection = Callable[[str], list[Block]]
"""The blocks of a text with their roles."""
_TURNS = 10
"""Maximum number of turns; real documents need one or two."""


def until_stable(blocks: list[Block], select: Selection) -> list[Block]:
    """The blocks with what `select` rejects, joins or splits when it is given the kept lines alone."""
    for _ in range(_TURNS):
        groups = list(by_line(blocks))
        tidied = [_tidied(block) if block.kept else block for block in blocks]
        lines = written(tidied)
        joined = [line for some in lines for line in some]
        again = select("\n".join(joined))
        if [line for some in written(again) for line in some] == joined:
            break
        blocks = _merged(blocks, groups, lines, again)
    return blocks


def _tidied(block: Block) -> Block:
    """The block with white space folded, but for code and for the tabs between cells."""
    if block.is_code:
        return block
    return block.with_text("\t".join(" ".join(cell.split()) for cell in block.text.split("\t")))


def _merged(
    blocks: list[Block],
    groups: Sequence[Sequence[int]],
    lines: Sequence[Sequence[str]],
    again: Sequence[Block],
) -> list[Block]:
    """The blocks with those of every line that came back otherwise replaced by what came back."""
    out = {position: [block] for position, block in enumerate(blocks)}
    rest = _by_line(again, [line for some in lines for line in some])
    for group, some in zip(groups, lines, strict=True):
        parts = [part for _ in some for part in next(rest)]
        if len(parts) == len(some) and all(part.kept and not part.glue for part in parts):
            continue
        first = blocks[group[0]]
        out |= {position: [] for position in group}
        out[group[0]] = _code_again(first, parts) if first.is_code else _line_again(first, parts)
    return [block for position in sorted(out) for block in out[position]]


def _by_line(again: Sequence[Block], lines: Sequence[str]) -> Iterator[list[Block]]:
    """What came back of each line; the lines of a code block come one by one."""
    rest = (part for block in again for part in _line_parts(block))
    for line in lines:
        parts = [next(rest)]
        missing = _size(line) - _size(parts[0].text)
        while missing > 0:
            parts.append(next(rest))
            missing -= _size(parts[-1].text)
        yield parts


def _size(text: str) -> int:
    """The number of characters that are not white space."""
    return len("".join(text.split()))


def _line_parts(block: Block) -> Iterator[Block]:
    if not block.is_code:
        yield block
        return
    for line in block.text.split("\n"):
        yield block.with_text(line)


def _line_again(first: Block, parts: Sequence[Block]) -> list[Block]:
    """The parts of a line, with the markup of its first block."""
    return [
        first.with_text(part.text).replace(role=part.role, reason=part.reason, glue=part.glue)
        for part in parts
    ]


def _code_again(first: Block, parts: Sequence[Block]) -> list[Block]:
    """The kept lines of a code block as one block, and a block for each line that was left out."""
    kept = "\n".join(part.text for part in parts if part.kept)
    out = [first.with_text(kept)] if kept else []
    left_out = (part for part in parts if not part.kept)
    return [*out, *(first.with_text(part.text).as_role(part.role, part.reason) for part in left_out)]
