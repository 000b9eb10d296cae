"""What the learned model says about the blocks, and which of them is the title."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cleaner.document import Block, Role
from cleaner.stages.select.choice import likely_lines
from cleaner.stages.select.cues.cue import cue
from cleaner.stages.select.cues.patterns import Cue
from cleaner.stages.select.inline import LINKS
from cleaner.stages.select.line import Line, letters
from cleaner.stages.select.model.foreign import is_foreign, keeps
from cleaner.stages.select.roles import beside, without_asides

_LENIENT = 0.5
"""Of a page the passes after this one reject more: what is only doubtful goes on to them. On pages of sites
not learned from, F1 is 0.9654, 0.9660, 0.9665, 0.9658, 0.9647 for 0.3, 0.4, 0.5, 0.6, 0.75."""
_NEAR = 30
"""So many blocks from the article on either side the words of others are asked what they are."""
_UNLIKELY = "not part of the article"


def is_framed(lines: Iterable[Line]) -> bool:
    """Whether the words of some line say for sure that it is none of an article's.

    Where no line is of that kind the text stands as it is, but for what the passes find: so clean
    text stays whole, and what has been cleaned once is not judged again.
    """
    return any(line.sure and line.cue is not None and not line.cue.opens for line in lines)


def judge(blocks: Sequence[Block], title: str, *, page: str | None = None, weights: str = "") -> list[Block]:
    """The blocks, with those rejected that the model does not count to the article; `page` is the
    markup, of a page. A page that is not Chinese is judged by trafilatura, other text that is not
    stays as it is."""
    from cleaner.stages.select.model.model import cut, keep_probabilities  # numpy is heavy

    if is_foreign(blocks):
        held = keeps(page, blocks) if page is not None else [True] * len(blocks)
        kept = {i for i, keep in enumerate(held) if keep}
    elif page is not None:
        p = without_asides(blocks, keep_probabilities(blocks, title, page=True, weights=weights))
        p = _of_lines(blocks, p)
        least = cut(p, [len(block.text) for block in blocks]) * _LENIENT
        kept = {i for i, q in enumerate(p) if q >= least}
    else:
        kept = likely_lines(blocks, _of_lines(blocks, keep_probabilities(blocks, weights=weights)))
    return _rejected(blocks, kept)


def _of_lines(blocks: Sequence[Block], p: Sequence[float]) -> list[float]:
    """The probabilities with all parts of a line that something was cut out of as likely as the likeliest."""
    most = list(p)
    for i, block in enumerate(blocks):
        if block.glue:
            most[i] = max(most[i - 1], p[i] if block.kept else 0)
    for i in range(len(blocks) - 1, 0, -1):
        if blocks[i].glue:
            most[i - 1] = most[i]
    return most


def _rejected(blocks: Sequence[Block], kept: set[int]) -> list[Block]:
    """The blocks, with those that are not kept given the role that their words, their ids and classes,
    or their links suggest, or else the one of the heading above them. What words say is asked near what is
    kept only, where metadata and headings stand: most of a page is far from it."""
    out: list[Block] = []
    heading: Cue | None = None
    near = {k for i in kept for k in range(i - _NEAR, i + _NEAR + 1)} if kept else range(len(blocks))
    for i, block in enumerate(blocks):
        if i in kept or not block.kept:
            heading = None if i in kept else heading
            out.append(block)
        elif block.link_density > LINKS:
            out.append(_below(heading, block) if heading else _link(block))
        elif i in near and (known := cue(block.text)):
            heading = known if known.opens else heading
            out.append(block.as_role(known.role, known.reason))
        elif called := beside(block):
            out.append(block.as_role(called, "ids and classes call it so"))
        elif heading:
            out.append(_below(heading, block))
        else:
            out.append(block.as_role(Role.BOILERPLATE, _UNLIKELY))
    return out


def _below(heading: Cue, block: Block) -> Block:
    return block.as_role(heading.role, f"below a {heading.reason}")


def _link(block: Block) -> Block:
    return block.as_role(Role.RELATED if len(block.text) > 12 else Role.NAVIGATION, "links")


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
