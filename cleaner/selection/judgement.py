"""What the learned model says about the blocks, and which of them is the title."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from cleaner.document import Block, Role
from cleaner.selection.classes import beside, without_asides
from cleaner.selection.cues import cue
from cleaner.selection.foreign import is_foreign, keeps
from cleaner.selection.lines import Line, letters, look

_AROUND = 14
"""So many short lines or lines of boilerplate above and below the paragraphs make a page of a text."""
_LENIENT = 0.6
"""Of a page the passes after this one reject more: what is only doubtful goes on to them."""
_UNLIKELY = "not part of the article"


def is_page_text(lines: Sequence[Line]) -> bool:
    """Whether lines are what a tool left of a whole page, menus and lists and all.

    Such a text has paragraphs, and many lines of boilerplate or of a few words around them. What
    has few of those is better judged by its words and their places alone, and so is verse.
    """
    prose = [i for i, line in enumerate(lines) if line.complete and line.size >= 30 and not line.listed]
    if not prose:
        return False
    around = sum(
        line.plain or line.listed or line.cue is not None
        for line in chain(lines[: prose[0]], lines[prose[-1] + 1 :])
    )
    cues = sum(line.cue is not None for line in lines)
    return around >= _AROUND and cues > 1 and (len(prose) > 1 or (around >= 2 * _AROUND and cues > 5))


def judge(
    blocks: Sequence[Block], title: str, *, page: bool, weights: str = "", markup: str = ""
) -> list[Block]:
    """The blocks, with those rejected that the model does not count to the article. A page that is
    not Chinese is judged by trafilatura from its `markup`."""
    from cleaner.selection.labeller import cut, keep_probabilities  # numpy is heavy

    if page and is_foreign(blocks):
        held = keeps(markup, blocks)
        return [
            block if keep or not block.kept else _out(block) for block, keep in zip(blocks, held, strict=True)
        ]
    p = keep_probabilities(blocks, title, page=page, weights=weights)
    if page:
        p = without_asides(blocks, p)
    least = cut(p, [len(block.text) for block in blocks]) * (_LENIENT if page else 1)
    kept = {i for i, q in enumerate(p) if q >= least}
    if not page and kept:
        kept |= _headline(blocks, p, min(kept))
    return [block if i in kept or not block.kept else _out(block) for i, block in enumerate(blocks)]


def _headline(blocks: Sequence[Block], p: Sequence[float], first: int) -> set[int]:
    """The likeliest title above the first block that is kept: text does not show it as markup does."""
    able = [i for i in range(max(0, first - 8), first) if 8 <= len(blocks[i].text) <= 60 and p[i] >= 0.15]
    return {max((i for i in able if look(blocks[i].text).plain), key=lambda i: p[i], default=first)}


def _out(block: Block) -> Block:
    """A block that the model rejects, with the role that its words or its links suggest."""
    if known := cue(block.text):
        return block.as_role(known.role, known.reason)
    if called := beside(block):
        return block.as_role(called, "ids and classes call it so")
    if block.link_density > 0.5:
        return block.as_role(Role.RELATED if len(block.text) > 12 else Role.NAVIGATION, "links")
    return block.as_role(Role.BOILERPLATE, _UNLIKELY)


def titled(blocks: list[Block], title: str) -> list[Block]:
    """The blocks with one as the title.

    Where the title is known, it is the last block of these words above the article or in its first
    lines. Otherwise the first line kept, when it is short, no sentence, and text follows.
    """
    kept = [i for i, block in enumerate(blocks) if block.kept and block.text.strip()]
    if not kept or any(blocks[i].role is Role.TITLE for i in kept):
        return blocks
    if key := letters(title):
        above = (i for i in range(kept[min(2, len(kept) - 1)], -1, -1) if _same(letters(blocks[i].text), key))
        if (at := next(above, None)) is not None:
            blocks[at] = blocks[at].as_role(Role.TITLE)
        return blocks
    first = blocks[kept[0]].text.strip()
    if len(kept) > 1 and 4 <= len(first) <= 60 and first[-1] not in "。；;,，、" and _balanced(first):
        blocks[kept[0]] = blocks[kept[0]].as_role(Role.TITLE)
    return blocks


def _balanced(line: str) -> bool:
    return all(line.count(left) == line.count(right) for left, right in ("《》", "（）", "“”"))


def _same(line: str, title: str) -> bool:
    """Whether a line says the title, give or take a site's name or a column."""
    if line == title:
        return True
    short, long = sorted((line, title), key=len)
    return len(short) >= 6 and short in long and len(short) >= 0.7 * len(long)
